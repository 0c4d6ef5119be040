-- title: 满意度调查次数
-- unit: 次
-- part_unit: 次
-- formula: 有有效答卷的季度，每季度计 1 次
-- source: 六、（二）5(1)：定期进行满意度调查（如季度或半年度）
-- empty: zero
-- needs: surveys
SELECT NULL AS system_id, min(answered_at)::DATE AS day, NULL AS tag, 1 AS part, NULL AS whole, arg_min(ref, answered_at) AS ref,
    '本季度有有效答卷' AS note
FROM current_surveys WHERE NOT is_retired AND is_satisfied IS NOT NULL GROUP BY date_trunc('quarter', answered_at)
UNION ALL
SELECT NULL, ends_on - 1, NULL, 0, NULL, NULL, '应有调查的月份' FROM months
