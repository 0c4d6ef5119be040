-- table: what accepted claims say of a record; of two that say different things the one decided last
SELECT dataset, record_id,
    arg_max(CASE WHEN field = 'package' THEN '责任属于包件' || value ELSE value END, version)
        FILTER (kind = 'exempt' OR field = 'package') AS exempt_reason,
    arg_max(value, version) FILTER (field = 'fault_class') AS fault_class,
    arg_max(value, version) FILTER (field = 'severity') AS severity,
    arg_max(value = '是', version) FILTER (field = 'is_urgent') AS is_urgent,
    arg_max(value = '是', version) FILTER (field = 'is_emergency') AS is_emergency,
    arg_max(value, version) FILTER (field = 'kind') AS kind
FROM claims_in_force GROUP BY dataset, record_id
