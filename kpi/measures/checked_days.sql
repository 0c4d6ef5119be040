-- title: 每日检查率
-- unit: %
-- part_unit: 天
-- whole_unit: 天
-- blame: gap
-- lacking: 没有检查
-- formula: 有该对象巡检的天数 ÷ 系统在用的天数（按自然日，节假日也算）；取最差的系统
-- source: 五、4.(2)②：每天检查应用软件、虚拟机和中间件、数据库
-- percent: yes
-- empty: no_data
-- needs: inspections
-- tags: system, database, virtual_machine
-- by_clause: yes
SELECT served.system_id, served.day, term.code AS tag, CASE WHEN done.ref IS NULL THEN 0 ELSE 1 END AS part, 1 AS whole, done.ref,
    CASE WHEN done.ref IS NULL THEN '当日没有检查' ELSE '已检查' END AS note
FROM system_days AS served
JOIN clause_terms AS term ON term.measure = 'checked_days' AND (term.system_id IS NULL OR term.system_id = served.system_id)
LEFT JOIN system_checks AS done
    ON done.measure = 'checked_days' AND done.code = term.code AND done.system_id = served.system_id AND done.day = served.day
