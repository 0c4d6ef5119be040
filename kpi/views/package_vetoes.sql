-- view: events that stand above the grade
SELECT occurred_at::DATE AS day, severity || '网络安全事件' AS reason, record_id FROM current_security_events
WHERE severity IN ('特别重大', '重大') AND NOT is_retired
UNION ALL
SELECT submitted_at::DATE, kind || '不通过', record_id FROM current_acceptances WHERE result = '不通过' AND NOT is_retired
