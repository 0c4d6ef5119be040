-- title: 设备每周巡检达标率
-- unit: %
-- part_unit: 台·周
-- whole_unit: 台·周
-- blame: gap
-- lacking: 次数不够
-- formula: 一周内写明该设备的巡检次数达到规定的台·周 ÷ 卡口及电警全周在用的台·周（周一至周日，跨月的周记在周日所在月；同一分钟的两条算一次）
-- source: 五、4.(2)①A d)：卡口及电警满足设备每周 7 次及以上的巡检要求
-- percent: yes
-- empty: no_data
-- needs: assets, inspections
-- tags: checkpoint
-- by_clause: yes
WITH served AS (
    SELECT week.starts_on, week.ends_on, asset.asset_id, any_value(asset.system_id) AS system_id, any_value(asset.ref) AS ref
    FROM term_weeks AS week JOIN days ON days.day BETWEEN week.starts_on AND week.ends_on
    JOIN assets_in_force AS asset ON asset.month = days.month
        AND (asset.in_service_from IS NULL OR days.day >= asset.in_service_from)
        AND (asset.out_of_service_on IS NULL OR days.day < asset.out_of_service_on)
    WHERE regexp_matches(asset.device_type, '卡口|电警|电子警察') AND asset.class_tag = 'hardware'
        AND week.first_month IN (SELECT month FROM package_coverage WHERE dataset IN ('assets', 'inspections')
            GROUP BY month HAVING count(*) = 2)
    GROUP BY week.starts_on, week.ends_on, asset.asset_id HAVING count(*) = 7
),
done AS (
    SELECT date_trunc('week', day)::DATE AS starts_on, asset_id, count(DISTINCT inspected_at) AS times
    FROM kept_inspections WHERE asset_id IS NOT NULL GROUP BY ALL
)
SELECT served.system_id, served.ends_on AS day, term.code AS tag,
    CASE WHEN coalesce(done.times, 0) >= term.number THEN 1 ELSE 0 END AS part, 1 AS whole, served.ref,
    served.starts_on || ' 起的一周巡检 ' || coalesce(done.times, 0) || ' 次' AS note
FROM served JOIN clause_terms AS term ON term.measure = 'device_weeks'
    AND (term.system_id IS NULL OR term.system_id = served.system_id)
LEFT JOIN done USING (starts_on, asset_id)
