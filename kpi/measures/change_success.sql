-- title: 变更成功率
-- unit: %
-- part_unit: 次
-- whole_unit: 次
-- blame: gap
-- lacking: 回退或失败
-- formula: 变更结果为成功的 ÷ 本期实施的变更
-- source: 六、（二）2(4)：成功实施更新的比例（举例）
-- percent: yes
-- empty: not_due
-- needs: changes
SELECT top_system_id AS system_id, implemented_at::DATE AS day, NULL AS tag, CASE result WHEN '成功' THEN 1 ELSE 0 END AS part,
    1 AS whole, ref, result AS note
FROM current_changes WHERE NOT is_retired
