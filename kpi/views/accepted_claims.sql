-- table: claims 申诉 whose newest decision is to accept them; none where the figure without claims is made
SELECT claim.number, claim.dataset, claim.record_id, claim.kind, claim.field, claim.value, claim.starts_at, claim.ends_at,
    decided.reason, decided.spoken, decided.version
FROM main.claims AS claim JOIN (
    SELECT number, arg_max(decision, version) AS decision, arg_max(reason, version) AS reason,
        arg_max(spoken, version) AS spoken, max(version) AS version
    FROM main.claim_decisions
    WHERE package = getvariable('package') AND version <= getvariable('version') GROUP BY number
) AS decided ON decided.number = claim.number
WHERE decided.decision = 'accepted' AND getvariable('with_claims')
