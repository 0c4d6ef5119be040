-- table: planned service and up-time in seconds: base rows, and what each record alone takes away
WITH taken AS (
    SELECT system_id, day, excluded_ref AS ref, -sum(seconds) AS up_seconds, -sum(seconds) AS planned_seconds
    FROM outage_days WHERE is_excluded GROUP BY system_id, day, excluded_ref
    UNION ALL
    SELECT system_id, day, down_ref, -sum(seconds), 0
    FROM outage_days WHERE is_down AND NOT is_excluded GROUP BY system_id, day, down_ref
)
SELECT system_id, day, NULL AS ref, '服务时间' AS note, seconds AS up_seconds, seconds AS planned_seconds FROM service_days
UNION ALL
SELECT taken.system_id, taken.day, taken.ref, notes.note, taken.up_seconds, taken.planned_seconds
FROM taken JOIN outage_notes AS notes ON notes.ref = taken.ref
UNION ALL
SELECT system_id, starts_at::DATE, ref, note, 0, 0 FROM outage_notes
