-- title: 月报、季报份数
-- unit: 份
-- part_unit: 份
-- blame: value
-- formula: 应交基准时间在本期、已提交的月报（季报）份数；迟交也计，迟交多久看平均报告提交时间
-- source: 五、（一）4；3.C、4.(1)C：每月输出项目运维月报，每季度输出项目运维季报
-- empty: zero
-- needs: reports
-- tags: monthly, quarterly
SELECT NULL AS system_id, due_day AS day, CASE kind WHEN '月报' THEN 'monthly' ELSE 'quarterly' END AS tag,
    CASE WHEN submitted_at IS NULL THEN 0 ELSE 1 END AS part, NULL AS whole, ref,
    CASE WHEN submitted_at IS NULL THEN '未提交' ELSE kind END AS note
FROM due_reports WHERE kind IN ('月报', '季报')
UNION ALL
SELECT NULL, ends_on - 1, tag, 0, NULL, NULL, '应有报告的月份' FROM months, (VALUES ('monthly'), ('quarterly')) AS tags(tag)
