-- title: 核心系统可用性
-- unit: %
-- part_unit: 小时
-- whole_unit: 小时
-- blame: gap
-- lacking: 停机
-- formula: 系统清单中标为核心系统的各系统净可用率，取最差的系统
-- source: 六、（二）2(1)：核心系统/平台可用性（举例：99.9%）
-- percent: yes
-- needs: outages, maintenance
-- part_per: 3600
-- whole_per: 3600
-- flags: calendar_missing=calendar_gaps_core
SELECT uptime.system_id, uptime.day, NULL AS tag, up_seconds AS part, planned_seconds AS whole, uptime.ref, note
FROM uptime JOIN systems_in_force AS force ON force.system_id = uptime.system_id AND force.month = strftime(uptime.day, '%Y-%m')
WHERE force.is_core
