-- title: 豁免的摄像机天数
-- unit: 天
-- part_unit: 台·天
-- formula: 当日检查带豁免原因的摄像机天数
-- source: 包件3 F.：除外部不可抗力因素外
-- empty: zero
-- needs: assets, camera_checks
-- tags: key_area, other_area
SELECT system_id, day, tag, 1 AS part, NULL AS whole, asset_ref AS ref, exempt_reason AS note
FROM camera_service_days WHERE exempt_reason IS NOT NULL
