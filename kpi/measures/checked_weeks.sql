-- title: 每周检查率
-- unit: %
-- part_unit: 周
-- whole_unit: 周
-- blame: gap
-- lacking: 没有检查
-- formula: 有该对象巡检的周 ÷ 系统全周在用的整周（周一至周日，跨月的周记在周日所在月）；取最差的系统
-- source: 五、1.(2)①：每周检查其他的系统参数
-- percent: yes
-- empty: not_due
-- needs: inspections
-- tags: system_or_hardware
-- by_clause: yes
SELECT week.system_id, week.ends_on AS day, term.code AS tag, CASE WHEN min(done.day) IS NULL THEN 0 ELSE 1 END AS part, 1 AS whole,
    arg_min(done.ref, done.day) AS ref,
    week.starts_on || ' 起的一周' || CASE WHEN min(done.day) IS NULL THEN '没有检查' ELSE '' END AS note
FROM system_weeks AS week
JOIN clause_terms AS term ON term.measure = 'checked_weeks' AND (term.system_id IS NULL OR term.system_id = week.system_id)
LEFT JOIN system_checks AS done ON done.measure = 'checked_weeks' AND done.code = term.code
    AND done.system_id = week.system_id AND done.day BETWEEN week.starts_on AND week.ends_on
WHERE week.first_month IN (SELECT month FROM package_coverage WHERE dataset = 'inspections')
GROUP BY week.system_id, week.starts_on, week.ends_on, term.code
