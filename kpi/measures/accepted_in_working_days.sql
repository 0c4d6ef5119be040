-- title: 材料提交后按期验收率
-- unit: %
-- part_unit: 次
-- whole_unit: 次
-- blame: gap
-- lacking: 超时
-- formula: 材料提交后规定工作日内通过的验收 ÷ 一次通过的验收（未通过的没有记录结论时间，不计）；收到当天不计，到第 N 个工作日结束为止（节假日与调休按工作日历）；记在完成或到期的那一天
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
