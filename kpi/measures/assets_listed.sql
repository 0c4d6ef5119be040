-- title: 在册硬件设备数
-- unit: 台
-- part_unit: 台·月
-- formula: 月末在用的硬件设备数（或其中的摄像机）；取最差的月份
-- source: 标书所列的设备数量，表示运维范围，不作考核
-- empty: zero
-- needs: assets
-- tags: camera, other
SELECT asset.system_id, months.ends_on - 1 AS day, CASE WHEN asset.is_camera THEN 'camera' ELSE 'other' END AS tag,
    1 AS part, NULL AS whole, asset.ref, asset.asset_id AS note
FROM assets_in_force AS asset JOIN months USING (month)
WHERE asset.class_tag = 'hardware' AND (asset.in_service_from IS NULL OR asset.in_service_from < months.ends_on)
    AND (asset.out_of_service_on IS NULL OR asset.out_of_service_on >= months.ends_on)
