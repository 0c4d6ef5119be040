-- title: 机房巡视间隔达标率
-- unit: %
-- part_unit: 天
-- whole_unit: 天
-- blame: gap
-- lacking: 间隔过长
-- formula: 两次机房巡视最长间隔不超过规定小时的天数 ÷ 天数；间隔跨过零点的，记在后一次巡视的那天；整天没有巡视的算超过
-- source: 五、4.(2)①A b)：机房巡视每 3 小时一次
-- percent: yes
-- empty: no_data
-- needs: inspections
-- by_clause: yes
-- beside: longest_gap=room_longest_gap
SELECT NULL AS system_id, gaps.day, term.code AS tag, CASE WHEN gaps.seconds <= term.number * 3600 THEN 1 ELSE 0 END AS part,
    1 AS whole, gaps.ref, '最长间隔 ' || printf('%.2f', gaps.seconds / 3600) || ' 小时' AS note
FROM room_gaps AS gaps JOIN clause_terms AS term ON term.measure = 'room_gap'
