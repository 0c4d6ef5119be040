-- table: time cut at every start and end of a span of the system; what covers each piece, and the earliest record that does
WITH edges AS (
    SELECT system_id, starts_at AS moment FROM outage_spans UNION SELECT system_id, ends_at FROM outage_spans
),
pieces AS (
    SELECT system_id, moment AS starts_at, lead(moment) OVER (PARTITION BY system_id ORDER BY moment) AS ends_at FROM edges
)
SELECT piece.system_id, piece.starts_at, piece.ends_at,
    bool_or(span.role = 'counted') AS is_down,
    bool_or(span.role IN ('exempt', 'maintenance')) AS is_excluded,
    bool_or(span.role IN ('counted', 'exempt')) AS is_recorded,
    arg_min(span.ref, (span.starts_at, span.ref)) FILTER (span.role = 'counted') AS down_ref,
    arg_min(span.ref, (span.starts_at, span.ref)) FILTER (span.role IN ('exempt', 'maintenance')) AS excluded_ref,
    arg_min(span.ref, (span.starts_at, span.ref)) FILTER (span.role IN ('counted', 'exempt')) AS recorded_ref
FROM pieces AS piece JOIN outage_spans AS span
    ON span.system_id = piece.system_id AND span.starts_at <= piece.starts_at AND span.ends_at >= piece.ends_at
    AND span.role <> 'unapproved'
GROUP BY piece.system_id, piece.starts_at, piece.ends_at
