-- title: 用户满意度
-- unit: %
-- part_unit: 份
-- whole_unit: 份
-- blame: gap
-- lacking: 不满意
-- formula: 总体评价为满意及以上的答卷 ÷ 有效答卷
-- source: 绩效目标表“用户满意度”
-- percent: yes
-- empty: no_data
-- needs: surveys
-- beside: mean100=survey_mean100, invited=survey_invited
-- figures: survey
SELECT top_system_id AS system_id, answered_at::DATE AS day, NULL AS tag,
    CASE WHEN is_satisfied THEN 1 ELSE 0 END AS part, CASE WHEN is_satisfied IS NULL THEN 0 ELSE 1 END AS whole, ref,
    CASE WHEN is_satisfied IS NULL THEN '无效答卷' ELSE overall END AS note
FROM current_surveys WHERE NOT is_retired
