-- title: 演练次数
-- unit: 次
-- part_unit: 次
-- blame: value
-- formula: 本期开展的该类演练次数（不论结果）；没有写系统的演练不计入任何系统
-- source: 五、（一）4：每个系统每年应执行不少于 2 次应急演练；5.(2)② 平台演练各条
-- empty: zero
-- needs: drills
-- tags: emergency, restore, disaster, failover, stress, permission_audit
-- by_clause: yes
SELECT drill.top_system_id AS system_id, held_at::DATE AS day, term.code AS tag, 1 AS part, NULL AS whole, ref,
    drill.kind || coalesce('，' || result, '') AS note
FROM current_drills AS drill JOIN drill_kinds ON drill_kinds.word = drill.kind
JOIN clause_terms AS term ON term.measure = 'drills_held' AND term.kind = drill_kinds.kind
    AND (term.system_id IS NULL OR term.system_id = drill.top_system_id)
WHERE NOT is_retired AND drill.system_id IS NOT NULL
UNION ALL
SELECT served.system_id, served.last_day, term.code, 0, NULL, NULL, '当月在用的系统'
FROM (SELECT system_id, month, max(day) AS last_day FROM system_days GROUP BY ALL) AS served
JOIN clause_terms AS term ON term.measure = 'drills_held' AND (term.system_id IS NULL OR term.system_id = served.system_id)
