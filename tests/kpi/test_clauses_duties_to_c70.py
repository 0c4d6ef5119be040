"""The clauses that 履约事项 prove, up to C70: a kept and a broken case of each, worked by hand from the tender.

Rows as in clause_cases.Case. What the tender says without a number ("安排专人", "定期") is looked at by the product's
default and never a breach: "not_due" with the flag default_number.
"""

from datetime import date
from typing import Any

import pytest

from tests.kpi.clause_cases import MONTH, QUARTER, Case, Row, check, check_duties, check_rhythm, duties
from tests.product import Product

DEFAULT = "default_number"


def of_each(package: int, systems: int, day: int = 1, quantity: float = 1) -> list[Row]:
    return [(day, f"P{package}-{number:02}", quantity) for number in range(1, systems + 1)]


KEPT = [
    Case("1.C6", [(25, None, 3), (26, "P1-01", 1)], MONTH, (100, 4, 4, "met")),
    # The level of a month is its smallest number, and levels of several places add up: 1 of 2 and 1, and 1.
    Case("1.C7", [(1, None, 2), (20, None, 1), (5, "P1-01", 1)], MONTH, (2, 2, None, "met"), DEFAULT),
    Case("1.C8", [(30, None, 1)], MONTH, (1, 1, None, "met"), DEFAULT),
    Case("1.C12", [(9, "P1-03", 2)], MONTH, (100, 2, 2, "met")),
    Case("1.C13", [(9, None, 1)], MONTH, (1, 1, None, "met"), DEFAULT),
    Case("4.C14", [(1, "P4-01", 1), (2, "P4-02", 1), (3, "P4-03", 2), (30, "P4-04", 1)], MONTH, (1, 5, None, "met"),
         DEFAULT),
    # One group of the whole package is enough, whichever system names it.
    Case("2.C20", [(9, "P2-05", 1)], MONTH, (1, 1, None, "met"), DEFAULT),
    Case("1.C20", [(9, None, 1)], MONTH, (1, 1, None, "met"), DEFAULT),
    Case("5.C21", [(9, "P5-04", 1), (10, "P5-01", 1)], MONTH, (100, 2, 2, "met")),
    Case("1.C23", of_each(1, 13), MONTH, (1, 13, None, "met"), DEFAULT),
    # 非现场执法 (P4-03) has no software of which a backup is asked.
    Case("4.C23", [(1, "P4-01", 1), (1, "P4-02", 1), (1, "P4-04", 1)], MONTH, (1, 3, None, "met"), DEFAULT),
    Case("1.C24", of_each(1, 13, 5, 4), MONTH, (4, 52, None, "met"), DEFAULT),
    Case("1.C25", of_each(1, 13, 6, 4), MONTH, (100, 52, 52, "met")),
    Case("1.C26", [(30, None, 1)], QUARTER, (1, 1, None, "met"), DEFAULT),
    Case("4.C26", [(30, "P4-04", 1)], QUARTER, (1, 1, None, "met"), DEFAULT),
    Case("2.C27", [(1, "P2-03", 1), (1, "P2-07", 2)], MONTH, (100, 3, 3, "met")),
    Case("4.C27", [(1, None, 1)], MONTH, (100, 1, 1, "met")),
    Case("2.C28", [(1, "P2-01", 2), (30, "P2-01", 1)], MONTH, (1, 1, None, "met"), DEFAULT),
    Case("2.C34", [(1, "P2-01", 1)], MONTH, (1, 1, None, "met"), DEFAULT),
    Case("2.C35", [(30, "P2-01", 1)], QUARTER, (1, 1, None, "met"), DEFAULT),
    Case("2.C36", [(30, "P2-01", 2)], QUARTER, (2, 2, None, "met"), DEFAULT),
    Case("2.C37", [(30, "P2-01", 1)], QUARTER, (1, 1, None, "met"), DEFAULT),
    # 52 interfaces and 16 certificates (1 + 1 + 4 + 8 + 2), whenever in the term.
    Case("2.C38", [(1, "P2-01", 50), (30, "P2-01", 2)], MONTH, (52, 52, None, "met")),
    Case("2.C39", [(1, "P2-01", 5)], MONTH, (100, 5, 5, "met")),
    Case("2.C43", [(n, "P2-02", certificates) for n, certificates in enumerate((1, 1, 4, 8, 2), 1)], MONTH,
         (16, 16, None, "met")),
    Case("2.C44", [(1, "P2-03", 2), (15, "P2-03", 1)], MONTH, (1, 1, None, "met")),
    # Two statistics each month: that of the customs zone and that of last month's growth.
    Case("2.C45", [(3, "P2-02", 1), (4, "P2-02", 1)], MONTH, (2, 2, None, "met")),
    Case("2.C46", [(1, "P2-04", 1), (1, "P2-07", 2)], MONTH, (1, 3, None, "met"), DEFAULT),
    Case("2.C47", [(1, "P2-04", 1), (1, "P2-07", 1)], MONTH, (1, 2, None, "met"), DEFAULT),
    Case("2.C48", [(1, "P2-05", 1)], MONTH, (1, 1, None, "met")),
    Case("2.C49", [(1, "P2-03", 5), (1, "P2-04", 3), (2, "P2-04", 2.5)], MONTH, (5, 10.5, None, "met")),
    Case("2.C50", [(1, "P2-06", 12), (2, "P2-06", 8)], MONTH, (20, 20, None, "met")),
    Case("2.C51", [(1, "P2-06", 1)], MONTH, (1, 1, None, "met")),
    Case("2.C53", [(30, "P2-05", 15)], QUARTER, (15, 15, None, "met"), DEFAULT),
    Case("2.C54", [(30, "P2-05", 1)], MONTH, (1, 1, None, "met"), DEFAULT),
    Case("3.C57", [(25, None, 2), (26, "P3-05", 1)], MONTH, (100, 3, 3, "met")),
    Case("3.C59", [(30, None, 1)], MONTH, (1, 1, None, "met"), DEFAULT),
    Case("3.C64", [(1, "P3-03", 1), (1, "P3-04", 1)], MONTH, (2, 2, None, "met")),
    Case("3.C68", [(30, None, 1)], QUARTER, (1, 1, None, "met"), DEFAULT),
    Case("3.C69", [(30, None, 1)], MONTH, (1, 1, None, "met"), DEFAULT),
    Case("2.C69", [(30, "P2-06", 1)], MONTH, (1, 1, None, "met"), DEFAULT),
    Case("3.C70", [(1, "P3-05", 5), (30, "P3-05", 4)], MONTH, (4, 4, None, "met")),
]  # fmt: skip
BROKEN = [
    Case("1.C6", [(25, None, 3), (26, "P1-01", 1, "否")], MONTH, (75, 3, 4, "missed")),
    Case("1.C7", [(1, None, 2), (20, None, 1, "否")], MONTH, (0, 0, None, "not_due"), DEFAULT),
    Case("1.C8", [(30, None, 1, "否")], MONTH, (0, 0, None, "not_due"), DEFAULT),
    Case("1.C12", [(9, "P1-03", 2), (10, None, 1, "否")], MONTH, (200 / 3, 2, 3, "missed")),
    Case("1.C13", [], MONTH, (0, 0, None, "not_due"), DEFAULT),
    Case("4.C14", [(1, "P4-01", 1), (2, "P4-02", 1), (30, "P4-04", 2)], MONTH, (0, 4, None, "not_due"), DEFAULT),
    Case("2.C20", [(9, "P2-05", 1, "否")], MONTH, (0, 0, None, "not_due"), DEFAULT),
    Case("1.C20", [], MONTH, (0, 0, None, "not_due"), DEFAULT),
    Case("5.C21", [(9, "P5-04", 1), (10, "P5-01", 1, "否")], MONTH, (50, 1, 2, "missed")),
    Case("1.C23", of_each(1, 12), MONTH, (0, 12, None, "not_due"), DEFAULT),
    Case("4.C23", [(1, "P4-01", 2), (1, "P4-02", 1)], MONTH, (0, 3, None, "not_due"), DEFAULT),
    Case("1.C24", of_each(1, 12, 5, 4), MONTH, (0, 48, None, "not_due"), DEFAULT),
    # 48 backups, and one of them is not verified.
    Case("1.C25", [*of_each(1, 11, 6, 4), (6, "P1-12", 3)], MONTH, (4700 / 48, 47, 48, "missed")),
    Case("1.C26", [], QUARTER, (0, 0, None, "not_due"), DEFAULT),
    Case("4.C26", [(30, "P4-04", 1, "否")], QUARTER, (0, 0, None, "not_due"), DEFAULT),
    Case("2.C27", [(1, "P2-03", 1), (1, "P2-07", 2, "否")], MONTH, (100 / 3, 1, 3, "missed")),
    Case("4.C27", [(1, None, 1, "否")], MONTH, (0, 0, 1, "missed")),
    Case("2.C28", [], MONTH, (0, 0, None, "not_due"), DEFAULT),
    Case("2.C34", [], MONTH, (0, 0, None, "not_due"), DEFAULT),
    Case("2.C35", [], QUARTER, (0, 0, None, "not_due"), DEFAULT),
    Case("2.C36", [], QUARTER, (0, 0, None, "not_due"), DEFAULT),
    Case("2.C37", [(30, "P2-01", 1, "否")], QUARTER, (0, 0, None, "not_due"), DEFAULT),
    # A number of the term is missed at its end only.
    Case("2.C38", [(1, "P2-01", 51)], MONTH, (51, 51, None, "not_due")),
    Case("2.C39", [(1, "P2-01", 4), (2, "P2-01", 1, "否")], MONTH, (80, 4, 5, "missed")),
    Case("2.C43", [(1, "P2-02", 15), (2, "P2-02", 1, "否")], MONTH, (15, 15, None, "not_due")),
    Case("2.C44", [(1, "P2-03", 2), (15, "P2-03", 0.5)], MONTH, (0.5, 0.5, None, "missed")),
    Case("2.C45", [(3, "P2-02", 1), (4, "P2-02", 1, "否")], MONTH, (1, 1, None, "missed")),
    Case("2.C46", [(1, "P2-04", 3)], MONTH, (0, 3, None, "not_due"), DEFAULT),
    Case("2.C47", [(1, "P2-07", 1)], MONTH, (0, 1, None, "not_due"), DEFAULT),
    Case("2.C48", [(1, "P2-05", 1), (2, "P2-05", 1, "否")], MONTH, (0, 0, None, "missed")),
    # floor(5 × 3 / 12) = 1 and floor(20 × 3 / 12) = 5 person-months are due after three months.
    Case("2.C49", [(1, "P2-03", 5), (2, "P2-04", 0.9)], MONTH, (0.9, 5.9, None, "behind")),
    Case("2.C50", [(1, "P2-06", 4.9)], MONTH, (4.9, 4.9, None, "behind")),
    Case("2.C51", [], MONTH, (0, 0, None, "missed")),
    Case("2.C53", [], QUARTER, (0, 0, None, "not_due"), DEFAULT),
    Case("2.C54", [], MONTH, (0, 0, None, "not_due"), DEFAULT),
    Case("3.C57", [(25, None, 2), (26, "P3-05", 1, "否")], MONTH, (200 / 3, 2, 3, "missed")),
    Case("3.C59", [], MONTH, (0, 0, None, "not_due"), DEFAULT),
    Case("3.C64", [(1, "P3-03", 1)], MONTH, (1, 1, None, "missed")),
    Case("3.C68", [(30, None, 1, "否")], QUARTER, (0, 0, None, "not_due"), DEFAULT),
    Case("3.C69", [], MONTH, (0, 0, None, "not_due"), DEFAULT),
    Case("2.C69", [], MONTH, (0, 0, None, "not_due"), DEFAULT),
    Case("3.C70", [(1, "P3-05", 4), (30, "P3-05", 3)], MONTH, (3, 3, None, "missed")),
]


@pytest.mark.parametrize("package", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("cases", [KEPT, BROKEN], ids=["kept", "broken"])
def test_duties(product: Product, cases: list[Case], package: int) -> None:
    check_duties(product, package, cases)


def test_the_same_clauses_are_kept_and_broken() -> None:
    assert [one.code for one in KEPT] == [one.code for one in BROKEN]


EACH = {
    "month": ["1.C7", "1.C8", "1.C24", "2.C28", "2.C34", "2.C44", "2.C45", "2.C46", "2.C48", "2.C51", "2.C54", "3.C64",
              "3.C69", "2.C69", "3.C70"],
    "quarter": ["1.C26", "4.C26", "2.C35", "2.C36", "2.C37", "2.C53", "3.C68"],
    "term": ["1.C13", "4.C14", "2.C20", "1.C20", "1.C23", "4.C23", "2.C38", "2.C43", "2.C47", "2.C49", "2.C50",
             "3.C59"],
}  # fmt: skip


@pytest.mark.parametrize("package", [1, 2, 3, 4])
def test_the_worst_month_or_quarter_decides_and_totals_run_from_the_start(product: Product, package: int) -> None:
    check_rhythm(product, package, KEPT, EACH)


def test_person_months_at_their_pace(product: Product) -> None:
    product.nil(2, "2026-07", "duties")
    product.nil(2, "2026-08", "duties")
    rows = [*duties("2.C49", [(1, "P2-03", 1), (1, "P2-04", 1)]), *duties("2.C50", [(1, "P2-06", 5)])]
    product.load(2, MONTH, {"duties": rows})
    cases = {"2.C49": (1, 2, None, "on_track"), "2.C50": (5, 5, None, "on_track")}
    check(product, "todate", "2026-09-30", cases)
    # After four months floor(20 × 4 / 12) = 6 are due of P2-06; of the others still 1.
    product.nil(2, "2026-10", "duties")
    check(product, "todate", "2026-10-31", {"2.C49": (1, 2, None, "on_track"), "2.C50": (5, 5, None, "behind")})


def test_numbers_of_the_term_are_missed_only_with_its_last_day(product: Product) -> None:
    rows = [
        *duties("2.C38", [(1, "P2-01", 51)], "2027-06"),
        *duties("2.C43", [(1, "P2-02", 15)], "2027-06"),
        *duties("2.C49", [(1, "P2-03", 4.9), (1, "P2-04", 5)], "2027-06"),
        *duties("2.C50", [(1, "P2-06", 19.9)], "2027-06"),
    ]
    product.nil(2, "2027-05", "duties")
    product.load(2, "2027-06", {"duties": rows})
    check(product, "term", "2027-06-29", {"2.C38": (51, 51, None, "not_due"), "2.C43": (15, 15, None, "not_due")})
    after = {
        "2.C38": (51, 51, None, "missed"),
        "2.C43": (15, 15, None, "missed"),
        "2.C49": (4.9, 9.9, None, "missed"),
        "2.C50": (19.9, 19.9, None, "missed"),
    }
    check(product, "term", "2027-06-30", after)


def test_each_weekly_backup_of_package_4_is_verified(product: Product) -> None:
    backups = [(2, "P4-01", 1), (9, "P4-01", 1), (2, "P4-02", 1), (2, "P4-04", 1, "否")]
    verified = [(3, "P4-01", 2), (3, "P4-02", 1, "否"), (3, "P4-04", 1)]
    # A backup that failed is none; three were made, two of them verified.
    product.load(4, MONTH, {"duties": [*duties("4.C92", backups), *duties("4.C25", verified)]})
    check(product, MONTH, "2026-09-30", {"4.C25": (200 / 3, 2, 3, "missed")})
    verified[1] = (3, "P4-02", 1)
    rows = [*duties("4.C92", backups), *duties("4.C25", verified)]
    product.load(4, MONTH, {"duties": rows}, replace=True)
    check(product, MONTH, "2026-09-30", {"4.C25": (100, 3, 3, "met")})


def test_nobody_is_asked_of_a_system_out_of_service(product: Product) -> None:
    # P2-03 ends with September: nobody has to be on site from October on, nor may anybody be missed there.
    systems: list[dict[str, Any]] = [{"system_id": f"P2-0{n}", "system_name": "名"} for n in range(1, 8)]
    systems[2]["out_of_service_on"] = date(2026, 10, 1)
    product.load(2, MONTH, {"systems": systems, "duties": duties("2.C44", [(1, "P2-03", 1)])})
    product.nil(2, "2026-10", "duties")
    check(product, MONTH, "2026-10-31", {"2.C44": (1, 1, None, "met")})
    check(product, "2026-10", "2026-10-31", {"2.C44": (None, 0, None, "not_due"), "2.C48": (0, 0, None, "missed")})
    check(product, "todate", "2026-10-31", {"2.C44": (1, 1, None, "met")})
