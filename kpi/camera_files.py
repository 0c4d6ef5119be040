"""The file of one camera 一物一档: what the list says, its days, and every ticket and inspection that names it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from data.store import Cursor, Store
from kpi.cameras import PACKAGE, bounds
from kpi.facts import facts_version
from kpi.workspace import Workspace

DayState = Literal["online", "offline", "exempt", "unchecked", "out", "uncovered"]


@dataclass(frozen=True)
class Origin:
    """Where a record stands in the files; row as a person counts it."""

    file: str | None
    sheet: str | None
    row: int | None
    batch_id: str


@dataclass(frozen=True)
class Listed:
    """The asset as the newest list up to the day describes it; system_id of the system that it belongs to."""

    origin: Origin
    asset_id: str
    name: str
    system_id: str
    device_type: str | None
    is_key_area: bool
    longitude: float | None
    latitude: float | None
    crs: str | None
    original_longitude: float | None
    original_latitude: float | None
    brand: str | None
    model: str | None
    location: str | None
    in_service_from: date | None
    out_of_service_on: date | None
    warranty_until: date | None
    photo: str | None


@dataclass(frozen=True)
class Day:
    """A day of the camera. out: not in service; uncovered: nobody handed in the checks of the month.

    checks, of them online: of the day; is_counted: False for days that count nowhere, though they were checked.
    """

    day: date
    state: DayState
    checks: int
    online_checks: int
    exempt_reason: str | None
    origin: Origin | None
    is_counted: bool


@dataclass(frozen=True)
class Naming:
    """A ticket or an inspection that names the camera. ended_at None: still open, or nothing to end."""

    origin: Origin
    record_id: str
    began_at: datetime
    ended_at: datetime | None
    is_open: bool
    words: str


@dataclass(frozen=True)
class CameraFile:
    """Everything of a camera in a period. listed None: no list names it."""

    asset_id: str
    listed: Listed | None
    days: list[Day] = field(default_factory=list)
    tickets: list[Naming] = field(default_factory=list)
    inspections: list[Naming] = field(default_factory=list)


_LISTED = """
SELECT asset.asset_id, asset.asset_name, force.system_id, asset.device_type, coalesce(asset.is_key_area, FALSE),
    asset.longitude, asset.latitude, asset.crs, asset.original_longitude, asset.original_latitude,
    asset.brand, asset.model, asset.location, asset.in_service_from, force.out_of_service_on, asset.warranty_until,
    asset.photo, batch.file_name, force.ref.sheet, force.ref."row", force.ref.batch_id
FROM assets_in_force AS force
JOIN main.assets AS asset ON asset.batch_id = force.ref.batch_id AND asset.record_id = force.ref.record_id
JOIN batches AS batch ON batch.batch_id = force.ref.batch_id
WHERE force.asset_id = $asset AND force.month <= strftime($end::DATE - 1, '%Y-%m')
ORDER BY force.month DESC LIMIT 1"""
_DAYS = """
WITH checked AS (
    SELECT camera_days.*, file_name FROM main.camera_days JOIN current_batches USING (batch_id)
    JOIN batches USING (batch_id) WHERE asset_id = $asset
),
in_service AS (
    SELECT days.day FROM assets_in_force AS asset JOIN days USING (month)
    WHERE asset.asset_id = $asset AND asset.is_camera
        AND coalesce(days.day >= asset.in_service_from, TRUE) AND coalesce(days.day < asset.out_of_service_on, TRUE)
),
handed_in AS (SELECT DISTINCT month FROM package_coverage WHERE dataset = 'camera_checks')
SELECT days.day, in_service.day IS NOT NULL AS is_in_service, handed_in.month IS NOT NULL AS is_covered,
    coalesce(checks, 0), coalesce(online_checks, 0), exempt_reason, file_name, sheet, "row", batch_id
FROM days LEFT JOIN checked ON checked.day = days.day LEFT JOIN in_service ON in_service.day = days.day
LEFT JOIN handed_in ON handed_in.month = days.month
WHERE days.day >= $start AND days.day < $end ORDER BY days.day"""
_TICKETS = """
SELECT record_id, reported_at, restored_at, restored_at IS NULL,
    fault_class || coalesce('，' || description, '') || coalesce('；豁免：' || exempt_reason, ''),
    file_name, ref.sheet, ref."row", ref.batch_id
FROM current_incidents JOIN batches ON batches.batch_id = ref.batch_id
WHERE asset_id = $asset AND NOT is_retired AND placed_at >= $start AND placed_at < $end ORDER BY reported_at DESC"""
_INSPECTIONS = """
SELECT record_id, inspected_at, fixed_at, coalesce(result = '异常' AND fixed_at IS NULL, FALSE),
    concat_ws('，', result, finding, '巡检人 ' || inspector),
    file_name, ref.sheet, ref."row", ref.batch_id
FROM current_inspections JOIN batches ON batches.batch_id = ref.batch_id
WHERE asset_id = $asset AND NOT is_retired AND placed_at >= $start AND placed_at < $end ORDER BY inspected_at DESC"""


def camera_file(store: Store, asset_id: str, period: str, as_of: date) -> CameraFile:
    """What is known of a camera in a period up to as_of, newest records first; a file without a list and without
    anything else if nobody ever named it."""
    _, start, end = bounds(period, as_of)
    named = {"asset": asset_id, "start": start, "end": end}
    with store.reading() as cursor:
        views = Workspace(cursor, PACKAGE, facts_version(cursor, PACKAGE))
        views.provide(_LISTED, _DAYS, _TICKETS, _INSPECTIONS)
        found = cursor.execute(_LISTED, {"asset": asset_id, "end": end}).fetchone()
        return CameraFile(
            asset_id,
            Listed(Origin(*found[-4:]), *found[:-4]) if found else None,
            [_day(*row) for row in cursor.execute(_DAYS, named).fetchall()],
            _naming(cursor, _TICKETS, named),
            _naming(cursor, _INSPECTIONS, named),
        )


def _naming(cursor: Cursor, query: str, named: dict[str, object]) -> list[Naming]:
    return [Naming(Origin(*row[-4:]), *row[:-4]) for row in cursor.execute(query, named).fetchall()]


def _day(
    day: date, is_in_service: bool, is_covered: bool, checks: int, online: int, reason: str | None, *origin: Any
) -> Day:
    state: DayState
    if checks:
        state = "exempt" if reason is not None else "online" if online * 2 > checks else "offline"
    elif is_covered:
        state = "unchecked" if is_in_service else "out"
    else:
        state = "uncovered"
    stands = Origin(*origin) if checks else None
    return Day(day, state, checks, online, reason, stands, is_in_service and is_covered)
