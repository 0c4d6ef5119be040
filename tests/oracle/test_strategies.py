"""The drawn records are valid uploads, and interesting ones."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.errors import NoSuchExample

from . import strategies
from .availability import availability, mtbf
from .cameras import camera_days, camera_months, online_rate
from .coverage import coverage
from .draw_base import WORKING_DAYS
from .records import Records, Row, current, month_of, quarter_of, systems_in_force

UPLOADED_AT = datetime(2027, 8, 1)
STARTS = {
    "outages": "down_at",
    "maintenance": "starts_at",
    "incidents": "reported_at",
    "requests": "requested_at",
    "inspections": "inspected_at",
    "surveys": "answered_at",
    "camera_checks": "checked_at",
}
KEYS = {
    "outages": ("outage_id", "system_id", "down_at"),
    "maintenance": ("system_id", "starts_at", "ends_at"),
    "incidents": ("incident_id",),
    "requests": ("request_id",),
    "inspections": ("inspection_id",),
    "surveys": ("response_id",),
    "camera_checks": ("asset_id", "checked_at"),
}
CLOSED = {"outages": ("up_at",), "incidents": ("responded_at", "restored_at"), "requests": ("completed_at",)}
ENDS = ("up_at", "ends_at", "responded_at", "restored_at", "due_at", "completed_at")
KEPT = ("system_id", "fault_class")
PLANNED = ("starts_at", "ends_at", "due_at")


def rows(records: Records, dataset: str) -> Iterator[tuple[str, Row]]:
    for month in sorted(records.months):
        for row in records.months[month].get(dataset, []):
            yield month, row


def check_rows(records: Records, dataset: str) -> None:
    """Ids, places, ends and continuations of one dataset."""
    newest: dict[tuple[object, ...], Row] = {}
    start = STARTS[dataset]
    for month, row in rows(records, dataset):
        key = tuple(row[name] for name in KEYS[dataset])
        if key in newest:
            before = newest[key]
            assert month_of(row[start]) < month
            assert any(before[name] is None for name in CLOSED[dataset])
            assert all(row.get(name) == before.get(name) for name in (start, *KEPT))
        elif dataset == "surveys":
            assert quarter_of(month_of(row[start])) == quarter_of(month)
        else:
            assert month_of(row[start]) == month
        newest[key] = row
        assert all(row[start] <= row[name] for name in ENDS if row.get(name))
        assert all(v < UPLOADED_AT for k, v in row.items() if isinstance(v, datetime) and k not in PLANNED)
        if row.get("system_id"):
            assert row["system_id"] in systems_in_force(records, month)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(strategies.records())
def test_records_are_valid(records: Records) -> None:
    for dataset in STARTS:
        check_rows(records, dataset)
    lists = [d[name] for d in records.months.values() for name in ("systems", "assets") if name in d]
    for listed in lists:
        assert listed
        spans = [(row["in_service_from"] or date.min, row["out_of_service_on"] or date.max) for row in listed]
        assert all(begun <= out for begun, out in spans)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(strategies.camera_records())
def test_camera_records_are_valid(records: Records) -> None:
    check_rows(records, "camera_checks")
    assert records.package == 3


REFERENCE: tuple[Row, ...] = tuple(
    {"system_id": f"P1-{n:02d}", "parent_id": "", "service_hours": "7×24"} for n in range(1, 14)
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(strategies.records(reference=REFERENCE))
def test_records_on_the_reference_list_are_valid(records: Records) -> None:
    for dataset in STARTS:
        check_rows(records, dataset)


TERM = datetime(2026, 7, 1), datetime(2027, 1, 1)


def _continued(records: Records) -> bool:
    return any(len(list(rows(records, d))) > len(current(records, d)) for d in ("outages", "incidents", "requests"))


def _share(records: Records) -> bool:
    covered, missing = camera_months(records, *TERM)
    return "2026-07" in missing and camera_days(records, *TERM).checked_share is not None and bool(covered)


def _between(value: float | None) -> bool:
    return value is not None and 0 < value < 100


@pytest.mark.parametrize(
    ("strategy", "wanted"),
    [
        (strategies.records(), _continued),
        (strategies.records(), lambda r: _between(coverage(r, *TERM).value)),
        (strategies.records(reference=REFERENCE), lambda r: "systems" not in r.months["2026-07"]),
        (strategies.outage_records(), lambda r: _between(availability(r, *TERM).value) and mtbf(r, *TERM).whole == 2),
        (strategies.camera_records(), lambda r: _between(online_rate(r, *TERM, key_area=True).value)),
        (strategies.camera_records(), _share),
    ],
)
def test_the_telling_cases_are_found(strategy: object, wanted: object) -> None:
    quick = settings(
        max_examples=1000,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        find(strategy, wanted, settings=quick)  # type: ignore[arg-type]
    except NoSuchExample:
        pytest.fail("no such example")


def test_working_days_have_the_holidays_and_the_make_up_days() -> None:
    assert len(WORKING_DAYS) == 248
    assert date(2026, 10, 1) not in WORKING_DAYS
