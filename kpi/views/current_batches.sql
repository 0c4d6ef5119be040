-- table: the batch that is current for each dataset and month of the package
SELECT batch.batch_id, batch.dataset, batch.month, batch.is_nil, batch.refused > 0 AS is_incomplete
FROM (
    SELECT arg_max(batch_id, version) AS batch_id
    FROM publications
    WHERE package = getvariable('package') AND version <= getvariable('version')
    GROUP BY dataset, month
) AS newest JOIN batches AS batch USING (batch_id)
