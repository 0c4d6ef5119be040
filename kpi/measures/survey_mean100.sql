-- title: 满意度均分（百分制）
-- unit: 分
-- part_unit: 分
-- whole_unit: 份
-- formula: Σ 得分 ÷ 有效答卷（1-5 分乘 20）
-- source: 与用户满意度并列的参考值
-- needs: surveys
SELECT top_system_id AS system_id, answered_at::DATE AS day, NULL AS tag,
    CASE WHEN scale = 100 THEN score ELSE score * 20 END AS part, 1 AS whole, ref, overall AS note
FROM current_surveys WHERE NOT is_retired AND is_satisfied IS NOT NULL
