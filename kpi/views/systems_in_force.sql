-- table: per month the systems and subsystems of the list in force, each with its system (top_id) and its own service time
WITH RECURSIVE lists AS (
    SELECT batch.month, batch.batch_id FROM current_batches AS batch WHERE dataset = 'systems'
),
list_of_month AS (
    SELECT months.month, lists.batch_id FROM months ASOF LEFT JOIN lists ON lists.month <= months.month
),
listed AS (
    SELECT list_of_month.month, stored.system_id, stored.parent_id, stored.service_hours, stored.is_core,
        stored.in_service_from, stored.out_of_service_on,
        {'dataset': 'systems', 'record_id': stored.record_id, 'batch_id': stored.batch_id,
         'sheet': stored.sheet, 'row': stored.row} AS ref
    FROM list_of_month JOIN main.systems AS stored USING (batch_id)
    UNION ALL
    SELECT list_of_month.month, reference_systems.system_id, reference_systems.parent_id,
        reference_systems.service_hours, FALSE, NULL, NULL, NULL
    FROM list_of_month CROSS JOIN reference_systems WHERE list_of_month.batch_id IS NULL
),
-- what the newest list up to a month that has a system, the shipped one if no other, says of it
known AS (
    SELECT months.month, said.system_id, said.parent_id, said.service_hours
    FROM (
        SELECT lists.month, stored.system_id, stored.parent_id, stored.service_hours
        FROM lists JOIN main.systems AS stored USING (batch_id)
        UNION ALL
        SELECT '', system_id, parent_id, service_hours FROM reference_systems
    ) AS said JOIN months ON said.month <= months.month
    QUALIFY row_number() OVER (PARTITION BY months.month, said.system_id ORDER BY said.month DESC) = 1
),
-- a system named only as the parent of a listed subsystem is listed by that, and so are those above it
named AS (
    SELECT * FROM listed
    UNION
    SELECT child.month, child.parent_id, known.parent_id, coalesce(known.service_hours, '7×24'),
        FALSE, NULL::DATE, NULL::DATE, NULL
    FROM named AS child LEFT JOIN known ON known.month = child.month AND known.system_id = child.parent_id
    WHERE child.parent_id IS NOT NULL
        AND NOT EXISTS (FROM listed AS own WHERE own.month = child.month AND own.system_id = child.parent_id)
),
tree AS (
    SELECT month, system_id, parent_id, system_id AS top_id, service_hours, is_core, in_service_from, out_of_service_on, ref
    FROM named WHERE parent_id IS NULL
    UNION ALL
    SELECT named.month, named.system_id, named.parent_id, tree.top_id, tree.service_hours, named.is_core,
        greatest(named.in_service_from, tree.in_service_from), least(named.out_of_service_on, tree.out_of_service_on),
        named.ref
    FROM named JOIN tree ON tree.month = named.month AND tree.system_id = named.parent_id
)
SELECT * FROM tree
