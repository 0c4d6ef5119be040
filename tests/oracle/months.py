"""Months of a period: which are covered, which are finished, and the worst of them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from .records import Figures, Records, Row, Value, assets_in_force, in_service, month_of, quarter_of


def first_day(month: str) -> datetime:
    """The first instant of a month."""
    return datetime(int(month[:4]), int(month[5:]), 1)


def next_month(month: str) -> str:
    """The month after."""
    return month_of(first_day(month) + timedelta(days=31))


def months_between(start: datetime, end: datetime) -> list[str]:
    """The months that [start, end) touches."""
    found = []
    month = month_of(start)
    while first_day(month) < end:
        found.append(month)
        month = next_month(month)
    return found


def days_of(month: str) -> Iterator[date]:
    """The days of a month."""
    day = first_day(month)
    while month_of(day) == month:
        yield day.date()
        day += timedelta(days=1)


def whole_month(entry: Row, month: str) -> bool:
    """True if the system or asset is in service on every day of the month."""
    return all(in_service(entry, day) for day in days_of(month))


def is_covered(records: Records, dataset: str, month: str) -> bool:
    """True if the dataset is uploaded or nil for the month: lists from the first one on, surveys by quarter."""
    if dataset == "systems":
        return True
    if dataset == "assets":
        return assets_in_force(records, month) is not None
    if dataset == "surveys":
        return any("surveys" in records.months[m] for m in records.months if quarter_of(m) == quarter_of(month))
    return dataset in records.months.get(month, {})


def covered_months(records: Records, needs: tuple[str, ...], start: datetime, end: datetime) -> list[str]:
    """The months of [start, end) covered by all of `needs`, an unfinished last one among them."""
    return [m for m in months_between(start, end) if all(is_covered(records, d, m) for d in needs)]


def missing_months(records: Records, needs: tuple[str, ...], start: datetime, end: datetime) -> list[str]:
    """The finished months of [start, end) that are not covered by all of `needs` (surveys: see satisfaction)."""
    covered = covered_months(records, needs, start, end)
    return [m for m in months_between(start, end) if is_finished(m, end) and m not in covered]


def is_finished(month: str, end: datetime) -> bool:
    """True if the month has ended by `end`."""
    return first_day(next_month(month)) <= end


def inside(moment: datetime, months: list[str], start: datetime, end: datetime) -> bool:
    """True if a fact on the day of `moment` exists (its month is one of `months`) and lies in the period."""
    return start <= moment < end and month_of(moment) in months


Ratios = dict[str, tuple[float, float]]
"""system → (part, whole) of one month."""


def worst_month(monthly: dict[str, Ratios], end: datetime) -> Value:
    """Percent of the worst finished month, overall and by system; part and whole pooled over all the months given."""
    finished = [m for m in monthly if is_finished(m, end)]
    part = sum(p for ratios in monthly.values() for p, _ in ratios.values())
    whole = sum(w for ratios in monthly.values() for _, w in ratios.values())
    totals = [(sum(p for p, _ in monthly[m].values()), sum(w for _, w in monthly[m].values())) for m in finished]
    by_system: dict[str, Figures] = {}
    for system_id in sorted({s for ratios in monthly.values() for s in ratios}):
        own = [ratios[system_id] for ratios in monthly.values() if system_id in ratios]
        worst = _lowest([monthly[m][system_id] for m in finished if system_id in monthly[m]])
        by_system[system_id] = (worst, sum(p for p, _ in own), sum(w for _, w in own))
    return Value(_lowest(totals), part, whole, by_system)


def _lowest(ratios: list[tuple[float, float]]) -> float | None:
    return min((100 * part / whole for part, whole in ratios if whole), default=None)


def percent(part: float, whole: float) -> float | None:
    """100 × part / whole; None without a whole."""
    return 100 * part / whole if whole else None
