-- title: 日历缺失的天数
-- unit: 天
-- part_unit: 天
-- formula: 5×8 系统在没有工作日历的年份里的天数
-- source: 工作日历（节假日与调休）
-- empty: zero
SELECT system_id, day, NULL AS tag, 1 AS part, NULL AS whole, NULL AS ref, '日历缺失' AS note
FROM system_days ANTI JOIN working_days USING (day) WHERE service_hours = '5×8'
