-- title: 照片或附件重复使用
-- why: 修复前后是同一张照片，或同一张照片用在两台设备上，这次巡检没有留下自己的证据。
-- remedy: 请承建方补交原照片；补不出的，这次巡检不作数。
-- needs: inspections
-- strength: strong
-- touches: inspection_record_complete, findings_documented
WITH shot AS (
    SELECT ref, top_system_id AS system_id, asset_id, inspected_at, photo, photo_before, photo_after,
        strftime(inspected_at, '%Y-%m') AS month
    FROM current_inspections WHERE NOT is_retired
),
used AS (
    SELECT ref, system_id, asset_id, inspected_at, month, unnest(list_distinct([photo, photo_before, photo_after])) AS file
    FROM shot
),
shared AS (
    SELECT *, min(asset_id) OVER same <> max(asset_id) OVER same AS is_shared, count(*) OVER same AS times
    FROM used
    WHERE asset_id IS NOT NULL
        AND length(regexp_replace(file, '\D', '', 'g')) >= getvariable('file_digits')
    WINDOW same AS (PARTITION BY file)
)
SELECT system_id, month, '修复前后' AS subject,
    printf('%d 次巡检的修复前、修复后是同一张照片', count(*) OVER (PARTITION BY system_id, month)) AS said,
    ref, inspected_at AS happened_at, coalesce(asset_id || ' ', '') || photo_before AS note
FROM shot WHERE photo_before = photo_after
UNION ALL
SELECT system_id, min(month) OVER (PARTITION BY file), file, printf('照片 %s 用在 %d 次巡检、不止一台设备上', file, times),
    ref, inspected_at, asset_id || ' ' || strftime(inspected_at, '%m-%d %H:%M')
FROM shared WHERE is_shared
