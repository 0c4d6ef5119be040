-- title: 恢复演练记录完整率
-- unit: %
-- part_unit: 次
-- whole_unit: 次
-- blame: gap
-- lacking: 记录不全
-- formula: 结果和两项恢复目标达成分钟都填写的恢复演练 ÷ 恢复演练
-- source: 五、5.(2)②E：记录演练报告与 RTO、RPO 的达成情况
-- percent: yes
-- empty: not_due
-- needs: drills
SELECT top_system_id AS system_id, held_at::DATE AS day, NULL AS tag,
    CASE WHEN num_nulls = 0 THEN 1 ELSE 0 END AS part, 1 AS whole, ref,
    CASE WHEN num_nulls = 0 THEN '记录完整' ELSE '缺 ' || num_nulls || ' 项' END AS note
FROM (
    SELECT *, (result IS NULL)::INTEGER + (rto_minutes IS NULL)::INTEGER + (rpo_minutes IS NULL)::INTEGER AS num_nulls
    FROM current_drills WHERE kind = '恢复演练' AND NOT is_retired
) AS drill
