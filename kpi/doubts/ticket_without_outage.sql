-- title: 工单写明中断，没有停机记录
-- why: 工单写着系统中断、宕机，或定为重大以上，可用率里却一秒也没有停，停机可能漏报。
-- remedy: 请承建方补报停机记录，或说明当时哪些功能仍可用。
-- needs: incidents, outages, maintenance
-- strength: strong
-- touches: availability, mtbf
WITH severe AS (
    SELECT *, regexp_extract(coalesce(description, ''),
        '系统中断|服务中断|业务中断|全部中断|全面中断|宕机|瘫痪|系统崩溃|停服|无法访问|不能访问|整体不可用|系统不可用|服务不可用|全部离线')
        AS word
    FROM counted_incidents
    WHERE regexp_matches(coalesce(description, ''), '未中断|没有中断|未造成|没有造成|不影响|未影响|没有影响|个别|部分用户|演练|误报')
        IS FALSE
        AND restored_at - reported_at >= to_minutes(getvariable('outage_least_minutes')::INTEGER)
),
alone AS (
    SELECT ref, record_id, top_system_id AS system_id, strftime(reported_at, '%Y-%m') AS month, reported_at, description,
        strftime(reported_at, '%m-%d %H:%M') || ' 报修、' || strftime(restored_at, '%m-%d %H:%M') || ' 恢复，'
            || CASE WHEN word <> '' THEN '写明“' || word || '”' ELSE '定为' || severity || '故障' END AS says
    FROM severe
    -- a device that is down is not yet the system
    WHERE ((word <> '' AND asset_id IS NULL) OR severity IN ('特别重大', '重大'))
        AND NOT EXISTS (FROM current_outages AS outage
            WHERE outage.top_system_id = severe.top_system_id
                AND (outage.incident_id = severe.record_id
                    OR (outage.down_at <= severe.restored_at + to_minutes(getvariable('times_apart_minutes')::INTEGER)
                        AND coalesce(outage.up_at, getvariable('horizon'))
                            >= severe.reported_at - to_hours(getvariable('ticket_before_hours')::INTEGER))))
        AND NOT EXISTS (FROM current_maintenance AS planned
            WHERE planned.top_system_id = severe.top_system_id
                AND planned.starts_at <= severe.restored_at AND planned.ends_at >= severe.reported_at)
        AND strftime(restored_at, '%Y-%m') IN (SELECT month FROM package_coverage WHERE dataset = 'outages')
)
SELECT system_id, month, 'month' AS subject,
    CASE WHEN count(*) OVER own = 1 THEN '工单 ' || says || '，这段时间没有停机记录'
        ELSE printf('%d 张工单的时间里都没有停机记录，如', count(*) OVER own) || first(says) OVER own END AS said,
    ref, reported_at AS happened_at, says || '：' || coalesce(description, '没有写故障描述') AS note
FROM alone WINDOW own AS (PARTITION BY system_id, month ORDER BY reported_at, record_id
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
