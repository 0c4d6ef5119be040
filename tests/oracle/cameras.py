"""Camera-days: how many were due, online, checked and exempt, by month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from .months import (
    covered_months,
    days_of,
    is_finished,
    missing_months,
    percent,
    worst_month,
)
from .records import Records, Row, Value, assets_in_force, current, in_service, is_yes, parent_of

NEEDS = ("assets", "camera_checks")
_TYPES = ("摄像机", "球机", "枪机", "半球", "卡口", "电警")
_ENOUGH = 95


@dataclass
class _Days:
    """Camera-days of one system in one month."""

    listed: int = 0
    checked: int = 0
    exempt: int = 0
    due: int = 0
    online: int = 0


_Month = dict[str, _Days]


@dataclass(frozen=True)
class CameraDays:
    """Camera-days of a period in months that are checked enough (due, exempt); the checked share is of all months."""

    due: int
    exempt: int
    pooled: float | None
    checked_share: float | None


def is_camera(asset: Row) -> bool:
    """True if the 设备类型 names a kind of camera."""
    return any(kind in (asset.get("device_type") or "") for kind in _TYPES)


def _month_days(month: str, start: datetime, end: datetime) -> Iterator[date]:
    return (day for day in days_of(month) if start.date() <= day < end.date())


def _by_day(records: Records) -> dict[tuple[str, date], list[Row]]:
    checks: dict[tuple[str, date], list[Row]] = {}
    for row in current(records, "camera_checks"):
        checks.setdefault((row["asset_id"], row["checked_at"].date()), []).append(row)
    return checks


def _months(records: Records, start: datetime, end: datetime, key_area: bool) -> dict[str, _Month]:
    """Covered month → system → camera-days before `end`, of all cameras or of those in key areas."""
    checks = _by_day(records)
    months: dict[str, _Month] = {}
    for month in covered_months(records, NEEDS, start, end):
        counted = months.setdefault(month, {})
        for asset_id, asset in (assets_in_force(records, month) or {}).items():
            if not is_camera(asset) or (key_area and not is_yes(asset.get("is_key_area"))):
                continue
            days = counted.setdefault(parent_of(records, asset["system_id"], month), _Days())
            for day in _month_days(month, start, end):
                if in_service(asset, day):
                    _count(days, checks.get((asset_id, day), []))
    return months


def _count(days: _Days, checks: list[Row]) -> None:
    days.listed += 1
    if not checks:
        return
    days.checked += 1
    if any(row.get("exempt_reason") for row in checks):
        days.exempt += 1
        return
    days.due += 1
    days.online += 2 * sum(is_yes(row["is_online"]) for row in checks) > len(checks)


def _enough(month: _Month) -> bool:
    """True if at least 95 % of the month's camera-days are checked; false without any."""
    listed = sum(days.listed for days in month.values())
    return listed > 0 and 100 * sum(days.checked for days in month.values()) >= _ENOUGH * listed


def online_rate(records: Records, start: datetime, end: datetime, key_area: bool = False) -> Value:
    """Percent of due camera-days online in the worst finished month that was checked enough.

    part and whole are the online and the due camera-days of all such months, as with inspections.
    """
    kept = {
        m: days for m, days in _months(records, start, end, key_area).items() if is_finished(m, end) and _enough(days)
    }
    return worst_month({m: {s: (d.online, d.due) for s, d in days.items()} for m, days in kept.items()}, end)


def camera_days(records: Records, start: datetime, end: datetime, key_area: bool = False) -> CameraDays:
    """The figures that stand beside the online rate."""
    months = _months(records, start, end, key_area)
    kept = [days for month in months.values() if _enough(month) for days in month.values()]
    every = [days for month in months.values() for days in month.values()]
    due = sum(d.due for d in kept)
    return CameraDays(
        due,
        sum(d.exempt for d in kept),
        percent(sum(d.online for d in kept), due),
        percent(sum(d.checked for d in every), sum(d.listed for d in every)),
    )


def camera_months(records: Records, start: datetime, end: datetime, key_area: bool = False) -> tuple[list[str], ...]:
    """(covered, missing) months: a finished month without upload, or checked too little, is missing."""
    months = _months(records, start, end, key_area)
    covered = [m for m, days in months.items() if _enough(days)]
    poor = [m for m, days in months.items() if is_finished(m, end) and not _enough(days)]
    return covered, sorted(missing_months(records, NEEDS, start, end) + poor)
