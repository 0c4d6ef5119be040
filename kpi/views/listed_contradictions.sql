-- view: what the lists and the logs of cameras and assets say against each other
SELECT 'camera_checks' AS dataset, asset_id AS record_id,
    '视频巡检中有，资产清单中没有，不计（' || count(*) || ' 天）' AS reason,
    arg_min(batch_id, day) AS batch_id, arg_min(sheet, day) AS sheet, arg_min("row", day) AS "row"
FROM main.camera_days JOIN current_batches USING (batch_id)
WHERE NOT EXISTS (FROM assets_in_force AS asset
    WHERE asset.asset_id = camera_days.asset_id AND asset.month = strftime(camera_days.day, '%Y-%m') AND asset.is_camera)
GROUP BY asset_id
UNION ALL
SELECT 'assets', asset_id, '资产清单中有，' || string_agg(month, '、' ORDER BY month) || ' 视频巡检中一次也没有',
    any_value(asset_ref.batch_id), any_value(asset_ref.sheet), any_value(asset_ref."row")
FROM (
    SELECT asset_id, strftime(day, '%Y-%m') AS month, any_value(asset_ref) AS asset_ref
    FROM camera_service_days GROUP BY ALL HAVING count(checks) = 0
) AS unchecked GROUP BY asset_id
UNION ALL
SELECT naming.dataset, naming.record_id, '资产编号 ' || naming.asset_id || ' 不在资产清单中',
    naming.batch_id, naming.sheet, naming."row"
FROM (
    SELECT 'incidents' AS dataset, record_id, asset_id, placed_at, batch_id, sheet, "row" FROM current_incidents
    UNION ALL
    SELECT 'inspections', record_id, asset_id, placed_at, batch_id, sheet, "row" FROM current_inspections
) AS naming
WHERE naming.asset_id IS NOT NULL AND NOT EXISTS (FROM assets_in_force AS asset
    WHERE asset.asset_id = naming.asset_id AND asset.month = strftime(naming.placed_at, '%Y-%m'))
