-- view: requests of kind 需求 with the moment they fall due: a bare date, or 00:00, is the end of that day
SELECT top_system_id AS system_id, ref, requested_at, completed_at, is_retired, due_at::DATE AS due_day,
    due_at + CASE WHEN due_at::TIME = '00:00:00' THEN INTERVAL 1 DAY ELSE INTERVAL 0 DAY END AS due_moment
FROM current_requests WHERE kind IS NULL OR kind = '需求'
