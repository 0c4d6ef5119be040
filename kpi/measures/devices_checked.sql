-- title: 设备每月巡检率
-- unit: %
-- part_unit: 台
-- whole_unit: 台
-- blame: gap
-- lacking: 没有巡检
-- formula: 当月有巡检记录写明该设备的 ÷ 全月在用的硬件设备；取最差的月份；视频在线巡检不算
-- source: 五、3.E：每轮巡检最长时间不超过一个月
-- percent: yes
-- empty: no_data
-- needs: assets, inspections
SELECT asset.system_id, asset.last_day AS day, NULL AS tag, CASE WHEN done.asset_id IS NULL THEN 0 ELSE 1 END AS part, 1 AS whole,
    asset.ref, asset.month || CASE WHEN done.asset_id IS NULL THEN ' 没有巡检' ELSE ' 已巡检' END AS note
FROM asset_months AS asset
LEFT JOIN (SELECT DISTINCT asset_id, strftime(day, '%Y-%m') AS month FROM kept_inspections) AS done
    ON done.asset_id = asset.asset_id AND done.month = asset.month
WHERE asset.class_tag = 'hardware'
