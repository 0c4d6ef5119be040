-- title: 每月检查率
-- unit: %
-- part_unit: 月
-- whole_unit: 月
-- blame: gap
-- lacking: 没有检查
-- formula: 有该对象巡检的月份 ÷ 系统全月在用的月份；取最差的系统
-- source: 五、运维服务需求中没有写明次数的“定期检查”，默认每月一次
-- percent: yes
-- empty: not_due
-- needs: inspections
-- tags: hardware, database, room_or_hardware
-- by_clause: yes
SELECT served.system_id, served.ends_on - 1 AS day, term.code AS tag, CASE WHEN min(done.day) IS NULL THEN 0 ELSE 1 END AS part,
    1 AS whole, arg_min(done.ref, done.day) AS ref,
    served.month || CASE WHEN min(done.day) IS NULL THEN ' 没有检查' ELSE ' 已检查' END AS note
FROM system_months AS served
JOIN clause_terms AS term ON term.measure = 'checked_months' AND (term.system_id IS NULL OR term.system_id = served.system_id)
LEFT JOIN system_checks AS done ON done.measure = 'checked_months' AND done.code = term.code
    AND done.system_id = served.system_id AND done.day >= served.starts_on AND done.day < served.ends_on
WHERE term.kind <> 'hardware' OR EXISTS (FROM assets_in_force AS asset
    WHERE asset.month = served.month AND asset.system_id = served.system_id AND asset.class_tag = 'hardware')
GROUP BY served.system_id, served.month, served.ends_on, term.code, term.kind
