-- table: what is said of each span, with the earlier ones that it overlaps and so gives its seconds to
SELECT own.ref, own.system_id, own.starts_at, any_value(own.note) || coalesce('；与 ' || string_agg(other.ref.record_id, '、'
    ORDER BY other.starts_at, other.ref.record_id) || ' 重叠', '') AS note
FROM outage_spans AS own LEFT JOIN outage_spans AS other
    ON other.system_id = own.system_id AND other.ref <> own.ref AND own.role <> 'unapproved' AND other.role <> 'unapproved'
    AND other.starts_at < own.ends_at AND other.ends_at > own.starts_at
GROUP BY own.ref, own.system_id, own.starts_at
