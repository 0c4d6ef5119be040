-- title: 视频巡检覆盖率
-- unit: %
-- part_unit: 台·天
-- whole_unit: 台·天
-- blame: gap
-- lacking: 没有巡检
-- formula: 有检查的摄像机天数 ÷ 在用的摄像机天数（豁免的检查也算检查）
-- source: 包件3 F.：每日进行视频在线率巡检并做记录
-- percent: yes
-- empty: no_data
-- needs: assets, camera_checks
-- tags: key_area, other_area
SELECT system_id, day, tag, CASE WHEN checks IS NULL THEN 0 ELSE 1 END AS part, 1 AS whole, asset_ref AS ref,
    CASE WHEN checks IS NULL THEN '当日未检查' ELSE '已检查' END AS note
FROM camera_service_days
