"""The oracle's marking of time against worked examples: availability, MTBF, interruption, coverage of months."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from . import strategies
from .availability import (
    allowed_failures,
    availability,
    availability_gross,
    longest_interruption,
    mtbf,
    planned_as_up,
)
from .draw_base import WORKING_DAYS
from .records import Records, Row
from .timeline import Timeline

JULY, AUGUST, SEPTEMBER, OCTOBER = (datetime(2026, month, 1) for month in (7, 8, 9, 10))
HOUR = timedelta(hours=1)


def system(system_id: str = "P1-01", **fields: Any) -> Row:
    return {"system_id": system_id, "parent_id": None, "service_hours": "7×24"} | fields


def outage(down_at: datetime, hours: float | None, **fields: Any) -> Row:
    up_at = None if hours is None else down_at + hours * HOUR
    return {"outage_id": None, "system_id": "P1-01", "down_at": down_at, "up_at": up_at} | fields


def window(starts_at: datetime, hours: float, **fields: Any) -> Row:
    ends_at = starts_at + hours * HOUR
    return {"system_id": "P1-01", "starts_at": starts_at, "ends_at": ends_at, "approved_by": "李工"} | fields


def kept(systems: list[Row], **months: tuple[list[Row], list[Row]]) -> Records:
    """Records of outages and maintenance, the months given as m07=(outages, maintenance)."""
    uploads = {f"2026-{m[1:]}": {"outages": down, "maintenance": planned} for m, (down, planned) in months.items()}
    return Records(uploads, systems, WORKING_DAYS)


def test_timeline_runs_join_what_touches() -> None:
    line = Timeline(JULY, AUGUST, 60)
    marks = line.mark(JULY, JULY + HOUR) | line.mark(JULY + HOUR, JULY + 2 * HOUR) | line.mark(JULY + 3 * HOUR, None)
    first, last = line.runs(marks)
    assert (line.hours(first), line.hours(last)) == (2, 31 * 24 - 3)
    assert line.first(last) == JULY + 3 * HOUR
    assert line.mark(JULY - HOUR, JULY) == line.mark(AUGUST, None) == line.mark(JULY, JULY) == 0


def test_worked_example_of_availability() -> None:
    at = datetime(2026, 9, 10)
    down = [outage(at + 8 * HOUR, 4), outage(at + 11 * HOUR, 3)]
    records = kept([system()], m09=(down, [window(at, 10)]))
    net = availability(records, SEPTEMBER, OCTOBER)
    assert (net.part, net.whole) == (706, 710)
    assert net.value == pytest.approx(100 * 706 / 710)
    assert planned_as_up(records, SEPTEMBER, OCTOBER).value == pytest.approx(100 * 716 / 720)
    assert availability_gross(records, SEPTEMBER, OCTOBER).value == pytest.approx(100 * 714 / 720)
    failures = mtbf(records, SEPTEMBER, OCTOBER)
    assert (failures.value, failures.part, failures.whole) == (706, 706, 1)
    assert longest_interruption(records, SEPTEMBER, OCTOBER).value == 4


@pytest.mark.parametrize(
    ("approval", "approved"),
    [
        ({}, True),
        ({"approved_at": SEPTEMBER}, True),
        ({"approved_at": SEPTEMBER - HOUR}, True),
        ({"approved_at": SEPTEMBER + timedelta(seconds=1)}, False),
        ({"approved_by": None, "approved_at": SEPTEMBER - HOUR}, False),
    ],
)
def test_maintenance_counts_only_if_approved_in_time(approval: Row, approved: bool) -> None:
    records = kept([system()], m09=([outage(SEPTEMBER, 2)], [window(SEPTEMBER, 10, **approval)]))
    net = availability(records, SEPTEMBER, OCTOBER)
    assert (net.part, net.whole) == ((710, 710) if approved else (718, 720))


def test_exempt_outage_is_taken_out_also_where_it_overlaps_a_counted_one() -> None:
    down = [outage(SEPTEMBER, 4), outage(SEPTEMBER + 2 * HOUR, 4, exempt_reason="台风")]
    records = kept([system()], m09=(down, []))
    net = availability(records, SEPTEMBER, OCTOBER)
    assert (net.part, net.whole) == (714, 716)
    assert availability_gross(records, SEPTEMBER, OCTOBER).part == 714
    assert longest_interruption(records, SEPTEMBER, OCTOBER).value == 2


def test_without_an_hour_of_service_there_is_no_longest_interruption() -> None:
    """By the evening of 2026-10-05 a 5×8 system has not served in October; on the 8th it has, without a failure."""
    records = kept([system(service_hours="5×8")], m10=([], []))
    assert longest_interruption(records, OCTOBER, datetime(2026, 10, 6)).value is None
    assert longest_interruption(records, OCTOBER, datetime(2026, 10, 9)).value == 0


def test_merging_comes_before_taking_out() -> None:
    """One outage of which maintenance takes the middle is one failure; two parted by an exempt one are two."""
    one = kept([system()], m09=([outage(SEPTEMBER, 6)], [window(SEPTEMBER + 2 * HOUR, 2)]))
    exempt = outage(SEPTEMBER + 2 * HOUR, 2, exempt_reason="台风")
    two = kept([system()], m09=([outage(SEPTEMBER, 2), exempt, outage(SEPTEMBER + 4 * HOUR, 2)], []))
    assert mtbf(one, SEPTEMBER, OCTOBER).whole == 1
    assert longest_interruption(one, SEPTEMBER, OCTOBER).value == 4
    assert mtbf(two, SEPTEMBER, OCTOBER).whole == 2
    assert longest_interruption(two, SEPTEMBER, OCTOBER).value == 2
    assert availability(one, SEPTEMBER, OCTOBER).value == availability(two, SEPTEMBER, OCTOBER).value


def test_outage_wholly_inside_maintenance_is_no_failure() -> None:
    records = kept([system()], m09=([outage(SEPTEMBER, 2)], [window(SEPTEMBER, 2)]))
    failures = mtbf(records, SEPTEMBER, OCTOBER)
    assert (failures.value, failures.part, failures.whole) == (None, 718, 0)
    assert longest_interruption(records, SEPTEMBER, OCTOBER).value == 0


def test_a_second_counts() -> None:
    records = kept([system()], m09=([outage(SEPTEMBER, 2 + 1 / 3600)], [window(SEPTEMBER, 2)]))
    assert mtbf(records, SEPTEMBER, OCTOBER).whole == 1
    assert longest_interruption(records, SEPTEMBER, OCTOBER).value == pytest.approx(1 / 3600)


def test_over_month_end_the_failure_belongs_to_its_first_day() -> None:
    records = kept([system()], m08=([outage(SEPTEMBER - 6 * HOUR, 10)], []), m09=([], []))
    assert availability(records, SEPTEMBER, OCTOBER).part == 716
    assert mtbf(records, AUGUST, SEPTEMBER).whole == 1
    assert mtbf(records, SEPTEMBER, OCTOBER).whole == 0
    assert longest_interruption(records, AUGUST, SEPTEMBER).value == 6
    assert longest_interruption(records, SEPTEMBER, OCTOBER).value == 10
    later = kept([system()], m08=([outage(SEPTEMBER - 6 * HOUR, 10)], [window(SEPTEMBER - 7 * HOUR, 9)]), m09=([], []))
    assert mtbf(later, SEPTEMBER, OCTOBER).whole == 1


def test_ongoing_outage_lasts_until_the_end_asked_for() -> None:
    records = kept([system()], m08=([outage(SEPTEMBER - 24 * HOUR, None)], []), m09=([], []))
    assert availability(records, SEPTEMBER, OCTOBER).value == 0
    cut = availability(records, AUGUST, SEPTEMBER + timedelta(days=10))
    assert (cut.part, cut.whole) == (720, 984)
    assert longest_interruption(records, AUGUST, SEPTEMBER + timedelta(days=10)).value == 264


def test_continuation_replaces_the_open_record_and_an_orphan_is_left_out() -> None:
    down_at = SEPTEMBER - 24 * HOUR
    closed = outage(down_at, 30)
    records = kept([system()], m08=([outage(down_at, None)], []), m09=([closed], []))
    assert availability(records, AUGUST, OCTOBER).part == (31 + 30) * 24 - 30
    orphan = kept([system()], m08=([], []), m09=([closed], []))
    assert availability(orphan, AUGUST, OCTOBER).value == 100


def test_uncovered_month_has_no_facts_but_an_outage_counts_its_covered_part() -> None:
    records = kept([system()], m07=([outage(AUGUST - HOUR, 31 * 24 + 3)], []), m09=([], []))
    net = availability(records, JULY, OCTOBER)
    assert net.whole == (31 + 30) * 24
    assert net.part == net.whole - 3
    assert mtbf(records, JULY, OCTOBER).whole == 1
    assert longest_interruption(records, JULY, OCTOBER).value == 3
    assert availability(records, AUGUST, SEPTEMBER).value is None
    assert longest_interruption(records, AUGUST, SEPTEMBER).value is None


def test_a_month_with_only_one_of_the_two_datasets_is_uncovered() -> None:
    records = Records({"2026-09": {"outages": []}}, [system()], WORKING_DAYS)
    assert availability(records, SEPTEMBER, OCTOBER).value is None
    assert mtbf(records, SEPTEMBER, OCTOBER).part == 0


def test_office_hours_by_the_chinese_calendar() -> None:
    """Sunday 20 September is a make-up day, Friday 25 September the mid-autumn holiday."""
    sunday, holiday = datetime(2026, 9, 20, 12), datetime(2026, 9, 25, 12)
    assert sunday.date() in WORKING_DAYS
    assert holiday.date() not in WORKING_DAYS
    down = [outage(sunday, 10), outage(holiday, 4), outage(datetime(2026, 9, 7, 16), 18)]
    records = kept([system(service_hours="5×8")], m09=(down, []))
    days = sum(day.month == 9 for day in WORKING_DAYS)
    net = availability(records, SEPTEMBER, OCTOBER)
    assert (net.part, net.whole) == (8 * days - 5 - 2, 8 * days)
    assert mtbf(records, SEPTEMBER, OCTOBER).whole == 2
    assert longest_interruption(records, SEPTEMBER, OCTOBER).value == 5


def test_a_missing_calendar_takes_the_office_hours_system_out_of_the_mean() -> None:
    systems = [system(), system("P1-02", service_hours="5×8")]
    records = Records({"2026-09": {"outages": [outage(SEPTEMBER, 72)], "maintenance": []}}, systems, set())
    net = availability(records, SEPTEMBER, OCTOBER)
    assert net.value == 90
    assert net.by_system["P1-02"] == (None, 0, 0)


def test_mean_of_systems_not_of_hours_and_a_system_without_base_leaves_it() -> None:
    systems = [system(), system("P1-02", in_service_from=date(2026, 9, 21)), system("P1-03")]
    planned = [window(SEPTEMBER, 30 * 24, system_id="P1-03")]
    records = kept(systems, m09=([outage(datetime(2026, 9, 21), 120, system_id="P1-02")], planned))
    net = availability(records, SEPTEMBER, OCTOBER)
    assert net.value == 75
    assert (net.part, net.whole) == (840, 960)
    assert net.by_system["P1-03"][0] is None
    assert availability_gross(records, SEPTEMBER, OCTOBER).by_system["P1-03"] == (100, 720, 720)


def test_service_ends_on_the_day_of_retiring_and_with_a_newer_list() -> None:
    retired = kept([system(out_of_service_on=date(2026, 9, 11))], m09=([outage(datetime(2026, 9, 10, 20), 10)], []))
    net = availability(retired, SEPTEMBER, OCTOBER)
    assert (net.part, net.whole) == (236, 240)
    uploads = kept([system(), system("P1-02")], m08=([], []), m09=([], []))
    uploads.months["2026-09"]["systems"] = [system("P1-02")]
    assert availability(uploads, AUGUST, OCTOBER).by_system["P1-01"] == (100, 744, 744)


def test_outage_and_maintenance_of_a_subsystem_belong_to_the_parent() -> None:
    systems = [system(), system("P1-01-S01", parent_id="P1-01")]
    down = [outage(SEPTEMBER, 4, system_id="P1-01-S01"), outage(SEPTEMBER + 2 * HOUR, 4)]
    records = kept(systems, m09=(down, [window(SEPTEMBER, 1, system_id="P1-01-S01")]))
    net = availability(records, SEPTEMBER, OCTOBER)
    assert list(net.by_system) == ["P1-01"]
    assert list(net.by_system["P1-01"]) == pytest.approx([100 * 714 / 719, 714, 719])
    assert mtbf(records, SEPTEMBER, OCTOBER).whole == 1


def test_mtbf_is_pooled_and_the_worst_system_decides_the_interruption() -> None:
    down = [outage(SEPTEMBER, 1), outage(SEPTEMBER + 9 * HOUR, 1), outage(SEPTEMBER, 8, system_id="P1-02")]
    records = kept([system(), system("P1-02")], m09=(down, []))
    failures = mtbf(records, SEPTEMBER, OCTOBER)
    assert failures.value == pytest.approx((718 + 712) / 3)
    assert list(failures.by_system["P1-01"]) == [359, 718, 2]
    assert longest_interruption(records, SEPTEMBER, OCTOBER).by_system == {"P1-01": (1, 1, None), "P1-02": (8, 8, None)}
    assert allowed_failures(failures.part, 850) == 1


@settings(max_examples=60, deadline=None)
@given(strategies.outage_records(), strategies.periods())
def test_hours_add_up_over_months_and_lie_in_bounds(records: Records, period: tuple[datetime, datetime]) -> None:
    start, end = period
    months = [start]
    while (months[-1] + timedelta(days=31)).replace(day=1) < end:
        months.append((months[-1] + timedelta(days=31)).replace(day=1))
    spans = list(zip(months, [*months[1:], end], strict=True))
    for measure in (availability, availability_gross, planned_as_up, mtbf):
        whole, parts = measure(records, start, end), [measure(records, *span) for span in spans]
        assert whole.part == pytest.approx(sum(value.part for value in parts))
        assert whole.whole == pytest.approx(sum(value.whole or 0 for value in parts))
    net = availability(records, start, end).value
    assert net is None or 0 <= net <= 100
    longest = [longest_interruption(records, *span).value for span in spans]
    assert longest_interruption(records, start, end).value == max((v for v in longest if v is not None), default=None)
