-- title: 平均故障间隔时间（MTBF）
-- unit: 小时
-- part_unit: 小时
-- whole_unit: 次
-- blame: whole
-- formula: Σ 可用时间 ÷ Σ 故障次数；重叠或相接的停机为一次故障
-- source: 绩效目标表“系统故障率（平均故障间隔时间MTBF）”
-- empty: met
-- needs: outages, maintenance
-- part_per: 3600
-- flags: calendar_missing=calendar_gaps
-- figures: failures
SELECT system_id, day, NULL AS tag, up_seconds AS part, 0 AS whole, ref, note FROM uptime
UNION ALL
SELECT system_id, day, NULL, 0, 1, ref, '一次故障' FROM failures WHERE is_first_day
