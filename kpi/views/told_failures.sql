-- table: merged outages whose failure a closed month has counted, though by claims accepted since their first remaining
-- second is in a later one: closed months have counted more of them for the system, from the start of the outage on, than
-- now begin in them
WITH held AS (
    SELECT month, arg_max(closing_id, number) AS closing_id FROM main.closings
    WHERE package = getvariable('package') AND version <= getvariable('version') AND getvariable('with_claims')
    GROUP BY month HAVING arg_max(kind, number) = 'close'
),
told AS (
    SELECT fact.system_id, fact.day, fact.whole FROM main.sealed_facts AS fact JOIN held
        ON held.closing_id = fact.closing_id AND held.month = strftime(fact.day, '%Y-%m')
    WHERE fact.measure = 'mtbf' AND fact.whole > 0
),
firsts AS (SELECT system_id, failure_no, min(day) AS day FROM remaining_outages GROUP BY ALL),
begun AS (
    SELECT system_id, day, count(*) AS times FROM firsts
    WHERE strftime(day, '%Y-%m') IN (SELECT month FROM held) GROUP BY ALL
),
later AS (
    SELECT system_id, failure_no, merged.starts_at::DATE AS since FROM firsts
    JOIN merged_outages AS merged USING (system_id, failure_no)
    WHERE strftime(firsts.day, '%Y-%m') NOT IN (SELECT month FROM held)
        AND strftime(merged.starts_at, '%Y-%m') IN (SELECT month FROM held)
),
counted AS (
    SELECT later.system_id, later.failure_no, sum(told.whole) AS times, any_value(later.since) AS since
    FROM later JOIN told ON told.system_id = later.system_id AND told.day >= later.since
    GROUP BY later.system_id, later.failure_no
)
SELECT counted.system_id, counted.failure_no FROM counted
WHERE counted.times > coalesce((
    SELECT sum(begun.times) FROM begun WHERE begun.system_id = counted.system_id AND begun.day >= counted.since), 0)
