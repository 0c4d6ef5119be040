-- title: 报告提交率
-- unit: %
-- part_unit: 份
-- whole_unit: 份
-- blame: gap
-- lacking: 没有提交
-- formula: 已提交的报告 ÷ 应交基准时间在本期的报告
-- source: 五、（一）4：专题报告；六、（二）3(2)：定期提供服务报告
-- percent: yes
-- empty: not_due
-- needs: reports
-- tags: special, regular
SELECT NULL AS system_id, due_day AS day,
    CASE WHEN kind = '专题报告' THEN 'special' WHEN kind IN ('月报', '季报') THEN 'regular' END AS tag,
    CASE WHEN submitted_at IS NULL THEN 0 ELSE 1 END AS part, 1 AS whole, ref,
    CASE WHEN submitted_at IS NULL THEN '未提交' ELSE kind END AS note
FROM due_reports
