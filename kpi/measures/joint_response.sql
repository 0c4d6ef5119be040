-- title: 突发应急事件联动响应率
-- unit: %
-- part_unit: 单
-- whole_unit: 单
-- blame: gap
-- lacking: 没有联动
-- formula: 联动响应 = 是 的突发应急事件 ÷ 本期报修的全部突发应急事件（豁免的除外）
-- source: 绩效目标表“突发应急事件联动响应率”
-- percent: yes
-- empty: met
-- needs: incidents
SELECT top_system_id AS system_id, reported_at::DATE AS day, NULL AS tag,
    CASE WHEN is_joint THEN 1 ELSE 0 END AS part, 1 AS whole, ref,
    CASE WHEN is_joint THEN '已联动响应' ELSE '未联动响应' END AS note
FROM counted_incidents WHERE is_emergency
UNION ALL
SELECT system_id, day, NULL, 0, 0, ref, note FROM left_out_incidents WHERE is_emergency
