-- title: 核心系统日历缺失的天数
-- unit: 天
-- part_unit: 天
-- formula: 标为核心系统的 5×8 系统在没有工作日历的年份里的天数
-- source: 工作日历（节假日与调休）
-- empty: zero
SELECT served.system_id, served.day, NULL AS tag, 1 AS part, NULL AS whole, NULL AS ref, '日历缺失' AS note
FROM system_days AS served ANTI JOIN working_days USING (day)
JOIN systems_in_force AS force ON force.system_id = served.system_id AND force.month = served.month
WHERE served.service_hours = '5×8' AND force.is_core
