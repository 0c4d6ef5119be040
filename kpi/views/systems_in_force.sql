-- table: per month the systems and subsystems of the list in force, each with its system (top_id) and its own service time
WITH RECURSIVE list_of_month AS (
    SELECT months.month, batch.batch_id
    FROM months ASOF LEFT JOIN (SELECT * FROM current_batches WHERE dataset = 'systems') AS batch
        ON batch.month <= months.month
),
listed AS (
    SELECT list_of_month.month, stored.system_id, stored.parent_id, stored.service_hours,
        stored.in_service_from, stored.out_of_service_on,
        {'dataset': 'systems', 'record_id': stored.record_id, 'batch_id': stored.batch_id,
         'sheet': stored.sheet, 'row': stored.row} AS ref
    FROM list_of_month JOIN main.systems AS stored USING (batch_id)
    UNION ALL
    SELECT list_of_month.month, reference_systems.system_id, reference_systems.parent_id,
        reference_systems.service_hours, NULL, NULL, NULL
    FROM list_of_month CROSS JOIN reference_systems WHERE list_of_month.batch_id IS NULL
),
-- a system named only as the parent of a listed subsystem is listed by that
named AS (
    SELECT * FROM listed
    UNION ALL
    SELECT DISTINCT child.month, child.parent_id, NULL, coalesce(known.service_hours, '7×24'),
        NULL::DATE, NULL::DATE, NULL
    FROM listed AS child LEFT JOIN reference_systems AS known ON known.system_id = child.parent_id
    WHERE child.parent_id IS NOT NULL
        AND NOT EXISTS (FROM listed AS own WHERE own.month = child.month AND own.system_id = child.parent_id)
),
tree AS (
    SELECT month, system_id, parent_id, system_id AS top_id, service_hours, in_service_from, out_of_service_on, ref
    FROM named WHERE parent_id IS NULL
    UNION ALL
    SELECT named.month, named.system_id, named.parent_id, tree.top_id, tree.service_hours,
        greatest(named.in_service_from, tree.in_service_from), least(named.out_of_service_on, tree.out_of_service_on),
        named.ref
    FROM named JOIN tree ON tree.month = named.month AND tree.system_id = named.parent_id
)
SELECT * FROM tree
