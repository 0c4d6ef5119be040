-- title: 修复时间太整齐
-- why: 修复要多久由故障决定，许多工单的历时一分不差，或几乎都是整半小时，时间不像是记录的，像是填的。
-- remedy: 请承建方导出工单系统的操作日志，核对恢复时间。
-- needs: incidents
-- strength: fair
-- touches: repair_time
WITH repaired AS (
    SELECT ref, reported_at, restored_at, date_diff('minute', reported_at, restored_at) AS minutes,
        strftime(reported_at, '%Y-%m') AS month
    FROM counted_incidents WHERE restored_at > reported_at
),
monthly AS (
    SELECT month, count(*) AS tickets, count(*) FILTER (minutes % 30 = 0) AS round FROM repaired GROUP BY month
),
alike AS (
    SELECT month, minutes, count(*) AS same FROM repaired GROUP BY month, minutes
)
SELECT NULL AS system_id, month, minutes || ' 分钟' AS subject,
    printf('%d 件工单中 %d 件都修了 %d 分钟', tickets, same, minutes) AS said,
    ref, reported_at AS happened_at, strftime(reported_at, '%m-%d %H:%M') || ' 至 ' || strftime(restored_at, '%m-%d %H:%M') AS note
FROM alike JOIN monthly USING (month) JOIN repaired USING (month, minutes)
WHERE same >= getvariable('same_repair_least') AND same * 100.0 >= tickets * getvariable('same_repair_share')
UNION ALL
SELECT NULL, month, '整半小时', printf('%d 件工单中 %d 件的历时是整半小时', tickets, round),
    ref, reported_at, strftime(reported_at, '%m-%d %H:%M') || ' 至 ' || strftime(restored_at, '%m-%d %H:%M')
FROM monthly JOIN repaired USING (month)
WHERE minutes % 30 = 0 AND tickets >= getvariable('round_repair_tickets')
    AND round * 100.0 >= tickets * getvariable('round_repair_share')
