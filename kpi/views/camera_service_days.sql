-- table: every day on which a camera is in service, with that day's checks if there were any
SELECT asset.system_id, days.day, asset.asset_id, asset.area_tag AS tag, asset.ref AS asset_ref,
    checked.checks, checked.online_checks, checked.exempt_reason,
    checked.batch_id, checked.sheet, checked.row, checked.record_id
FROM assets_in_force AS asset JOIN days USING (month)
LEFT JOIN (
    SELECT camera_days.* FROM main.camera_days JOIN current_batches USING (batch_id)
) AS checked ON checked.asset_id = asset.asset_id AND checked.day = days.day
WHERE asset.is_camera
    AND days.month IN (SELECT month FROM package_coverage WHERE dataset = 'camera_checks')
    AND (asset.in_service_from IS NULL OR days.day >= asset.in_service_from)
    AND (asset.out_of_service_on IS NULL OR days.day < asset.out_of_service_on)
