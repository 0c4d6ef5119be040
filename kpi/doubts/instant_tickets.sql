-- title: 工单的时间不可能
-- why: 报修的同一分钟就已恢复，或没有到场、没有响应先已恢复，工单像是事后补填的。
-- remedy: 请承建方按派单记录改正时间，续报或替换当月文件。
-- needs: incidents
-- strength: fair
-- touches: response_time, repair_time
WITH ticket AS (
    SELECT ref, record_id, top_system_id AS system_id, reported_at, responded_at, onsite_at, restored_at,
        strftime(reported_at, '%Y-%m') AS month,
        restored_at <= reported_at + INTERVAL 59 SECOND AS is_instant,
        coalesce(responded_at > restored_at, FALSE) OR coalesce(onsite_at > restored_at, FALSE) AS is_turned
    FROM counted_incidents
),
counted AS (
    SELECT *, count(*) OVER own AS tickets, count(*) FILTER (is_instant) OVER own AS instant,
        count(*) FILTER (is_turned) OVER own AS turned
    FROM ticket WINDOW own AS (PARTITION BY month)
)
SELECT NULL AS system_id, month, 'instant' AS subject,
    printf('%d 件工单中 %d 件报修的同一分钟就已恢复', tickets, instant) AS said,
    ref, reported_at AS happened_at, strftime(reported_at, '%m-%d %H:%M') || ' 报修并恢复' AS note
FROM counted
WHERE is_instant AND instant >= getvariable('instant_least') AND instant * 100.0 >= tickets * getvariable('instant_share')
UNION ALL
SELECT NULL, month, 'turned', printf('%d 件工单还没有响应或到场，先已恢复', turned), ref, reported_at,
    concat_ws('，', strftime(restored_at, '%m-%d %H:%M') || ' 恢复', strftime(responded_at, '%m-%d %H:%M') || ' 响应',
        strftime(onsite_at, '%m-%d %H:%M') || ' 到场')
FROM counted WHERE is_turned
