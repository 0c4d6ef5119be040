"""The product against an independent plain-Python recomputation, over random records, to 1e-9."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from data.reference import reference_systems
from tests.oracle import availability, cameras, coverage, faults, satisfaction, strategies
from tests.oracle.months import covered_months, is_finished, months_between
from tests.oracle.records import Records, Row, Value
from tests.product import Product, lay_empty

REFERENCE: tuple[Row, ...] = tuple(
    {
        "system_id": one.system_id,
        "parent_id": one.parent_id,
        "service_hours": one.service_hours,
        "in_service_from": None,
        "out_of_service_on": None,
    }
    for one in reference_systems()
    if one.package == 1
)
EXAMPLES = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@contextmanager
def loaded(records: Records) -> Iterator[Product]:
    """A fresh product into which the records were loaded in month order."""
    with tempfile.TemporaryDirectory() as folder, Product(lay_empty(Path(folder))) as product:
        for month, datasets in sorted(records.months.items()):
            rows = {name: [_titled(name, row) for row in found] for name, found in datasets.items() if found}
            nil = [name for name, found in datasets.items() if not found]
            if rows or nil:
                product.load(records.package, month, rows, nil, refresh=None)
        yield product


def _titled(dataset: str, row: Row) -> Row:
    extra = {"system_name": row["system_id"]} if dataset == "systems" else {}
    return extra | ({"asset_name": row["asset_id"]} if dataset == "assets" else {}) | row


def span(start: datetime, end: datetime) -> tuple[str, str]:
    """The period and as_of of the product for a run of months cut at `end`."""
    last = end - timedelta(days=1)
    return f"{start:%Y-%m}..{last:%Y-%m}", f"{last:%Y-%m-%d}"


def same(found: dict[str, Any], expected: Value, with_systems: bool = True) -> None:
    """Value, pooled part and whole, and those of every system agree; nothing at all counts as 0 of 0."""
    assert found["value"] == (None if expected.value is None else pytest.approx(expected.value, abs=1e-9))
    assert (found["part"] or 0) == pytest.approx(expected.part, abs=1e-9)
    if expected.whole is None:
        assert found["whole"] is None
    else:
        assert (found["whole"] or 0) == pytest.approx(expected.whole, abs=1e-9)
    if with_systems:
        systems = {one["system_id"]: one["value"] for one in found["systems"] if one["value"] is not None}
        wanted = {name: figures[0] for name, figures in expected.by_system.items() if name and figures[0] is not None}
        assert systems == pytest.approx(wanted, abs=1e-9)


def says_nothing(found: dict[str, Any]) -> None:
    """No data: no value, no figures, no systems."""
    assert (found["verdict"], found["value"], found["part"], found["systems"]) == ("no_data", None, None, [])


Compute = Callable[..., Value]
Case = tuple[str, tuple[str, ...], Compute, bool]
"""Code of the indicator, datasets that it needs, its plain recomputation, whether it is told by system."""


def agree(product: Product, records: Records, period: tuple[datetime, datetime], cases: Iterable[Case]) -> None:
    """Every case agrees; where all due months are missing nothing is said, whatever an unfinished month holds."""
    card = product.score(records.package, *span(*period))
    by_code = {one["code"]: one for one in (*card["indicators"], *card["clauses"])}
    for code, needs, compute, with_systems in cases:
        found = by_code[code]
        if all_due_are_missing(records, needs, *period):
            says_nothing(found)
        else:
            same(found, compute(records, *period), with_systems)


def all_due_are_missing(records: Records, needs: tuple[str, ...], start: datetime, end: datetime) -> bool:
    """Some month has ended (surveys: some quarter), and none that has was uploaded."""
    covered = covered_months(records, needs, start, end)
    due = [month for month in months_between(start, end) if is_finished(month, end)]
    if needs == ("surveys",):
        due = [month for month in due if month in covered or int(month[5:]) % 3 == 0]
    return bool(due) and not set(due) & set(covered)


AVAILABILITY: tuple[Case, ...] = (
    ("1.07", ("outages", "maintenance"), availability.availability, True),
    ("1.08", ("outages", "maintenance"), availability.mtbf, False),
    ("1.C3", ("outages", "maintenance"), availability.longest_interruption, False),
    ("1.C4", ("outages", "maintenance"), availability.longest_run, False),
)
OTHERS: tuple[Case, ...] = (
    ("1.10", ("incidents",), faults.response, True),
    ("1.11", ("incidents",), lambda records, start, end: faults.repair(records, start, end, "软件"), True),
    ("1.12", ("incidents",), lambda records, start, end: faults.repair(records, start, end, "硬件"), True),
    ("1.09", ("requests",), faults.request_completion, True),
    ("1.04", ("inspections",), coverage.inspections, True),
    ("1.05", ("assets", "inspections", "incidents"), coverage.coverage, True),
    ("1.19", ("surveys",), satisfaction.satisfaction, False),
)


@EXAMPLES
@given(records=strategies.outage_records(reference=REFERENCE), period=strategies.periods())
def test_availability_and_failures(records: Records, period: tuple[datetime, datetime]) -> None:
    with loaded(records) as product:
        agree(product, records, period, AVAILABILITY)
        name, as_of = span(*period)
        found = product.find("1.07", name, as_of)
        if found["value"] is not None:
            gross = availability.availability_gross(records, *period).value
            assert found["beside"]["gross"] == pytest.approx(gross, abs=1e-9)
            planned = availability.planned_as_up(records, *period).value
            assert found["beside"]["planned_as_up"] == pytest.approx(planned, abs=1e-9)


@EXAMPLES
@given(records=strategies.records(reference=REFERENCE), period=strategies.periods())
def test_tickets_requests_inspections_coverage_and_surveys(records: Records, period: tuple[datetime, datetime]) -> None:
    with loaded(records) as product:
        agree(product, records, period, OTHERS)


@EXAMPLES
@given(records=strategies.camera_records(), period=strategies.periods())
def test_cameras(records: Records, period: tuple[datetime, datetime]) -> None:
    with loaded(records) as product:
        name, as_of = span(*period)
        for code, key_area in (("3.C2", False), ("3.C1", True)):
            covered, missing = cameras.camera_months(records, *period, key_area)
            finished = [month for month in covered if is_finished(month, period[1])]
            found = product.find(code, name, as_of)
            if missing and not finished:
                says_nothing(found)
            else:
                same(found, cameras.online_rate(records, *period, key_area))
