"""Evidence adds up to the score's part and whole, and leads to the uploaded row."""

from collections.abc import Iterator
from typing import Any

import pytest

from kpi.targets import current_contract
from tests.kpi.test_availability import at, outage, window
from tests.product import Product, lay_empty


def sums(rows: list[dict[str, Any]]) -> tuple[float, float]:
    return sum(row["part"] or 0 for row in rows), sum(row["whole"] or 0 for row in rows)


def fill(product: Product) -> None:
    """Two months of package 1 with a bit of everything."""
    tickets = [
        {"incident_id": "T1", "system_id": "P1-01", "asset_id": "H1", "fault_class": "硬件",
         "reported_at": at("09-10 08:00"), "responded_at": at("09-10 08:07"), "restored_at": at("09-10 09:31")},
        {"incident_id": "T2", "system_id": "P1-02", "fault_class": "软件",
         "reported_at": at("09-11 08:00"), "responded_at": at("09-11 09:07"), "restored_at": at("10-02 09:31")},
        {"incident_id": "T3", "system_id": "P1-02", "fault_class": "软件", "exempt_reason": "市电中断",
         "reported_at": at("09-12 08:00"), "responded_at": at("09-12 09:07"), "restored_at": at("09-12 10:31")},
    ]  # fmt: skip
    product.load(
        1,
        "2026-09",
        {
            "outages": [outage("A", "09-10 08:00", "09-10 12:00"), outage("B", "09-10 11:00", "09-10 14:13"),
                        outage("E", "09-20 11:00", "09-20 14:13", exempt="不可抗力"),
                        outage("C", "09-30 20:00", "10-02 03:00", "P1-05")],
            "maintenance": [window("09-10 00:00", "09-10 10:00"), window("09-15 00:00", "09-15 10:00", by=None)],
            "incidents": tickets,
            "assets": [{"asset_id": "H1", "asset_name": "服务器", "system_id": "P1-01", "asset_class": "硬件"},
                       {"asset_id": "H2", "asset_name": "交换机", "system_id": "P1-01", "asset_class": "硬件"}],
            "inspections": [{"inspection_id": f"I{n}", "system_id": "P1-01", "inspected_at": at(f"09-{n:02} 09:00")}
                            for n in range(1, 9)],
            "reports": [{"report_id": "R", "kind": "月报", "due_from": "2026-09-30",
                         "submitted_at": at("10-02 11:00")}],
            "assessments": [{"indicator_code": "1.15", "band": "达成", "reason": "稳定"}],
            "acceptances": [{"acceptance_id": "M", "kind": "中期验收", "submitted_at": at("09-20 09:00"),
                             "passed_at": at("09-21 09:00"), "result": "通过"}],
            "surveys": [{"response_id": f"S{n}", "answered_at": at("09-10 08:00"), "overall": word}
                        for n, word in enumerate(["满意", "一般", None, "很满意"])],
        },
        ["requests", "security_events"],
    )  # fmt: skip
    product.load(1, "2026-10", {"outages": [outage("D", "10-05 08:00", None)]}, ["maintenance", "incidents"])


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A store with these two months, to be read only."""
    with Product(lay_empty(tmp_path_factory.mktemp("filled"))) as product:
        fill(product)
        yield product


@pytest.mark.parametrize("period", ["2026-09", "2026-09..2026-10", "todate", "2026-08"])
def test_every_indicator_and_clause_adds_up(filled: Product, period: str) -> None:
    card = filled.score(1, period, "2026-10-31")
    behind = filled.evidence_of_all(card, "2026-10-31")
    seen = set()
    for finding in (*card["indicators"], *card["clauses"]):
        part, whole = sums(behind[finding["code"]])
        assert part == pytest.approx(finding["part"] or 0, abs=1e-9), finding["code"]
        assert whole == pytest.approx(finding["whole"] or 0, abs=1e-9), finding["code"]
        seen.add(finding["code"])
    assert len(seen) == len(current_contract().tables[1]) + len(current_contract().clauses[1])


def test_a_row_leads_to_the_file(product: Product) -> None:
    fill(product)
    rows = {row["record_id"]: row for row in product.evidence("1.07", "2026-09", "2026-10-31") if row["record_id"]}
    a = rows["A"]
    assert (a["dataset"], a["sheet"], a["row"], a["file"]) == ("outages", "停机记录", 2, "包件1_2026-09_1.xlsx")
    assert a["batch_id"] == "P1-2026-09-outages-1"
    assert a["uploaded_at"] == "2027-08-01T09:00:00"
    # 08:00-10:00 lies in the window, so A alone takes 10:00-12:00; B only what A leaves of it, 12:00-14:13.
    assert (a["part"], a["whole"]) == (-2, 0)
    assert rows["B"]["part"] == pytest.approx(-(2 + 13 / 60))
    assert "与 A 重叠" in rows["B"]["note"]
    assert rows["E"]["part"] == rows["E"]["whole"] == pytest.approx(-(3 + 13 / 60))
    assert "豁免停机：不可抗力" in rows["E"]["note"]


def test_missing_months_nil_returns_and_what_was_left_out_are_rows(product: Product) -> None:
    fill(product)
    notes = [row["note"] for row in product.evidence("1.10", "todate", "2026-10-31")]
    assert any("2026-07 缺数据" in note for note in notes)
    assert any("2026-10 故障工单：本月无" in note for note in notes)
    assert any("豁免：市电中断" in note for note in notes)
    windows = [row for row in product.evidence("1.07", "2026-09", "2026-10-31") if row["dataset"] == "maintenance"]
    assert sorted(row["whole"] for row in windows) == [-10, 0]
    assert any("未批准" in row["note"] for row in windows)


@pytest.mark.parametrize("period", ["2026-07", "2026-07..2026-08", "2026Q3"])
def test_a_nil_survey_is_a_row_in_every_month_of_its_quarter(product: Product, period: str) -> None:
    product.nil(1, "2026-09", "surveys")
    (row,) = product.evidence("1.19", period, "2026-09-30")
    assert (row["dataset"], row["note"]) == ("surveys", "2026-09 满意度问卷：本月无")


def test_no_evidence_where_only_an_unfinished_month_is_covered(product: Product) -> None:
    row = {"incident_id": "A", "system_id": "P1-01", "fault_class": "硬件", "reported_at": at("10-03 16:00"),
           "responded_at": at("10-03 18:00"), "restored_at": at("10-03 20:00")}  # fmt: skip
    product.load(1, "2026-10", {"incidents": [row]})
    finding = product.find("1.10", "2026-09..2026-10", "2026-10-15")
    assert (finding["verdict"], finding["part"]) == ("no_data", None)
    assert sums(product.evidence("1.10", "2026-09..2026-10", "2026-10-15")) == (0, 0)
