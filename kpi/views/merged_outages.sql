-- table: counted outages of a system that overlap or touch, as one
WITH ordered AS (
    SELECT system_id, starts_at, ends_at, max(ends_at) OVER (PARTITION BY system_id ORDER BY starts_at, ends_at
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
    FROM outage_spans WHERE role = 'counted'
),
numbered AS (
    SELECT *, count(*) FILTER (reached IS NULL OR starts_at > reached)
        OVER (PARTITION BY system_id ORDER BY starts_at, ends_at ROWS UNBOUNDED PRECEDING) AS failure_no
    FROM ordered
)
SELECT system_id, failure_no, min(starts_at) AS starts_at, max(ends_at) AS ends_at
FROM numbered GROUP BY system_id, failure_no
