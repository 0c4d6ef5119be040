-- title: 需求响应完成率
-- unit: %
-- part_unit: 单
-- whole_unit: 单
-- blame: gap
-- lacking: 没有按时完成
-- formula: 按要求完成时间完成的需求 ÷ 本期到期的全部需求
-- source: 绩效目标表“需求响应完成率”
-- percent: yes
-- empty: not_due
-- needs: requests
-- cases: open
SELECT system_id, due_day AS day, NULL AS tag,
    CASE WHEN completed_at <= due_moment THEN 1 ELSE 0 END AS part, 1 AS whole, ref,
    CASE WHEN completed_at <= due_moment THEN '按时完成' WHEN completed_at IS NULL THEN '未完成' ELSE '超时完成' END AS note
FROM due_requests WHERE NOT is_retired
