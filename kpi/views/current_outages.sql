-- table: outages as they count: as recorded, with accepted claims over them
SELECT outage.* REPLACE (coalesce(outage.exempt_reason, said.exempt_reason) AS exempt_reason)
FROM recorded_outages AS outage
LEFT JOIN claimed_records AS said ON said.dataset = 'outages' AND said.record_id = outage.record_id
