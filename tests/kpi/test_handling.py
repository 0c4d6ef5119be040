"""Fault tickets one by one: limits, shares, bars, hours, arrival, where each counts; and the scorecard agrees."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kpi.evidence import evidence
from kpi.faults import FaultRecords, Ticket, fault_records, surroundings
from kpi.handling import (
    TIMED,
    Scope,
    handling,
    histogram,
    left_out,
    on_site,
    reported,
    standing,
    standings,
    weekday_hours,
)
from kpi.periods import Month, parse_period
from kpi.score import scorecard
from kpi.targets import current_contract
from kpi.whereabouts import places
from tests.kpi.test_availability import outage
from tests.kpi.test_faults import HARDWARE, JOINT, RESPONSE, SOFTWARE, ticket
from tests.product import Product, lay_empty

CONTRACT = current_contract()
SEPTEMBER = parse_period("2026-09", CONTRACT, date(2026, 9, 30))
TICKETS: list[dict[str, Any]] = [
    # Tuesday to Saturday of September 2026; answered after 10, 30, 50 and 70 min, one young and one old unanswered.
    ticket("A", "09-01 08:00", "09-01 08:10", "09-01 16:00", is_urgent="是", onsite_at=datetime(2026, 9, 1, 10)),
    ticket("B", "09-02 08:59", "09-02 09:29", "09-02 17:00", is_urgent="是", onsite_at=datetime(2026, 9, 2, 11)),
    ticket("C", "09-03 23:00", "09-03 23:50", "09-05 00:00", fault_class="硬件", is_urgent="是"),
    ticket("D", "09-04 00:30", "09-04 01:40", "09-04 02:00", is_urgent="是"),
    ticket("X", "09-05 08:00", "09-05 18:00", "09-09 08:00", exempt_reason="台风", is_urgent="是"),
    ticket("F", "09-28 08:00", None, None, fault_class="硬件", is_urgent="是", system_id="P3-04"),
    ticket("G", "09-30 23:45", None, None, is_urgent="是"),
]


def sent(product: Product, rows: list[dict[str, Any]] = TICKETS, as_of: date = date(2026, 9, 30)) -> FaultRecords:
    product.load(3, "2026-09", {"incidents": rows})
    return fault_records(product.store, 3, as_of)


def of(records: FaultRecords, name: str) -> Ticket:
    found = records.ticket(name)
    assert found is not None
    return found


def test_each_ticket_against_its_limits(product: Product) -> None:
    records = sent(product)
    scope = Scope.of(records, SEPTEMBER)
    response, hardware = CONTRACT.indicator(3, RESPONSE), CONTRACT.indicator(3, HARDWARE)
    found = {one.ticket_id: standing(one, response, scope) for one in records.tickets}
    assert {name: one.took for name, one in found.items() if one} == {
        "A": timedelta(minutes=10),
        "B": timedelta(minutes=30),
        "C": timedelta(minutes=50),
        "D": timedelta(minutes=70),
        "F": timedelta(hours=64),
        "G": timedelta(minutes=15),
    }
    assert [name for name, one in found.items() if one and one.is_within] == ["B", "A"]
    assert sorted(name for name, one in found.items() if one and one.is_over) == ["C", "D", "F"]
    # C took 25 h, the limit of hardware is 24 h; F is 64 h old.
    over = {one.ticket_id: standing(one, hardware, scope) for one in records.tickets}
    assert {name: (one.took, one.is_counted, one.is_late) for name, one in over.items() if one} == {
        "C": (timedelta(hours=25), True, False),
        "F": (timedelta(hours=64), False, True),
    }


def test_shares_within_the_limit(product: Product) -> None:
    records = sent(product)
    scope = Scope.of(records, SEPTEMBER)
    # Response: A, B of the four answered and the old unanswered one; the young one is in neither.
    found = handling(standings(records.tickets, CONTRACT.indicator(3, RESPONSE), scope))
    assert (found.counted, found.mean, found.within, found.open, found.late, found.over) == (4, 40, 40, 2, 1, 3)
    # Software: A took exactly the limit of 8 h, B 8 h and a minute, D 1.5 h.
    soft = handling(standings(records.tickets, CONTRACT.indicator(3, SOFTWARE), scope))
    assert (soft.counted, soft.open, soft.late) == (3, 1, 0)
    assert soft.within == pytest.approx(200 / 3)
    one = handling(standings(records.tickets, CONTRACT.indicator(3, RESPONSE), scope.only("P3-04", None)))
    assert (one.counted, one.mean, one.within, one.late) == (0, None, 0, 1)
    hard = handling(standings(records.tickets, CONTRACT.indicator(3, RESPONSE), scope.only(None, "硬件")))
    assert (hard.counted, hard.mean, hard.within) == (1, 50, 0)


def test_bars_of_a_histogram_have_the_limit_as_an_edge(product: Product) -> None:
    records = sent(product)
    response = CONTRACT.indicator(3, RESPONSE)
    bars = histogram(standings(records.tickets, response, Scope.of(records, SEPTEMBER)), response)
    assert len(bars) == 13
    assert [(one.low, one.high, one.tickets) for one in bars if one.tickets] == [
        (5, 10, 1),
        (25, 30, 1),
        (45, 50, 1),
        (60, None, 1),
    ]
    assert [one.is_within for one in bars] == [True] * 6 + [False] * 7


def test_weekdays_and_hours(product: Product) -> None:
    records = sent(product)
    scope = Scope.of(records, SEPTEMBER)
    grid = weekday_hours(reported(records.tickets, scope))
    found = {(day, hour): count for day, row in enumerate(grid) for hour, count in enumerate(row) if count}
    # The exempt one of Saturday the 5th is not among them. Monday is 0.
    assert found == {(1, 8): 1, (2, 8): 1, (3, 23): 1, (4, 0): 1, (0, 8): 1, (2, 23): 1}
    assert [one.ticket_id for one in left_out(records.tickets, scope)] == ["X"]


def test_on_site_within_two_hours(product: Product) -> None:
    # A arrived after exactly 2 h, B after 2 h and a minute. C was restored after 25 h and nobody was ever there; D was
    # restored before anybody had to be. F has waited for days, G for a quarter of an hour.
    records = sent(product)
    found = on_site(records.tickets, Scope.of(records, SEPTEMBER))
    assert (found.within, found.late, found.late_unseen, found.unneeded, found.waiting) == (1, 3, 2, 1, 1)
    assert found.share == 25
    assert on_site([], Scope.of(records, SEPTEMBER)).share is None


def test_open_ones_are_aged_at_the_cut_off_and_closed_ones_count_in_their_month(product: Product) -> None:
    product.load(3, "2026-08", {"incidents": [ticket("L", "08-30 08:00", "08-30 08:10", None, fault_class="硬件")]})
    product.load(
        3, "2026-09", {"incidents": [ticket("L", "08-30 08:00", "08-30 08:10", "09-01 08:00", fault_class="硬件")]}
    )
    hardware = CONTRACT.indicator(3, HARDWARE)
    august = parse_period("2026-08", CONTRACT, date(2026, 9, 30))
    records = fault_records(product.store, 3, date(2026, 9, 30))
    then = standing(of(records, "L"), hardware, Scope.of(records, august))
    assert then is not None
    assert (then.took, then.is_counted, then.is_late) == (timedelta(hours=40), False, True)
    now = standing(of(records, "L"), hardware, Scope.of(records, SEPTEMBER))
    assert now is not None
    assert (now.took, now.is_counted, now.is_open) == (timedelta(hours=48), True, False)
    # Restored in a month that nobody uploaded: no fact says so.
    later = parse_period("2026-10", CONTRACT, date(2026, 10, 31))
    assert standing(of(records, "L"), hardware, Scope.of(records, later)) is None
    assert records.covered == {Month(2026, 8), Month(2026, 9)}


def test_where_a_ticket_counts(product: Product) -> None:
    rows = [
        *TICKETS,
        ticket("E", "09-06 08:00", "09-06 08:05", "10-02 09:00", is_emergency="是", is_joint="是"),
    ]
    records = sent(product, rows)
    table = CONTRACT.tables[3]

    def said(name: str) -> dict[str, tuple[bool, str]]:
        found = places(of(records, name), table, records, SEPTEMBER)
        return {one.indicator.code: (one.counts, one.words) for one in found}

    assert said("A") == {RESPONSE: (True, "计入 2026-09"), SOFTWARE: (True, "计入 2026-09")}
    assert said("X") == {RESPONSE: (False, "豁免（台风），不计"), SOFTWARE: (False, "豁免（台风），不计")}
    assert said("F") == {
        RESPONSE: (False, "还没有响应，不进平均值；已超时，降低限时内占比"),
        HARDWARE: (False, "还没有恢复，恢复后计入恢复的那个月"),
    }
    assert said("G")[RESPONSE] == (False, "还没有响应，不进平均值")
    assert said("E") == {
        RESPONSE: (True, "计入 2026-09"),
        SOFTWARE: (False, "2026-10 的故障工单没有上报，不计"),
        JOINT: (True, "计入 2026-09，已联动响应"),
    }
    product.nil(3, "2026-10", "incidents")
    assert places(of(records, "A"), table, records, parse_period("2026-10", CONTRACT, date(2026, 10, 31)))[0].words == (
        "计入 2026-09，不在所选期间"
    )
    november = parse_period("2026-11", CONTRACT, date(2026, 11, 30))
    assert [one.words for one in places(of(records, "F"), table, records, november)] == [
        "属于 2026-09，不在所选期间",
        "还没有恢复，恢复后计入恢复的那个月",
    ]
    records = fault_records(product.store, 3, date(2026, 10, 1))
    october = parse_period("2026-09..2026-10", CONTRACT, date(2026, 10, 1))
    words = {one.indicator.code: one.words for one in places(of(records, "E"), table, records, october)}
    assert words[SOFTWARE] == "2026-10-02 在数据截止之后，暂不计"


def test_where_a_ticket_counts_is_what_the_evidence_says(product: Product) -> None:
    records = sent(product)
    for code in (RESPONSE, SOFTWARE, HARDWARE):
        rows = evidence(product.store, 3, code, "2026-09", date(2026, 9, 30))
        counted = {row.record_id: row.part for row in rows if row.whole}
        mine = {
            one.ticket_id: place.took
            for one in records.tickets
            for place in places(one, CONTRACT.tables[3], records, SEPTEMBER)
            if place.indicator.code == code and place.counts
        }
        per = CONTRACT.indicator(3, code).definition.part_per
        assert {name: took.total_seconds() / per for name, took in mine.items() if took} == pytest.approx(counted)


def test_what_stands_around_a_ticket(product: Product) -> None:
    asset = {
        "asset_id": "CAM-1",
        "asset_name": "东门球机",
        "system_id": "P3-04",
        "asset_class": "硬件",
        "device_type": "球机",
    }
    product.load(
        3,
        "2026-09",
        {
            "incidents": [ticket("T", "09-01 08:00", None, None, asset_id="CAM-1", system_id="P3-04")],
            "assets": [asset],
            "outages": [outage("D", "09-01 08:00", "09-01 09:00", system="P3-04") | {"incident_id": "T"}],
        },
    )
    found = surroundings(product.store, 3, "T", "CAM-1", "2026-09")
    assert found.asset is not None
    assert (found.asset.name, found.asset.device_type, found.asset.serves_all_month) == ("东门球机", "球机", True)
    assert [one.record_id for one in found.outages] == ["D"]
    assert surroundings(product.store, 3, "T", "CAM-1", "2026-08").asset is None
    assert surroundings(product.store, 3, "T", None, "2026-09").asset is None


def test_a_ticket_after_the_end_of_its_system_counts_nowhere(product: Product) -> None:
    systems: list[dict[str, object]] = [
        {"system_id": "P3-01", "system_name": "一", "out_of_service_on": date(2026, 9, 10)},
        {"system_id": "P3-02", "system_name": "二"},
    ]
    product.load(3, "2026-09", {"systems": systems, "incidents": [ticket("R", "09-11 08:00", "09-11 08:10", None)]})
    records = fault_records(product.store, 3, date(2026, 9, 30))
    scope = Scope.of(records, SEPTEMBER)
    assert of(records, "R").is_retired
    assert standing(of(records, "R"), CONTRACT.indicator(3, RESPONSE), scope) is None
    assert [one.words for one in places(of(records, "R"), CONTRACT.tables[3], records, SEPTEMBER)] == [
        "系统停用后的记录，不计"
    ] * 2
    assert [one.ticket_id for one in left_out(records.tickets, scope)] == ["R"]


def assert_agrees(product: Product, records: FaultRecords, package: int, period: str, as_of: date) -> int:
    """Compare what is made of single tickets with the scorecard; gives how many figures were compared."""
    card = scorecard(product.store, package, period, as_of)
    scope = Scope.of(records, card.period)
    compared = 0
    for finding in [one.finding for one in card.indicators if one.finding.indicator.measure in TIMED]:
        if finding.verdict == "no_data":
            continue
        mine = handling(standings(records.tickets, finding.indicator, scope))
        where = (package, period, finding.indicator.code)
        beside = finding.beside
        assert mine.mean == (None if finding.value is None else pytest.approx(finding.value)), where
        assert (mine.counted, mine.open, mine.late) == (beside["n"], beside["open"], beside["over_limit_open"]), where
        assert mine.within == (beside["within_limit"] and pytest.approx(beside["within_limit"])), where
        for system in finding.systems:
            part = handling(standings(records.tickets, finding.indicator, scope.only(system.system_id, None)))
            assert part.counted == system.whole, where
            assert part.mean == (None if system.value is None else pytest.approx(system.value)), where
        compared += 1
    return compared


Told = tuple[Product, dict[date, dict[int, FaultRecords]]]
"""A store, and its tickets by the day up to which they are known and by package."""


@pytest.fixture(scope="module")
def two_months(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Tickets of September and October, one of them answered in the second month."""
    with Product(lay_empty(tmp_path_factory.mktemp("tickets"))) as product:
        stay = [row for row in TICKETS if row["incident_id"] != "F"]
        open_one = next(row for row in TICKETS if row["incident_id"] == "F")
        product.load(3, "2026-09", {"incidents": [*stay, open_one]})
        closed = open_one | {"responded_at": datetime(2026, 10, 1, 8), "restored_at": datetime(2026, 10, 3, 8)}
        product.load(3, "2026-10", {"incidents": [closed, ticket("N", "10-05 08:00", "10-05 08:20", "11-02 08:00")]})
        package_2 = [row | {"system_id": "P2-01"} for row in stay]
        product.load(2, "2026-09", {"incidents": package_2})
        days = (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 30))
        yield product, {day: {one: fault_records(product.store, one, day) for one in range(1, 6)} for day in days}


@pytest.mark.parametrize("period", ["todate", "2026-08", "2026-09", "2026-10", "2026Q3", "2026-09..2026-10", "term"])
def test_tickets_one_by_one_add_up_to_the_scorecard(two_months: Told, period: str) -> None:
    product, known = two_months
    for as_of, records in known.items():
        compared = sum(assert_agrees(product, of_one, package, period, as_of) for package, of_one in records.items())
        assert compared or period == "2026-08" or as_of < date(2026, 10, 1)
