-- title: 应用软件故障时间占比
-- unit: %
-- part_unit: 小时
-- whole_unit: 小时
-- blame: value
-- formula: 排除时间以外的停机（关联硬件工单的不算，没有关联的算；重叠的归最早一条）÷（服务时间 − 排除时间）；取最差的系统
-- source: 五、4.(2)：应用软件故障时间不得超过总运维时长的 0.01%
-- percent: yes
-- needs: outages, maintenance, incidents
-- part_per: 3600
-- whole_per: 3600
-- flags: calendar_missing=calendar_gaps
SELECT system_id, day, NULL AS tag, 0 AS part, planned_seconds AS whole, ref, note FROM uptime
UNION ALL
SELECT down.system_id, down.day, NULL, sum(down.seconds), 0, down.down_ref, '软件故障'
FROM outage_days AS down
WHERE down.is_down AND NOT down.is_excluded AND down.down_ref.record_id NOT IN (
    SELECT outage.record_id FROM current_outages AS outage
    JOIN current_incidents AS ticket ON ticket.record_id = outage.incident_id WHERE ticket.fault_class = '硬件')
GROUP BY down.system_id, down.day, down.down_ref
