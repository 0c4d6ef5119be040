-- table: the customer's waiting time of each ticket; without claims there is none
SELECT dataset, record_id, NULL::STRUCT(starts_at TIMESTAMP, after BIGINT, seconds BIGINT)[] AS waits
FROM claims_in_force WHERE FALSE
