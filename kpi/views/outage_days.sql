-- table: the pieces inside the hours of service, day by day
SELECT service.system_id, service.day, greatest(piece.starts_at, service.starts_at) AS starts_at,
    date_diff('second', greatest(piece.starts_at, service.starts_at), least(piece.ends_at, service.ends_at)) AS seconds,
    piece.is_down, piece.is_excluded, piece.is_recorded, piece.down_ref, piece.excluded_ref, piece.recorded_ref
FROM service_days AS service JOIN outage_segments AS piece
    ON piece.system_id = service.system_id AND piece.starts_at < service.ends_at AND piece.ends_at > service.starts_at
