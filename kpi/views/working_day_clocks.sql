-- table: what must be done in working days: the day of receipt is not counted, due at the end of day N; due_on is NULL
-- where some day in between is in no calendar
WITH begun AS (
    SELECT 'restored_in_working_days' AS measure, top_system_id AS system_id, ref, reported_at::DATE AS received_on,
        restored_at::DATE AS closed_on
    FROM counted_incidents WHERE fault_class = '硬件'
    UNION ALL
    SELECT 'requests_in_working_days', top_system_id, ref, requested_at::DATE, completed_at::DATE
    FROM current_requests WHERE kind = '标准服务请求' AND NOT is_retired
    UNION ALL
    SELECT 'accepted_in_working_days', top_system_id, ref, documents_at::DATE,
        CASE result WHEN '通过' THEN passed_at ELSE concluded_at END::DATE
    FROM current_acceptances
    WHERE documents_at IS NOT NULL AND (result = '通过' OR concluded_at IS NOT NULL) AND NOT is_retired
    UNION ALL
    SELECT 'mended_in_working_days', top_system_id, ref, concluded_at::DATE, mended_at::DATE
    FROM current_acceptances WHERE result <> '通过' AND concluded_at IS NOT NULL AND NOT is_retired
),
asked AS (
    SELECT begun.*, term.code, term.number FROM begun
    JOIN clause_terms AS term ON term.measure = begun.measure AND (term.system_id IS NULL OR term.system_id = begun.system_id)
),
-- the customer's waiting time that begins before N days of service are over puts the day off, 8 hours for a day
put_off AS (
    SELECT asked.ref, asked.code, ceil(sum(wait.seconds) / 28800) AS days
    FROM asked JOIN working_day_waits AS wait ON wait.ref = asked.ref AND wait.after < asked.number * 28800
    GROUP BY asked.ref, asked.code
)
SELECT begun.* EXCLUDE (number), due.day AS due_on, coalesce(begun.closed_on <= due.day, FALSE) AS is_kept
FROM asked AS begun
LEFT JOIN put_off ON put_off.ref = begun.ref AND put_off.code = begun.code
LEFT JOIN working_count AS receipt ON receipt.day = begun.received_on
LEFT JOIN working_count AS due ON due.is_working AND due.worked = receipt.worked + begun.number + coalesce(put_off.days, 0)
    AND due.known - receipt.known = due.day - receipt.day
