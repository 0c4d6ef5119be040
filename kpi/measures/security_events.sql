-- title: 重大网络安全事件
-- unit: 起
-- part_unit: 起
-- blame: part
-- formula: 本期发生的特别重大、重大网络安全事件数
-- source: 绩效目标表“重大网络安全事件”
-- empty: zero
-- needs: security_events
-- flags: larger_event=larger_security_events
SELECT top_system_id AS system_id, occurred_at::DATE AS day, NULL AS tag,
    CASE WHEN severity IN ('特别重大', '重大') THEN 1 ELSE 0 END AS part, NULL AS whole, ref, severity || '事件' AS note
FROM current_security_events WHERE NOT is_retired
