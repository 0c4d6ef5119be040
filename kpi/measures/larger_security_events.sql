-- title: 较大网络安全事件
-- unit: 起
-- part_unit: 起
-- formula: 本期发生的较大网络安全事件数（提示，不计入指标）
-- source: 重大网络安全事件的提示项
-- empty: zero
-- needs: security_events
SELECT top_system_id AS system_id, occurred_at::DATE AS day, NULL AS tag, 1 AS part, NULL AS whole, ref, severity AS note
FROM current_security_events WHERE severity = '较大' AND NOT is_retired
