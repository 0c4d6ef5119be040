-- view: fault tickets that the times of repair and response leave out, and why
SELECT coalesce(top_system_id, system_id) AS system_id, placed_at::DATE AS day, ref, fault_class, is_emergency,
    CASE WHEN is_retired THEN '系统停用后的记录，不计' ELSE '豁免：' || exempt_reason END AS note
FROM current_incidents WHERE is_retired OR exempt_reason IS NOT NULL
