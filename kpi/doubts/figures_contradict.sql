-- title: 可用率、MTBF 和 MTTR 对不上
-- why: 系统还停着，所有工单却都已写恢复：停机多算或修复时间少算，同月的三个数不能同时成立。
-- remedy: 请承建方对照监控记录，改正停机的起止或工单的恢复时间。
-- needs: outages, maintenance, incidents
-- strength: strong
-- touches: availability, mtbf, repair_time
WITH ticket AS (
    SELECT record_id, ref, top_system_id AS system_id,
        reported_at - to_hours(getvariable('ticket_before_hours')::INTEGER) AS starts_at, reported_at, restored_at,
        coalesce(restored_at, getvariable('horizon')) AS ends_at
    FROM current_incidents WHERE NOT is_retired
),
-- merged failures with a ticket in their time; those without one are a doubt of their own, linked ones are held together
down AS (
    SELECT outage.record_id, outage.ref, outage.top_system_id AS system_id, outage.down_at, outage.up_at
    FROM current_outages AS outage
    WHERE NOT outage.is_retired AND outage.exempt_reason IS NULL AND outage.incident_id IS NULL AND outage.up_at IS NOT NULL
),
pieces AS (
    SELECT system_id, moment AS starts_at,
        lead(moment) OVER (PARTITION BY system_id ORDER BY moment) AS ends_at
    FROM (
        SELECT system_id, unnest([down_at, up_at]) AS moment FROM down
        UNION SELECT ticket.system_id, unnest([ticket.starts_at, ticket.ends_at])
        FROM ticket JOIN down ON down.system_id = ticket.system_id
            AND ticket.starts_at < down.up_at AND ticket.ends_at > down.down_at
    ) AS moments
),
bare AS (
    SELECT system_id, starts_at, ends_at, date_diff('second', starts_at, ends_at) AS seconds FROM pieces
    WHERE EXISTS (FROM down WHERE down.system_id = pieces.system_id
            AND down.down_at <= pieces.starts_at AND down.up_at >= pieces.ends_at)
        AND NOT EXISTS (FROM ticket WHERE ticket.system_id = pieces.system_id
            AND ticket.starts_at < pieces.ends_at AND ticket.ends_at > pieces.starts_at)
        AND NOT EXISTS (FROM current_maintenance AS planned WHERE planned.top_system_id = pieces.system_id
            AND NOT planned.is_retired AND planned.approved_by IS NOT NULL
            AND (planned.approved_at IS NULL OR planned.approved_at <= planned.starts_at)
            AND planned.starts_at <= pieces.starts_at AND planned.ends_at >= pieces.ends_at)
),
found AS (
    SELECT down.*, ticket.record_id AS ticket_id, ticket.ref AS ticket_ref, ticket.reported_at, ticket.restored_at,
        coalesce((SELECT sum(seconds) FROM bare WHERE bare.system_id = down.system_id
            AND bare.starts_at >= down.down_at AND bare.ends_at <= down.up_at), 0) AS bare_seconds
    FROM down JOIN ticket ON ticket.system_id = down.system_id
        AND ticket.starts_at < down.up_at AND ticket.ends_at > down.down_at
),
summed AS (
    SELECT system_id, strftime(down_at, '%Y-%m') AS month, count(*) AS failures,
        sum(date_diff('second', down_at, up_at)) AS down_seconds, sum(bare_seconds) AS bare_seconds
    FROM (SELECT DISTINCT record_id, system_id, down_at, up_at, bare_seconds FROM found) GROUP BY ALL
)
SELECT found.system_id, summed.month, 'month' AS subject,
    printf('%d 次停机共 %.1f 小时，其中 %.1f 小时没有一张工单开着，修复时间里少了这些', failures, down_seconds / 3600,
        summed.bare_seconds / 3600) AS said,
    unnest([ref, ticket_ref]) AS ref, unnest([down_at, reported_at]) AS happened_at,
    unnest(['停机 ' || strftime(down_at, '%m-%d %H:%M') || ' 至 ' || strftime(up_at, '%m-%d %H:%M'),
        '工单 ' || strftime(reported_at, '%m-%d %H:%M') || ' 至 ' || coalesce(strftime(restored_at, '%m-%d %H:%M'), '今')
    ]) AS note
FROM found JOIN summed ON summed.system_id = found.system_id AND summed.month = strftime(found.down_at, '%Y-%m')
WHERE summed.bare_seconds >= 3600 * getvariable('uncovered_hours') AND found.bare_seconds > 0
