-- view: everything that is opened and should be closed, with the day that places it: the judge ages it at the data cut-off
SELECT 'response_time' AS measure, top_system_id AS system_id, NULL AS tag, ref.record_id AS record_id,
    reported_at::DATE AS day, reported_at AS opened_at, NULL::TIMESTAMP AS due_at, responded_at AS closed_at,
    [{'after': wait.after, 'seconds': wait.seconds} FOR wait IN waits] AS waits
FROM counted_incidents
UNION ALL
SELECT 'repair_time', top_system_id, CASE fault_class WHEN '硬件' THEN 'hardware' ELSE 'software' END, ref.record_id,
    reported_at::DATE, reported_at, NULL, restored_at, [{'after': wait.after, 'seconds': wait.seconds} FOR wait IN waits]
FROM counted_incidents
UNION ALL
SELECT 'request_completion', system_id, NULL, ref.record_id, due_day, requested_at, due_moment, completed_at, NULL
FROM due_requests WHERE NOT is_retired
UNION ALL
SELECT 'report_submission', NULL, NULL, ref.record_id, due_day, due_moment, NULL, submitted_at, NULL FROM due_reports
