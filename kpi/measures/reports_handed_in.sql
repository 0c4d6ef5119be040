-- title: 系统运维报告数量（年度）
-- unit: 份
-- part_unit: 份
-- formula: 自服务期开始已提交的月报、季报、年报、专题报告（周报不计）
-- source: 绩效目标表“系统运维报告数量（年度）”
-- empty: zero
-- needs: reports
SELECT NULL AS system_id, due_day AS day, NULL AS tag,
    CASE WHEN kind <> '周报' AND submitted_at IS NOT NULL THEN 1 ELSE 0 END AS part, NULL AS whole, ref,
    CASE WHEN kind = '周报' THEN '周报不计' WHEN submitted_at IS NULL THEN '未提交' ELSE kind END AS note
FROM due_reports
