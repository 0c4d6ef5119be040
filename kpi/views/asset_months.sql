-- table: the assets in service on every day of a month, and the earliest ticket or inspection that looked after each
WITH whole_month AS (
    SELECT asset.*, months.ends_on - 1 AS last_day
    FROM assets_in_force AS asset JOIN months USING (month)
    WHERE (asset.in_service_from IS NULL OR asset.in_service_from <= months.starts_on)
        AND (asset.out_of_service_on IS NULL OR asset.out_of_service_on >= months.ends_on)
),
naming AS (
    SELECT strftime(placed_at, '%Y-%m') AS month, asset_id, placed_at, '故障工单 ' || record_id AS care
    FROM current_incidents WHERE asset_id IS NOT NULL AND NOT is_retired
    UNION ALL
    SELECT strftime(placed_at, '%Y-%m'), asset_id, placed_at, '巡检 ' || record_id
    FROM current_inspections WHERE asset_id IS NOT NULL AND NOT is_retired
),
by_asset AS (
    SELECT month, asset_id, arg_min(care, (placed_at, care)) AS care FROM naming GROUP BY month, asset_id
),
by_system AS (
    SELECT strftime(placed_at, '%Y-%m') AS month, top_system_id AS system_id,
        arg_min('系统巡检 ' || record_id, (placed_at, record_id)) AS care
    FROM current_inspections WHERE target = '系统' AND NOT is_retired GROUP BY ALL
)
SELECT asset.month, asset.last_day, asset.asset_id, asset.system_id, asset.class_tag, asset.ref,
    coalesce(by_asset.care, CASE WHEN asset.class_tag <> 'hardware' THEN by_system.care END) AS care
FROM whole_month AS asset
LEFT JOIN by_asset ON by_asset.month = asset.month AND by_asset.asset_id = asset.asset_id
LEFT JOIN by_system ON by_system.month = asset.month AND by_system.system_id = asset.system_id
