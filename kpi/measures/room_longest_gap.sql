-- title: 机房巡视最长间隔
-- unit: 小时
-- part_unit: 小时
-- formula: 两次机房巡视之间最长的间隔
-- source: 与机房巡视间隔达标率并列的参考值
-- fold: max
-- needs: inspections
-- part_per: 3600
-- by_clause: yes
SELECT NULL AS system_id, day, term.code AS tag, seconds AS part, NULL AS whole, ref, '当天最长间隔' AS note
FROM room_gaps JOIN clause_terms AS term ON term.measure = 'room_gap'
