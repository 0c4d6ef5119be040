-- title: 硬件故障按工作日恢复率
-- unit: %
-- part_unit: 单
-- whole_unit: 单
-- blame: gap
-- lacking: 超时
-- formula: 在规定工作日内恢复的硬件故障 ÷ 已有结果的；收到当天不计，到第 N 个工作日结束为止（节假日与调休按工作日历）；记在完成或到期的那一天
-- source: 五、1.(2)①C：确保硬件原因引起的障，在 1 个工作日内恢复使用
-- percent: yes
-- empty: met
-- needs: incidents
-- by_clause: yes
-- flags: calendar_missing=undated_working_days
SELECT system_id, CASE WHEN is_kept THEN closed_on ELSE due_on END AS day, code AS tag,
    CASE WHEN is_kept THEN 1 ELSE 0 END AS part, 1 AS whole, ref,
    CASE WHEN is_kept THEN '按时' WHEN closed_on IS NULL THEN '到期仍未完成' ELSE '超时' END || '，到期日 ' || due_on AS note
FROM working_day_clocks WHERE measure = 'restored_in_working_days' AND due_on IS NOT NULL
