-- title: 期末验收通过日期
-- unit: 日期
-- formula: 包件期末验收首次通过（含整改后通过）的日期
-- source: 五、（四）：运维验收：2027年6月-7月
-- fold: first_day
-- empty: not_due
-- uses: acceptances
SELECT NULL AS system_id, passed_at::DATE AS day, NULL AS tag, 1 AS part, NULL AS whole, ref, '期末验收' || result AS note
FROM current_acceptances
WHERE kind = '期末验收' AND system_id IS NULL AND passed_at IS NOT NULL AND result IN ('通过', '整改后通过')
