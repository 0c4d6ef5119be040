-- title: 事件记录完整率
-- unit: %
-- part_unit: 单
-- whole_unit: 单
-- blame: gap
-- lacking: 记录不全
-- formula: 故障级别、响应、查证、方案时间都填写的 ÷ 本期恢复的故障工单
-- source: 六、（二）3(1)：所有运维活动严格遵守双方确认的 IT 服务管理流程
-- percent: yes
-- empty: not_due
-- needs: incidents
SELECT system_id, day, NULL AS tag, CASE lacking WHEN '' THEN 1 ELSE 0 END AS part, 1 AS whole, ref,
    CASE lacking WHEN '' THEN '记录完整' ELSE '缺' || lacking END AS note
FROM (
    SELECT top_system_id AS system_id, restored_at::DATE AS day, ref, concat_ws('、',
        CASE WHEN severity IS NULL THEN '故障级别' END, CASE WHEN responded_at IS NULL THEN '响应时间' END,
        CASE WHEN verified_at IS NULL THEN '查证时间' END, CASE WHEN planned_at IS NULL THEN '方案时间' END) AS lacking
    FROM current_incidents WHERE NOT is_retired AND restored_at IS NOT NULL
) AS restored
