-- title: 最长连续运行时间
-- unit: 小时
-- part_unit: 小时
-- blame: value
-- formula: 两次故障之间累计的可用时间（不含排除时间），取最长的一段；没有上报的月份打断它；至今没有故障、也还不到 720 小时的系统不计
-- source: 五、运维服务需求 (一) 1. 稳定性：软件的连续运行时间需达到720小时以上
-- fold: max
-- empty: not_due
-- needs: outages, maintenance
-- part_per: 3600
-- flags: calendar_missing=calendar_gaps
WITH covered AS (
    SELECT month FROM package_coverage WHERE dataset IN ('outages', 'maintenance') GROUP BY month HAVING count(*) = 2
),
-- the marks of a day: its hours of service begin, something takes time away from them, they end
marks AS (
    SELECT system_id, day, month, starts_at, 0 AS seconds, FALSE AS is_failure FROM service_days
    UNION ALL
    SELECT system_id, day, strftime(day, '%Y-%m'), starts_at, seconds, is_down AND NOT is_excluded FROM outage_days
    UNION ALL
    SELECT system_id, day, month, ends_at, 0, FALSE FROM service_days
),
-- up-time before each mark, since the mark before it of the same day
stretches AS (
    SELECT *, coalesce(date_diff('second', lag(starts_at + to_seconds(seconds)) OVER of_day, starts_at), 0) AS up_seconds,
        (SELECT count(*) FROM months WHERE months.month < marks.month AND months.month NOT IN (FROM covered)) AS missing
    FROM marks WHERE month IN (FROM covered)
    WINDOW of_day AS (PARTITION BY system_id, day ORDER BY starts_at, seconds)
),
runs AS (
    SELECT *, count(*) FILTER (is_failure) OVER (PARTITION BY system_id, missing ORDER BY starts_at, seconds
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS failures_before
    FROM stretches
),
reached AS (
    SELECT *, sum(up_seconds) OVER (PARTITION BY system_id, missing, failures_before ORDER BY starts_at, seconds
        ROWS UNBOUNDED PRECEDING) AS seconds_so_far
    FROM runs
)
SELECT system_id, day, NULL AS tag, max(seconds_so_far) AS part, NULL AS whole, NULL AS ref,
    '连续运行至当日累计' AS note
FROM reached WHERE failures_before > 0 OR is_failure OR seconds_so_far >= 720 * 3600
GROUP BY system_id, day
