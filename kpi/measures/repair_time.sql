-- title: 平均修复时间（MTTR）
-- unit: 小时
-- part_unit: 小时
-- whole_unit: 单
-- blame: part
-- formula: Σ（恢复时间 − 报修时间）÷ 本期恢复的故障数，按自然时间；申诉采纳的等待用户时间不算
-- source: 绩效目标表“平均服务修复时间”“平均故障修复时间 MTTR”
-- empty: met
-- needs: incidents
-- tags: hardware, software
-- part_per: 3600
-- cases: open
-- figures: cases
SELECT top_system_id AS system_id, coalesce(restored_at, reported_at)::DATE AS day,
    CASE fault_class WHEN '硬件' THEN 'hardware' ELSE 'software' END AS tag,
    coalesce(date_diff('second', reported_at, restored_at) - waited(waits, restored_at), 0) AS part,
    CASE WHEN restored_at IS NULL THEN 0 ELSE 1 END AS whole, ref,
    CASE WHEN restored_at IS NULL THEN '未恢复' ELSE fault_class || '故障' END AS note
FROM counted_incidents
UNION ALL
SELECT system_id, day, CASE fault_class WHEN '硬件' THEN 'hardware' ELSE 'software' END, 0, 0, ref, note
FROM left_out_incidents
