-- table: fault tickets as they count: as recorded, with accepted claims over them
SELECT ticket.* REPLACE (
        coalesce(said.fault_class, ticket.fault_class) AS fault_class,
        coalesce(said.severity, ticket.severity) AS severity,
        coalesce(said.is_urgent, ticket.is_urgent) AS is_urgent,
        coalesce(said.is_emergency, ticket.is_emergency) AS is_emergency,
        coalesce(ticket.exempt_reason, said.exempt_reason) AS exempt_reason),
    waiting.waits
FROM recorded_incidents AS ticket
LEFT JOIN claimed_records AS said ON said.dataset = 'incidents' AND said.record_id = ticket.record_id
LEFT JOIN ticket_waits AS waiting ON waiting.dataset = 'incidents' AND waiting.record_id = ticket.record_id
