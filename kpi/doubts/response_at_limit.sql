-- title: 响应时间压着时限
-- why: 许多响应刚好卡在时限前几分钟，时限两边却没有几件，响应时间可能是凑出来的。
-- remedy: 请承建方导出电话或派单记录，核对响应时间。
-- needs: incidents
-- strength: fair
-- touches: response_time
WITH answered AS (
    SELECT ref, reported_at, date_diff('second', reported_at, responded_at) / 60.0 AS minutes,
        strftime(reported_at, '%Y-%m') AS month, target.number AS most
    FROM counted_incidents JOIN indicator_targets AS target ON target.measure = 'response_time'
    WHERE responded_at IS NOT NULL
),
counted AS (
    SELECT month, most, count(*) AS tickets,
        count(*) FILTER (minutes > most - getvariable('heap_minutes') AND minutes <= most) AS close,
        count(*) FILTER (minutes > most - 2 * getvariable('heap_minutes') AND minutes <= most - getvariable('heap_minutes'))
            AS before,
        count(*) FILTER (minutes > most AND minutes <= most + getvariable('heap_minutes')) AS after
    FROM answered GROUP BY month, most
)
SELECT NULL AS system_id, month, 'month' AS subject,
    printf('%d 件响应中 %d 件在时限 %d 分钟前 %d 分钟以内，再早 %d 分钟里只有 %d 件，超过的 %d 分钟里只有 %d 件', tickets, close,
        most::INTEGER, getvariable('heap_minutes')::INTEGER, getvariable('heap_minutes')::INTEGER, before,
        getvariable('heap_minutes')::INTEGER, after) AS said,
    ref, reported_at AS happened_at, printf('%.0f 分钟响应', minutes) AS note
FROM counted JOIN answered USING (month, most)
WHERE close >= getvariable('heap_least') AND close >= getvariable('heap_ratio') * greatest(before, after, 1)
    AND minutes > most - getvariable('heap_minutes') AND minutes <= most
