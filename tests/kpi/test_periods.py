"""Months, periods and the default data cut-off."""

from datetime import date, datetime

import pytest

from data.errors import DefinitionError
from kpi.periods import Month, default_as_of, parse_period
from kpi.targets import current_contract

AS_OF = date(2026, 10, 31)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-10", "2026-10", "2026-10"),
        ("2026Q4", "2026-10", "2026-12"),
        ("midterm", "2026-07", "2026-11"),
        ("todate", "2026-07", "2026-10"),
        ("term", "2026-07", "2027-06"),
        ("2026-07..2026-10", "2026-07", "2026-10"),
        ("2027Q2", "2027-04", "2027-06"),
    ],
)
def test_forms(text: str, first: str, last: str) -> None:
    period = parse_period(text, current_contract(), AS_OF)
    assert (str(period.first), str(period.last)) == (first, last)


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-06", "2026Q2", "2027-07", "October", "2026-10..2026-09", "", "2026-1"]
)
def test_refused(text: str) -> None:
    with pytest.raises(DefinitionError):
        parse_period(text, current_contract(), AS_OF)


@pytest.mark.parametrize(
    ("now", "uploaded", "day"),
    [
        # The deadline is the whole 10th: until its end the month before last is the last one judged.
        ("2026-12-10T23:59", [], date(2026, 10, 31)),
        ("2026-12-11T00:00", [], date(2026, 11, 30)),
        # A finished month with any accepted upload counts before its deadline.
        ("2026-12-08T09:00", ["2026-11"], date(2026, 11, 30)),
        ("2026-12-08T09:00", ["2026-12"], date(2026, 10, 31)),
        ("2026-12-08T09:00", ["2026-07"], date(2026, 10, 31)),
        ("2027-01-05T09:00", ["2026-11"], date(2026, 11, 30)),
    ],
)
def test_default_as_of(now: str, uploaded: list[str], day: date) -> None:
    assert default_as_of(datetime.fromisoformat(now), uploaded, current_contract()) == day


def test_month_arithmetic() -> None:
    assert str(Month(2026, 12).plus(1)) == "2027-01"
    assert Month(2026, 12).end == date(2027, 1, 1)
    assert [str(month) for month in Month(2027, 2).quarter] == ["2027-01", "2027-02", "2027-03"]
