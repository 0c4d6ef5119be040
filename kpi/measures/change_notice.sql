-- title: 变更提前征得同意率
-- unit: %
-- part_unit: 次
-- whole_unit: 次
-- blame: gap
-- lacking: 没有提前足够天数
-- formula: 批准日期比实施日期早规定天数及以上的 ÷ 本期实施的变更；没有批准时间的不算
-- source: 五、2.(6)①：需提前七日征得采购方同意；变更记录没有类型，全部变更都算
-- percent: yes
-- empty: not_due
-- needs: changes
-- by_clause: yes
SELECT top_system_id AS system_id, implemented_at::DATE AS day, term.code AS tag,
    CASE WHEN implemented_at::DATE - approved_at::DATE >= term.number THEN 1 ELSE 0 END AS part, 1 AS whole, ref,
    coalesce('提前 ' || (implemented_at::DATE - approved_at::DATE) || ' 天', '没有批准时间') AS note
FROM current_changes AS change JOIN clause_terms AS term ON term.measure = 'change_notice'
    AND (term.system_id IS NULL OR term.system_id = change.top_system_id)
WHERE NOT is_retired
