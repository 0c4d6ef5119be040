-- title: 事件记录完整率
-- unit: %
-- part_unit: 单
-- whole_unit: 单
-- blame: gap
-- lacking: 记录不全
-- formula: 故障级别、响应时间都填写的 ÷ 本期恢复的故障工单；标书要求限时查证、限时提出方案的应急事件，这两个时间也要填写
-- source: 六、（二）3(1)：所有运维活动严格遵守双方确认的 IT 服务管理流程
-- percent: yes
-- empty: not_due
-- needs: incidents
WITH asked AS (
    SELECT system_id, list(measure) AS measures FROM clause_terms
    WHERE measure IN ('verified_in_time', 'planned_in_time') GROUP BY system_id
)
SELECT system_id, day, NULL AS tag, CASE lacking WHEN '' THEN 1 ELSE 0 END AS part, 1 AS whole, ref,
    CASE lacking WHEN '' THEN '记录完整' ELSE '缺' || lacking END AS note
FROM (
    SELECT top_system_id AS system_id, restored_at::DATE AS day, ref, concat_ws('、',
        CASE WHEN severity IS NULL THEN '故障级别' END, CASE WHEN responded_at IS NULL THEN '响应时间' END,
        CASE WHEN verified_at IS NULL AND asked.measures @> ['verified_in_time'] THEN '查证时间' END,
        CASE WHEN planned_at IS NULL AND asked.measures @> ['planned_in_time'] THEN '方案时间' END) AS lacking
    FROM current_incidents AS ticket LEFT JOIN asked ON ticket.is_emergency
        AND (asked.system_id IS NULL OR asked.system_id = ticket.top_system_id)
    WHERE NOT is_retired AND restored_at IS NOT NULL
) AS restored
