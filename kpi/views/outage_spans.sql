-- table: outages and maintenance windows as spans; role counted, exempt, maintenance or unapproved
-- they end with the service of the system or subsystem that they name: what is retired cannot be down
SELECT top_system_id AS system_id, ref, down_at AS starts_at,
    least(coalesce(up_at, getvariable('horizon')), coalesce(served.ends_at, getvariable('horizon'))) AS ends_at,
    CASE WHEN exempt_reason IS NULL THEN 'counted' ELSE 'exempt' END AS role,
    CASE WHEN exempt_reason IS NULL THEN '停机' ELSE '豁免停机：' || exempt_reason END
        || CASE WHEN up_at IS NULL THEN '（进行中）' ELSE '' END AS note
FROM current_outages AS outage
LEFT JOIN service_ends AS served
    ON served.system_id = outage.system_id AND served.month = strftime(outage.down_at, '%Y-%m')
WHERE NOT is_retired
UNION ALL
SELECT top_system_id, ref, starts_at, least(maintenance.ends_at, coalesce(served.ends_at, maintenance.ends_at)),
    CASE WHEN approved_by IS NOT NULL AND (approved_at IS NULL OR approved_at <= starts_at)
        THEN 'maintenance' ELSE 'unapproved' END,
    CASE WHEN approved_by IS NULL THEN '计划停机未批准，不予排除'
        WHEN approved_by = '申诉采纳' THEN '计划停机（申诉采纳）' WHEN approved_at > starts_at THEN '计划停机批准晚于开始，不予排除' ELSE '计划停机（已批准）' END
FROM current_maintenance AS maintenance
LEFT JOIN service_ends AS served
    ON served.system_id = maintenance.system_id AND served.month = strftime(maintenance.starts_at, '%Y-%m')
WHERE NOT is_retired
