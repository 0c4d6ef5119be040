-- title: 巡检照抄上月
-- why: 两个月的巡检落在同样的时刻，一分不差，像是把上月的表改了月份。
-- remedy: 请承建方提供两个月的签到或系统日志，抽查其中几次。
-- needs: inspections
-- strength: strong
-- touches: inspections, asset_coverage
WITH round AS (
    SELECT ref, record_id, top_system_id AS system_id, target, asset_id, inspected_at, result, finding,
        date_trunc('month', inspected_at) AS starts_on, row_number() OVER own AS number, strftime(inspected_at, '%H:%M:%S') AS clock
    FROM current_inspections
    -- whole and round times are a timetable, not a trace
    WHERE NOT is_retired AND minute(inspected_at) % 5 <> 0
    WINDOW own AS (PARTITION BY top_system_id, target, asset_id, date_trunc('month', inspected_at)
        ORDER BY inspected_at, record_id)
),
matched AS (
    SELECT now.*, EXISTS (FROM round AS before WHERE before.system_id = now.system_id AND before.target = now.target
        AND before.asset_id IS NOT DISTINCT FROM now.asset_id AND before.clock = now.clock
        -- on the same day, or as far on in the list: rounds by a timetable fall on the same minute now and then
        AND (before.number = now.number OR day(before.inspected_at) = day(now.inspected_at))
        AND before.starts_on = now.starts_on - INTERVAL 1 MONTH) AS is_same
    FROM round AS now
),
counted AS (
    SELECT *, count(*) OVER own AS rounds, count(*) FILTER (is_same) OVER own AS same,
        count(DISTINCT CASE WHEN is_same THEN clock END) OVER own AS clocks
    FROM matched WINDOW own AS (PARTITION BY system_id, target, starts_on)
)
SELECT system_id, strftime(inspected_at, '%Y-%m') AS month, target AS subject,
    printf('%s巡检 %d 次，%d 次的时刻与上月相同，一分不差', target, rounds, same) AS said,
    ref, inspected_at AS happened_at, coalesce(asset_id || ' ', '') || strftime(inspected_at, '%m-%d %H:%M') || ' ' || result AS note
FROM counted
WHERE is_same AND clocks >= getvariable('copied_least') AND same * 100.0 >= rounds * getvariable('copied_share')
