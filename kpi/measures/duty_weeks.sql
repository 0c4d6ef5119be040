-- title: 每周履约率
-- unit: %
-- part_unit: 系统·周
-- whole_unit: 系统·周
-- blame: gap
-- lacking: 没有记录
-- formula: 当周有“是否符合”为是的履约事项的系统·周 ÷ 系统全周在用、已结束的整周（周一至周日，跨月的周记在周日所在月）
-- source: 服务条款：每周定时备份
-- percent: yes
-- empty: not_due
-- needs: duties
-- tags: backup
-- by_clause: yes
SELECT week.system_id, week.ends_on AS day, term.code AS tag, CASE WHEN count(duty.code) > 0 THEN 1 ELSE 0 END AS part,
    1 AS whole, arg_min(duty.ref, (duty.done_on, duty.record_id)) AS ref,
    week.starts_on || ' 起的一周' || CASE WHEN count(duty.code) > 0 THEN '，' || sum(duty.quantity) || ' 项' ELSE '没有记录' END AS note
FROM system_weeks AS week
JOIN clause_terms AS term ON term.measure = 'duty_weeks' AND (term.system_id IS NULL OR term.system_id = week.system_id)
LEFT JOIN duty_rows AS duty ON duty.code = term.code AND duty.system_id = week.system_id AND duty.complies
    AND duty.quantity > 0 AND duty.done_on BETWEEN week.starts_on AND week.ends_on
WHERE week.first_month IN (SELECT month FROM package_coverage WHERE dataset = 'duties')
GROUP BY week.system_id, week.starts_on, week.ends_on, term.code
