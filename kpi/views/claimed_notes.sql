-- view: by which accepted claims a record counts otherwise than it was uploaded
SELECT dataset, record_id, string_agg('按申诉 ' || number || ' 计（' || CASE kind WHEN 'maintenance' THEN '漏报计划停机'
    WHEN 'exempt' THEN '不可抗力' WHEN 'waiting' THEN '等待用户' ELSE '分类有误' END || '：' || reason || '）', '；' ORDER BY number)
    AS words
FROM claims_in_force GROUP BY dataset, record_id
