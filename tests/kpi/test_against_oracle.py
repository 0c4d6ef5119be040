"""The product against an independent plain-Python recomputation, over random records, to 1e-9."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from data.reference import reference_systems
from tests.oracle import availability, cameras, coverage, faults, satisfaction, strategies
from tests.oracle.records import Records, Row, Value
from tests.product import Product

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
    with tempfile.TemporaryDirectory() as folder, Product(Path(folder)) as product:
        for month, datasets in sorted(records.months.items()):
            rows = {name: [_titled(name, row) for row in found] for name, found in datasets.items() if found}
            nil = [name for name, found in datasets.items() if not found]
            if rows or nil:
                product.load(records.package, month, rows, nil)
        yield product


def _titled(dataset: str, row: Row) -> Row:
    extra = {"system_name": row["system_id"]} if dataset == "systems" else {}
    return extra | ({"asset_name": row["asset_id"]} if dataset == "assets" else {}) | row


def span(start: datetime, end: datetime) -> tuple[str, str]:
    """The period and as_of of the product for a run of months cut at `end`."""
    last = end - timedelta(days=1)
    return f"{start:%Y-%m}..{last:%Y-%m}", f"{last:%Y-%m-%d}"


def same(found: dict[str, Any], expected: Value, with_systems: bool = True) -> None:
    """Value, pooled part and whole, and those of every system agree."""
    if found["verdict"] in ("no_data", "not_due") and found["value"] is None and expected.value is None:
        return
    assert found["value"] == pytest.approx(expected.value, abs=1e-9)
    assert found["part"] == pytest.approx(expected.part, abs=1e-9)
    assert found["whole"] == (None if expected.whole is None else pytest.approx(expected.whole, abs=1e-9))
    if with_systems:
        systems = {one["system_id"]: one["value"] for one in found["systems"] if one["value"] is not None}
        wanted = {name: figures[0] for name, figures in expected.by_system.items() if name and figures[0] is not None}
        assert systems == pytest.approx(wanted, abs=1e-9)


@EXAMPLES
@given(records=strategies.outage_records(reference=REFERENCE), period=strategies.periods())
def test_availability_and_failures(records: Records, period: tuple[datetime, datetime]) -> None:
    with loaded(records) as product:
        name, as_of = span(*period)
        found = product.find("1.07", name, as_of)
        same(found, availability.availability(records, *period))
        if found["value"] is not None:
            gross = availability.availability_gross(records, *period).value
            assert found["beside"]["gross"] == pytest.approx(gross, abs=1e-9)
            planned = availability.planned_as_up(records, *period).value
            assert found["beside"]["planned_as_up"] == pytest.approx(planned, abs=1e-9)
        same(product.find("1.08", name, as_of), availability.mtbf(records, *period), with_systems=False)
        same(product.find("1.C3", name, as_of), availability.longest_interruption(records, *period), with_systems=False)


@EXAMPLES
@given(records=strategies.records(reference=REFERENCE), period=strategies.periods())
def test_tickets_requests_inspections_coverage_and_surveys(records: Records, period: tuple[datetime, datetime]) -> None:
    with loaded(records) as product:
        name, as_of = span(*period)
        same(product.find("1.10", name, as_of), faults.response(records, *period))
        same(product.find("1.11", name, as_of), faults.repair(records, *period, "软件"))
        same(product.find("1.12", name, as_of), faults.repair(records, *period, "硬件"))
        same(product.find("1.09", name, as_of), faults.request_completion(records, *period))
        same(product.find("1.04", name, as_of), coverage.inspections(records, *period))
        same(product.find("1.05", name, as_of), coverage.coverage(records, *period))
        same(product.find("1.19", name, as_of), satisfaction.satisfaction(records, *period), with_systems=False)


@EXAMPLES
@given(records=strategies.camera_records(), period=strategies.periods())
def test_cameras(records: Records, period: tuple[datetime, datetime]) -> None:
    with loaded(records) as product:
        name, as_of = span(*period)
        same(product.find("3.C2", name, as_of), cameras.online_rate(records, *period))
        same(product.find("3.C1", name, as_of), cameras.online_rate(records, *period, key_area=True))
