-- title: 工单和停机的时间对不上
-- why: 停机填了关联工单，两边的恢复时间却差一小时以上，修复时间和可用率必有一个不对。
-- remedy: 请承建方按监控记录改正其中一处，续报或替换当月文件。
-- needs: outages, incidents
-- strength: strong
-- touches: repair_time, availability
WITH pair AS (
    SELECT outage.top_system_id AS system_id, outage.record_id AS outage_id, outage.ref AS outage_ref, outage.down_at,
        outage.up_at, ticket.record_id AS ticket_id, ticket.ref AS ticket_ref, ticket.reported_at, ticket.restored_at,
        ticket.top_system_id AS ticket_system,
        -- a fault may stop the system more than once: the last of its outages is held against the ticket
        max(outage.up_at) OVER (PARTITION BY ticket.record_id) AS last_up_at,
        bool_or(outage.up_at IS NULL) OVER (PARTITION BY ticket.record_id) AS is_down
    FROM current_outages AS outage JOIN current_incidents AS ticket ON ticket.record_id = outage.incident_id
    WHERE NOT outage.is_retired AND NOT ticket.is_retired
),
apart AS (
    SELECT *, CASE
        WHEN ticket_system <> system_id THEN '停机是 ' || system_id || ' 的，关联的工单是 ' || ticket_system || ' 的'
        WHEN is_down AND restored_at IS NOT NULL
            THEN '工单 ' || strftime(restored_at, '%m-%d %H:%M') || ' 已恢复，停机记录还没有恢复时间'
        WHEN abs(date_diff('second', restored_at, last_up_at)) > 60 * getvariable('times_apart_minutes')
            THEN '工单 ' || strftime(restored_at, '%m-%d %H:%M') || ' 恢复，停机 ' || strftime(last_up_at, '%m-%d %H:%M')
                || printf(' 才结束，差 %.1f 小时', abs(date_diff('second', restored_at, last_up_at)) / 3600)
        WHEN reported_at > last_up_at + to_minutes(getvariable('times_apart_minutes')::INTEGER)
            THEN '停机 ' || strftime(last_up_at, '%m-%d %H:%M') || ' 已结束，工单 '
                || strftime(reported_at, '%m-%d %H:%M') || ' 才报修'
        END AS said
    FROM pair
)
SELECT system_id, strftime(min(down_at) OVER (PARTITION BY ticket_id), '%Y-%m') AS month, ticket_id AS subject, replace(said, '才结束', CASE
        WHEN restored_at > last_up_at THEN '已结束' ELSE '才结束' END) AS said,
    unnest([outage_ref, ticket_ref]) AS ref, unnest([down_at, reported_at]) AS happened_at,
    unnest(['停机 ' || strftime(down_at, '%m-%d %H:%M') || ' 至 ' || coalesce(strftime(up_at, '%m-%d %H:%M'), '今'),
        '工单 ' || strftime(reported_at, '%m-%d %H:%M') || ' 至 ' || coalesce(strftime(restored_at, '%m-%d %H:%M'), '今')
    ]) AS note
FROM apart WHERE said IS NOT NULL
