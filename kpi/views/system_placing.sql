-- view: where a record on a system or subsystem belongs in a month
SELECT month, system_id, top_id, out_of_service_on FROM systems_in_force
