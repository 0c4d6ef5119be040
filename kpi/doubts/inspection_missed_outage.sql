-- title: 系统停着，巡检写正常
-- why: 巡检的时刻系统正停着，巡检结果却是正常，巡检可能没有做。
-- remedy: 请承建方提供这次巡检的依据；停机时间不对的，改正停机记录。
-- needs: inspections, outages
-- strength: strong
-- touches: inspections, availability
WITH met AS (
    SELECT inspection.top_system_id AS system_id, strftime(inspection.inspected_at, '%Y-%m') AS month, inspection.ref,
        inspection.record_id, inspection.inspected_at, inspection.inspector, outage.ref AS outage_ref, outage.down_at,
        strftime(outage.down_at, '%m-%d %H:%M') || ' 至 ' || strftime(outage.up_at, '%m-%d %H:%M') AS span
    FROM current_inspections AS inspection JOIN current_outages AS outage
        -- while a subsystem is down the rest of its system may well be in order
        ON outage.top_system_id = inspection.top_system_id AND outage.system_id = outage.top_system_id
        AND inspection.inspected_at > outage.down_at + to_minutes(getvariable('inside_outage_minutes')::INTEGER)
        AND inspection.inspected_at < outage.up_at - to_minutes(getvariable('inside_outage_minutes')::INTEGER)
    WHERE NOT inspection.is_retired AND NOT outage.is_retired AND inspection.target = '系统'
        AND inspection.inspected_at::TIME <> TIME '00:00:00'
        AND inspection.result = '正常' AND inspection.finding IS NULL
)
SELECT system_id, month, 'month' AS subject,
    CASE WHEN count(DISTINCT record_id) OVER own = 1 THEN '' ELSE count(DISTINCT record_id) OVER own || ' 次，如' END
        || '停机 ' || first(span) OVER ordered || '，' || strftime(min(inspected_at) OVER own, '%m-%d %H:%M')
        || ' 的系统巡检写正常' AS said,
    unnest([outage_ref, ref]) AS ref, unnest([down_at, inspected_at]) AS happened_at,
    unnest(['停机 ' || span, concat_ws(' ', '巡检 ' || strftime(inspected_at, '%m-%d %H:%M'), '正常', inspector)]) AS note
FROM met WINDOW own AS (PARTITION BY system_id, month),
    ordered AS (PARTITION BY system_id, month ORDER BY inspected_at, down_at
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
