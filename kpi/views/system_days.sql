-- table: the days on which a system is in service, with its service hours
SELECT force.system_id, days.day, days.month, force.service_hours
FROM systems_in_force AS force JOIN days USING (month)
WHERE force.parent_id IS NULL
    AND (force.in_service_from IS NULL OR days.day >= force.in_service_from)
    AND (force.out_of_service_on IS NULL OR days.day < force.out_of_service_on)
