-- title: 半夜的巡检
-- why: 平时都在白天巡检的人，个别记录却写在半夜，没有故障也没有计划停机，时间可能是编的。
-- remedy: 请承建方提供当时的登录或门禁记录；填错的改正。
-- needs: inspections, incidents
-- strength: weak
-- touches: inspections
WITH round AS (
    SELECT ref, record_id, inspector, inspected_at, top_system_id AS system_id, target,
        hour(inspected_at) >= getvariable('night_from_hour') OR hour(inspected_at) < getvariable('night_until_hour') AS is_night
    FROM current_inspections
    -- rooms and fire rounds go round the clock; a bare date says no hour
    WHERE NOT is_retired AND target NOT IN ('机房', '消防') AND inspected_at::TIME <> TIME '00:00:00'
),
counted AS (
    SELECT *, count(*) FILTER (is_night) OVER person AS nights, count(*) OVER person AS rounds
    FROM round WINDOW person AS (PARTITION BY inspector, strftime(inspected_at, '%Y-%m'))
)
SELECT NULL AS system_id, strftime(inspected_at, '%Y-%m') AS month, coalesce(inspector, '没有写巡检人') AS subject,
    printf('%s 本月 %d 次巡检，%d 次写在 %d 时至 %d 时之间', coalesce(inspector, '没有写巡检人的'), rounds, nights,
        getvariable('night_from_hour')::INTEGER, getvariable('night_until_hour')::INTEGER) AS said,
    ref, inspected_at AS happened_at, system_id || ' ' || target || ' ' || strftime(inspected_at, '%m-%d %H:%M') AS note
FROM counted
WHERE is_night AND nights >= getvariable('night_least') AND nights * 100.0 <= rounds * getvariable('night_most_share')
    AND NOT EXISTS (FROM current_incidents AS ticket WHERE ticket.top_system_id = counted.system_id
        AND counted.inspected_at BETWEEN ticket.reported_at
            AND coalesce(ticket.restored_at, getvariable('horizon')) + INTERVAL 24 HOUR)
    AND NOT EXISTS (FROM current_maintenance AS planned WHERE planned.top_system_id = counted.system_id
        AND counted.inspected_at BETWEEN planned.starts_at AND planned.ends_at + INTERVAL 24 HOUR)
