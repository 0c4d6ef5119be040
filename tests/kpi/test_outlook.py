"""The end of the term: allowed downtime, failures and misses, and the plain projection, worked by hand."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.outlook import (
    Ahead,
    Outlook,
    Pace,
    Prospect,
    days_until,
    downtime_left,
    failures_left,
    mean_left,
    misses_left,
    outlook,
)
from kpi.periods import Month
from tests.kpi.test_availability import at, load, outage
from tests.kpi.test_faults import report, request, ticket
from tests.product import Product


def of(found: Outlook, code: str) -> Prospect:
    return next(one for one in found.prospects if one.finding.indicator.code == code)


def test_two_like_systems_may_be_down_as_long_as_their_mean_allows() -> None:
    # 1,000 h to date, 9,000 h ahead each; 99 %: 2 % of 10,000 h together, less 30 h and 10 h.
    planned, ahead = {"A": 1000.0, "B": 1000.0}, {"A": 9000.0, "B": 9000.0}
    assert downtime_left(planned, {"A": 30.0, "B": 10.0}, ahead, 99) == pytest.approx(160)
    assert downtime_left(planned, {"A": 150.0, "B": 150.0}, ahead, 99) == pytest.approx(-100)
    assert downtime_left({}, {}, {}, 99) == 0


HOURS = st.dictionaries(st.sampled_from("ABCD"), st.floats(1, 9000), min_size=1)


@given(planned=HOURS, ahead=HOURS, share=st.floats(0, 0.02))
def test_what_is_left_spent_evenly_reaches_the_target_exactly(
    planned: dict[str, float], ahead: dict[str, float], share: float
) -> None:
    down = {name: hours * share for name, hours in planned.items()}
    left = downtime_left(planned, down, ahead, 99)
    whole = {name: planned.get(name, 0) + ahead.get(name, 0) for name in {*planned, *ahead}}
    spent = {name: down.get(name, 0) + left * hours / sum(whole.values()) for name, hours in whole.items()}
    assert sum(1 - spent[name] / whole[name] for name in whole) / len(whole) == pytest.approx(0.99, abs=1e-12)


def test_failures_misses_and_means_that_are_left() -> None:
    # 10,000 h at 850 h: 11 failures; 4 have happened.
    assert failures_left(6000, 4, 4000, 850) == 7
    assert failures_left(850, 1, 0, 850) == 0
    # 80 % of 60 + 40 requests: 20 may be late; 15 are.
    assert misses_left(45, 60, 40, 80) == 5
    assert misses_left(9, 10, 90, 100) == -1
    # 10 cases took 100 min; the next 10 may take 30 × 20 − 100 = 500.
    assert mean_left(100, 10, 10, 30) == 50
    assert mean_left(900, 10, 10, 30) == -30


def test_the_pace_goes_straight_on() -> None:
    pace = Pace((Month(2026, 8), Month(2026, 9), Month(2026, 10)), 92, 0, 0)
    assert pace.ahead(46, 242) == 121
    assert Pace((), 0, 0, 0).ahead(46, 242) is None


def test_downtime_failures_and_their_pace_to_the_end_of_the_term(product: Product) -> None:
    # Thirteen systems, 7×24. July to October: 2,952 h each; 5,808 h ahead. Down 20 h in July, 10 h in October.
    load(product, "2026-07", [outage("A", "07-10 00:00", "07-10 20:00")])
    load(product, "2026-08", [])
    load(product, "2026-09", [])
    load(product, "2026-10", [outage("B", "10-10 00:00", "10-10 10:00")])
    found = outlook(product.store, 1, date(2026, 10, 31))
    assert (found.ahead.days, found.ahead.months, found.ends_on) == (242, 8, date(2027, 6, 30))
    assert set(found.ahead.hours.values()) == {5808.0}
    downtime = of(found, "1.07")
    target = downtime.finding.indicator.at_least or 0
    assert downtime.left == pytest.approx(13 * 8760 * (1 - target / 100) - 30)
    # August to October: 10 h of 13 × 2,208 h; over 13 × 5,808 h.
    assert downtime.used == pytest.approx(10 / 2208 * 5808)
    assert downtime.state == "on_course"
    failures = of(found, "1.08")
    assert failures.left == int((13 * 2952 - 30 + 13 * 5808) // (failures.finding.indicator.at_least or 1)) - 2
    assert failures.used == pytest.approx(1 / (13 * 2208 - 10) * 13 * 5808)


@pytest.mark.parametrize(
    ("hours", "state", "left"),
    # 0.01 % of the 8,760 h of the term: 0.876 h a system, whatever the others do. P4-03 is not bound.
    [
        ({}, "on_course", 0.876),
        ({"P4-01": 0.5, "P4-02": 0.25, "P4-03": 9}, "open", 0.376),
        ({"P4-01": 1}, "lost", -0.124),
    ],
)
def test_software_may_fail_a_share_of_the_hours_of_each_system(
    product: Product, hours: dict[str, float], state: str, left: float
) -> None:
    down = datetime(2026, 10, 10, 8)
    rows = [
        {"outage_id": name, "system_id": name, "down_at": down, "up_at": down + timedelta(hours=many)}
        for name, many in hours.items()
    ]
    for month in ("2026-07", "2026-08", "2026-09"):
        product.nil(4, month, "outages", "maintenance", "incidents")
    sent = {"outages": rows} if rows else {}
    product.load(4, "2026-10", sent, [one for one in ("outages", "maintenance", "incidents") if one not in sent])
    share = of(outlook(product.store, 4, date(2026, 10, 31)), "4.C76")
    assert (share.form, share.state) == ("worst_downtime", state)
    assert share.left == pytest.approx(left)


def test_a_core_system_has_hours_of_its_own(product: Product) -> None:
    # 99.9 % of 8,760 h: 8.76 h; a core system down for 5 h has 3.76 h left, the other nothing to do with it.
    listed = [
        {"system_id": f"P1-{n:02}", "system_name": "系统", "is_core": "是" if n < 3 else "否"} for n in range(1, 14)
    ]
    product.load(1, "2026-07", {"systems": listed})
    load(
        product,
        "2026-07",
        [outage("A", "07-10 08:00", "07-10 13:00"), outage("B", "07-11 08:00", "07-12 08:00", "P1-03")],
    )
    for month in ("2026-08", "2026-09", "2026-10"):
        load(product, month, [])
    core = of(outlook(product.store, 1, date(2026, 10, 31)), "1.C113")
    assert (core.form, core.state) == ("worst_downtime", "on_course")
    assert core.left == pytest.approx(3.76)


def test_the_pace_takes_finished_covered_months_only(product: Product) -> None:
    load(product, "2026-07", [outage("A", "07-10 00:00", "07-10 20:00")])
    load(product, "2026-09", [])
    pace = of(outlook(product.store, 1, date(2026, 10, 31)), "1.07").pace
    assert (pace.months, pace.days) == ((Month(2026, 7), Month(2026, 9)), 61)
    assert pace.whole == 13 * (744 + 720)
    assert pace.whole - pace.part == pytest.approx(20)
    middle = of(outlook(product.store, 1, date(2026, 9, 15)), "1.07")
    assert middle.pace.months == (Month(2026, 7),)


def test_too_much_downtime_cannot_be_mended(product: Product) -> None:
    rows = [outage(f"A{n}", "07-01 00:00", "08-01 00:00", system=f"P1-{n:02}") for n in range(1, 14)]
    load(product, "2026-07", rows)
    lost = of(outlook(product.store, 1, date(2026, 7, 31)), "1.07")
    # 744 h of 8,760 h down is more than any target of 99 % allows, however good the rest.
    assert (lost.state, (lost.left or 0) < 0) == ("lost", True)


def test_annual_reports_still_to_hand_in(product: Product) -> None:
    for month, count in (("07", 1), ("08", 3), ("09", 1), ("10", 2)):
        rows = [report(f"R{month}{n}", at(f"{month}-1{n} 17:00"), f"{month}-1{n} 18:00") for n in range(count)]
        product.load(3, f"2026-{month}", {"reports": rows})
    one = of(outlook(product.store, 3, date(2026, 10, 31)), "3.03")
    # 12 a year, 7 handed in; 6 of them in the 92 days from August on.
    assert (one.form, one.left, one.state) == ("annual", 5, "on_course")
    assert one.used == pytest.approx(6 / 92 * 242)


def test_a_number_that_only_grows_is_reached_once_it_is_there(product: Product) -> None:
    stress = {"drill_id": "D", "system_id": "P5-02", "kind": "压力测试", "held_at": at("10-10 09:00"), "result": "通过"}
    product.load(5, "2026-10", {"drills": [stress]})
    found = outlook(product.store, 5, date(2026, 10, 31))
    assert of(found, "5.C105").finding.verdict == "met"
    # One stress test asked, one held; a failover test still to come.
    assert {code: of(found, code).state for code in ("5.C105", "5.C106")} == {"5.C105": "reached", "5.C106": "open"}


def test_late_requests_and_means(product: Product) -> None:
    requests = [request(f"X{n}", "10-05 08:00", "10-08 18:00", "10-07 10:00") for n in range(7)]
    requests += [request(f"Y{n}", "10-05 08:00", "10-08 18:00", "10-09 10:00") for n in range(3)]
    tickets = [
        ticket("T1", "10-05 08:00", "10-05 08:20", "10-05 10:00"),
        ticket("T2", "10-06 08:00", "10-06 08:30", "10-06 10:00"),
    ]
    product.load(3, "2026-10", {"requests": requests, "incidents": tickets})
    found = outlook(product.store, 3, date(2026, 10, 31))
    late = of(found, "3.09")
    # 10 requests in 31 days: 78.06 in 242; of 88.06 a fifth may be late (17), 3 are.
    assert (late.form, late.left, late.state) == ("misses", 14, "at_risk")
    assert late.expected == pytest.approx(10 / 31 * 242)
    assert late.used == pytest.approx(3 / 31 * 242)
    mean = of(found, "3.11")
    expected = 2 / 31 * 242
    assert mean.expected == pytest.approx(expected)
    assert (mean.used, mean.state) == (25, "on_course")
    assert mean.left == pytest.approx((30 * (2 + expected) - 50) / expected)


def test_what_cannot_be_mended_and_what_nothing_can_be_said_of(product: Product) -> None:
    found = outlook(product.store, 3, date(2026, 10, 31))
    states = {one.finding.indicator.code: (one.form, one.state) for one in found.prospects}
    assert states["3.07"] == ("no_data", "open")
    assert states["3.01"] == ("qualitative", "open")
    assert states["3.10"] == ("milestone", "open")
    assert days_until(of(found, "3.10").finding, date(2026, 10, 31)) == 30
    event: dict[str, Any] = {"event_id": "E", "occurred_at": at("10-02 10:00"), "severity": "重大"}
    product.load(3, "2026-10", {"security_events": [event]})
    again = outlook(product.store, 3, date(2026, 11, 30))
    assert of(again, "3.16").state == "lost"
    assert of(again, "3.10").state == "lost"


def test_a_missing_calendar_stops_the_projection(product: Product) -> None:
    listed = [{"system_id": f"P1-{n:02}", "system_name": f"系统{n}", "service_hours": "5×8"} for n in range(1, 14)]
    product.load(1, "2026-10", {"systems": listed}, ["outages", "maintenance"])
    found = outlook(product.store, 1, date(2026, 10, 31))
    assert not found.ahead.is_known
    assert of(found, "1.07").state == "open"


def test_every_indicator_of_every_package_has_a_prospect(product: Product) -> None:
    for package in range(1, 6):
        found = outlook(product.store, package, date(2026, 10, 31))
        assert len(found.prospects) >= 18
        assert isinstance(found.ahead, Ahead)
