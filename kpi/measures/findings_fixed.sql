-- title: 巡检问题处理率
-- unit: %
-- part_unit: 次
-- whole_unit: 次
-- blame: gap
-- lacking: 没有处理完
-- formula: 有处理完成时间的 ÷ 本期结果为异常的巡检
-- source: 六、（二）4(1)：根据巡检建议所实施的预防性措施记录；“第一时间解决”没有时限
-- percent: yes
-- empty: not_due
-- needs: inspections
SELECT system_id, day, NULL AS tag, CASE WHEN fixed_at IS NULL THEN 0 ELSE 1 END AS part, 1 AS whole, ref,
    CASE WHEN fixed_at IS NULL THEN '没有处理完' ELSE '已处理' END AS note
FROM kept_inspections WHERE result = '异常'
