-- title: 停机没有工单
-- why: 系统停了半小时以上，却没有人报修，也没有工单跟踪，停机或工单必有一处漏报。
-- remedy: 请承建方补报工单，或说明由谁发现、怎样恢复。
-- needs: outages, maintenance, incidents
-- strength: strong
-- touches: repair_time, response_time
WITH planned AS (
    SELECT top_system_id AS system_id, starts_at, ends_at FROM current_maintenance
    WHERE NOT is_retired AND approved_by IS NOT NULL AND (approved_at IS NULL OR approved_at <= starts_at)
),
down AS (
    SELECT ref, record_id, top_system_id AS system_id, down_at, up_at, incident_id, exempt_reason, cause,
        down_at - to_hours(getvariable('ticket_before_hours')::INTEGER) AS since,
        coalesce(up_at, getvariable('horizon')) + to_hours(getvariable('ticket_after_hours')::INTEGER) AS until
    FROM current_outages AS outage
    WHERE NOT is_retired
        AND (up_at IS NULL OR up_at - down_at >= to_minutes(getvariable('outage_least_minutes')::INTEGER))
        AND NOT EXISTS (FROM planned WHERE planned.system_id = outage.top_system_id
            AND planned.starts_at <= outage.down_at AND planned.ends_at >= outage.up_at)
),
covered AS (SELECT month FROM package_coverage WHERE dataset = 'incidents'),
alone AS (
    SELECT *, strftime(down_at, '%Y-%m') AS month, date_diff('second', down_at, up_at) / 3600 AS hours,
        strftime(down_at, '%m-%d %H:%M') || ' 至 ' || coalesce(strftime(up_at, '%m-%d %H:%M'), '今') AS span,
        CASE WHEN incident_id IS NULL THEN '前后没有本系统的故障工单'
            ELSE '填了工单 ' || incident_id || '，但故障工单里没有这个编号' END AS lacking
    FROM down
    -- a ticket of a month that nobody has sent may still come
    WHERE (since < (SELECT min(starts_on) FROM months) OR strftime(since, '%Y-%m') IN (FROM covered))
        AND (up_at IS NULL OR strftime(until, '%Y-%m') IN (FROM covered))
        AND CASE WHEN incident_id IS NOT NULL THEN incident_id NOT IN (SELECT record_id FROM current_incidents)
            ELSE NOT EXISTS (FROM current_incidents AS ticket
                WHERE ticket.top_system_id = down.system_id AND ticket.reported_at <= down.until
                    AND (ticket.reported_at >= down.since
                        OR coalesce(ticket.restored_at, getvariable('horizon')) > down.down_at)) END
)
SELECT system_id, month, 'month' AS subject,
    CASE WHEN count(*) OVER own = 1
        THEN '停机 ' || span || coalesce(printf('，%.1f 小时', hours), '') || '，' || lacking
        ELSE count(*) OVER own || ' 次停机没有工单' || coalesce(printf('，最长的 %.1f 小时', max(hours) OVER own), '')
        END AS said,
    ref, down_at AS happened_at, '停机 ' || span || '，' || lacking || coalesce('；原因：' || cause, '') AS note
FROM alone WINDOW own AS (PARTITION BY system_id, month)
