-- title: 履约事项数量
-- unit: 项
-- part_unit: 项
-- blame: value
-- formula: 该条款“是否符合”为是的履约事项的数量之和；否的不计
-- source: 服务条款（标书五、运维服务需求，六、验收要求）
-- empty: zero
-- needs: duties
-- tags: backup
-- by_clause: yes
SELECT system_id, done_on AS day, code AS tag, CASE WHEN complies THEN quantity ELSE 0 END AS part, NULL AS whole, ref,
    concat_ws('：', CASE WHEN complies THEN '符合' ELSE '不符合，不计' END, nullif(said, '')) AS note
FROM duty_rows WHERE measure = 'duty_count'
UNION ALL
SELECT system_id, last_day, code, 0, NULL, NULL, CASE WHEN system_id IS NULL THEN '当月' ELSE '当月在用的系统' END
FROM duty_months WHERE measure = 'duty_count'
