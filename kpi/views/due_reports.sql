-- view: reports with the event they are due from: a bare date, or 00:00, is the end of that day and stays on that day
SELECT ref, kind, title, due_from::DATE AS due_day, submitted_at,
    due_from + CASE WHEN due_from::TIME = '00:00:00' THEN INTERVAL 1 DAY ELSE INTERVAL 0 DAY END AS due_moment
FROM current_reports
