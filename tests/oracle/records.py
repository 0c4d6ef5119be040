"""What the oracle works on: the uploaded rows of one package, and which version of a record counts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Row = dict[str, Any]
Figures = tuple[float | None, float, float | None]
Key = Callable[[Row], object]

_YES = {"是", "有", "Y", "y", "1", "√", "true", "True", "TRUE", "在线", "正常"}


@dataclass(frozen=True)
class Records:
    """One package: `months` is 'YYYY-MM' (the chosen month) → dataset → rows with the field names of the datasets.

    An empty list is a nil return, an absent dataset was not uploaded. `systems` is the shipped reference list,
    `working_days` the Chinese working days; a year without any is a year whose calendar is missing.
    """

    months: dict[str, dict[str, list[Row]]]
    systems: list[Row]
    working_days: set[date]
    package: int = 1


@dataclass(frozen=True)
class Value:
    """A measure over a period: its value (percent 0-100 or the measure's unit; None = nothing to divide by),
    the pooled part and whole (whole None = a count), and the same three for each system (parents only).
    """

    value: float | None
    part: float
    whole: float | None
    by_system: dict[str, Figures] = field(default_factory=dict)


@dataclass(frozen=True)
class _Dataset:
    placed_by: str
    key: Key


_DATASETS: dict[str, _Dataset] = {
    "outages": _Dataset("down_at", lambda r: r.get("outage_id") or (r["system_id"], r["down_at"])),
    "maintenance": _Dataset("starts_at", lambda r: (r["system_id"], r["starts_at"], r["ends_at"])),
    "incidents": _Dataset("reported_at", lambda r: r["incident_id"]),
    "requests": _Dataset("requested_at", lambda r: r["request_id"]),
    "inspections": _Dataset("inspected_at", lambda r: r["inspection_id"]),
    "camera_checks": _Dataset("checked_at", lambda r: (r["asset_id"], r["checked_at"])),
    "surveys": _Dataset("answered_at", lambda r: r["response_id"]),
}


def is_yes(value: object) -> bool:
    """True for a yes in any of the spellings of a file; blank is no."""
    return value is True or value == 1 or str(value).strip() in _YES


def as_day(value: date | datetime) -> date:
    """The day of a date or a datetime."""
    return value.date() if isinstance(value, datetime) else value


def month_of(moment: date) -> str:
    """'YYYY-MM' of a day or a moment."""
    return f"{moment.year:04d}-{moment.month:02d}"


def quarter_of(month: str) -> str:
    """'YYYYQn' of a month."""
    return f"{month[:4]}Q{(int(month[5:]) + 2) // 3}"


def current(records: Records, dataset: str) -> list[Row]:
    """The current version of every record: the row of the greatest month; a continuation without its record is
    left out.
    """
    rule = _DATASETS[dataset]
    newest: dict[object, Row] = {}
    for month in sorted(records.months):
        for row in records.months[month].get(dataset, []):
            key = rule.key(row)
            if key in newest or _belongs(dataset, row[rule.placed_by], month):
                newest[key] = row
    return list(newest.values())


def _belongs(dataset: str, moment: datetime, month: str) -> bool:
    if dataset == "surveys":
        return quarter_of(month_of(moment)) == quarter_of(month)
    return month_of(moment) == month


def counting(records: Records, dataset: str) -> Iterator[tuple[str, Row]]:
    """(system, current row) of the records that count: placed before the 停用日期 of their system.

    A subsystem's record bears its parent's id; a record that names no system bears ''.
    """
    placed_by = _DATASETS[dataset].placed_by
    for row in current(records, dataset):
        system_id = row.get("system_id")
        owner = _owner(records, system_id, row[placed_by]) if system_id else ""
        if owner is not None:
            yield owner, row


def _owner(records: Records, system_id: str, moment: datetime) -> str | None:
    """The topmost system above `system_id` at `moment`; None if it or one above it is retired by then."""
    listed = systems_in_force(records, month_of(moment))
    while True:
        entry = listed.get(system_id)
        if entry is None or _retired(entry, moment.date()):
            return None
        if not entry.get("parent_id"):
            return system_id
        system_id = entry["parent_id"]


def parent_of(records: Records, system_id: str, month: str) -> str:
    """The topmost system above `system_id` in the list in force for `month`; itself if not listed."""
    listed = systems_in_force(records, month)
    while listed.get(system_id, {}).get("parent_id"):
        system_id = listed[system_id]["parent_id"]
    return system_id


def systems_in_force(records: Records, month: str) -> dict[str, Row]:
    """system_id → entry of the systems list in force for `month`, subsystems too."""
    rows = _list_in_force(records, "systems", month)
    return {row["system_id"]: row for row in (records.systems if rows is None else rows)}


def top_systems(records: Records, month: str) -> dict[str, Row]:
    """The entries of `systems_in_force` that are no subsystems."""
    return {key: row for key, row in systems_in_force(records, month).items() if not row.get("parent_id")}


def service_end(records: Records, system_id: str, moment: datetime) -> datetime | None:
    """When the service of a system or subsystem ends after `moment`: its 停用日期, or that of one above it, or the
    first month whose list has it no more; None if it does not."""
    year, number = moment.year, moment.month
    while (year, number) <= (2027, 6):
        month = f"{year:04d}-{number:02d}"
        begin, listed = datetime(year, number, 1), systems_in_force(records, month)
        year, number = year + number // 12, number % 12 + 1
        step: str | None = system_id
        while step:
            entry = listed.get(step)
            if entry is None:
                return begin
            out = entry.get("out_of_service_on")
            if out is not None and as_day(out) < date(year, number, 1):
                return max(begin, datetime.combine(as_day(out), datetime.min.time()))
            step = entry.get("parent_id")
    return None


def assets_in_force(records: Records, month: str) -> dict[str, Row] | None:
    """asset_id → entry of the assets list in force for `month`; None before the first list."""
    rows = _list_in_force(records, "assets", month)
    return None if rows is None else {row["asset_id"]: row for row in rows}


def _list_in_force(records: Records, dataset: str, month: str) -> list[Row] | None:
    uploaded = [m for m in records.months if m <= month and records.months[m].get(dataset)]
    return records.months[max(uploaded)][dataset] if uploaded else None


def _retired(entry: Row, day: date) -> bool:
    out = entry.get("out_of_service_on")
    return out is not None and day >= as_day(out)


def in_service(entry: Row, day: date) -> bool:
    """True if `day` lies in [投运日期, 停用日期) of a system or an asset."""
    begun = entry.get("in_service_from")
    return (begun is None or day >= as_day(begun)) and not _retired(entry, day)
