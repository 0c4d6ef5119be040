-- table: the longest time between two rounds of the machine room that ends on a day. A run of covered months begins with
-- 00:00 of its first day; a day without a round, and the last of the run, end with the time since the last round
WITH covered AS (
    SELECT day FROM days WHERE month IN (SELECT month FROM package_coverage WHERE dataset = 'inspections')
),
points AS (
    SELECT day, inspected_at AS moment, ref, FALSE AS is_start, FALSE AS is_end FROM kept_inspections WHERE target = '机房'
    UNION ALL
    SELECT day, day::TIMESTAMP, NULL, TRUE, FALSE FROM covered WHERE (day - 1) NOT IN (SELECT day FROM covered)
    UNION ALL
    SELECT day, (day + 1)::TIMESTAMP, NULL, FALSE, TRUE FROM covered
    WHERE day NOT IN (SELECT day FROM kept_inspections WHERE target = '机房') OR (day + 1) NOT IN (SELECT day FROM covered)
),
since AS (
    SELECT day, ref, is_start, date_diff('second', max(moment) FILTER (NOT is_end) OVER (ORDER BY moment, is_end, NOT is_start
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), moment) AS seconds
    FROM points
)
SELECT day, max(seconds) AS seconds, arg_max(ref, seconds) AS ref FROM since
WHERE day IN (SELECT day FROM covered) AND seconds IS NOT NULL AND NOT is_start GROUP BY day
