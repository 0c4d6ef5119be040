-- table: the customer's waiting time of each ticket: accepted spans cut to the ticket; what overlaps or touches is one
-- wait. after: the seconds for which the ticket had run, without waits, when the wait began
WITH tickets AS (
    SELECT 'incidents' AS dataset, record_id, reported_at AS opened_at, restored_at AS closed_at FROM recorded_incidents
    UNION ALL
    SELECT 'requests', record_id, requested_at, completed_at FROM recorded_requests
),
given AS (
    SELECT dataset, record_id, unnest(starts_at) AS starts_at, unnest(ends_at) AS ends_at
    FROM claims_in_force WHERE kind = 'waiting'
),
cut AS (
    SELECT dataset, record_id, opened_at, greatest(starts_at, opened_at) AS starts_at,
        least(ends_at, coalesce(closed_at, ends_at)) AS ends_at
    FROM given JOIN tickets USING (dataset, record_id)
),
reaching AS (
    SELECT *, max(ends_at) OVER (PARTITION BY dataset, record_id ORDER BY starts_at, ends_at
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
    FROM cut WHERE ends_at > starts_at
),
numbered AS (
    SELECT *, count(*) FILTER (reached IS NULL OR starts_at > reached)
        OVER (PARTITION BY dataset, record_id ORDER BY starts_at, ends_at ROWS UNBOUNDED PRECEDING) AS wait_no
    FROM reaching
),
united AS (
    SELECT dataset, record_id, opened_at, min(starts_at) AS starts_at,
        date_diff('second', min(starts_at), max(ends_at)) AS seconds
    FROM numbered GROUP BY dataset, record_id, opened_at, wait_no
),
placed AS (
    SELECT *, date_diff('second', opened_at, starts_at) - coalesce(sum(seconds) OVER (PARTITION BY dataset, record_id
        ORDER BY starts_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::BIGINT AS after
    FROM united
)
SELECT dataset, record_id, list({'starts_at': starts_at, 'after': after, 'seconds': seconds} ORDER BY starts_at) AS waits
FROM placed GROUP BY dataset, record_id
