-- title: 答卷重复
-- why: 几份答卷每题都一样，意见也一字不差，或几分钟里连着交来，可能由一人代填。
-- remedy: 请核对发放名单，抽几位回访；满意度页面列出去掉以后的满意率。
-- needs: surveys
-- strength: fair
-- touches: satisfaction
WITH answer AS (
    SELECT ref, record_id, batch_id, top_system_id AS system_id, department, answered_at, overall, items,
        coalesce(trim(comment), '') AS comment, coalesce(len(json_keys(items)), 0) AS questions
    FROM current_surveys WHERE NOT is_retired
),
telling AS (
    SELECT ref, record_id, system_id, answered_at, department, overall, comment, min(record_id) OVER alike AS first_id,
        count(*) OVER alike AS same
    FROM answer WHERE length(comment) >= getvariable('answers_comment')
    WINDOW alike AS (PARTITION BY batch_id, overall, items::VARCHAR, comment)
),
-- without a comment: the same system, department and answers, each handed in within minutes of the one before
stepped AS (
    SELECT *, coalesce(answered_at - lag(answered_at) OVER alike
            > to_minutes(getvariable('answers_minutes')::INTEGER), TRUE)::INTEGER AS is_new
    FROM answer
    WHERE length(comment) < getvariable('answers_comment') AND questions >= getvariable('answers_items')
        AND answered_at::TIME <> TIME '00:00:00'
    WINDOW alike AS (PARTITION BY batch_id, overall, items::VARCHAR, comment, system_id, department
        ORDER BY answered_at, record_id)
),
run AS (
    SELECT *, sum(is_new) OVER (PARTITION BY batch_id, overall, items::VARCHAR, comment, system_id, department
        ORDER BY answered_at, record_id) AS run_no
    FROM stepped
),
silent AS (
    SELECT ref, record_id, system_id, answered_at, department, overall, comment, min(record_id) OVER alike AS first_id,
        count(*) OVER alike AS same
    FROM run WINDOW alike AS (PARTITION BY batch_id, overall, items::VARCHAR, comment, system_id, department, run_no)
),
found AS (
    SELECT *, min(answered_at) OVER (PARTITION BY first_id) AS began_at,
        min(system_id) OVER (PARTITION BY first_id) AS one_system, max(system_id) OVER (PARTITION BY first_id) AS last_system
    FROM (FROM telling UNION ALL FROM silent) WHERE same >= getvariable('answers_least')
)
SELECT CASE WHEN one_system = last_system THEN one_system END AS system_id, strftime(began_at, '%Y-%m') AS month,
    first_id AS subject,
    printf('%d 份答卷完全相同，都答“%s”', same, coalesce(overall, '没有答')) || CASE WHEN comment = ''
        THEN '，几分钟内连着交来' ELSE '，意见“' || comment[:30] || '”' END AS said,
    ref, answered_at AS happened_at, coalesce(department || ' ', '') || strftime(answered_at, '%m-%d %H:%M') AS note
FROM found
