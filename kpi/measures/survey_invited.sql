-- title: 问卷发放份数
-- unit: 份
-- part_unit: 份
-- formula: 每批问卷发放份数的最大值之和，记在该批首份答卷之日
-- source: 与用户满意度并列的参考值
-- empty: zero
-- needs: surveys
SELECT NULL AS system_id, min(answered_at)::DATE AS day, NULL AS tag, max(invited) AS part, NULL AS whole,
    arg_max(ref, invited) AS ref, '发放份数' AS note
FROM current_surveys WHERE NOT is_retired GROUP BY batch_id HAVING max(invited) IS NOT NULL
