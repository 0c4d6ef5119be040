-- table: every fault ticket on every clock that a clause may set, with the seconds in one unit of its limit; closed_at:
-- when it was answered, helped_at: when it was over without that answer, if that is allowed
WITH clocks AS (
    SELECT *, 'answered_in_time' AS measure, reported_at AS opened_at, responded_at AS closed_at, NULL::TIMESTAMP AS helped_at,
        60 AS per, TRUE AS is_asked FROM counted_incidents
    UNION ALL
    SELECT *, 'verified_in_time', reported_at, verified_at, NULL, 60, TRUE FROM counted_incidents
    UNION ALL
    SELECT *, 'planned_in_time', reported_at, planned_at, NULL, 3600, TRUE FROM counted_incidents
    UNION ALL
    SELECT *, 'restored_in_time', reported_at, restored_at, NULL, 3600, TRUE FROM counted_incidents
    UNION ALL
    SELECT *, 'onsite_in_time', reported_at, onsite_at, restored_at, 3600, TRUE FROM counted_incidents
    UNION ALL
    SELECT *, 'spare_in_time', reported_at, spare_at, restored_at, 3600, fault_class = '硬件' FROM counted_incidents
    UNION ALL
    SELECT *, 'replaced_in_time', coalesce(verified_at, reported_at), restored_at, NULL, 3600, fault_class = '硬件'
    FROM counted_incidents
),
limited AS (
    -- the limit, and the waits that begin before the clock has run that long
    SELECT term.measure, term.code, clocks.top_system_id AS system_id, clocks.ref, clocks.opened_at, clocks.closed_at,
        clocks.helped_at, clocks.opened_at + to_seconds((term.number * clocks.per)::BIGINT)
            + to_seconds(pushed(clocks.waits, (term.number * clocks.per)::BIGINT + clocks.run_before)
                - waited(clocks.waits, clocks.opened_at)) AS late_after,
        clocks.restored_at
    FROM (
        SELECT *, date_diff('second', reported_at, opened_at) - waited(waits, opened_at) AS run_before FROM clocks
    ) AS clocks JOIN clause_terms AS term ON term.measure = clocks.measure
        AND (term.system_id IS NULL OR term.system_id = clocks.top_system_id)
    WHERE clocks.is_asked AND CASE term.kind
        WHEN 'emergency' THEN clocks.is_emergency
        WHEN 'urgent' THEN clocks.is_urgent
        WHEN 'serious' THEN clocks.is_emergency
            AND coalesce(clocks.severity IN ('特别重大', '重大', '较大'), clocks.is_urgent)
        ELSE TRUE END
)
-- decided on the day of the answer, or on the day on which the limit ran out without one: never before it is known
SELECT measure, code, system_id, ref,
    CASE WHEN is_kept THEN closed_at ELSE late_after END::DATE AS day,
    CASE WHEN is_kept THEN 1 ELSE 0 END AS part,
    CASE WHEN is_kept THEN '在时限内' WHEN closed_at IS NOT NULL THEN '超过时限'
        WHEN restored_at IS NOT NULL THEN '没有填写，按超过时限计' ELSE '到时限仍未完成' END AS note
FROM (SELECT *, coalesce(closed_at <= late_after, FALSE) AS is_kept FROM limited) AS limited
WHERE closed_at IS NOT NULL OR helped_at IS NULL OR helped_at > late_after
