-- table: accepted claims; without any there is no record to be read
SELECT accepted.* EXCLUDE (spoken) FROM accepted_claims AS accepted
