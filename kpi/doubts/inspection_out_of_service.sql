-- title: 设备不在役时的巡检
-- why: 设备还没有投运，或已经停用，却有它的巡检记录。
-- remedy: 请核对资产清单的投运、停用日期；巡检不实的删去后重报。
-- needs: inspections, assets
-- strength: strong
-- touches: asset_coverage
SELECT inspection.top_system_id AS system_id, strftime(inspection.inspected_at, '%Y-%m') AS month,
    inspection.asset_id AS subject,
    CASE WHEN inspection.inspected_at::DATE < asset.in_service_from
        THEN printf('%s %s 才投运，%s 已有巡检', inspection.asset_id, asset.in_service_from::VARCHAR,
            min(inspection.inspected_at) OVER own::DATE::VARCHAR)
        ELSE printf('%s %s 已停用，%s 还有巡检', inspection.asset_id, asset.out_of_service_on::VARCHAR,
            max(inspection.inspected_at) OVER own::DATE::VARCHAR) END AS said,
    unnest([inspection.ref, asset.ref]) AS ref, unnest([inspection.inspected_at, NULL]) AS happened_at,
    unnest(['巡检 ' || strftime(inspection.inspected_at, '%m-%d %H:%M') || ' ' || coalesce(inspection.inspector, ''),
        '资产清单']) AS note
FROM current_inspections AS inspection
JOIN assets_in_force AS asset ON asset.asset_id = inspection.asset_id
    AND asset.month = strftime(inspection.inspected_at, '%Y-%m')
WHERE NOT inspection.is_retired
    AND (inspection.inspected_at::DATE < asset.in_service_from OR inspection.inspected_at::DATE > asset.out_of_service_on)
WINDOW own AS (PARTITION BY inspection.asset_id, strftime(inspection.inspected_at, '%Y-%m'))
