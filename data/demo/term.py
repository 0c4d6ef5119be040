"""The invented months and when each package finished the workbook of a month."""

from datetime import date, datetime, time, timedelta

MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10", "2026-11")

HOLIDAYS = frozenset({date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8))})
MAKE_UP_DAYS = frozenset({date(2026, 9, 20), date(2026, 10, 10)})

_WRITTEN_ON_DAY = {1: 3, 2: 5, 3: 7, 4: 6, 5: 4}
# September's workbooks are finished after the October holiday, still before the 10th.
_WRITTEN_AFTER_HOLIDAY = {1: 8, 2: 9, 3: 9, 4: 9, 5: 8}


def days_of(month: str) -> tuple[date, ...]:
    """The days of a month 'YYYY-MM', in order."""
    first = date.fromisoformat(f"{month}-01")
    return tuple(first + timedelta(days=n) for n in range((_first_of_next(month) - first).days))


def month_of(moment: date) -> str:
    """The month 'YYYY-MM' of a day or moment."""
    return f"{moment:%Y-%m}"


def written_at(package: int, month: str) -> datetime:
    """The moment at which a package finished the workbook of a month: nothing later can stand in it."""
    days = _WRITTEN_AFTER_HOLIDAY if month == "2026-09" else _WRITTEN_ON_DAY
    return datetime.combine(_first_of_next(month).replace(day=days[package]), time(17, 0))


def is_working_day(day: date) -> bool:
    """Whether offices are open on a day of the invented months."""
    return day in MAKE_UP_DAYS or (day.weekday() < 5 and day not in HOLIDAYS)


def _first_of_next(month: str) -> date:
    return (date.fromisoformat(f"{month}-28") + timedelta(days=4)).replace(day=1)
