-- title: 系统巡检次数（月度）
-- unit: 次
-- part_unit: 次
-- blame: value
-- formula: 每个系统每月有系统巡检的天数；取最差月份的最差系统
-- source: 绩效目标表“系统巡检次数（月度）”
-- needs: inspections
SELECT done.top_system_id AS system_id, done.inspected_at::DATE AS day, NULL AS tag,
    CASE WHEN row_number() OVER one_day = 1 THEN 1 ELSE 0 END AS part, NULL AS whole, done.ref,
    CASE WHEN row_number() OVER one_day = 1 THEN '当日巡检' ELSE '当日已计' END AS note
FROM current_inspections AS done
JOIN system_months AS whole_month ON whole_month.system_id = done.top_system_id
    AND done.inspected_at >= whole_month.starts_on AND done.inspected_at < whole_month.ends_on
WHERE done.target = '系统' AND NOT done.is_retired
WINDOW one_day AS (PARTITION BY done.top_system_id, done.inspected_at::DATE ORDER BY done.inspected_at, done.record_id)
UNION ALL
SELECT system_id, ends_on - 1, NULL, 0, NULL, NULL, '全月在用的系统' FROM system_months
