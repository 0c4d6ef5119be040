-- table: the customer's waiting time on clocks of working days: the hours of service 09:00-17:00 of the working days after
-- the day of receipt. after: the seconds of service for which the ticket had run, without waits, when the wait began
WITH spans AS (
    SELECT ref, received_at::DATE AS received_on, unnest(waits) AS wait FROM (
        SELECT ref, reported_at AS received_at, waits FROM counted_incidents WHERE waits IS NOT NULL
        UNION ALL
        SELECT ref, requested_at, waits FROM current_requests WHERE waits IS NOT NULL
    ) AS tickets
),
pieces AS (
    SELECT spans.ref, days.worked - receipt.worked - 1 AS days_before,
        greatest(spans.wait.starts_at, days.day + INTERVAL 9 HOUR) AS starts_at, days.day + INTERVAL 9 HOUR AS opens_at,
        least(spans.wait.starts_at + to_seconds(spans.wait.seconds), days.day + INTERVAL 17 HOUR) AS ends_at
    FROM spans JOIN working_count AS receipt ON receipt.day = spans.received_on
    JOIN working_count AS days ON days.is_working AND days.day > spans.received_on
        AND days.day <= (spans.wait.starts_at + to_seconds(spans.wait.seconds))::DATE
        AND days.day >= spans.wait.starts_at::DATE
),
served AS (
    SELECT ref, starts_at, days_before * 28800 + date_diff('second', opens_at, starts_at) AS at_service,
        date_diff('second', starts_at, ends_at) AS seconds
    FROM pieces WHERE ends_at > starts_at
)
SELECT ref, seconds, at_service - coalesce(sum(seconds) OVER (PARTITION BY ref ORDER BY starts_at
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS after
FROM served
