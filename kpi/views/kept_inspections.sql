-- view: inspections of systems in service
SELECT top_system_id AS system_id, asset_id, target, inspected_at, inspected_at::DATE AS day, inspector, result, finding,
    fixed_at, photo, photo_before, photo_after, record_id, ref
FROM current_inspections WHERE NOT is_retired
