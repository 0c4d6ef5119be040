-- view: fault tickets of systems in service, not exempt
SELECT * FROM current_incidents WHERE NOT is_retired AND exempt_reason IS NULL
