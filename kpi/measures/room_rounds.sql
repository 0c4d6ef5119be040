-- title: 机房巡视达标率
-- unit: %
-- part_unit: 天
-- whole_unit: 天
-- blame: gap
-- lacking: 次数不够
-- formula: 当天巡视次数达到规定的天数 ÷ 天数；同一分钟的两条算一次；消防巡视不算机房巡视
-- source: 五、4.(2)①A b)：机房每天 7 次及以上，消防巡视每天 2 次
-- percent: yes
-- empty: no_data
-- needs: inspections
-- tags: room, fire
-- by_clause: yes
SELECT NULL AS system_id, days.day, term.code AS tag,
    CASE WHEN count(DISTINCT done.inspected_at) >= term.number THEN 1 ELSE 0 END AS part, 1 AS whole,
    arg_min(done.ref, (done.inspected_at, done.record_id)) AS ref, '当天巡视 ' || count(DISTINCT done.inspected_at) || ' 次' AS note
FROM days JOIN clause_terms AS term ON term.measure = 'room_rounds'
JOIN inspection_kinds ON inspection_kinds.kind = term.kind
LEFT JOIN kept_inspections AS done ON done.day = days.day AND done.target = inspection_kinds.word
GROUP BY days.day, term.code, term.number
