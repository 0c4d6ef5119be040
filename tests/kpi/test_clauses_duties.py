"""The clauses that 履约事项 prove, from C71 on: a kept and a broken case of each, worked by hand from the tender.

Rows as in clause_cases.Case.
"""

import pytest

from tests.kpi.clause_cases import MONTH, QUARTER, Case, check, check_duties, check_rhythm, duties, flags
from tests.product import Product

# A count without a target of the tender is the product's default: never a breach, "not_due" with its flag.
KEPT = [
    # The level of a month is its smallest number: four masts all month, five for a while.
    Case("3.C71", [(1, "P3-08", 5), (20, "P3-08", 4)], MONTH, (4, 4, None, "met")),
    Case("3.C72", [(30, "P3-03", 1)], MONTH, (1, 1, None, "met"), "default_number"),
    Case("3.C74", [(5, None, 2)], MONTH, (100, 2, 2, "met")),
    Case("3.C75", [(5, "P3-01", 1)], MONTH, (100, 1, 1, "met")),
    Case("4.C74", [(5, None, 1)], MONTH, (100, 1, 1, "met")),
    Case("4.C75", [(5, None, 1)], MONTH, (100, 1, 1, "met")),
    Case("4.C77", [(5, None, 1)], MONTH, (1, 1, None, "met"), "default_number"),
    # The worst of three systems has one in the quarter.
    Case("4.C78", [(1, "P4-01", 3), (2, "P4-02", 1), (30, "P4-04", 1)], QUARTER, (1, 5, None, "met"), "default_number"),
    Case("4.C84", [(1, None, 1)], MONTH, (1, 1, None, "met"), "default_number"),
    Case("4.C85", [(1, None, 1)], QUARTER, (1, 1, None, "met"), "default_number"),
    Case("4.C86", [(1, "P4-03", 4)], MONTH, (100, 4, 4, "met")),
    Case("4.C90", [(1, "P4-01", 1), (1, "P4-02", 1), (9, "P4-04", 2)], MONTH, (1, 4, None, "met"), "default_number"),
    # 事件, 问题, 变更, 发布, 配置管理: five.
    Case("5.C95", [(1, "P5-02", 3), (30, "P5-02", 2)], MONTH, (5, 5, None, "met")),
    Case("5.C96", [(1, "P5-02", 20)], MONTH, (100, 20, 20, "met")),
    Case("5.C98", [(1, "P5-02", 1)], MONTH, (1, 1, None, "met")),
    Case("5.C99", [(1, "P5-02", 1)], QUARTER, (1, 1, None, "met"), "default_number"),
    Case("5.C100", [(1, "P5-02", 2)], MONTH, (100, 2, 2, "met")),
    Case("5.C101", [(1, "P5-02", 1)], MONTH, (1, 1, None, "met"), "default_number"),
    Case("5.C108", [(1, "P5-04", 1)], QUARTER, (1, 1, None, "met"), "default_number"),
    Case("5.C75", [(1, "P5-01", 1), (1, "P5-04", 1)], MONTH, (100, 2, 2, "met")),
    Case("2.C75", [(1, f"P2-0{n}", 1) for n in (3, 4, 6, 7)], MONTH, (100, 4, 4, "met")),
    # 系统运维方案, 阶段性报告, 总结报告: three, whenever in the term.
    Case("1.C110", [(1, None, 1), (30, None, 2)], MONTH, (3, 3, None, "met")),
    Case("1.C121", [(1, None, 2)], MONTH, (100, 2, 2, "met")),
    Case("1.C122", [(1, None, 1)], MONTH, (1, 1, None, "met"), "default_number"),
    Case("1.C123", [(1, None, 6)], QUARTER, (6, 6, None, "met"), "default_number"),
    Case("1.C124", [(1, "P1-01", 1)], MONTH, (100, 1, 1, "met")),
    Case("1.C125", [(1, None, 1)], QUARTER, (1, 1, None, "met"), "default_number"),
    Case("1.C128", [(1, None, 3)], MONTH, (100, 3, 3, "met")),
    Case("1.C129", [(1, "P1-02", 2)], QUARTER, (2, 2, None, "met"), "default_number"),
    Case("1.C132", [(1, None, 12)], MONTH, (100, 12, 12, "met")),
    Case("1.C133", [(1, None, 50)], MONTH, (100, 50, 50, "met")),
    # 备份策略, 恢复策略, 灾难恢复策略: three, whenever in the term.
    Case("1.C144", [(1, None, 1), (30, None, 2)], MONTH, (3, 3, None, "met")),
    Case("1.C145", [(6, None, 1)], MONTH, (1, 1, None, "met"), "default_number"),
]
BROKEN = [
    Case("3.C71", [(1, "P3-08", 4), (20, "P3-08", 3)], MONTH, (3, 3, None, "missed")),
    Case("3.C72", [(30, "P3-03", 1, "否")], MONTH, (0, 0, None, "not_due"), "default_number"),
    Case("3.C74", [(5, None, 2), (6, None, 1, "否")], MONTH, (200 / 3, 2, 3, "missed")),
    Case("3.C75", [(5, "P3-01", 1), (5, "P3-02", 1, "否")], MONTH, (50, 1, 2, "missed")),
    Case("4.C74", [(5, None, 1, "否")], MONTH, (0, 0, 1, "missed")),
    Case("4.C75", [(5, None, 1, "否")], MONTH, (0, 0, 1, "missed")),
    Case("4.C77", [], MONTH, (0, 0, None, "not_due"), "default_number"),
    Case("4.C78", [(1, "P4-01", 3), (2, "P4-02", 1)], QUARTER, (0, 4, None, "not_due"), "default_number"),
    Case("4.C84", [(1, None, 1, "否")], MONTH, (0, 0, None, "not_due"), "default_number"),
    Case("4.C85", [], QUARTER, (0, 0, None, "not_due"), "default_number"),
    Case("4.C86", [(1, "P4-03", 4), (2, "P4-03", 1, "否")], MONTH, (80, 4, 5, "missed")),
    Case("4.C90", [(1, "P4-01", 1), (9, "P4-04", 2)], MONTH, (0, 3, None, "not_due"), "default_number"),
    Case("5.C95", [(1, "P5-02", 3), (30, "P5-02", 1)], MONTH, (4, 4, None, "not_due")),
    Case("5.C96", [(1, "P5-02", 19), (2, "P5-02", 1, "否")], MONTH, (95, 19, 20, "missed")),
    Case("5.C98", [], MONTH, (0, 0, None, "not_due")),
    Case("5.C99", [], QUARTER, (0, 0, None, "not_due"), "default_number"),
    Case("5.C100", [(1, "P5-02", 2), (1, "P5-02", 1, "否")], MONTH, (200 / 3, 2, 3, "missed")),
    Case("5.C101", [(1, "P5-02", 1, "否")], MONTH, (0, 0, None, "not_due"), "default_number"),
    Case("5.C108", [], QUARTER, (0, 0, None, "not_due"), "default_number"),
    Case("5.C75", [(1, "P5-01", 1), (1, "P5-04", 1, "否")], MONTH, (50, 1, 2, "missed")),
    Case("2.C75", [(1, "P2-07", 1, "否")], MONTH, (0, 0, 1, "missed")),
    Case("1.C110", [(1, None, 1), (30, None, 1)], MONTH, (2, 2, None, "not_due")),
    Case("1.C121", [(1, None, 1), (2, None, 1, "否")], MONTH, (50, 1, 2, "missed")),
    Case("1.C122", [(1, None, 1, "否")], MONTH, (0, 0, None, "not_due"), "default_number"),
    Case("1.C123", [], QUARTER, (0, 0, None, "not_due"), "default_number"),
    Case("1.C124", [(1, "P1-01", 1, "否")], MONTH, (0, 0, 1, "missed")),
    Case("1.C125", [], QUARTER, (0, 0, None, "not_due"), "default_number"),
    Case("1.C128", [(1, None, 3), (1, None, 1, "否")], MONTH, (75, 3, 4, "missed")),
    Case("1.C129", [], QUARTER, (0, 0, None, "not_due"), "default_number"),
    Case("1.C132", [(1, None, 11), (1, None, 1, "否")], MONTH, (1100 / 12, 11, 12, "missed")),
    Case("1.C133", [(1, None, 49), (1, None, 1, "否")], MONTH, (98, 49, 50, "missed")),
    Case("1.C144", [(1, None, 1), (30, None, 1), (30, None, 1, "否")], MONTH, (2, 2, None, "not_due")),
    Case("1.C145", [(6, None, 1, "否")], MONTH, (0, 0, None, "not_due"), "default_number"),
]


@pytest.mark.parametrize("package", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("cases", [KEPT, BROKEN], ids=["kept", "broken"])
def test_duties(product: Product, cases: list[Case], package: int) -> None:
    check_duties(product, package, cases)


def test_the_same_clauses_are_kept_and_broken() -> None:
    assert {one.code for one in KEPT} == {one.code for one in BROKEN}


def test_a_quarter_counts_from_its_last_day_and_a_half_year_from_its(product: Product) -> None:
    for month in ("2026-07", "2026-08", "2026-09", "2026-10", "2026-11"):
        product.nil(5, month, "duties")
    product.load(5, "2026-12", {"duties": duties("5.C107", [(31, "P5-02", 1)], "2026-12")})
    check(product, "todate", "2026-12-30", {"5.C107": (None, None, None, "not_due")})
    check(product, "todate", "2026-12-31", {"5.C107": (1, 1, None, "met"), "5.C99": (0, 0, None, "not_due")})
    product.nil(5, "2026-12", "duties", replace=True)
    check(product, "todate", "2026-12-31", {"5.C107": (0, 0, None, "not_due")})
    assert "default_number" in flags(product, "5.C107", "todate", "2026-12-31")


def test_numbers_of_the_term_are_missed_only_with_its_last_day(product: Product) -> None:
    product.nil(5, "2027-05", "duties")
    product.load(5, "2027-06", {"duties": duties("5.C110", [(30, None, 2)], "2027-06")})
    before = {"5.C95": (0, 0, None, "not_due"), "5.C98": (0, 0, None, "not_due"), "5.C110": (0, 0, None, "not_due")}
    before |= {"5.C144": (0, 0, None, "not_due")}
    check(product, "term", "2027-06-29", before)
    after = {"5.C95": (0, 0, None, "missed"), "5.C98": (0, 0, None, "missed"), "5.C110": (2, 2, None, "missed")}
    after |= {"5.C144": (0, 0, None, "missed")}
    check(product, "term", "2027-06-30", after)


def test_the_flood_season_begins_on_the_first_of_june_and_ends_in_september(product: Product) -> None:
    for month in ("2027-05", "2026-10"):
        product.load(3, month, {"duties": duties("3.C73", [(1, "P3-02", 31)], month)})
        check(product, month, "2027-06-30", {"3.C73": (None, 0, 0, "not_due")})
    product.load(3, "2027-06", {"duties": duties("3.C73", [(1, "P3-02", 29)], "2027-06")})
    check(product, "2027-06", "2027-06-30", {"3.C73": (2900 / 30, 29, 30, "missed")})
    product.load(3, "2027-06", {"duties": duties("3.C73", [(1, "P3-02", 30)], "2027-06")}, replace=True)
    check(product, "2027-06", "2027-06-30", {"3.C73": (100, 30, 30, "met")})


def test_weekly_backups_of_each_system(product: Product) -> None:
    # August 2026 covered alone: the weeks from the 3rd, 10th, 17th and 24th, of three systems.
    days = [(day, system, 1) for day in (9, 10, 23, 24) for system in ("P4-01", "P4-02", "P4-04")]
    product.load(4, "2026-08", {"duties": duties("4.C92", days, "2026-08")})
    check(product, "2026-08", "2026-08-31", {"4.C92": (100, 12, 12, "met")})


EACH = {
    "month": ["3.C71", "3.C72", "4.C84", "4.C90", "1.C122"],
    "quarter": ["4.C78", "4.C85", "5.C99", "5.C108", "1.C123", "1.C125", "1.C129"],
    "term": ["4.C77", "5.C95", "5.C98", "5.C101", "1.C110"],
}


@pytest.mark.parametrize("package", [1, 3, 4, 5])
def test_the_worst_month_or_quarter_decides_and_totals_run_from_the_start(product: Product, package: int) -> None:
    check_rhythm(product, package, KEPT, EACH)
