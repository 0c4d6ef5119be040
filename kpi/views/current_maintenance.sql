-- table: maintenance windows: those recorded, and those that accepted claims name, cut to the outage that they explain;
-- such a window goes by the number of its claim and points at the row of the outage
SELECT * FROM recorded_maintenance
UNION ALL BY NAME
SELECT * FROM (
    SELECT outage.batch_id, outage.sheet, outage."row", claim.number AS record_id, outage.batch_month,
        greatest(claim.starts_at[1], outage.down_at) AS placed_at, FALSE AS is_continuation, FALSE AS is_open,
        outage.system_id, greatest(claim.starts_at[1], outage.down_at) AS starts_at,
        least(claim.ends_at[1], coalesce(outage.up_at, claim.ends_at[1])) AS ends_at,
        '申诉采纳' AS approved_by, claim.reason AS reason,
        {'dataset': 'maintenance', 'record_id': claim.number, 'batch_id': outage.batch_id,
         'sheet': outage.sheet, 'row': outage."row"} AS ref,
        outage.top_system_id, outage.is_retired
    FROM claims_in_force AS claim JOIN recorded_outages AS outage
        ON claim.dataset = 'outages' AND claim.kind = 'maintenance' AND outage.record_id = claim.record_id
) AS claimed WHERE ends_at > starts_at
