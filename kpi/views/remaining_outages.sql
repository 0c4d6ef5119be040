-- table: merged outages, what remains of each outside exclusions, day by day
-- an outage that runs into an uncovered month counts its covered part only
WITH covered AS (
    SELECT month FROM package_coverage WHERE dataset IN ('outages', 'maintenance') GROUP BY month HAVING count(*) = 2
)
SELECT merged.system_id, merged.failure_no, down.day, sum(down.seconds) AS seconds,
    min(down.starts_at) AS first_at, arg_min(down.down_ref, down.starts_at) AS ref
FROM merged_outages AS merged JOIN outage_days AS down ON down.system_id = merged.system_id
    AND down.starts_at >= merged.starts_at AND down.starts_at < merged.ends_at
WHERE down.is_down AND NOT down.is_excluded
    AND strftime(down.day, '%Y-%m') IN (SELECT month FROM covered)
GROUP BY merged.system_id, merged.failure_no, down.day
