-- title: 计划停机视为可用
-- unit: %
-- part_unit: 小时
-- whole_unit: 小时
-- blame: gap
-- lacking: 停机
-- formula: 1 − 排除时间以外的停机 ÷ 服务时间
-- source: 与系统可用性并列的参考值
-- percent: yes
-- needs: outages, maintenance
-- part_per: 3600
-- whole_per: 3600
SELECT system_id, day, NULL AS tag, up_seconds - planned_seconds AS part, 0 AS whole, ref, note
FROM uptime WHERE ref IS NOT NULL
UNION ALL
SELECT system_id, day, NULL, seconds, seconds, NULL, '服务时间' FROM service_days
