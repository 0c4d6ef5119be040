"""The ground of a random example: months, moments, and the systems lists."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import chinese_calendar
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from .months import first_day, next_month
from .records import Row

TERM_BEGINS = "2026-07"
CALENDAR_YEAR = 2026
MINUTE = timedelta(minutes=1)
_CLOCK_TIMES = [0, 1, 539, 540, 541, 1019, 1020, 1021, 1439]
_LENGTHS = [0, 1, 30, 60, 240, 480, 481, 1440, 2880, 65 * 1440]

WORKING_DAYS = {
    day
    for day in (date(CALENDAR_YEAR, 1, 1) + timedelta(days=n) for n in range(365))
    if chinese_calendar.is_workday(day)
}


@dataclass(frozen=True)
class Ground:
    """Months in order, the systems lists by the month they hold from, and the ids that are never retired.

    `uploaded` says whether the lists are uploaded, or the reference list holds.
    """

    months: list[str]
    lists: dict[str, list[Row]]
    lasting: list[str]
    uploaded: bool

    def systems(self, month: str) -> list[str]:
        """All the ids that a record of the month may bear: of the list in force, past their 停用日期 or not."""
        return [row["system_id"] for row in self.lists[max(m for m in self.lists if m <= month)]]


def moments(month: str) -> SearchStrategy[datetime]:
    """A whole minute of the month, often at the edge of the month, of a day or of office hours."""
    last = monthrange(int(month[:4]), int(month[5:]))[1] - 1
    return st.builds(
        lambda day, minute: first_day(month) + timedelta(days=day, minutes=minute),
        st.one_of(st.integers(0, last), st.sampled_from([0, last])),
        st.one_of(st.integers(0, 1439), st.sampled_from(_CLOCK_TIMES)),
    )


def days(month: str) -> SearchStrategy[date]:
    """A day of the month, often its first or last."""
    return moments(month).map(datetime.date)


def lengths() -> SearchStrategy[timedelta]:
    """A whole number of minutes from none to 65 days, mostly hours."""
    return st.builds(lambda n: n * MINUTE, st.one_of(st.integers(1, 3000), st.sampled_from(_LENGTHS)))


def runs_of_months() -> SearchStrategy[list[str]]:
    """One to four months in a row, the first of them 2026-07, 2026-08 or 2026-09."""

    def run(first: str, count: int) -> list[str]:
        found = [first]
        while len(found) < count:
            found.append(next_month(found[-1]))
        return found

    return st.builds(run, st.sampled_from([TERM_BEGINS, TERM_BEGINS, "2026-08", "2026-09"]), st.integers(1, 4))


def ground(draw: DrawFn, package: int, reference: list[Row]) -> Ground:
    """Draw months and systems lists: two or three systems and at times a subsystem, listed from 2026-07.

    The first system is always listed without dates. Another may have dates, keep office hours, or be left out of a
    later list. With a reference list the upload is at times left away, and the reference holds.
    """
    months = draw(runs_of_months())
    if reference and draw(st.integers(0, 3)) == 0:
        kept = [row for row in reference if (row["parent_id"] or row["system_id"]) <= f"P{package}-03"]
        return Ground(months, {TERM_BEGINS: kept}, [row["system_id"] for row in kept], uploaded=False)
    rows = [_system(draw, f"P{package}-{n:02d}", months) for n in range(1, draw(st.integers(2, 3)) + 1)]
    rows[0] |= {"in_service_from": None, "out_of_service_on": None}
    if draw(st.booleans()):
        rows.append(_row(f"P{package}-01-S01", f"P{package}-01", None, None, None))
    lists = {TERM_BEGINS: rows}
    if len(months) > 1 and draw(st.integers(0, 2)) == 0:
        lists[draw(st.sampled_from(months[1:]))] = _later(draw, rows)
    lasting = [r["system_id"] for r in rows if all(_lasts(r["system_id"], listed) for listed in lists.values())]
    return Ground(months, lists, lasting, uploaded=True)


def _row(system_id: str, parent: str | None, hours: str | None, begun: date | None, out: date | None) -> Row:
    return {
        "system_id": system_id,
        "system_name": f"系统{system_id}",
        "parent_id": parent,
        "service_hours": hours,
        "in_service_from": begun,
        "out_of_service_on": out,
    }


def _system(draw: DrawFn, system_id: str, months: list[str]) -> Row:
    hours = draw(st.sampled_from([None, "7×24", "5×8", "5×8"]))
    window = st.sampled_from(months).flatmap(days)
    begun = draw(st.one_of(st.none(), st.none(), window))
    out = draw(st.one_of(st.none(), st.none(), window))
    if begun and out and out < begun:
        begun, out = out, begun
    return _row(system_id, None, hours, begun, out)


def _later(draw: DrawFn, rows: list[Row]) -> list[Row]:
    """A newer list: the last system left out, or the working hours of the first changed."""
    top = [row for row in rows if not row["parent_id"]]
    if draw(st.booleans()):
        return [row for row in rows if row is not top[-1]]
    hours = "7×24" if rows[0]["service_hours"] == "5×8" else "5×8"
    return [row | {"service_hours": hours} if row is rows[0] else row for row in rows]


def _lasts(system_id: str, rows: list[Row]) -> bool:
    return any(row["system_id"] == system_id and row["out_of_service_on"] is None for row in rows)
