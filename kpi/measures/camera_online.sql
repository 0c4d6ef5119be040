-- title: 视频在线率
-- unit: %
-- part_unit: 台·天
-- whole_unit: 台·天
-- blame: gap
-- lacking: 离线
-- formula: 在线的摄像机天数 ÷ 应在线的摄像机天数（当日在用、有检查且未豁免；当日过半检查在线为在线）
-- source: 五、运维服务需求，包件3 F. 视频在线率要求
-- percent: yes
-- empty: no_data
-- needs: assets, camera_checks
-- tags: key_area, other_area
-- figures: camera
SELECT system_id, day, tag,
    CASE WHEN exempt_reason IS NULL AND online_checks * 2 > checks THEN 1 ELSE 0 END AS part,
    CASE WHEN exempt_reason IS NULL THEN 1 ELSE 0 END AS whole,
    {'dataset': 'camera_checks', 'record_id': record_id, 'batch_id': batch_id, 'sheet': sheet, 'row': "row"} AS ref,
    CASE WHEN exempt_reason IS NOT NULL THEN '豁免：' || exempt_reason
        ELSE '检查 ' || checks || ' 次，在线 ' || online_checks || ' 次' END AS note
FROM camera_service_days WHERE checks IS NOT NULL
