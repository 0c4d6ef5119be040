"""The evidence as a reader sees it: a row a month, chosen by month, system and text, every choice with its own sums."""

from datetime import date

import pytest

from kpi.evidence_sheet import Choice, EvidenceSheet, evidence_sheet
from tests.kpi.test_availability import at, outage
from tests.kpi.test_evidence import fill
from tests.product import Product

ASSETS = [
    {"asset_id": "H1", "asset_name": "服务器", "system_id": "P3-01", "asset_class": "硬件"},
    {"asset_id": "H2", "asset_name": "交换机", "system_id": "P3-02", "asset_class": "硬件"},
]


def sheet(product: Product, code: str, period: str = "todate", as_of: str = "2026-10-31") -> EvidenceSheet:
    return evidence_sheet(product.store, int(code[0]), code, period, date.fromisoformat(as_of))


@pytest.fixture
def looked_after(product: Product) -> Product:
    """Two assets in two months: H1 inspected in both, H2 in October only."""
    september = [{"inspection_id": "I1", "asset_id": "H1", "inspected_at": at("09-05 09:00")}]
    october = [
        {"inspection_id": "I2", "asset_id": "H1", "inspected_at": at("10-05 09:00")},
        {"inspection_id": "I3", "asset_id": "H2", "inspected_at": at("10-06 09:00")},
    ]
    for month, rows in (("2026-09", september), ("2026-10", october)):
        for row in rows:
            row["system_id"] = "P3-01" if row["asset_id"] == "H1" else "P3-02"
        product.load(
            3, month, {"inspections": rows} | ({"assets": ASSETS} if month == "2026-09" else {}), ["incidents"]
        )
    return product


def test_an_asset_is_a_row_in_every_month_and_the_row_names_it(looked_after: Product) -> None:
    rows = looked_after.evidence("3.05", "2026-09..2026-10", "2026-10-31")
    found = {
        (row["record_id"], row["day"]): (row["part"], row["whole"], row["note"]) for row in rows if row["record_id"]
    }
    assert found == {
        ("H1", "2026-09-30"): (1, 1, "2026-09 巡检 I1"),
        ("H2", "2026-09-30"): (0, 1, "2026-09 没有工单，也没有巡检"),
        ("H1", "2026-10-31"): (1, 1, "2026-10 巡检 I2"),
        ("H2", "2026-10-31"): (1, 1, "2026-10 巡检 I3"),
    }


def test_a_choice_has_the_sums_of_its_rows(looked_after: Product) -> None:
    whole = sheet(looked_after, "3.05", "2026-09..2026-10")
    assert (whole.months(), whole.systems()) == (["2026-09", "2026-10"], ["P3-01", "P3-02"])
    assert whole.record_rows(0, 1)[0].record_id == "H2"  # the one that nobody looked after stands on top
    cases: dict[Choice, tuple[float, float, float]] = {
        Choice(): (6, 3, 4),  # with the nil tickets of both months
        Choice(month="2026-09"): (3, 1, 2),
        Choice(system_id="P3-02"): (2, 1, 2),
        Choice("2026-09", "P3-02"): (1, 0, 1),
        Choice(text="巡检 i"): (3, 3, 3),
        Choice(text="h2"): (2, 1, 2),
        Choice("2026-10", "P3-01", "I3"): (0, 0, 0),
    }
    for choice, sums in cases.items():
        chosen = whole.chosen(choice)
        assert [chosen.rows, chosen.part, chosen.whole] == list(sums), choice
        assert sum(row.part or 0 for row in (*chosen.record_rows(0, 9), *chosen.base_rows(9))) == sums[1]


def test_an_outage_over_the_end_of_a_month_is_a_row_in_both(product: Product) -> None:
    product.load(3, "2026-09", {"outages": [outage("A", "09-30 22:00", "10-01 03:00", "P3-01")]}, ["maintenance"])
    product.nil(3, "2026-10", "outages", "maintenance")
    found = sheet(product, "3.07", "2026-09..2026-10")
    assert [(row.day, row.part) for row in found.record_rows(0, 9)] == [
        (date(2026, 10, 1), -3.0),
        (date(2026, 9, 30), -2.0),
    ]
    assert found.chosen(Choice("2026-09", "P3-01")).part == pytest.approx(30 * 24 - 2)


def test_month_and_system_add_up_to_what_the_grid_shows(product: Product) -> None:
    fill(product)
    seen = 0
    for code in ("1.07", "1.08", "1.10", "1.05"):
        everything = sheet(product, code, "2026-09..2026-10")
        for month in ("2026-09", "2026-10"):
            for system in product.find(code, month, "2026-10-31")["systems"]:
                chosen = everything.chosen(Choice(month, system["system_id"]))
                assert chosen.part == pytest.approx(system["part"] or 0), (code, month, system)
                assert chosen.whole == pytest.approx(system["whole"] or 0), (code, month, system)
                seen += 1
    assert seen > 40
