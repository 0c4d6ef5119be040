-- title: 系统停着，摄像机却在线
-- why: 停机记录说系统停着，同一时间的在线巡检却说它的摄像机多数在线，两张表不能都对。
-- remedy: 请说明停的是哪一部分；停机时间或在线巡检不实的，改正后重报。
-- needs: outages, camera_checks, assets
-- strength: fair
-- touches: availability, camera_online
WITH down AS (
    SELECT ref, record_id, top_system_id AS system_id, down_at, coalesce(up_at, getvariable('horizon')) AS up_at,
        down_at + to_minutes(getvariable('inside_outage_minutes')::INTEGER) AS since,
        coalesce(up_at, getvariable('horizon')) - to_minutes(getvariable('inside_outage_minutes')::INTEGER) AS until
    FROM current_outages AS outage
    -- the outage of a subsystem says nothing of the cameras of the whole system
    WHERE NOT is_retired AND outage.system_id = outage.top_system_id AND up_at IS NOT NULL
),
log AS (
    SELECT asset_id, checked_at, is_online FROM main.camera_checks JOIN current_batches USING (batch_id)
    WHERE exempt_reason IS NULL
),
seen AS (
    SELECT down.record_id, log.asset_id, bool_or(log.is_online) AS is_online
    FROM down JOIN log ON log.checked_at > down.since AND log.checked_at < down.until
    JOIN assets_in_force AS asset ON asset.asset_id = log.asset_id AND asset.is_camera
        AND asset.system_id = down.system_id AND asset.month = strftime(log.checked_at, '%Y-%m')
    GROUP BY down.record_id, log.asset_id
),
counted AS (
    SELECT record_id, count(*) AS cameras, count(*) FILTER (is_online) AS online FROM seen GROUP BY record_id
),
found AS (
    SELECT down.*, cameras, online, strftime(down.down_at, '%Y-%m') AS month,
        strftime(down.down_at, '%m-%d %H:%M') || ' 至 ' || strftime(down.up_at, '%m-%d %H:%M') AS span
    FROM down JOIN counted USING (record_id)
    WHERE cameras >= getvariable('cameras_least') AND online * 100.0 > cameras * getvariable('cameras_online_share')
)
SELECT system_id, month, 'month' AS subject,
    CASE WHEN count(*) OVER own = 1 THEN '' ELSE count(*) OVER own || ' 次，如' END
        || printf('停机 %s，这段时间查了 %d 台摄像机，%d 台在线', first(span) OVER own, first(cameras) OVER own,
            first(online) OVER own) AS said,
    ref, down_at AS happened_at, printf('停机 %s，查了 %d 台，%d 台在线', span, cameras, online) AS note
FROM found WINDOW own AS (PARTITION BY system_id, month ORDER BY cameras DESC, record_id
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
