-- title: 在岗在租数量
-- unit: 项
-- part_unit: 项
-- blame: value
-- formula: 该条款当月各条记录中最小的数量（不符合的按 0），写明系统的按系统分别取最小后相加；当月没有记录为 0；取最差月份
-- source: 服务条款（标书五、运维服务需求）：驻场人员、租赁点位等须一直保持的数量
-- empty: zero
-- needs: duties
-- by_clause: yes
WITH ranked AS (
    SELECT *, CASE WHEN complies THEN quantity ELSE 0 END AS level, row_number() OVER (
        PARTITION BY code, system_id, date_trunc('month', done_on)
        ORDER BY CASE WHEN complies THEN quantity ELSE 0 END, done_on, record_id) AS place
    FROM duty_rows WHERE measure = 'duty_level'
)
SELECT system_id, done_on AS day, code AS tag, CASE WHEN place = 1 THEN level ELSE 0 END AS part, NULL AS whole, ref,
    concat_ws('：', CASE WHEN NOT complies THEN '不符合，按 0 计' WHEN place = 1 THEN '当月最小'
        ELSE '填报 ' || quantity || '，不小于当月最小，不计' END, nullif(said, '')) AS note
FROM ranked
UNION ALL
SELECT system_id, last_day, code, 0, NULL, NULL, CASE WHEN system_id IS NULL THEN '当月' ELSE '当月在用的系统' END
FROM duty_months WHERE measure = 'duty_level'
