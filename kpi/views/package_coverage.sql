-- table: the months that each dataset covers; own_systems is the systems list without the shipped one
WITH quarters AS (
    SELECT month, date_trunc('quarter', starts_on) AS quarter FROM months
),
quarterly AS (
    SELECT batch.dataset, quarters.month, batch.is_nil, batch.is_incomplete
    FROM current_batches AS batch JOIN datasets USING (dataset)
    JOIN quarters ON quarters.quarter = date_trunc('quarter', (batch.month || '-01')::DATE)
    WHERE datasets.cadence = 'quarterly'
),
lists AS (
    SELECT months.month, batch.dataset, batch.is_nil, batch.is_incomplete
    FROM months JOIN datasets ON datasets.cadence = 'on_change'
    ASOF JOIN current_batches AS batch ON batch.dataset = datasets.dataset AND batch.month <= months.month
),
stated AS (
    SELECT dataset, month, is_nil, is_incomplete FROM current_batches JOIN datasets USING (dataset)
    WHERE datasets.cadence IN ('monthly', 'whenever')
    UNION ALL
    SELECT dataset, month, is_nil, is_incomplete FROM quarterly
    UNION ALL
    SELECT dataset, month, is_nil, is_incomplete FROM lists
    UNION ALL
    SELECT 'own_systems', month, is_nil, is_incomplete FROM lists WHERE dataset = 'systems'
    UNION ALL
    SELECT 'systems', month, FALSE, FALSE FROM months
)
SELECT dataset, month, bool_and(is_nil) AS is_nil, bool_or(is_incomplete) AS is_incomplete
FROM stated GROUP BY dataset, month
