"""Drills of P5-02 and what acceptance asks of drills, worked by hand."""

from datetime import datetime
from typing import Any

from tests.kpi.clause_cases import check
from tests.product import Product

MONTHS = ("07", "08", "09", "10", "11", "12")


def drill(kind: str, day: str, system: str = "P5-02", result: str | None = "通过") -> dict[str, Any]:
    return {
        "drill_id": f"{kind}-{day}-{system}", "system_id": system, "kind": kind, "result": result,
        "held_at": datetime.fromisoformat(f"2026-{day}T09:00"),
    }  # fmt: skip


def send(product: Product, rows: list[dict[str, Any]], **options: Any) -> None:
    for month in MONTHS:
        of_month = [one for one in rows if one["held_at"].month == int(month)]
        product.load(5, f"2026-{month}", {"drills": of_month}, () if of_month else ("drills",), **options)


def test_half_a_year_of_drills(product: Product) -> None:
    minutes = {"rto_minutes": 60, "rpo_minutes": 15}
    rows = [
        drill("权限审计", "07-15"), drill("权限审计", "08-01", "P5-01"), drill("权限审计", "12-31"),
        drill("恢复演练", "09-30") | minutes, drill("恢复演练", "10-01") | minutes,
        drill("高可用演练", "11-11", result=None),
    ]  # fmt: skip
    send(product, rows)
    cases = {
        "5.C97": (1, 2, None, "met"),
        "5.C102": (1, 2, None, "met"),
        "5.C103": (100, 2, 2, "met"),
        # Two a year: one is due after six months, none after five.
        "5.C104": (0, 0, None, "behind"),
        "5.C105": (0, 0, None, "not_due"),
        "5.C106": (1, 1, None, "met"),
        # Audits are no drills of an emergency plan; one without a result is in neither number.
        "5.C127": (100, 2, 2, "met"),
    }
    check(product, "todate", "2026-12-31", cases)
    check(product, "todate", "2026-11-30", {"5.C104": (0, 0, None, "on_track")})
    # The fourth quarter is not over the day before its audit: the third alone decides.
    check(product, "todate", "2026-12-30", {"5.C97": (1, 1, None, "met")})
    check(product, "2026Q4", "2026-12-31", {"5.C97": (1, 1, None, "met"), "5.C102": (1, 1, None, "met")})


def test_half_a_year_without_them(product: Product) -> None:
    failed = [drill("恢复演练", "10-31", result="不通过"), drill("权限审计", "10-01", "P5-03")]
    twice = [drill("容灾演练", "12-01"), drill("容灾演练", "12-02", result="不通过")]
    send(product, [*failed, *twice, drill("压力测试", "12-03")])
    cases = {
        "5.C97": (0, 0, None, "missed"),
        "5.C102": (0, 1, None, "missed"),
        "5.C103": (0, 0, 1, "missed"),
        "5.C104": (2, 2, None, "met"),
        "5.C105": (1, 1, None, "met"),
        "5.C106": (0, 0, None, "not_due"),
        "5.C127": (100 / 3, 1, 3, "missed"),
    }
    check(product, "todate", "2026-12-31", cases)


def test_once_a_year_is_missed_with_the_term(product: Product) -> None:
    product.nil(5, "2027-05", "drills")
    product.nil(5, "2027-06", "drills")
    check(product, "term", "2027-06-29", {"5.C105": (0, 0, None, "not_due"), "5.C106": (0, 0, None, "not_due")})
    check(product, "term", "2027-06-30", {"5.C105": (0, 0, None, "missed"), "5.C106": (0, 0, None, "missed")})
