-- title: 运维系统数量
-- unit: 个
-- part_unit: 个·月
-- formula: 每月最后一天在用的系统数；取最差的月份
-- source: 绩效目标表“运维系统数量”
-- empty: zero
-- needs: systems
SELECT system_id, months.ends_on - 1 AS day, NULL AS tag, 1 AS part, NULL AS whole, force.ref, '在用' AS note
FROM systems_in_force AS force JOIN months USING (month)
WHERE force.parent_id IS NULL
    AND (force.in_service_from IS NULL OR force.in_service_from < months.ends_on)
    AND (force.out_of_service_on IS NULL OR force.out_of_service_on >= months.ends_on)
