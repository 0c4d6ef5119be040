-- title: 最长中断时间
-- unit: 小时
-- part_unit: 小时
-- blame: value
-- formula: 一次故障在排除时间以外累计的停机时间，取最长的一次
-- source: 五、运维服务需求 (一) 1. 稳定性：最大许可中断时间不得超过8小时
-- fold: max
-- needs: outages, maintenance
-- part_per: 3600
-- flags: calendar_missing=calendar_gaps
SELECT system_id, day, NULL AS tag, seconds_so_far AS part, NULL AS whole, ref, '一次故障至当日累计' AS note FROM failures
UNION ALL
SELECT system_id, min(day), NULL, 0, NULL, NULL, '本月服务起点' FROM service_days GROUP BY system_id, month
