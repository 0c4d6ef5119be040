-- table: accepted claims whose record is there and reads as it did when they were decided
SELECT accepted.* EXCLUDE (spoken) FROM accepted_claims AS accepted
JOIN spoken_facts AS now USING (dataset, kind, record_id) WHERE now.spoken = accepted.spoken
