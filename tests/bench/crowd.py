"""A store with 50,000 cameras and a month of their days, as the loaders would have left it: for the map alone."""

from pathlib import Path

from kpi.measures import refresh_stale
from tests.bench.records import MACROS
from tests.bench.year import CLOCK, STORE, open_store

CAMERAS = 50_000
MONTH = "2026-07"
_ASSETS = """
INSERT INTO assets BY NAME
SELECT 'P3-2026-07-assets-1' AS batch_id, '资产清单' AS sheet, 2 + i AS "row", asset_id AS record_id, asset_id,
    TIMESTAMP '2026-07-31' AS placed_at, '点位 ' || i AS asset_name,
    ['P3-03', 'P3-04', 'P3-05', 'P3-08'][1 + i % 4] AS system_id, '硬件' AS asset_class, '摄像机' AS device_type,
    u(i, 'key') < 0.3 AS is_key_area,
    121.75 + 0.2 * u(i, 'east') AS longitude, 30.87 + 0.11 * u(i, 'north') AS latitude,
    'WGS84' AS crs, DATE '2025-01-01' AS in_service_from, FALSE AS is_continuation, FALSE AS is_open
FROM (SELECT i, 'CAM-' || lpad(i::VARCHAR, 5, '0') AS asset_id FROM range($cameras) AS numbers(i))"""
_DAYS = """
INSERT INTO camera_days BY NAME
SELECT 'P3-2026-07-camera_checks-1' AS batch_id, '视频在线巡检' AS sheet, 2 AS "row", asset_id || day AS record_id,
    asset_id, day::DATE AS day, 1 AS checks, (u(asset_id || day, 'online') < 0.98)::INTEGER AS online_checks,
    CASE WHEN u(asset_id || day, 'exempt') < 0.004 THEN '停电' END AS exempt_reason
FROM assets CROSS JOIN (
    SELECT unnest(generate_series(DATE '2026-07-01', DATE '2026-07-31', INTERVAL 1 DAY)) AS day)
WHERE u(asset_id || day, 'done') < 0.99"""
_BATCHES = """
INSERT INTO batches BY NAME
SELECT 'P3-2026-07-' || dataset || '-1' AS batch_id, 3 AS package, dataset, '2026-07' AS month, 1 AS sequence,
    dataset || '.xlsx' AS file_name, '' AS sha256, $at::TIMESTAMP AS uploaded_at, '' AS uploaded_by,
    dataset = 'incidents' AS is_nil, 1 AS rows, 0 AS refused, 0 AS skipped_totals, []::VARCHAR[] AS dropped_columns,
    []::VARCHAR[] AS ignored_columns, []::VARCHAR[] AS notes
FROM (VALUES ('assets'), ('camera_checks'), ('incidents')) AS named(dataset)"""


def make(folder: Path) -> Path:
    """The store in a folder, filled if it is not there yet; gives its path."""
    path = folder / STORE
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    with open_store(path) as store:
        with store.publishing() as (cursor, version):
            for statement in MACROS:
                cursor.execute(statement)
            cursor.execute(_ASSETS, {"cameras": CAMERAS})
            cursor.execute(_DAYS)
            cursor.execute(_BATCHES, {"at": CLOCK})
            cursor.execute(
                "INSERT INTO publications SELECT ?, package, dataset, month, batch_id, ?::TIMESTAMP FROM batches",
                [version, CLOCK],
            )
        refresh_stale(store)
    return path
