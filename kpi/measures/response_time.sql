-- title: 服务响应时间
-- unit: 分钟
-- part_unit: 分钟
-- whole_unit: 单
-- blame: part
-- formula: Σ（首次响应时间 − 报修时间）÷ 本期报修且已响应的故障数；申诉采纳的等待用户时间不算
-- source: 绩效目标表“服务响应时间”
-- empty: met
-- needs: incidents
-- part_per: 60
-- cases: period
-- figures: cases
SELECT top_system_id AS system_id, reported_at::DATE AS day, NULL AS tag,
    coalesce(date_diff('second', reported_at, responded_at) - waited(waits, responded_at), 0) AS part,
    CASE WHEN responded_at IS NULL THEN 0 ELSE 1 END AS whole, ref,
    CASE WHEN responded_at IS NULL THEN '未响应' ELSE '已响应' END AS note
FROM counted_incidents
UNION ALL
SELECT system_id, day, NULL, 0, 0, ref, note FROM left_out_incidents
