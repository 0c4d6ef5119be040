-- table: requests as they count: as recorded, with accepted claims over them
SELECT request.* REPLACE (coalesce(said.kind, request.kind) AS kind), waiting.waits
FROM recorded_requests AS request
LEFT JOIN claimed_records AS said ON said.dataset = 'requests' AND said.record_id = request.record_id
LEFT JOIN ticket_waits AS waiting ON waiting.dataset = 'requests' AND waiting.record_id = request.record_id
