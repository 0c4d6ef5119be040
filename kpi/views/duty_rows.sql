-- table: the duties that count: those of a clause that binds them, each once
SELECT term.measure, term.code, term.kind, term.season, duty.top_system_id AS system_id, duty.done_on, duty.quantity,
    duty.complies, duty.record_id, duty.ref, coalesce(duty.note, '') AS said
FROM current_duties AS duty
JOIN clause_terms AS term ON term.code = duty.clause_code
    AND (term.system_id IS NULL OR term.system_id = duty.top_system_id)
WHERE NOT duty.is_retired AND (duty.top_system_id IS NOT NULL OR NOT term.is_by_system)
