"""The wall and the causes: the seconds of every day agree with the score, and with hand-worked cases."""

from datetime import date

import pytest

from kpi.availability import NO_CAUSE, CauseSeconds, availability_sheet, by_cause, system_hours, within
from kpi.periods import Month, Period
from tests.kpi.test_availability import load, outage, system, window
from tests.product import Product

SEPTEMBER = Period("2026-09", Month(2026, 9), Month(2026, 9))
DAY = date(2026, 9, 10)


def test_a_day_with_a_window_an_exempt_and_a_counted_outage(product: Product) -> None:
    # Window 0-10; exempt 9-11: of it 1 h is the window's, which began earlier; counted 10-14: 11-14 remain.
    load(
        product,
        "2026-09",
        [outage("E", "09-10 09:00", "09-10 11:00", exempt="台风"), outage("C", "09-10 10:00", "09-10 14:00")],
        [window("09-10 00:00", "09-10 10:00")],
    )
    sheet = availability_sheet(product.store, 1, date(2026, 9, 30))
    (day,) = [one for one in sheet.days["P1-01"] if one.day == DAY]
    assert [seconds / 3600 for seconds in day[1:]] == [24, 3, 10, 1, 5]
    hours = system_hours(within(sheet, SEPTEMBER))["P1-01"]
    assert (hours.service, hours.down, hours.planned, hours.exempt) == (720, 3, 10, 1)
    assert hours.gross == pytest.approx(100 * 715 / 720)
    assert hours.planned_as_up == pytest.approx(100 * 717 / 720)
    found = system(product.find("1.07", "2026-09", "2026-09-30"))
    assert (found["whole"], found["whole"] - found["part"]) == (720 - 10 - 1, 3)


def test_months_that_nobody_reported_have_days_and_no_seconds(product: Product) -> None:
    load(product, "2026-09", [outage("A", "09-30 20:00", "10-01 05:00")])
    sheet = availability_sheet(product.store, 1, date(2026, 10, 31))
    assert sheet.covered == {Month(2026, 9)}
    assert len(sheet.days["P1-01"]) == 31 + 31 + 30 + 31
    assert all(one[1:] == (0, 0, 0, 0, 0) for one in sheet.days["P1-01"] if one.day.month != 9)
    # Its five hours in October lie in no covered month: no cause takes them.
    assert sum(one.seconds for one in sheet.causes) == 4 * 3600


def test_causes_share_each_second_once_and_add_up(product: Product) -> None:
    rows = [outage("A", "09-10 08:00", "09-10 12:00") | {"cause": "断电"}, outage("B", "09-10 11:00", "09-10 14:00")]
    load(product, "2026-09", rows)
    sheet = availability_sheet(product.store, 1, date(2026, 9, 30))
    shares = by_cause(sheet.causes)
    assert [(one.cause, one.hours) for one in shares] == [("断电", 4), (NO_CAUSE, 2)]
    assert [round(one.cumulative, 6) for one in shares] == [66.666667, 100]


def test_beyond_the_most_causes_the_rest_is_one_line() -> None:
    causes = [CauseSeconds("P1-01", DAY, f"原因{n}", 3600.0 * (20 - n)) for n in range(12)]
    shares = by_cause(causes, most=10)
    assert len(shares) == 10
    assert (shares[-1].cause, shares[-1].hours) == ("其他 3 种", 11 + 10 + 9)
    assert shares[-1].cumulative == pytest.approx(100)
    assert by_cause([]) == []
