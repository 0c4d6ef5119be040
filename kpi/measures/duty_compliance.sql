-- title: 履约事项符合率
-- unit: %
-- part_unit: 项
-- whole_unit: 项
-- blame: gap
-- lacking: 不符合
-- formula: 该条款“是否符合”为是的数量 ÷ 该条款全部履约事项的数量；没有填报事项的为未到期，不算 100%
-- source: 服务条款（标书五、运维服务需求，六、验收要求）
-- percent: yes
-- empty: not_due
-- needs: duties
-- by_clause: yes
SELECT system_id, done_on AS day, code AS tag, CASE WHEN complies THEN quantity ELSE 0 END AS part, quantity AS whole, ref,
    concat_ws('：', CASE WHEN complies THEN '符合' ELSE '不符合' END, nullif(said, '')) AS note
FROM duty_rows WHERE measure = 'duty_compliance'
