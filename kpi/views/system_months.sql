-- table: the systems in service on every day of a month
SELECT force.month, force.system_id, months.starts_on, months.ends_on
FROM systems_in_force AS force JOIN months USING (month)
WHERE force.parent_id IS NULL
    AND (force.in_service_from IS NULL OR force.in_service_from <= months.starts_on)
    AND (force.out_of_service_on IS NULL OR force.out_of_service_on >= months.ends_on)
