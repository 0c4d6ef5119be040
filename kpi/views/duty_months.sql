-- view: the months of each clause of duties, by system where it is asked of each: those in service all the month
SELECT term.measure, term.code, served.system_id, months.ends_on - 1 AS last_day
FROM clause_terms AS term
JOIN months ON TRUE
LEFT JOIN system_months AS served ON term.is_by_system AND served.month = months.month
    AND (term.system_id IS NULL OR term.system_id = served.system_id)
WHERE term.measure LIKE 'duty%' AND (served.system_id IS NOT NULL OR NOT term.is_by_system)
