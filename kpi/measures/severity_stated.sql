-- title: 故障级别填写率
-- unit: %
-- part_unit: 单
-- whole_unit: 单
-- blame: gap
-- lacking: 没有级别
-- formula: 填写了故障级别的 ÷ 本期报修的故障工单（豁免的也算）
-- source: 五、1.(2)②：明确故障等级
-- percent: yes
-- empty: not_due
-- needs: incidents
SELECT top_system_id AS system_id, reported_at::DATE AS day, NULL AS tag, CASE WHEN severity IS NULL THEN 0 ELSE 1 END AS part,
    1 AS whole, ref, coalesce(severity, '没有填写故障级别') AS note
FROM current_incidents WHERE NOT is_retired
