"""Laws that hold for any records: parts add up, more downtime never helps, the order of uploads never matters."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kpi.test_availability import at, outage
from tests.oracle import strategies
from tests.oracle.records import Records
from tests.product import Product, lay_empty

FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
ADDITIVE = ("1.07", "1.08", "1.09", "1.10", "1.11", "1.12", "1.04", "1.05", "1.19")


def load(product: Product, records: Records) -> None:
    for month, datasets in sorted(records.months.items()):
        rows = {name: [{"system_name": "名", "asset_name": "名"} | row if name in ("systems", "assets") else row
                       for row in found] for name, found in datasets.items() if found}  # fmt: skip
        nil = [name for name, found in datasets.items() if not found]
        if rows or nil:
            product.load(records.package, month, rows, nil, refresh=None)


@FEW
@given(records=strategies.records())
def test_parts_and_wholes_add_up_over_systems_and_months(records: Records) -> None:
    with tempfile.TemporaryDirectory() as folder, Product(lay_empty(Path(folder))) as product:
        load(product, records)
        as_of, period = "2026-12-31", "2026-07..2026-12"
        whole = {one["code"]: one for one in product.score(1, period, as_of)["indicators"]}
        months = [product.score(1, f"2026-{month:02}", as_of)["indicators"] for month in range(7, 13)]
        for code in ADDITIVE:
            for key in ("part", "whole"):
                total = whole[code][key] or 0
                by_month = sum(one[key] or 0 for month in months for one in month if one["code"] == code)
                assert by_month == pytest.approx(total, abs=1e-6), (code, key)
                if code != "1.19":
                    by_system = sum(one[key] or 0 for one in whole[code]["systems"])
                    assert by_system == pytest.approx(total, abs=1e-6), (code, key)


@FEW
@given(records=strategies.records())
def test_evidence_adds_up_to_the_score(records: Records) -> None:
    with tempfile.TemporaryDirectory() as folder, Product(lay_empty(Path(folder))) as product:
        load(product, records)
        card = product.score(1, "2026-07..2026-10", "2026-10-31")
        behind = product.evidence_of_all(card, "2026-10-31")
        for finding in card["indicators"]:
            rows = behind[finding["code"]]
            for key in ("part", "whole"):
                total = sum(row[key] or 0 for row in rows)
                assert total == pytest.approx(finding[key] or 0, abs=1e-6), (finding["code"], key)


@FEW
@given(
    starts=st.lists(st.integers(0, 700), min_size=1, max_size=5, unique=True),
    hours=st.integers(1, 40),
    more=st.tuples(st.integers(0, 700), st.integers(1, 40)),
)
def test_more_downtime_never_raises_availability(starts: list[int], hours: int, more: tuple[int, int]) -> None:
    def down(name: str, start: int, length: int) -> dict[str, Any]:
        begin = datetime(2026, 9, 1) + timedelta(hours=start)
        end = begin + timedelta(hours=length)
        return outage(name, f"{begin:%m-%d %H:%M}", f"{end:%m-%d %H:%M}")

    rows = [down(f"O{start}", start, hours) for start in starts]
    with tempfile.TemporaryDirectory() as folder, Product(lay_empty(Path(folder))) as product:
        product.load(1, "2026-09", {"outages": rows}, ["maintenance"])
        before = product.find("1.07", "2026-09", "2026-09-30")
        product.load(1, "2026-09", {"outages": [*rows, down("MORE", *more)]}, replace=True)
        after = product.find("1.07", "2026-09", "2026-09-30")
        assert after["value"] <= before["value"]
        assert after["beside"]["gross"] <= before["beside"]["gross"]


def ticket(name: str, reported: str, restored: str | None) -> dict[str, Any]:
    answered = at(reported) + timedelta(minutes=9)
    return {"incident_id": name, "system_id": "P1-01", "fault_class": "软件", "reported_at": at(reported),
            "responded_at": answered, "restored_at": at(restored) if restored else None}  # fmt: skip


A_OPEN = ticket("A", "08-30 08:00", None)
A_IN_AUGUST = ticket("A", "08-30 08:00", "08-31 08:00")
A_IN_SEPTEMBER = ticket("A", "08-30 08:00", "09-02 08:00")
A_IN_OCTOBER = ticket("A", "08-30 08:00", "10-02 08:00")
B, C, D = ticket("B", "08-10 08:00", None), ticket("C", "09-10 08:00", "09-10 11:00"), ticket("D", "10-10 08:00", None)
FILES: dict[str, list[list[dict[str, Any]]]] = {
    "2026-08": [[A_OPEN, B], [A_IN_AUGUST], [B], [A_OPEN]],
    "2026-09": [[A_IN_SEPTEMBER, C], [A_OPEN, C], [C], [A_IN_OCTOBER | {"restored_at": at("09-20 08:00")}, C]],
    "2026-10": [[A_IN_OCTOBER, D], [D], [A_IN_SEPTEMBER, D]],
}
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("load"), st.sampled_from(sorted(FILES)), st.integers(0, 3)),
        st.tuples(st.just("restore"), st.sampled_from(sorted(FILES)), st.integers(1, 4)),
        st.tuples(st.just("nil"), st.sampled_from(sorted(FILES)), st.just(0)),
    ),
    min_size=3,
    max_size=9,
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_the_order_of_uploads_replacements_and_restores_does_not_matter(steps: list[tuple[str, str, int]]) -> None:
    with (
        tempfile.TemporaryDirectory() as first,
        tempfile.TemporaryDirectory() as second,
        Product(lay_empty(Path(first))) as product,
        Product(lay_empty(Path(second))) as fresh,
    ):
        sent: dict[str, list[dict[str, Any]]] = {}
        now: dict[str, str] = {}
        for action, month, number in steps:
            if action == "load":
                rows = FILES[month][number % len(FILES[month])]
                receipt = product.send(1, month, {"incidents": rows}, replace=True, good_rows=True)
            elif action == "nil":
                rows = []
                receipt = product.send(1, month, {}, ["incidents"], replace=True)
            else:
                name = f"P1-{month}-incidents-{number}"
                rows = sent.get(name, [])
                receipt = product.restore(name)
            if receipt.accepted:
                now[month] = receipt.batches[0].batch_id
                refused = {one.row for one in receipt.problems}
                sent.setdefault(now[month], [row for number, row in enumerate(rows, 2) if number not in refused])
        for month in sorted(now):
            rows = sent[now[month]]
            if rows:
                fresh.send(1, month, {"incidents": rows}, good_rows=True)
            else:
                fresh.send(1, month, {}, ["incidents"])
        assert product.facts(1) == fresh.facts(1)
