-- view: requests of kind 需求 with the moment they fall due: a bare date, or 00:00, is the end of that day; the customer's
-- waiting time that begins by then puts it off, and what is done only then, or not at all, is placed when that is known;
-- a claim accepted later does not take a request out of the closed month that has counted it: it would count twice
WITH asked AS (
    SELECT *, due_at + CASE WHEN due_at::TIME = '00:00:00' THEN INTERVAL 1 DAY ELSE INTERVAL 0 DAY END AS agreed_moment
    FROM current_requests WHERE kind IS NULL OR kind = '需求'
),
put_off AS (
    SELECT *, to_seconds(pushed(waits, date_diff('second', requested_at, agreed_moment))) AS longer FROM asked
)
SELECT top_system_id AS system_id, ref, requested_at, completed_at, is_retired, agreed_moment + longer AS due_moment,
    CASE WHEN waits IS NOT NULL AND told_on IS NOT NULL THEN told_on
        WHEN waits IS NULL OR completed_at <= agreed_moment THEN due_at
        WHEN completed_at <= agreed_moment + longer THEN completed_at
        ELSE agreed_moment + longer - INTERVAL 1 SECOND END::DATE AS due_day
FROM put_off LEFT JOIN told_requests AS told ON told.record_id = put_off.record_id
