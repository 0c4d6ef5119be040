-- title: 平均报告提交时间
-- unit: 小时
-- part_unit: 小时
-- whole_unit: 份
-- formula: Σ（提交时间 − 应交基准时间）÷ 已提交的报告数；提前为 0
-- source: 绩效目标表“平均报告提交时间”
-- empty: not_due
-- needs: reports
-- part_per: 3600
-- cases: period
-- figures: submission
SELECT NULL AS system_id, due_day AS day, NULL AS tag,
    greatest(coalesce(date_diff('second', due_moment, submitted_at), 0), 0) AS part,
    CASE WHEN submitted_at IS NULL THEN 0 ELSE 1 END AS whole, ref,
    CASE WHEN submitted_at IS NULL THEN '未提交' ELSE kind END AS note
FROM due_reports
