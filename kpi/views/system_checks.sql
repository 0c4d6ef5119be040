-- table: for each clause that asks for checks of systems: the days with one, and the earliest of the day
SELECT term.measure, term.code, done.system_id, done.day, arg_min(done.ref, (done.inspected_at, done.record_id)) AS ref
FROM kept_inspections AS done JOIN inspection_kinds ON inspection_kinds.word = done.target
JOIN clause_terms AS term ON term.measure IN ('checked_days', 'checked_weeks', 'checked_months')
    AND term.kind = inspection_kinds.kind AND (term.system_id IS NULL OR term.system_id = done.system_id)
GROUP BY term.measure, term.code, done.system_id, done.day
