-- title: 演练通过率
-- unit: %
-- part_unit: 次
-- whole_unit: 次
-- blame: gap
-- lacking: 没有通过
-- formula: 结果为通过的应急、恢复、容灾、高可用演练 ÷ 有结果的这些演练
-- source: 六、（二）4(2)：按计划执行灾难恢复演练，验证应急预案的有效性
-- percent: yes
-- empty: not_due
-- needs: drills
SELECT top_system_id AS system_id, held_at::DATE AS day, NULL AS tag, CASE result WHEN '通过' THEN 1 ELSE 0 END AS part,
    CASE WHEN result IS NULL THEN 0 ELSE 1 END AS whole, ref, kind || coalesce(result, '，没有填写结果，不计') AS note
FROM current_drills WHERE kind IN ('应急演练', '恢复演练', '容灾演练', '高可用演练') AND NOT is_retired
