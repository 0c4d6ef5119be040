-- table: failures: what remains of each merged outage so far, day by day; is_first_day: where it is counted, unless a
-- closed month has counted it already
SELECT system_id, failure_no, day, first_value(ref) OVER failure AS ref,
    row_number() OVER failure = 1 AND NOT EXISTS (FROM told_failures AS told
        WHERE told.system_id = remaining_outages.system_id AND told.failure_no = remaining_outages.failure_no)
        AS is_first_day,
    sum(seconds) OVER failure AS seconds_so_far
FROM remaining_outages
WINDOW failure AS (PARTITION BY system_id, failure_no ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
