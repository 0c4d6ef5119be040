"""The story that the invented sample months tell, checked by plain counting: screens and README rely on it."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from data.demo import SampleMonth
from tests.data.demo_records import MONTHS, Months, Row, all_rows, current, demo_months, month_of, when

QUALITATIVE = {
    1: {"1.01", "1.15", "1.17", "1.18"},
    2: {"2.01", "2.16", "2.17", "2.19"},
    3: {"3.01", "3.15", "3.18"},
    4: {"4.01", "4.14", "4.15", "4.17"},
    5: {"5.01", "5.15", "5.18"},
}


@pytest.fixture(scope="module")
def months() -> Months:
    """The sample months of the usual seed by package and month."""
    return demo_months()


def test_package_3_has_a_long_outage_across_a_month_end_and_one_that_goes_on(months: Months) -> None:
    outages = current(months, 3, "outages")
    counted = [row for row in outages if not row["exempt_reason"]]
    ended = [row for row in counted if row["up_at"]]
    longest = max(ended, key=lambda row: when(row, "up_at") - when(row, "down_at"))
    assert timedelta(hours=60) < when(longest, "up_at") - when(longest, "down_at") < timedelta(hours=61)
    assert (month_of(longest, "down_at"), month_of(longest, "up_at")) == ("2026-08", "2026-09")
    assert [row["system_id"] for row in outages if row["up_at"] is None] == ["P3-10"]
    allowed = 10 * 3672 / 850
    assert len(counted) > allowed


def test_good_packages_stay_below_the_failures_allowed(months: Months) -> None:
    for package, systems in {1: 13, 2: 7, 4: 4, 5: 4}.items():
        assert len(current(months, package, "outages")) < 0.75 * systems * 3672 / 850


def mean_of(rows: list[Row], start: str, end: str) -> float:
    """Mean hours between two times over the rows that have both."""
    spans = [(when(row, end) - when(row, start)).total_seconds() / 3600 for row in rows if row.get(end)]
    return sum(spans) / len(spans)


def test_responses_and_repairs(months: Months) -> None:
    for package in range(1, 6):
        tickets = [row for row in current(months, package, "incidents") if not row.get("exempt_reason")]
        hardware = [row for row in tickets if row["fault_class"] == "硬件"]
        software = [row for row in tickets if row["fault_class"] == "软件"]
        in_trouble = package == 3
        assert (mean_of(tickets, "reported_at", "responded_at") * 60 > 30) == in_trouble
        assert (mean_of(hardware, "reported_at", "restored_at") > 24) == in_trouble
        assert mean_of(software, "reported_at", "restored_at") <= 8
        if package in (2, 5):
            assert mean_of(tickets, "reported_at", "restored_at") <= 8


def test_tickets_and_requests_a_month(months: Months) -> None:
    for sample in months.values():
        own = [row for row in sample.rows["incidents"] if month_of(row, "reported_at") == sample.month]
        assert 15 <= len(own) <= 60
        asked = [row for row in sample.rows["requests"] if month_of(row, "requested_at") == sample.month]
        assert 10 <= len(asked) <= 30


@pytest.mark.parametrize(("package", "low", "high"), [(1, 93, 95), (2, 75, 78), (3, 80, 83), (4, 84, 89), (5, 84, 89)])
def test_requests_done_in_time(months: Months, package: int, low: float, high: float) -> None:
    due = [
        row
        for row in current(months, package, "requests")
        if row["kind"] == "需求" and when(row, "due_at") < datetime(2026, 12, 1)
    ]
    in_time = [row for row in due if row["completed_at"] and when(row, "completed_at") <= when(row, "due_at")]
    assert low <= 100 * len(in_time) / len(due) <= high


def test_emergencies_of_package_3_lack_one_joint_response(months: Months) -> None:
    emergencies = [row for row in current(months, 3, "incidents") if row["is_emergency"] == "是"]
    assert len(emergencies) == 11
    [alone] = [row for row in emergencies if row["is_joint"] == "否"]
    assert month_of(alone, "reported_at") == "2026-10"


def test_maintenance_approved_too_late_not_at_all_and_across_a_month_end(months: Months) -> None:
    windows = [row for _, dataset, row in all_rows(months) if dataset == "maintenance"]
    late = [row for row in windows if row["approved_by"] and when(row, "approved_at") > when(row, "starts_at")]
    assert [(row["system_id"], month_of(row, "starts_at")) for row in late] == [("P2-06", "2026-10")]
    assert [row["system_id"] for row in windows if not row["approved_by"]] == ["P4-04"]
    across = [row for row in windows if month_of(row, "starts_at") != month_of(row, "ends_at")]
    assert "P5-02" in {row["system_id"] for row in across}
    nil = {(package, month) for (package, month), sample in months.items() if "maintenance" in sample.nil}
    assert len(nil) >= 5


def test_overlapping_outages(months: Months) -> None:
    for package in (1, 2, 3, 5):
        spans = defaultdict(list)
        for row in current(months, package, "outages"):
            if row["up_at"]:
                spans[str(row["system_id"])[:5]].append((when(row, "down_at"), when(row, "up_at")))
        assert any(later[0] < earlier[1] for system in spans.values() for earlier, later in pairwise(sorted(system)))


def test_outages_name_the_tickets_that_they_caused(months: Months) -> None:
    for package in range(1, 6):
        tickets = {row["incident_id"]: row for row in current(months, package, "incidents")}
        linked = [row for row in current(months, package, "outages") if row["incident_id"]]
        assert linked
        for outage in linked:
            ticket = tickets[outage["incident_id"]]
            assert ticket["system_id"] == outage["system_id"]
            assert ticket["restored_at"] == outage["up_at"]


def inspection_days(sample: SampleMonth) -> Counter[object]:
    """System → different days on which the system itself was inspected."""
    pairs = {
        (row["system_id"], when(row, "inspected_at").date())
        for row in sample.rows["inspections"]
        if row["target"] == "系统"
    }
    return Counter(system for system, _ in pairs)


def test_inspections_reach_their_number_but_for_one_system_of_package_4(months: Months) -> None:
    targets = {1: 6, 2: 7, 3: 6, 4: 6, 5: 4}
    systems = {1: 13, 2: 7, 3: 10, 4: 4, 5: 4}
    short = []
    for (package, month), sample in months.items():
        if "inspections" in sample.rows:
            days = inspection_days(sample)
            assert len(days) == systems[package]
            short += [(month, system, n) for system, n in days.items() if n < targets[package]]
    assert short == [("2026-08", "P4-04", 4)]


def test_coverage_falls_below_95_percent_only_in_october_of_package_3(months: Months) -> None:
    listed: dict[int, list[Row]] = {}
    below = []
    for (package, month), sample in months.items():
        listed[package] = sample.rows.get("assets", listed.get(package, []))
        if "inspections" not in sample.rows:
            continue
        named = {row.get("asset_id") for name in ("inspections", "incidents") for row in sample.rows[name]}
        first = date.fromisoformat(f"{month}-01")
        whole_month = [
            row
            for row in listed[package]
            if when(row, "in_service_from").date() <= first and not row.get("out_of_service_on")
        ]
        seen = [row for row in whole_month if row["asset_class"] != "硬件" or row["asset_id"] in named]
        if len(seen) / len(whole_month) < 0.95:
            below.append((package, month))
    assert below == [(3, "2026-10")]


def test_reports_are_late_in_package_3_alone(months: Months) -> None:
    for package in range(1, 6):
        hours = []
        for row in current(months, package, "reports"):
            due = when(row, "due_from")
            due += timedelta(0) if isinstance(row["due_from"], datetime) else timedelta(days=1)
            if row["submitted_at"]:
                hours.append(max(0.0, (when(row, "submitted_at") - due).total_seconds() / 3600))
        assert (sum(hours) / len(hours) > 48) == (package == 3)
        counted = [row for row in current(months, package, "reports") if row["kind"] != "周报" and row["submitted_at"]]
        assert len(counted) >= 6
    missing = [row for row in current(months, 3, "reports") if not row["submitted_at"]]
    assert [(row["kind"], month_of(row, "due_from")) for row in missing] == [("月报", "2026-11")]


@pytest.mark.parametrize(("package", "low", "high"), [(1, 93, 95), (2, 87, 90), (3, 77, 81), (4, 88, 92), (5, 82, 84)])
def test_satisfaction_of_the_third_quarter(months: Months, package: int, low: float, high: float) -> None:
    assert [month for month in MONTHS if "surveys" in months[package, month].rows] == ["2026-09"]
    rows = months[package, "2026-09"].rows["surveys"]
    assert 200 <= len(rows) <= 300
    assert all({"服务态度", "响应速度", "专业能力"} <= set(row) for row in rows)
    assert all(datetime(2026, 7, 1) <= when(row, "answered_at") < datetime(2026, 10, 1) for row in rows)
    answers = [row["overall"] for row in rows if not str(row["overall"]).startswith("(")]
    satisfied_from = 80 if any(isinstance(answer, int) and answer > 5 for answer in answers) else 4
    satisfied = [
        answer
        for answer in answers
        if answer in {"非常满意", "很满意", "满意"} or (isinstance(answer, int) and answer >= satisfied_from)
    ]
    assert low <= 100 * len(satisfied) / len(answers) <= high


def test_some_questionnaires_are_copies_and_some_say_the_same_all_the_way(months: Months) -> None:
    questions = ("服务态度", "响应速度", "专业能力", "系统稳定性", "操作便捷性", "培训与答疑")
    copies = {}
    for package in range(1, 6):
        rows = months[package, "2026-09"].rows["surveys"]
        said = Counter(
            (row["overall"], row["comment"], *(row[one] for one in questions)) for row in rows if row["comment"]
        )
        copies[package] = max(said.values())
        straight = [row for row in rows if row["服务态度"] and len({row[one] for one in questions}) == 1]
        assert 2 <= len(straight) <= len(rows) * 0.15
        assert len([row for row in rows if row["comment"]]) >= 30
    assert copies[3] == 9
    assert max(copies[1], copies[4]) <= 3


def test_one_larger_security_event_and_none_above(months: Months) -> None:
    events = [
        (sample.package, sample.month, row["severity"])
        for sample, name, row in all_rows(months)
        if name == "security_events"
    ]
    assert [event for event in events if event[2] != "一般"] == [(5, "2026-10", "较大")]


def test_mid_term_acceptance(months: Months) -> None:
    for package in range(1, 6):
        assert [month for month in MONTHS if "acceptances" in months[package, month].rows] == ["2026-11"]
        [whole] = [row for row in months[package, "2026-11"].rows["acceptances"] if row.get("system_id") is None]
        assert whole["kind"] == "中期验收"
        assert datetime(2026, 11, 1) <= when(whole, "passed_at") < datetime(2026, 12, 1)
        assert whole["result"] == ("整改后通过" if package == 3 else "通过")


def test_assessments_name_every_qualitative_indicator_once_a_month(months: Months) -> None:
    bands = {"达成": (80, 100), "部分达成": (60, 79), "未达成": (0, 59)}
    for sample in months.values():
        rows = sample.rows["assessments"]
        assert {row["indicator_code"] for row in rows} == QUALITATIVE[sample.package]
        assert len(rows) == len(QUALITATIVE[sample.package])
        for row in rows:
            low, high = bands[str(row["band"])]
            assert isinstance(row["share"], int)
            assert low <= row["share"] <= high
            assert row["reason"]
