-- title: 同一故障一边豁免、一边计入
-- why: 停机按豁免不计，关联的工单却照常计入（或反过来），可用率、MTBF 和 MTTR 看的不是同一批故障。
-- remedy: 请核定这次故障是否豁免，两张表写成一样。
-- needs: outages, incidents
-- strength: fair
-- touches: availability, mtbf, repair_time, response_time
SELECT outage.top_system_id AS system_id, strftime(outage.down_at, '%Y-%m') AS month, ticket.record_id AS subject,
    CASE WHEN outage.exempt_reason IS NULL THEN '工单因“' || ticket.exempt_reason || '”豁免，停机照常计入可用率'
        ELSE '停机因“' || outage.exempt_reason || '”豁免，工单照常计入修复和响应' END AS said,
    unnest([outage.ref, ticket.ref]) AS ref, unnest([outage.down_at, ticket.reported_at]) AS happened_at,
    unnest(['停机：' || coalesce(outage.exempt_reason, '没有豁免'), '工单：' || coalesce(ticket.exempt_reason, '没有豁免')]) AS note
FROM current_outages AS outage JOIN current_incidents AS ticket ON ticket.record_id = outage.incident_id
WHERE NOT outage.is_retired AND NOT ticket.is_retired
    AND (outage.exempt_reason IS NULL) <> (ticket.exempt_reason IS NULL)
