-- title: 变更导致的重大故障
-- unit: 起
-- part_unit: 起
-- blame: part
-- formula: 本期实施的变更中导致重大故障的次数
-- source: 六、（二）2(4)：无因变更操作失误导致的重大故障
-- empty: zero
-- needs: changes
SELECT top_system_id AS system_id, implemented_at::DATE AS day, NULL AS tag, CASE WHEN caused_major_fault THEN 1 ELSE 0 END AS part,
    NULL AS whole, ref, CASE WHEN caused_major_fault THEN '导致重大故障' ELSE result END AS note
FROM current_changes WHERE NOT is_retired
