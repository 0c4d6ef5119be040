"""Findings in plain sentences, worked by hand."""

from datetime import date

from kpi.measures import refresh_stale
from kpi.score import scorecard
from kpi.sentences import cause_words, reckoning, sentence
from kpi.values import Finding
from tests.kpi.test_availability import outage
from tests.kpi.test_counts import acceptance
from tests.kpi.test_faults import ticket
from tests.product import Product


def finding(product: Product, code: str, period: str, day: str) -> Finding:
    refresh_stale(product.store)
    found = scorecard(product.store, int(code[0]), period, date.fromisoformat(day)).finding(code)
    assert found is not None
    return found


def test_a_missed_time_names_limit_systems_and_the_sum(product: Product) -> None:
    rows = [
        ticket("A", "09-01 00:00", "09-01 00:05", "09-03 00:00", fault_class="硬件"),
        ticket("B", "09-05 00:00", "09-05 00:05", "09-05 12:00", fault_class="硬件", system_id="P3-04"),
    ]
    product.load(3, "2026-09", {"incidents": rows})
    one = finding(product, "3.13", "2026-09", "2026-09-30")
    assert sentence(one) == "平均服务修复时间（硬件） 30.00 小时，超过 24 小时"
    assert cause_words(one, {}) == "主要来自 工程建设（1 单，平均 48.00 小时）、治安监控（1 单，平均 12.00 小时）"
    assert reckoning(one) == "60.00 小时 ÷ 2 单 = 30.00 小时"


def test_a_mean_of_systems_says_so(product: Product) -> None:
    product.load(1, "2026-09", {"outages": [outage("A", "09-01 00:00", "09-02 06:00")]}, ["maintenance"])
    one = finding(product, "1.07", "2026-09", "2026-09-30")
    # 30 of 13 × 720 h, all in one system.
    assert reckoning(one) == "合计 9,330.00 小时 ÷ 9,360.00 小时 ≈ 99.67%；各系统平均 99.67%"
    assert sentence(one) == "系统可用性（系统平均持续可用率） 99.67%，达标（目标 ≥99%）"
    assert cause_words(one, {}) == ""


def test_nothing_known_and_nothing_due(product: Product) -> None:
    missing = finding(product, "1.10", "2026-07..2026-11", "2026-11-30")
    assert sentence(missing) == "服务响应时间缺数据：2026-07、2026-08、2026-09 等 5 个月 没有报齐"
    assert (reckoning(missing), cause_words(missing, {})) == ("", "")
    assert sentence(finding(product, "1.14", "2026-10", "2026-10-31")) == "中期验收考核通过及时性未到期"
    assert sentence(finding(product, "1.14", "2026-11", "2026-11-30")).endswith("到期没有通过（目标 2026年11月）")


def test_an_annual_number_says_what_is_due_by_pace(product: Product) -> None:
    product.load(
        3,
        "2026-07",
        {"reports": [{"report_id": "R", "kind": "月报", "due_from": "2026-07-31", "submitted_at": "2026-08-01"}]},
    )
    said = sentence(finding(product, "3.03", "2026-07", "2026-07-31"))
    assert said == "系统运维报告数量（年度） 1 份，按进度应有 1 份，进度正常（全年 ≥12份）"


def test_a_count_of_the_worst_month_says_what_is_taken(product: Product) -> None:
    assert reckoning(finding(product, "1.02", "2026-07..2026-09", "2026-09-30")) == "合计 39 个·月；最差的月份 13 个"
    assert reckoning(finding(product, "1.06", "2026-09", "2026-09-30")) == ""
    assert reckoning(finding(product, "1.14", "2026-09", "2026-09-30")) == ""


def test_where_the_worst_month_decides_its_systems_are_named(product: Product) -> None:
    for month, system in (("09", "P1-02"), ("10", "P1-03")):
        rows = [
            {"inspection_id": f"{month}-{n}-{day}", "system_id": f"P1-{n:02}",
             "inspected_at": f"2026-{month}-{day:02} 09:00"}
            for n in range(1, 14) for day in range(1, 8)
            if f"P1-{n:02}" != system or day <= (5 if month == "09" else 4)
        ]  # fmt: skip
        product.load(1, f"2026-{month}", {"inspections": rows})
    months = {f"2026-{month}": finding(product, "1.04", f"2026-{month}", "2026-10-31") for month in ("09", "10")}
    one = finding(product, "1.04", "2026-09..2026-10", "2026-10-31")
    assert cause_words(one, months) == "2026-10 主要来自 OA系统（4 次）"


def test_a_late_milestone_names_the_last_day(product: Product) -> None:
    row = {"acceptance_id": "M", "kind": "中期验收", "submitted_at": "2026-11-01 08:00",
           "passed_at": "2026-11-13 09:00", "result": "通过"}  # fmt: skip
    product.load(5, "2026-11", {"acceptances": [row]})
    said = sentence(finding(product, "5.10", "2026-11", "2026-11-30"))
    assert said == "运维中期验收及时性 2026-11-13 通过，应在 2026-11-01 之前"


def test_what_the_package_itself_failed_is_named_beside_its_systems(product: Product) -> None:
    rows = [
        acceptance("A", "系统验收", "09-01 00:00", "通过", "09-01 00:00", "P3-01"),
        acceptance("B", "系统验收", "09-02 00:00", "不通过", None, "P3-02"),
        acceptance("C", "中期验收", "09-03 00:00", "不通过"),
    ]
    product.load(3, "2026-09", {"acceptances": rows})
    one = finding(product, "3.06", "2026-09", "2026-09-30")
    assert sentence(one) == "系统运维验收合格率 33.33%，低于 100%"
    assert cause_words(one, {}) == "主要来自 排水监管（1 次没有一次通过），不分系统的有 1 次没有一次通过"


def test_of_many_systems_two_are_named_and_all_are_counted(product: Product) -> None:
    rows = [
        ticket(f"A{n}", "09-01 00:00", "09-01 00:05", "09-03 00:00", fault_class="硬件", system_id=f"P3-0{n}")
        for n in (1, 2, 3)
    ]
    product.load(3, "2026-09", {"incidents": rows})
    said = cause_words(finding(product, "3.13", "2026-09", "2026-09-30"), {})
    assert said.startswith("主要来自 ")
    assert said.endswith("（1 单，平均 48.00 小时） 等 3 个系统")
    assert said.count("、") == 1
