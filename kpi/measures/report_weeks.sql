-- title: 周报提交率
-- unit: %
-- part_unit: 周
-- whole_unit: 周
-- blame: gap
-- lacking: 没有周报
-- formula: 应交基准时间在本周内、已提交周报的周 ÷ 已结束的整周（周一至周日，跨月的周记在周日所在月）
-- source: 五、（一）4：运维周报、月报和专题报告
-- percent: yes
-- empty: not_due
-- needs: reports
WITH weekly AS (
    SELECT due_day, arg_min(ref, submitted_at) AS ref FROM due_reports
    WHERE kind = '周报' AND submitted_at IS NOT NULL GROUP BY due_day
)
SELECT NULL AS system_id, week.ends_on AS day, NULL AS tag, max(CASE WHEN weekly.due_day IS NULL THEN 0 ELSE 1 END) AS part,
    1 AS whole, arg_min(weekly.ref, weekly.due_day) AS ref,
    week.starts_on || ' 起的一周' || CASE WHEN max(weekly.due_day) IS NULL THEN '没有周报' ELSE '' END AS note
FROM term_weeks AS week LEFT JOIN weekly ON weekly.due_day BETWEEN week.starts_on AND week.ends_on
WHERE week.first_month IN (SELECT month FROM package_coverage WHERE dataset = 'reports')
GROUP BY week.starts_on, week.ends_on
