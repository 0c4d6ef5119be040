-- title: 每日履约率
-- unit: %
-- part_unit: 天
-- whole_unit: 天
-- blame: gap
-- lacking: 没有记录
-- formula: 有“是否符合”为是的履约事项的天数 ÷ 约定时段（如汛期）内的天数；数量为 n 的一条算自日期起 n 天，不跨月
-- source: 服务条款：汛期 7×24 小时应急待命
-- percent: yes
-- empty: not_due
-- needs: duties
-- by_clause: yes
WITH stood AS (
    SELECT code, system_id, ref, record_id, unnest(generate_series(
        done_on, least(done_on + greatest(least(floor(quantity), 31), 1)::INTEGER - 1, last_day(done_on)), INTERVAL 1 DAY
    ))::DATE AS day
    FROM duty_rows WHERE measure = 'duty_days' AND complies AND quantity > 0
),
asked AS (
    SELECT days.day, term.code, term.system_id
    FROM clause_terms AS term JOIN days ON term.season IS NULL
        OR strftime(days.day, '%m-%d') BETWEEN split_part(term.season, '..', 1) AND split_part(term.season, '..', 2)
    WHERE term.measure = 'duty_days'
        AND (term.system_id IS NULL OR EXISTS (FROM system_days AS served
            WHERE served.system_id = term.system_id AND served.day = days.day))
)
SELECT asked.system_id, asked.day, asked.code AS tag, CASE WHEN count(stood.code) > 0 THEN 1 ELSE 0 END AS part, 1 AS whole,
    arg_min(stood.ref, stood.record_id) AS ref, CASE WHEN count(stood.code) > 0 THEN '有记录' ELSE '没有记录' END AS note
FROM asked LEFT JOIN stood ON stood.code = asked.code AND stood.day = asked.day
    AND (asked.system_id IS NULL OR stood.system_id = asked.system_id)
GROUP BY asked.system_id, asked.day, asked.code
