-- title: 同一段文字反复出现
-- why: 不同的事情很少写得一字不差，大量相同的描述说明记录是套用的。
-- remedy: 请承建方按实际情况补写，或说明是同一原因反复发生。
-- needs:
-- strength: weak
-- touches: response_time, repair_time, findings_documented
WITH said AS (
    SELECT '故障描述' AS what, ref, top_system_id AS system_id, reported_at AS happened_at, description AS words
    FROM current_incidents WHERE NOT is_retired
    UNION ALL
    SELECT '巡检问题', ref, top_system_id, inspected_at, finding FROM current_inspections WHERE NOT is_retired
    UNION ALL
    SELECT '需求描述', ref, top_system_id, requested_at, description FROM current_requests WHERE NOT is_retired
    UNION ALL
    SELECT '变更内容', ref, top_system_id, implemented_at, description FROM current_changes WHERE NOT is_retired
),
squeezed AS (
    SELECT *, strftime(happened_at, '%Y-%m') AS month, regexp_replace(words, '\s', '', 'g') AS letters
    FROM said WHERE words IS NOT NULL
),
counted AS (
    SELECT what, system_id, month, letters, count(*) AS same,
        sum(count(*)) OVER (PARTITION BY what, system_id, month)::BIGINT AS written
    FROM squeezed GROUP BY what, system_id, month, letters
)
SELECT own.system_id, own.month, own.what || ' ' || letters AS subject,
    printf('%d 条%s中 %d 条一字不差：“%s”', written, own.what, same,
        CASE WHEN length(words) > 40 THEN words[:40] || '…' ELSE words END) AS said,
    ref, happened_at, own.what || ' ' || strftime(happened_at, '%m-%d %H:%M') AS note
FROM counted JOIN squeezed AS own USING (what, month, letters)
WHERE own.system_id IS NOT DISTINCT FROM counted.system_id AND length(letters) >= getvariable('text_characters')
    AND same >= getvariable('text_least') AND same * 100.0 >= written * getvariable('text_share')
