"""A year of invented records as SQL over range() and hashes: what it says does not matter, its size and variety do.

Every query gives package and columns of its dataset; lists and surveys also the month of the upload, which for all
others is that of the placing time.
Macro u(number, salt) is a pseudo-random number in [0, 1); late(number, salt, hours) an exponential waiting time.
"""

MACROS = (
    "CREATE OR REPLACE TEMP MACRO u(number, salt) AS (hash(number, salt) % 1000000007) / 1000000007.0",
    """CREATE OR REPLACE TEMP MACRO late(number, salt, hours) AS
       to_seconds((-ln(1 - u(number, salt)) * hours * 3600)::BIGINT)""",
    """CREATE OR REPLACE TEMP MACRO any_time(number, salt) AS
       TIMESTAMP '2026-07-01' + to_seconds((u(number, salt) * 365 * 86400)::BIGINT)""",
)

LISTS = (
    """CREATE OR REPLACE TEMP TABLE year_months AS
       SELECT strftime(starts_on, '%Y-%m') AS month, starts_on, starts_on + INTERVAL 1 MONTH AS ends_on
       FROM (SELECT unnest(generate_series(TIMESTAMP '2026-07-01', TIMESTAMP '2027-06-01', INTERVAL 1 MONTH))
             AS starts_on)""",
    # 2,335 cameras in four systems of package 3, and 133 other assets in each package.
    """CREATE OR REPLACE TEMP TABLE year_assets AS
       SELECT 3 AS package, 'CAM-' || lpad(i::VARCHAR, 4, '0') AS asset_id,
           ['P3-03', 'P3-04', 'P3-05', 'P3-08'][1 + i % 4] AS system_id, '硬件' AS asset_class,
           '摄像机' AS device_type, u(i, 'key') < 0.3 AS is_key_area, u(i, 'removed') < 0.004 AS is_removed
       FROM range(2335) AS cameras(i)
       UNION ALL
       SELECT system.package, 'A' || system.package || '-' || lpad(i::VARCHAR, 4, '0'), system.system_id,
           ['硬件', '硬件', '软件', '应用'][1 + i % 4], '服务器', FALSE, u(i, system.package) < 0.02
       FROM range(133) AS assets(i)
       JOIN (SELECT *, count(*) OVER (PARTITION BY package) AS entries FROM year_systems) AS system
           ON system.number = i % system.entries""",
    """CREATE OR REPLACE TEMP TABLE year_numbered AS
       SELECT *, row_number() OVER (PARTITION BY package ORDER BY asset_id) - 1 AS number,
           count(*) OVER (PARTITION BY package) AS entries FROM year_assets""",
    """CREATE OR REPLACE TEMP TABLE year_tops AS
       SELECT package, system_id, row_number() OVER (ORDER BY system_id) - 1 AS number
       FROM year_systems WHERE parent_id IS NULL""",
    """CREATE OR REPLACE TEMP TABLE year_windows AS
       SELECT i, tops.package, tops.system_id, starts_at, starts_at + to_hours(2 + (i % 4)::BIGINT) AS ends_at
       FROM (SELECT i, TIMESTAMP '2026-07-01 22:00:00' + to_days((i * 7919 % 364)::INTEGER) AS starts_at
             FROM range(200) AS numbers(i))
       JOIN year_tops AS tops ON tops.number = i % 38""",
)

SYSTEMS = """
SELECT package, '2026-07' AS month, system_id, '系统 ' || system_id AS system_name, parent_id, service_hours,
    FALSE AS is_core, DATE '2024-01-01' AS in_service_from, out_of_service_on
FROM year_systems"""

ASSETS = """
SELECT package, list.month, asset_id, '资产 ' || asset_id AS asset_name, system_id, asset_class, device_type,
    is_key_area, 121.75 + 0.2 * u(asset_id, 'east') AS longitude, 30.87 + 0.11 * u(asset_id, 'north') AS latitude,
    'WGS84' AS crs, DATE '2025-01-01' AS in_service_from
FROM year_assets JOIN (VALUES ('2026-07'), ('2027-01')) AS list(month) ON NOT (is_removed AND list.month = '2027-01')"""

# Every tenth outage overlaps the one before it, the first thirty begin inside a maintenance window, two never end.
OUTAGES = """
WITH drawn AS (
    SELECT i AS n, n - (n % 10 = 9)::INTEGER AS origin FROM range(400) AS outages(i)
)
SELECT tops.package, 'T-' || n AS outage_id, tops.system_id,
    CASE WHEN n IN (101, 202) THEN TIMESTAMP '2027-06-29 05:00:00'
        ELSE coalesce(windows.starts_at + INTERVAL 30 MINUTE, any_time(origin, 'down')) + to_minutes((n - origin) * 5)
    END AS down_at,
    CASE WHEN n NOT IN (101, 202) THEN down_at + INTERVAL 1 MINUTE + late(n, 'up', 3) END AS up_at,
    '设备故障' AS cause, CASE WHEN u(n, 'exempt') < 0.05 THEN '不可抗力' END AS exempt_reason
FROM drawn LEFT JOIN year_windows AS windows ON windows.i = drawn.origin AND drawn.origin < 30
JOIN year_tops AS tops ON coalesce(tops.system_id = windows.system_id, tops.number = origin * 7 % 38)"""

MAINTENANCE = """
SELECT package, system_id, starts_at, ends_at, CASE WHEN u(i, 'approved') < 0.95 THEN '业主' END AS approved_by,
    starts_at + to_hours(CASE WHEN u(i, 'after') < 0.03 THEN 1 ELSE -24 END) AS approved_at, '升级' AS reason
FROM year_windows"""

INCIDENTS = """
SELECT asset.package, 'G-' || i AS incident_id, asset.system_id,
    CASE WHEN i % 2 = 0 THEN asset.asset_id END AS asset_id,
    CASE WHEN u(i, 'class') < 0.6 THEN '硬件' ELSE '软件' END AS fault_class,
    CASE WHEN u(i, 'severity') < 0.02 THEN '较大' ELSE '一般' END AS severity, u(i, 'urgent') < 0.05 AS is_urgent,
    u(i, 'emergency') < 0.03 AS is_emergency, any_time(i, 'reported') AS reported_at,
    CASE WHEN i % 499 <> 7 THEN reported_at + late(i, 'response', 0.35) END AS responded_at,
    CASE WHEN i % 397 <> 7 THEN responded_at + late(i, 'repair', CASE fault_class WHEN '硬件' THEN 14 ELSE 5 END) END
        AS restored_at,
    CASE WHEN is_emergency AND i % 11 > 0 THEN u(i, 'joint') < 0.97 END AS is_joint, '不能访问' AS description,
    CASE WHEN u(i, 'exempt') < 0.01 THEN '不可抗力' END AS exempt_reason
FROM range(20000) AS tickets(i)
JOIN year_numbered AS asset ON asset.package = 1 + i % 5 AND asset.number = hash(i, 'asset') % asset.entries"""

REQUESTS = """
SELECT asset.package, 'X-' || i AS request_id, asset.system_id,
    CASE i % 10 WHEN 0 THEN '标准服务请求' WHEN 1 THEN NULL ELSE '需求' END AS kind,
    any_time(i, 'asked') AS requested_at,
    CASE WHEN i % 2 = 0 THEN date_trunc('day', requested_at) ELSE requested_at END + to_days(3 + (i % 8)::INTEGER)
        AS due_at,
    CASE WHEN i % 61 <> 7 THEN requested_at + late(i, 'done', 60) END AS completed_at, '增加字段' AS description
FROM range(3000) AS requests(i)
JOIN year_numbered AS asset ON asset.package = 1 + i % 5 AND asset.number = hash(i, 'request') % asset.entries"""

# Eight system inspections a month at most, and one of almost every asset.
INSPECTIONS = """
WITH planned AS (
    SELECT package, month, system_id, NULL AS asset_id, '系统' AS target, system_id || k AS key,
        starts_on + to_days((3 * k + hash(system_id, month, k) % 3)::INTEGER) + INTERVAL 9 HOUR AS inspected_at
    FROM year_tops CROSS JOIN year_months CROSS JOIN range(8) AS times(k) WHERE u(system_id || month, k) < 0.99
    UNION ALL
    SELECT package, month, system_id, asset_id, CASE asset_class WHEN '硬件' THEN '硬件' ELSE '其他' END, asset_id,
        starts_on + to_days((hash(asset_id, month) % 28)::INTEGER) + INTERVAL 14 HOUR
    FROM year_assets CROSS JOIN year_months
    WHERE u(asset_id, month) < 0.97 AND NOT (is_removed AND month >= '2027-01')
)
SELECT package, 'I-' || month || '-' || key AS inspection_id, system_id, asset_id, target, inspected_at,
    '巡检员' AS inspector, CASE WHEN u(inspection_id, 'bad') < 0.03 THEN '异常' ELSE '正常' END AS result,
    CASE WHEN result = '异常' AND u(inspection_id, 'never') < 0.9
        THEN inspected_at + late(inspection_id, 'fixed', 30) END AS fixed_at
FROM planned"""

REPORTS = """
WITH due AS (
    SELECT '周报' AS kind, unnest(generate_series(TIMESTAMP '2026-07-05', TIMESTAMP '2027-06-27', INTERVAL 7 DAY))
        AS due_from
    UNION ALL SELECT '月报', ends_on - INTERVAL 1 DAY FROM year_months
    UNION ALL SELECT '季报', ends_on - INTERVAL 1 DAY FROM year_months WHERE month(starts_on) % 3 = 0
    UNION ALL SELECT '专题报告', any_time(i, 'special') FROM range(4) AS specials(i)
)
SELECT package, 'B-' || package || '-' || kind || strftime(due_from, '%m%d') AS report_id, kind, kind AS title,
    due_from,
    CASE WHEN u(report_id, 'never') < 0.97 THEN due_from + late(report_id, 'handed', 50) END AS submitted_at
FROM due CROSS JOIN range(1, 6) AS packages(package)"""

SURVEYS = """
SELECT 1 + (i % 5)::INTEGER AS package,
    list_extract(['2026-09', '2026-12', '2027-03', '2027-06'], 1 + quarter) AS month,
    'S-' || i AS response_id, TIMESTAMP '2026-07-01' + to_months(3 * quarter) + late(0, 'start', 24)
        + to_days((hash(i) % 80)::INTEGER) AS answered_at,
    '单位' || hash(i, 'department') % 12 AS department, CASE WHEN u(i, 'says') < 0.3 THEN '意见' || i END AS comment,
    '{' || list_aggregate([
        '"' || item || '":"' || ['很满意', '满意', '满意', '一般', '不满意'][1 + (hash(i, item) % 5)::INTEGER] || '"'
        FOR item IN ['服务态度', '响应速度', '专业能力', '系统稳定性', '操作便捷性', '培训与答疑']
    ], 'string_agg', ',') || '}' AS items,
    list_extract(['非常满意', '满意', '满意', '满意', '一般', '不满意', NULL], 1 + (hash(i, 'answer') % 7)::INTEGER)
        AS overall,
    150 AS invited,
    list_extract([5, 4, 4, 4, 3, 2, NULL], 1 + (hash(i, 'answer') % 7)::INTEGER)::DOUBLE AS score,
    5 AS scale, score >= 4 AS is_satisfied
FROM (SELECT i, (i % 4)::INTEGER AS quarter FROM range(2400) AS answers(i))"""

SECURITY_EVENTS = """
SELECT 1 + (i % 5)::INTEGER AS package, 'E-' || i AS event_id, NULL::VARCHAR AS system_id,
    any_time(i, 'event') AS occurred_at,
    CASE WHEN i = 8 THEN '重大' WHEN i % 5 = 1 THEN '较大' ELSE '一般' END AS severity,
    occurred_at + late(i, 'closed', 8) AS closed_at, '扫描攻击' AS description
FROM range(30) AS happened(i)"""

ACCEPTANCES = """
WITH submitted AS (
    SELECT package, system_id, '系统验收' AS kind, number AS key,
        TIMESTAMP '2026-09-01 10:00:00' + to_days((hash(system_id) % 60)::INTEGER) AS submitted_at FROM year_tops
    UNION ALL
    SELECT package, NULL, '中期验收', 100 + package, TIMESTAMP '2026-10-20 10:00:00' + to_days(package * 8)
    FROM range(1, 6) AS packages(package)
)
SELECT package, 'Y-' || key AS acceptance_id, system_id, kind, submitted_at, submitted_at + INTERVAL 4 DAY AS passed_at,
    CASE WHEN key % 13 = 4 THEN '整改后通过' ELSE '通过' END AS result
FROM submitted"""

ASSESSMENTS = """
SELECT package, month, code AS indicator_code, '达成' AS band, 80 + floor(20 * u(code, month)) AS share,
    '制度齐全' AS reason, '监理' AS assessor
FROM year_assessed CROSS JOIN year_months"""

DUTIES = """
SELECT package, concat_ws('-', 'L', code, system_id, month) AS duty_id, code AS clause_code, system_id,
    (starts_on + to_days((hash(code, month) % 28)::INTEGER))::DATE AS done_on, 2::DOUBLE AS quantity,
    u(duty_id, 'complies') < 0.97 AS complies, '记录' AS note
FROM year_duties CROSS JOIN year_months"""

CAMERA_CHECKS = """
SELECT 3 AS package, asset_id, day + INTERVAL 9 HOUR + to_seconds((hash(asset_id, day) % 7200)::BIGINT) AS checked_at,
    u(asset_id || day, 'online') < 0.98 AS is_online,
    CASE WHEN u(asset_id || day, 'exempt') < 0.004 THEN '停电' END AS exempt_reason
FROM year_assets CROSS JOIN (
    SELECT unnest(generate_series(DATE '2026-07-01', DATE '2027-06-30', INTERVAL 1 DAY)) AS day
) WHERE device_type = '摄像机' AND NOT (is_removed AND day >= DATE '2027-01-01')
    AND u(asset_id || day, 'done') < 0.999"""

QUERIES = {
    "systems": SYSTEMS,
    "assets": ASSETS,
    "outages": OUTAGES,
    "maintenance": MAINTENANCE,
    "incidents": INCIDENTS,
    "requests": REQUESTS,
    "inspections": INSPECTIONS,
    "reports": REPORTS,
    "surveys": SURVEYS,
    "security_events": SECURITY_EVENTS,
    "acceptances": ACCEPTANCES,
    "assessments": ASSESSMENTS,
    "duties": DUTIES,
    "camera_checks": CAMERA_CHECKS,
}
CLOSING = {
    "outages": ("up_at",),
    "incidents": ("responded_at", "restored_at"),
    "requests": ("completed_at",),
    "inspections": ("fixed_at",),
    "reports": ("submitted_at",),
}
"""The times that are still blank in the upload of a record's own month if they lie after it; a continuation 续报 in the
month of the last of them brings them."""
