-- table: requests that a closed month has counted as falling due in it, and the day
WITH held AS (
    SELECT month, arg_max(closing_id, number) AS closing_id FROM main.closings
    WHERE package = getvariable('package') AND version <= getvariable('version')
    GROUP BY month HAVING arg_max(kind, number) = 'close'
)
SELECT record_id, day AS told_on FROM main.sealed_cases
WHERE measure = 'request_completion' AND closing_id = (SELECT arg_max(closing_id, month) FROM held)
    AND strftime(day, '%Y-%m') IN (SELECT month FROM held)
