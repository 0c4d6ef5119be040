-- title: 设备每日巡视率
-- unit: %
-- part_unit: 台·天
-- whole_unit: 台·天
-- blame: gap
-- lacking: 没有巡视
-- formula: 有巡检记录写明该设备的台·天 ÷ 硬件设备在用的台·天
-- source: 五、4.(2)：外场设备进行每日巡视
-- percent: yes
-- empty: no_data
-- needs: assets, inspections
-- by_clause: yes
SELECT asset.system_id, days.day, term.code AS tag, CASE WHEN done.day IS NULL THEN 0 ELSE 1 END AS part, 1 AS whole,
    coalesce(done.ref, asset.ref) AS ref, CASE WHEN done.day IS NULL THEN '当日没有巡视' ELSE '已巡视' END AS note
FROM assets_in_force AS asset JOIN days USING (month)
JOIN clause_terms AS term ON term.measure = 'device_days' AND (term.system_id IS NULL OR term.system_id = asset.system_id)
LEFT JOIN (
    SELECT asset_id, day, arg_min(ref, inspected_at) AS ref FROM kept_inspections WHERE asset_id IS NOT NULL GROUP BY ALL
) AS done ON done.asset_id = asset.asset_id AND done.day = days.day
WHERE asset.class_tag = 'hardware' AND (asset.in_service_from IS NULL OR days.day >= asset.in_service_from)
    AND (asset.out_of_service_on IS NULL OR days.day < asset.out_of_service_on)
