"""Clauses on requests, changes, drills and reports, worked by hand."""

from typing import Any

from tests.kpi.clause_cases import at, check, flags, row
from tests.product import Product


def request(name: str, completed: str | None, kind: str = "标准服务请求") -> dict[str, Any]:
    return row(
        request_id=name, system_id="P2-01", kind=kind, requested_at="09-30 10:00", completed_at=completed,
        due_at="12-31 10:00",
    )  # fmt: skip


def test_standard_requests_in_four_working_days(product: Product) -> None:
    # 8, 9 October, Saturday the 10th (a make-up day) and the 12th are the four working days after 30 September.
    september = [request("A", "10-12 23:59"), request("B", "10-13 00:01"), request("C", "11-30 10:00", "需求")]
    product.load(2, "2026-09", {"requests": september})
    product.nil(2, "2026-10", "requests")
    check(product, "2026-10", "2026-10-31", {"2.C115": (50, 1, 2, "not_due")})
    # The number is an example of the tender: shown, never a breach.
    assert "example_value" in flags(product, "2.C115", "2026-10", "2026-10-31")
    product.load(2, "2026-09", {"requests": september[:1]}, replace=True)
    check(product, "2026-10", "2026-10-31", {"2.C115": (100, 1, 1, "met")})


def change(name: str, requested: str | None, approved: str | None, result: str = "成功", **more: Any) -> dict[str, Any]:
    return row(
        change_id=name, system_id="P2-06", requested_at=requested, approved_at=approved, result=result,
        implemented_at="09-08 09:00",
    ) | more  # fmt: skip


def test_changes(product: Product) -> None:
    changes = [
        change("A", "08-31 09:00", "09-01 10:00"),  # seven days before
        change("B", "09-02 08:00", "09-02 09:00", "回退"),  # six days before
        change("C", None, None, "失败", caused_major_fault=True),
    ]
    product.load(2, "2026-09", {"changes": changes})
    cases = {
        "2.C52": (100 / 3, 1, 3, "missed"),
        "2.C116": (100 / 3, 1, 3, "not_due"),
        "2.C117": (1, 1, None, "missed"),
        "2.C118": (200 / 3, 2, 3, "missed"),
    }
    check(product, "2026-09", "2026-09-30", cases)
    product.nil(2, "2026-10", "changes")
    nothing = {"2.C52": (None, 0, 0, "not_due"), "2.C117": (0, 0, None, "met"), "2.C118": (None, 0, 0, "not_due")}
    check(product, "2026-10", "2026-10-31", nothing)


def drill(name: str, kind: str, when: str, system: str | None = "P5-02", **more: Any) -> dict[str, Any]:
    return {"drill_id": name, "system_id": system, "kind": kind, "held_at": at(when)} | more


def test_drills_by_quarter_and_by_pace(product: Product) -> None:
    product.nil(5, "2026-07", "drills")
    restored = drill("R1", "恢复演练", "08-06 09:00", rto_minutes=30, result="通过")
    product.load(5, "2026-08", {"drills": [restored]})
    september = [
        drill("R2", "恢复演练", "09-06 09:00", rto_minutes=30, rpo_minutes=5, result="不通过"),
        drill("D1", "容灾演练", "09-07 09:00", result="通过"),
        drill("P1", "压力测试", "09-08 09:00"),
        drill("E1", "应急演练", "09-09 09:00", "P5-01"),
        drill("E2", "应急演练", "09-10 09:00", None),  # names no system, so no system has held it
    ]
    product.load(5, "2026-09", {"drills": september})
    cases = {
        "5.C97": (0, 0, None, "missed"),
        "5.C102": (2, 2, None, "met"),
        "5.C103": (50, 1, 2, "missed"),
        "5.C104": (1, 1, None, "on_track"),
        "5.C105": (1, 1, None, "met"),
        "5.C106": (0, 0, None, "not_due"),
        "5.C15": (0, 1, None, "on_track"),
        "5.C127": (200 / 3, 2, 3, "missed"),
    }
    check(product, "2026Q3", "2026-09-30", cases)
    # No quarter is over by the end of August.
    check(product, "todate", "2026-08-31", {"5.C102": (None, None, None, "not_due")})
    # Half of two a year are due with the sixth month: the disaster drill is there, three systems have no drill.
    for month in ("2026-10", "2026-11", "2026-12"):
        product.nil(5, month, "drills")
    by_half_year = {
        "5.C104": (1, 1, None, "on_track"),
        "5.C15": (0, 1, None, "behind"),
        "5.C102": (0, 2, None, "missed"),
    }
    check(product, "todate", "2026-12-31", by_half_year)


def test_a_quarter_with_a_missing_month_is_not_judged(product: Product) -> None:
    product.nil(5, "2026-09", "drills")
    check(product, "2026Q3", "2026-09-30", {"5.C102": (None, None, None, "no_data")})


def test_a_deadline_of_the_term_is_missed_only_at_its_end(product: Product) -> None:
    product.nil(5, "2027-05", "drills")
    product.nil(5, "2027-06", "drills")
    check(product, "term", "2027-06-29", {"5.C106": (0, 0, None, "not_due")})
    check(product, "term", "2027-06-30", {"5.C106": (0, 0, None, "missed"), "5.C104": (0, 0, None, "missed")})


def report(name: str, kind: str, due: str, submitted: str | None) -> dict[str, Any]:
    return {"report_id": name, "kind": kind, "due_from": at(due).date(), "submitted_at": submitted and at(submitted)}


def test_reports_by_week_month_and_quarter(product: Product) -> None:
    reports = [
        report("W1", "周报", "09-13 00:00", "09-14 09:00"),
        report("W2", "周报", "09-18 00:00", "09-18 09:00"),
        report("W3", "周报", "09-27 00:00", None),
        report("M", "月报", "09-30 00:00", "10-09 09:00"),
        report("Q", "季报", "09-30 00:00", None),
        report("S", "专题报告", "09-10 00:00", None),
    ]
    product.load(3, "2026-09", {"reports": reports})
    cases = {
        # The week of 31 August begins in a month without data, that of 28 September ends in October.
        "3.C9": (200 / 3, 2, 3, "missed"),
        "3.C11": (0, 0, 1, "missed"),
        "3.C55": (1, 1, None, "met"),
        "3.C120": (50, 1, 2, "not_due"),
    }
    check(product, "2026-09", "2026-09-30", cases)
    check(product, "2026-09", "2026-09-29", {"3.C55": (None, None, None, "not_due")})
    product.nil(3, "2026-07", "reports")
    product.nil(3, "2026-08", "reports")
    # July 6 - September 27 has twelve whole weeks.
    quarter = {"3.C9": (100 / 6, 2, 12, "missed"), "3.C55": (0, 1, None, "missed"), "3.C56": (0, 0, None, "missed")}
    check(product, "2026Q3", "2026-09-30", quarter)
    product.load(3, "2026-09", {"reports": [report("Q", "季报", "09-30 00:00", "10-20 09:00")]}, replace=True)
    check(product, "2026Q3", "2026-09-30", {"3.C56": (1, 1, None, "met")})
    product.load(1, "2026-09", {"reports": [report("M", "月报", "09-30 00:00", "10-09 09:00")]})
    check(product, "2026-09", "2026-09-30", {"1.C10": (1, 1, None, "met")})
