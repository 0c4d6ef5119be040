-- title: 毛可用率
-- unit: %
-- part_unit: 小时
-- whole_unit: 小时
-- blame: gap
-- lacking: 停机
-- formula: （服务时间 − 全部记录的停机）÷ 服务时间
-- source: 与系统可用性并列的参考值：豁免和计划内的停机也算
-- percent: yes
-- needs: outages, maintenance
-- part_per: 3600
-- whole_per: 3600
SELECT system_id, day, NULL AS tag, seconds AS part, seconds AS whole, NULL AS ref, '服务时间' AS note FROM service_days
UNION ALL
SELECT down.system_id, down.day, NULL, -sum(down.seconds), 0, down.recorded_ref, any_value(notes.note)
FROM outage_days AS down JOIN outage_notes AS notes ON notes.ref = down.recorded_ref
WHERE down.is_recorded GROUP BY down.system_id, down.day, down.recorded_ref
