-- title: 同一人同一时刻在两处巡检
-- why: 现场巡检要到设备跟前，一个人不能在同一分钟出现在两个系统的现场。
-- remedy: 请承建方说明实际由谁巡检、何时到场，并提供签到或照片。
-- needs: inspections
-- strength: strong
-- touches: inspections, asset_coverage
WITH round AS (
    SELECT ref, record_id, top_system_id AS system_id, inspector, inspected_at, target FROM current_inspections
    -- 系统, 数据库 and the like are looked at from a desk, 卡口电警 on their platform; a bare date says no minute
    WHERE NOT is_retired AND inspector IS NOT NULL AND target IN ('硬件', '机房', '消防')
        AND inspected_at::TIME <> TIME '00:00:00'
),
twice AS (
    SELECT *, count(DISTINCT inspected_at) OVER (PARTITION BY inspector, strftime(inspected_at, '%Y-%m')) AS moments
    FROM (SELECT *, min(system_id) OVER moment <> max(system_id) OVER moment AS is_twice FROM round
        WINDOW moment AS (PARTITION BY inspector, date_trunc('minute', inspected_at)))
    WHERE is_twice
)
SELECT NULL AS system_id, strftime(inspected_at, '%Y-%m') AS month, inspector AS subject,
    printf('%s 有 %d 个时刻同时在两个以上系统的现场巡检，如 %s', inspector, moments,
        strftime(min(inspected_at) OVER (PARTITION BY inspector, strftime(inspected_at, '%Y-%m')), '%m-%d %H:%M')) AS said,
    ref, inspected_at AS happened_at, system_id || ' ' || target || ' ' || strftime(inspected_at, '%m-%d %H:%M') AS note
FROM twice WHERE moments >= getvariable('two_places_least')
