-- title: 巡检快得做不到
-- why: 一个人一小时里巡检的现场设备比走得到的还多，记录不像是逐台看过的。
-- remedy: 请承建方说明实际的巡检方式，抽查这一小时的照片。
-- needs: inspections
-- strength: strong
-- touches: asset_coverage, device_days
WITH round AS (
    SELECT ref, inspector, inspected_at, date_trunc('hour', inspected_at) AS hour, top_system_id AS system_id,
        coalesce(asset_id, record_id) AS thing,
        count(DISTINCT coalesce(asset_id, record_id)) OVER (PARTITION BY inspector, date_trunc('hour', inspected_at)) AS things
    FROM current_inspections
    -- as in inspection_two_places: only what has to be walked to
    WHERE NOT is_retired AND inspector IS NOT NULL AND target IN ('硬件', '机房', '消防')
        AND inspected_at::TIME <> TIME '00:00:00'
),
fast AS (
    SELECT *, max(things) OVER person AS most, arg_max(hour, things) OVER person AS fastest,
        count(DISTINCT hour) OVER person AS hours
    FROM round WHERE things > getvariable('rounds_per_hour')
    WINDOW person AS (PARTITION BY inspector, strftime(inspected_at, '%Y-%m'))
)
SELECT NULL AS system_id, strftime(inspected_at, '%Y-%m') AS month, inspector AS subject,
    printf('%s 有 %d 个小时超过每分钟一台，最多的是 %s 起一小时 %d 台', inspector, hours,
        strftime(fastest, '%m-%d %H:%M'), most) AS said,
    ref, inspected_at AS happened_at, thing || ' ' || strftime(inspected_at, '%m-%d %H:%M') AS note
FROM fast
