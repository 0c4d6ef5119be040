-- title: 日历缺失的事项
-- unit: 件
-- part_unit: 件
-- formula: 到期日落在没有工作日历的年份、无法判断的事项
-- source: 工作日历（节假日与调休）
-- empty: zero
-- by_clause: yes
SELECT system_id, received_on AS day, code AS tag, 1 AS part, NULL AS whole, ref, '日历缺失' AS note
FROM working_day_clocks WHERE due_on IS NULL
