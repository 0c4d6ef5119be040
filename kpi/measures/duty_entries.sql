-- title: 履约事项条数
-- unit: 条
-- part_unit: 条
-- formula: 该条款当月填报的履约事项条数，符合不符合都算
-- source: 每月检查一次的服务条款：没有填报的月份按缺数据处理
-- empty: zero
-- needs: duties
SELECT system_id, done_on AS day, code AS tag, 1 AS part, NULL AS whole, ref, NULL AS note FROM duty_rows
