-- view: what the lists and the logs of cameras and assets say against each other
WITH listed AS (
    SELECT list.month, asset.asset_id
    FROM (
        SELECT months.month, batch.batch_id
        FROM months ASOF JOIN (SELECT * FROM current_batches WHERE dataset = 'assets') AS batch
            ON batch.month <= months.month
    ) AS list JOIN main.assets AS asset USING (batch_id)
),
logged AS (
    SELECT checked.asset_id, checked.day, checked.batch_id, checked.sheet, checked."row",
        CASE WHEN listed.asset_id IS NULL THEN '资产清单中没有'
            WHEN asset.asset_id IS NULL THEN '所属系统已不在系统清单中'
            ELSE '资产清单中的设备类型不是摄像机' END AS why
    FROM (SELECT camera_days.* FROM main.camera_days JOIN current_batches USING (batch_id)) AS checked
    LEFT JOIN listed ON listed.asset_id = checked.asset_id AND listed.month = strftime(checked.day, '%Y-%m')
    LEFT JOIN assets_in_force AS asset
        ON asset.asset_id = checked.asset_id AND asset.month = strftime(checked.day, '%Y-%m')
    WHERE asset.is_camera IS NOT TRUE
),
naming AS (
    SELECT 'incidents' AS dataset, record_id, asset_id, placed_at, batch_id, sheet, "row" FROM current_incidents
    UNION ALL
    SELECT 'inspections', record_id, asset_id, placed_at, batch_id, sheet, "row" FROM current_inspections
)
SELECT 'camera_checks' AS dataset, asset_id AS record_id, '视频巡检中有，' || why || '，不计（' || count(*) || ' 天）' AS reason,
    arg_min(batch_id, day) AS batch_id, arg_min(sheet, day) AS sheet, arg_min("row", day) AS "row"
FROM logged GROUP BY asset_id, why
UNION ALL
SELECT 'assets', asset_id, '资产清单中有，' || string_agg(month, '、' ORDER BY month) || ' 视频巡检中一次也没有',
    any_value(asset_ref.batch_id), any_value(asset_ref.sheet), any_value(asset_ref."row")
FROM (
    SELECT asset_id, strftime(day, '%Y-%m') AS month, any_value(asset_ref) AS asset_ref
    FROM camera_service_days GROUP BY ALL HAVING count(checks) = 0
) AS unchecked GROUP BY asset_id
UNION ALL
SELECT 'probes', run.system_id, '系统停用后的探测，不计',
    arg_min(run.batch_id, run.starts_at), arg_min(run.sheet, run.starts_at), arg_min(run."row", run.starts_at)
FROM main.probe_runs AS run JOIN current_batches USING (batch_id)
LEFT JOIN system_placing AS place ON place.system_id = run.system_id
    AND place.month = strftime(run.starts_at, '%Y-%m')
    AND (place.out_of_service_on IS NULL OR run.ends_at < place.out_of_service_on)
WHERE place.top_id IS NULL GROUP BY run.system_id
UNION ALL
SELECT naming.dataset, naming.record_id, '资产编号 ' || naming.asset_id || ' 不在资产清单中',
    naming.batch_id, naming.sheet, naming."row"
FROM naming
WHERE naming.asset_id IS NOT NULL AND NOT EXISTS (FROM listed
    WHERE listed.asset_id = naming.asset_id AND listed.month = strftime(naming.placed_at, '%Y-%m'))
