-- title: 事件按约定时间处理率
-- unit: %
-- part_unit: 单
-- whole_unit: 单
-- blame: gap
-- lacking: 没有按时
-- formula: 30分钟内响应且在 8 小时（硬件 24 小时）内恢复的 ÷ 已有结果的故障；标书没有按级别约定，时间取自绩效目标表；没有级别的算一般
-- source: 六、（二）2(2)：针对不同级别的事件，达到约定的响应时间和解决时间；绩效目标表服务响应时间、平均服务修复时间
-- percent: yes
-- empty: met
-- needs: incidents
-- tags: grave, larger, ordinary
WITH agreed AS (
    SELECT *, reported_at + INTERVAL 30 MINUTE + to_seconds(pushed(waits, 1800)) AS answer_by,
        reported_at + CASE fault_class WHEN '硬件' THEN INTERVAL 24 HOUR + to_seconds(pushed(waits, 86400))
            ELSE INTERVAL 8 HOUR + to_seconds(pushed(waits, 28800)) END AS restore_by
    FROM counted_incidents
),
judged AS (
    SELECT *, coalesce(responded_at <= answer_by, FALSE) AS is_answered, coalesce(restored_at <= restore_by, FALSE) AS is_restored
    FROM agreed
)
-- decided when it is restored in time, or at the first limit that runs out: never before it is known
SELECT top_system_id AS system_id,
    CASE WHEN NOT is_answered THEN answer_by WHEN NOT is_restored THEN restore_by ELSE restored_at END::DATE AS day,
    CASE WHEN severity IN ('特别重大', '重大') THEN 'grave' WHEN severity = '较大' THEN 'larger' ELSE 'ordinary' END AS tag,
    CASE WHEN is_answered AND is_restored THEN 1 ELSE 0 END AS part, 1 AS whole, ref,
    CASE WHEN NOT is_answered THEN '没有在30分钟内响应' WHEN NOT is_restored THEN '没有在' || CASE fault_class WHEN '硬件' THEN 24 ELSE 8 END || '小时内恢复'
        ELSE '按时响应和恢复' END AS note
FROM judged
