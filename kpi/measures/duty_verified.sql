-- title: 备份验证率
-- unit: %
-- part_unit: 次
-- whole_unit: 次
-- blame: gap
-- lacking: 没有验证
-- formula: 每个系统每月验证了的备份次数（不多于备份次数）÷ 备份条款填报的备份次数
-- source: 服务条款：每次备份后验证
-- percent: yes
-- empty: not_due
-- needs: duties
-- by_clause: yes
WITH backups AS (
    SELECT *, date_trunc('month', done_on) AS month FROM duty_rows WHERE kind = 'backup' AND complies
),
made AS (
    SELECT system_id, month, sum(quantity) AS quantity FROM backups GROUP BY ALL
),
verified AS (
    SELECT duty.*, coalesce(made.quantity, 0) AS made, coalesce(sum(CASE WHEN complies THEN duty.quantity ELSE 0 END) OVER (
        PARTITION BY duty.code, duty.system_id, date_trunc('month', done_on) ORDER BY done_on, record_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM duty_rows AS duty
    LEFT JOIN made ON made.system_id = duty.system_id AND made.month = date_trunc('month', done_on)
    WHERE duty.measure = 'duty_verified'
)
SELECT backups.system_id, backups.done_on AS day, term.code AS tag, 0 AS part, backups.quantity AS whole, backups.ref,
    '备份' AS note
FROM backups
JOIN clause_terms AS term ON term.measure = 'duty_verified'
    AND (term.system_id IS NULL OR term.system_id = backups.system_id)
UNION ALL
SELECT system_id, done_on, code, CASE WHEN complies THEN greatest(0, least(quantity, made - before)) ELSE 0 END, 0, ref,
    concat_ws('：', CASE WHEN complies THEN '验证' ELSE '验证不通过' END, nullif(said, ''))
FROM verified
