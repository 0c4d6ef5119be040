-- title: 材料提交后按期验收率
-- unit: %
-- part_unit: 次
-- whole_unit: 次
-- blame: gap
-- lacking: 超时
-- formula: 材料提交后规定工作日内得出结论的验收 ÷ 填写了材料提交时间的验收（一次通过的以通过时间为结论时间，没有填写结论时间的不计）；收到当天不计，到第 N 个工作日结束为止（节假日与调休按工作日历）；记在完成或到期的那一天
-- source: 六、（一）：收到运维材料后 15 个工作日内验收（约束大数据中心）
-- percent: yes
-- empty: not_due
-- uses: acceptances
-- by_clause: yes
-- flags: calendar_missing=undated_working_days
SELECT system_id, CASE WHEN is_kept THEN closed_on ELSE due_on END AS day, code AS tag,
    CASE WHEN is_kept THEN 1 ELSE 0 END AS part, 1 AS whole, ref,
    CASE WHEN is_kept THEN '按时' WHEN closed_on IS NULL THEN '到期仍未完成' ELSE '超时' END || '，到期日 ' || due_on AS note
FROM working_day_clocks WHERE measure = 'accepted_in_working_days' AND due_on IS NOT NULL
UNION ALL
SELECT top_system_id, submitted_at::DATE, term.code, 0, 0, ref, '没有填写结论时间，不计'
FROM current_acceptances JOIN clause_terms AS term ON term.measure = 'accepted_in_working_days'
    AND (term.system_id IS NULL OR term.system_id = top_system_id)
WHERE documents_at IS NOT NULL AND result <> '通过' AND concluded_at IS NULL AND NOT is_retired
