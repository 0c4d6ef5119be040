"""履约事项: what duties prove, worked by hand. Package 2 binds systems by name, package 1 backs up each system."""

from datetime import date
from typing import Any

import pytest

from kpi.targets import current_contract
from kpi.words import shown_figure
from tests.product import Product

_NUMBERS = iter(range(10_000))


def duty(code: str, day: str, system: str | None = None, **more: Any) -> dict[str, Any]:
    row = {"duty_id": f"LY-{next(_NUMBERS)}", "clause_code": code, "system_id": system}
    return row | {"done_on": date.fromisoformat(f"2026-{day}")} | more


def of_all(package: int, systems: int, code: str, day: str, **more: Any) -> list[dict[str, Any]]:
    return [duty(code, day, f"P{package}-{number:02}", **more) for number in range(1, systems + 1)]


def test_a_count_sums_what_complies(product: Product) -> None:
    rows = [
        duty("C43", "09-02", "P2-02", quantity=5),
        duty("2.C43", "09-20", "P2-02", quantity=4),
        duty("C43", "09-21", "P2-02", quantity=8, complies=False),
        duty("C43", "09-30", "P2-02"),
    ]
    product.load(2, "2026-09", {"duties": rows})
    finding = product.find("2.C43", "todate", "2026-09-30")
    assert (finding["value"], finding["part"], finding["whole"]) == (10, 10, None)
    # 16 certificates are due at the end of the term only.
    assert finding["verdict"] == "not_due"
    assert finding["missing_months"] == ["2026-07", "2026-08"]
    product.load(2, "2026-10", {"duties": [duty("C43", "10-08", "P2-02", quantity=6)]})
    assert product.find("2.C43", "todate", "2026-10-31")["verdict"] == "met"
    assert product.find("2.C43", "todate", "2026-09-30")["value"] == 10


def test_months_without_a_file_are_missing_and_months_with_nothing_are_zero(product: Product) -> None:
    assert product.find("2.C44", "2026-09", "2026-09-30")["verdict"] == "no_data"
    product.nil(2, "2026-09", "duties")
    finding = product.find("2.C44", "2026-09", "2026-09-30")
    assert (finding["value"], finding["verdict"]) == (0, "missed")
    product.nil(2, "2026-08", "duties")
    product.load(2, "2026-09", {"duties": [duty("C44", "09-10", "P2-03")]}, replace=True)
    assert product.find("2.C44", "2026-09", "2026-09-30")["verdict"] == "met"
    both = product.find("2.C44", "2026-08..2026-09", "2026-09-30")
    assert (both["value"], both["verdict"]) == (0, "missed")
    assert product.find("2.C44", "2026-10", "2026-10-15")["verdict"] == "not_due"


def test_an_empty_sheet_is_no_nil_return(product: Product) -> None:
    product.load(2, "2026-09", {"duties": [], "drills": []}, ["changes"])
    assert product.find("2.C44", "2026-09", "2026-09-30")["verdict"] == "no_data"


def test_a_level_is_the_smallest_of_the_month_and_never_a_sum(product: Product) -> None:
    weekly = [duty("C64", f"09-{day:02}", quantity=2) for day in (7, 14, 21, 28)]
    product.load(3, "2026-09", {"duties": weekly})
    finding = product.find("3.C64", "2026-09", "2026-09-30")
    assert (finding["value"], finding["verdict"]) == (2, "met")
    weekly[2]["quantity"] = 1
    product.load(3, "2026-09", {"duties": weekly}, replace=True)
    finding = product.find("3.C64", "2026-09", "2026-09-30")
    assert (finding["value"], finding["verdict"]) == (1, "missed")
    rows = product.evidence("3.C64", "2026-09", "2026-09-30")
    assert sum(row["part"] for row in rows) == 1
    assert {row["record_id"] for row in rows if row["part"]} == {weekly[2]["duty_id"]}
    weekly[0]["complies"] = False
    product.load(3, "2026-09", {"duties": weekly}, replace=True)
    assert product.find("3.C64", "2026-09", "2026-09-30")["value"] == 0


def test_levels_of_systems_add_up(product: Product) -> None:
    rows = [
        duty("C64", "09-01", "P3-03", quantity=2),
        duty("C64", "09-15", "P3-03", quantity=1),
        duty("C64", "09-02", "P3-05", quantity=1),
    ]
    product.load(3, "2026-09", {"duties": rows})
    assert product.find("3.C64", "2026-09", "2026-09-30")["value"] == 2


def test_backups_of_the_worst_system_in_the_worst_month(product: Product) -> None:
    rows = of_all(1, 13, "C24", "09-05", quantity=2)
    product.load(1, "2026-09", {"duties": rows})
    finding = product.find("1.C24", "2026-09", "2026-09-30")
    assert (finding["value"], finding["part"], finding["verdict"]) == (2, 26, "met")
    product.load(1, "2026-09", {"duties": rows[:-1]}, replace=True)
    finding = product.find("1.C24", "2026-09", "2026-09-30")
    assert finding["value"] == 0
    assert {one["system_id"]: one["value"] for one in finding["systems"]}["P1-13"] == 0


def test_a_duty_of_a_subsystem_belongs_to_its_system_and_one_of_a_retired_system_to_none(product: Product) -> None:
    systems: list[dict[str, Any]] = [
        {"system_id": "P2-03", "system_name": "a", "out_of_service_on": None},
        {"system_id": "P2-03-01", "system_name": "b", "parent_id": "P2-03", "out_of_service_on": None},
        {"system_id": "P2-06", "system_name": "c", "out_of_service_on": date(2026, 9, 10)},
    ]
    rows = [
        duty("C49", "09-09", "P2-03-01", quantity=1.5),
        duty("C50", "09-09", "P2-06", quantity=2),
        duty("C50", "09-10", "P2-06", quantity=3),
    ]
    product.load(2, "2026-09", {"systems": systems, "duties": rows})
    found = product.find("2.C49", "todate", "2026-09-30")
    assert {one["system_id"]: one["value"] for one in found["systems"]} == {"P2-03": 1.5}
    assert product.find("2.C50", "todate", "2026-09-30")["value"] == 2


def test_person_months_by_pace(product: Product) -> None:
    # 5 a year: floor(5 × 3 / 12) = 1 is due after three covered months, of the worse of the two systems.
    for month in ("2026-07", "2026-08"):
        product.nil(2, month, "duties")
    rows = [duty("C49", "09-09", "P2-03", quantity=1.2), duty("C49", "09-09", "P2-04", quantity=0.8)]
    product.load(2, "2026-09", {"duties": rows})
    finding = product.find("2.C49", "todate", "2026-09-30")
    assert (finding["value"], finding["verdict"]) == (0.8, "behind")
    product.load(2, "2026-09", {"duties": [rows[0], rows[1] | {"quantity": 1}]}, replace=True)
    assert product.find("2.C49", "todate", "2026-09-30")["verdict"] == "on_track"


def test_duties_are_shown_in_the_unit_of_the_tender() -> None:
    shown = {
        code: shown_figure(current_contract().indicator(int(code[0]), code), 1.25)
        for code in ("2.C38", "2.C44", "2.C49", "2.C50", "3.C70", "1.C24", "1.C25")
    }
    assert shown == {
        "2.C38": "1 个", "2.C44": "1 名", "2.C49": "1.25 人月", "2.C50": "1.25 人月", "3.C70": "1 处",
        "1.C24": "1 项", "1.C25": "1.25%",
    }  # fmt: skip


def test_compliance_of_nothing_is_not_due(product: Product) -> None:
    product.nil(2, "2026-09", "duties")
    finding = product.find("2.C6", "2026-09", "2026-09-30")
    assert (finding["value"], finding["verdict"]) == (None, "not_due")
    rows = [duty("C6", "09-25", quantity=3), duty("C6", "09-26", complies=False)]
    product.load(2, "2026-09", {"duties": rows}, replace=True)
    finding = product.find("2.C6", "2026-09", "2026-09-30")
    assert (finding["value"], finding["part"], finding["whole"], finding["verdict"]) == (75, 3, 4, "missed")
    assert sum(row["whole"] for row in product.evidence("2.C6", "2026-09", "2026-09-30")) == 4


def test_a_monthly_check_nobody_wrote_down_is_missing(product: Product) -> None:
    product.nil(2, "2026-08", "duties")
    product.load(2, "2026-09", {"duties": [duty("C132", "09-30", quantity=12)]})
    finding = product.find("2.C132", "2026-08..2026-09", "2026-09-30")
    assert (finding["value"], finding["verdict"], finding["missing_months"]) == (100, "met", ["2026-08"])
    assert "partial_months" in finding["flags"]
    assert product.find("2.C132", "2026-08", "2026-09-30")["verdict"] == "no_data"
    assert any("低于 1条" in row["note"] for row in product.evidence("2.C132", "2026-08..2026-09", "2026-09-30"))


def test_backups_are_verified_or_not(product: Product) -> None:
    rows = [
        *of_all(1, 2, "C24", "09-05", quantity=4),
        duty("C25", "09-06", "P1-01", quantity=3),
        duty("C25", "09-20", "P1-01", quantity=3),
        duty("C25", "09-20", "P1-02", quantity=4, complies=False),
        duty("C25", "09-20", "P1-03", quantity=9),
    ]
    product.load(1, "2026-09", {"duties": rows})
    # P1-01: 4 of 4 (6 verifications prove no more than 4 backups); P1-02: none of 4; P1-03 had no backup.
    finding = product.find("1.C25", "2026-09", "2026-09-30")
    assert (finding["value"], finding["part"], finding["whole"], finding["verdict"]) == (50, 4, 8, "missed")
    evidence = product.evidence("1.C25", "2026-09", "2026-09-30")
    assert (sum(row["part"] or 0 for row in evidence), sum(row["whole"] or 0 for row in evidence)) == (4, 8)


def test_backups_that_nobody_says_were_verified_are_not(product: Product) -> None:
    product.load(1, "2026-09", {"duties": of_all(1, 13, "C24", "09-05")})
    assert product.find("1.C25", "2026-09", "2026-09-30")["value"] == 0
    product.nil(1, "2026-08", "duties")
    assert product.find("1.C25", "2026-08", "2026-09-30")["verdict"] == "not_due"


def test_weekly_backups_by_iso_week(product: Product) -> None:
    # Full weeks that end in August 2026 with July covered: to 08-02, 08-09, 16, 23, 30; three systems.
    product.load(4, "2026-07", {"duties": [duty("C92", "07-31", one) for one in ("P4-01", "P4-02", "P4-04")]})
    days = ("08-09", "08-10", "08-11", "08-30")
    rows = [duty("C92", day, system) for system in ("P4-01", "P4-02") for day in days]
    rows.append(duty("C92", "08-17", "P4-01", complies=False))
    rows += [duty("C92", day, "P4-04") for day in ("08-03", "08-16", "08-17", "08-24")]
    product.load(4, "2026-08", {"duties": rows})
    finding = product.find("4.C92", "2026-08", "2026-08-31")
    # P4-01 and P4-02 miss 08-17..23 each; P4-04 misses none. The week from 07-27 counts in August.
    assert (finding["part"], finding["whole"], finding["verdict"]) == (13, 15, "missed")
    assert finding["value"] == pytest.approx(100 * 13 / 15)


def test_a_week_that_reaches_into_a_month_without_a_file_does_not_count(product: Product) -> None:
    product.nil(4, "2026-08", "duties")
    assert product.find("4.C92", "2026-08", "2026-08-31")["whole"] == 4 * 3


def test_days_of_the_flood_season(product: Product) -> None:
    rows = [
        duty("C73", "09-01", "P3-02", quantity=20),
        duty("C73", "09-15", "P3-02", quantity=10),
        duty("C73", "09-28", "P3-02", quantity=30),
        duty("C73", "09-26", "P3-02", complies=False),
    ]
    product.load(3, "2026-09", {"duties": rows})
    # 09-01..20, 09-15..24, 09-28..30: 27 of 30 days; 30 days from 09-28 on do not reach into October.
    finding = product.find("3.C73", "2026-09", "2026-09-30")
    assert (finding["value"], finding["part"], finding["whole"], finding["verdict"]) == (90, 27, 30, "missed")
    product.nil(3, "2026-10", "duties")
    assert product.find("3.C73", "2026-10", "2026-10-31")["verdict"] == "not_due"


def test_rows_name_a_system_that_the_clause_binds(product: Product) -> None:
    rows = [
        duty("C44", "09-10"),
        duty("C44", "09-10", "P2-04"),
        duty("C14", "09-10"),
        duty("C6", "09-10"),
        duty("C6", "09-10", "P2-04"),
        duty("C64", "09-10"),
    ]
    receipt = product.send(2, "2026-09", {"duties": rows})
    found = sorted((one.row, one.code, one.column) for one in receipt.problems)
    assert found == [
        (2, "clause_needs_system", "系统编号"),
        (3, "system_not_bound", "系统编号"),
        (4, "clause_needs_system", "系统编号"),
        (7, "unknown_clause", "条款编号"),
    ]
    assert "P2-03" in next(one.message for one in receipt.problems if one.row == 3)


def test_the_order_of_uploads_does_not_matter(product: Product) -> None:
    september, october = of_all(1, 13, "C24", "09-05"), of_all(1, 13, "C24", "10-05")
    product.load(1, "2026-10", {"duties": october})
    product.load(1, "2026-09", {"duties": september})
    facts = product.facts(1)
    product.load(1, "2026-10", {"duties": october[:3]}, replace=True)
    assert product.facts(1) != facts
    product.restore("P1-2026-10-duties-1")
    assert product.facts(1) == facts
