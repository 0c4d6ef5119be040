-- title: 数字突然变了
-- why: 同一指标的当月值与前几个月差得太多，可能是漏报、换了口径，或填错了单位。
-- remedy: 请承建方说明变化的原因；漏报的补报。
-- needs: incidents
-- strength: fair
-- touches: response_time, repair_time, request_completion, camera_online
WITH measured AS (
    SELECT measure, strftime(day, '%Y-%m') AS month, sum(part) AS part, sum(whole) AS whole
    FROM main.daily_facts
    WHERE version = getvariable('version') AND package = getvariable('package')
        AND measure IN ('response_time', 'repair_time', 'request_completion', 'camera_online')
    GROUP BY ALL
),
counted AS (
    SELECT 'tickets' AS what, '故障工单' AS name, month, count(ref)::DOUBLE AS value, count(ref) AS things, '件' AS unit
    FROM package_coverage AS covered LEFT JOIN counted_incidents ON strftime(reported_at, '%Y-%m') = covered.month
    WHERE covered.dataset = 'incidents' GROUP BY month
    UNION ALL
    SELECT measure, CASE measure WHEN 'response_time' THEN '平均响应时间' WHEN 'repair_time' THEN '平均修复时间'
            WHEN 'camera_online' THEN '视频在线率' ELSE '需求响应完成率' END, month,
        part / whole / CASE measure WHEN 'response_time' THEN 60 WHEN 'repair_time' THEN 3600 ELSE 0.01 END, whole,
        CASE measure WHEN 'response_time' THEN '分钟' WHEN 'repair_time' THEN '小时' ELSE '%' END
    FROM measured WHERE whole > 0
),
against AS (
    SELECT now.*, count(*) AS months, median(before.value) AS usual, min(before.things) AS fewest,
        mad(before.value) AS spread
    FROM counted AS now JOIN counted AS before ON before.what = now.what AND before.month < now.month
    GROUP BY ALL
),
jumped AS (
    SELECT * FROM against
    WHERE months >= getvariable('jump_months') AND fewest >= getvariable('jump_least')
        AND (what = 'tickets' OR things >= getvariable('jump_least'))
        AND abs(value - usual) > getvariable('jump_spread') * 1.4826 * spread
        AND CASE WHEN unit = '%' THEN abs(value - usual) >= getvariable('jump_share_points')
            ELSE value * getvariable('jump_ratio') <= usual OR value >= usual * getvariable('jump_ratio') END
),
behind AS (
    SELECT ref, 'tickets' AS what, strftime(reported_at, '%Y-%m') AS month, reported_at AS happened_at FROM counted_incidents
    UNION ALL
    SELECT ref, 'response_time', strftime(reported_at, '%Y-%m'), reported_at FROM counted_incidents
    WHERE responded_at IS NOT NULL
    UNION ALL
    SELECT ref, 'repair_time', strftime(restored_at, '%Y-%m'), reported_at FROM counted_incidents
    WHERE restored_at IS NOT NULL
    UNION ALL
    SELECT ref, 'request_completion', strftime(due_day, '%Y-%m'), requested_at FROM due_requests WHERE NOT is_retired
)
SELECT NULL AS system_id, jumped.month, jumped.what AS subject,
    printf('%s %.1f %s，前 %d 个月一般是 %.1f %s', name, value, unit, months, usual, unit) AS said,
    behind.ref, behind.happened_at, name AS note
FROM jumped LEFT JOIN behind ON behind.what = jumped.what AND behind.month = jumped.month
