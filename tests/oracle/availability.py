"""Availability, MTBF and the longest interruption, by marking time on a line of bits."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import floor, fsum

from .months import covered_months, days_of, first_day
from .records import Figures, Records, Row, Value, counting, in_service, month_of, service_end, top_systems
from .timeline import Timeline, step_for

NEEDS = ("outages", "maintenance")
_OPENS, _CLOSES = time(9), time(17)
_TERM = datetime(2026, 7, 1)


@dataclass(frozen=True)
class _SystemTime:
    """Marks of one system: `service` in covered months, all `recorded` outages, the `counted` ones, `excluded` time."""

    service: int
    recorded: int
    counted: int
    excluded: int

    def failures(self, line: Timeline) -> list[int]:
        """What remains of each merged counted outage of which anything remains."""
        remaining = [run & ~self.excluded & self.service for run in line.runs(self.counted)]
        return [marks for marks in remaining if marks]


def is_approved(window: Row) -> bool:
    """True if a maintenance window has an approver and was not approved after its start."""
    approved_at = window.get("approved_at")
    return bool(window.get("approved_by")) and (approved_at is None or approved_at <= window["starts_at"])


def _has_hours(records: Records, entry: Row, year: int) -> bool:
    return entry.get("service_hours") != "5×8" or any(day.year == year for day in records.working_days)


def _service(records: Records, line: Timeline, system_id: str, months: list[str]) -> int:
    marks = 0
    for month in months:
        entry = top_systems(records, month).get(system_id)
        if entry is None or not _has_hours(records, entry, int(month[:4])):
            continue
        office = entry.get("service_hours") == "5×8"
        for day in days_of(month):
            if not in_service(entry, day) or (office and day not in records.working_days):
                continue
            midnight = datetime.combine(day, time())
            if office:
                marks |= line.mark(datetime.combine(day, _OPENS), datetime.combine(day, _CLOSES))
            else:
                marks |= line.mark(midnight, midnight + timedelta(days=1))
    return marks


def _served(records: Records, row: Row, start: str, end: str) -> Row:
    """The row, ending at the latest with the service of the system that it names."""
    out = service_end(records, row["system_id"], row[start])
    return row if out is None or (row.get(end) and row[end] <= out) else row | {end: out}


def _system_times(records: Records, start: datetime, end: datetime) -> tuple[Timeline, dict[str, _SystemTime]]:
    """The line from the first record (or `start`) to `end`, and the marks of the systems listed in covered months."""
    outages = [(s, _served(records, r, "down_at", "up_at")) for s, r in counting(records, "outages")]
    windows = [(s, _served(records, r, "starts_at", "ends_at")) for s, r in counting(records, "maintenance")]
    begins = [r["down_at"] for _, r in outages] + [r["starts_at"] for _, r in windows]
    ends = [r["up_at"] for _, r in outages if r.get("up_at")] + [r["ends_at"] for _, r in windows]
    base = first_day(month_of(min([start, *begins])))
    line = Timeline(base, end, step_for(begins + ends))
    months = covered_months(records, NEEDS, base, end)
    shown = {s for m in covered_months(records, NEEDS, start, end) for s in top_systems(records, m)}
    return line, {
        system_id: _marks_of(
            line,
            _service(records, line, system_id, months),
            [r for owner, r in outages if owner == system_id],
            [r for owner, r in windows if owner == system_id and is_approved(r)],
        )
        for system_id in sorted(shown)
    }


def _marks_of(line: Timeline, service: int, outages: list[Row], approved: list[Row]) -> _SystemTime:
    recorded = counted = excluded = 0
    for row in outages:
        marks = line.mark(row["down_at"], row.get("up_at"))
        recorded |= marks
        if row.get("exempt_reason"):
            excluded |= marks
        else:
            counted |= marks
    for window in approved:
        excluded |= line.mark(window["starts_at"], window["ends_at"])
    return _SystemTime(service, recorded, counted, excluded)


def _mean(line: Timeline, marks: dict[str, tuple[int, int]]) -> Value:
    """Mean of the systems' percents from (marks up, marks of the base); a system with an empty base leaves the mean."""
    by_system: dict[str, Figures] = {}
    for system_id, (up, base) in marks.items():
        share = 100 * up.bit_count() / base.bit_count() if base else None
        by_system[system_id] = (share, line.hours(up), line.hours(base))
    shares = [share for share, _, _ in by_system.values() if share is not None]
    return Value(
        fsum(shares) / len(shares) if shares else None,
        fsum(part for _, part, _ in by_system.values()),
        fsum(whole or 0 for _, _, whole in by_system.values()),
        by_system,
    )


def availability(records: Records, start: datetime, end: datetime) -> Value:
    """Net availability in percent: mean over systems of (S − X − (C − X)) / (S − X); part and whole in hours."""
    line, times = _system_times(records, start, end)
    period = line.mark(start, end)
    marks = {}
    for system_id, t in times.items():
        base = t.service & period & ~t.excluded
        marks[system_id] = (base & ~t.counted, base)
    return _mean(line, marks)


def availability_gross(records: Records, start: datetime, end: datetime) -> Value:
    """Percent of S without any recorded outage; mean over systems, hours."""
    line, times = _system_times(records, start, end)
    period = line.mark(start, end)
    return _mean(line, {s: (t.service & period & ~t.recorded, t.service & period) for s, t in times.items()})


def planned_as_up(records: Records, start: datetime, end: datetime) -> Value:
    """1 − (C − X)/S in percent: excluded time counts as up; mean over systems, hours."""
    line, times = _system_times(records, start, end)
    period = line.mark(start, end)
    marks = {}
    for system_id, t in times.items():
        base = t.service & period
        marks[system_id] = (base & ~(t.counted & ~t.excluded), base)
    return _mean(line, marks)


def mtbf(records: Records, start: datetime, end: datetime) -> Value:
    """Mean time between failures in hours, pooled: net up-hours (part) / failures (whole); None without a failure."""
    line, times = _system_times(records, start, end)
    period = line.mark(start, end)
    by_system: dict[str, Figures] = {}
    for system_id, t in times.items():
        hours = line.hours(t.service & period & ~t.excluded & ~t.counted)
        failures = sum(1 for marks in t.failures(line) if start <= line.first(marks) < end)
        by_system[system_id] = (hours / failures if failures else None, hours, failures)
    hours = fsum(part for _, part, _ in by_system.values())
    failed = sum(whole or 0 for _, _, whole in by_system.values())
    return Value(hours / failed if failed else None, hours, failed, by_system)


def allowed_failures(hours: float, target: float) -> int:
    """How many failures `hours` of up-time allow at a target MTBF in hours."""
    return floor(hours / target)


def longest_interruption(records: Records, start: datetime, end: datetime) -> Value:
    """Hours of the longest merged failure with a counted second in the period, counted from its first second (before
    the period too) up to `end`; the worst system. 0 without a failure, None without a covered month or an hour of
    service ("No due month and no facts": not_due, domain.md section 2); whole is None.
    """
    line, times = _system_times(records, start, end)
    if not covered_months(records, NEEDS, start, end):
        return Value(None, 0.0, None)
    period = line.mark(start, end)
    by_system: dict[str, Figures] = {}
    for system_id, t in times.items():
        if not t.service & period:
            continue
        worst = max((line.hours(marks) for marks in t.failures(line) if marks & period), default=0.0)
        by_system[system_id] = (worst, worst, None)
    longest = max((part for _, part, _ in by_system.values()), default=None)
    return Value(longest, longest or 0.0, None, by_system)


def longest_run(records: Records, start: datetime, end: datetime) -> Value:
    """Hours of up-time of the longest run that lasts into the period (or is ended by a failure in it), up to `end`; the
    worst of the systems. A month that nobody uploaded ends a run. A run without a failure before or after it says
    nothing while it is under 720 h.
    """
    line, times = _system_times(records, min(start, _TERM), end)
    if not covered_months(records, NEEDS, start, end):
        return Value(None, 0.0, None)
    by_system: dict[str, Figures] = {}
    for system_id, t in times.items():
        found = [hours for span in _covered_spans(records, end) for hours in _runs(line, t, span, (start, end))]
        if found:
            by_system[system_id] = (max(found), max(found), None)
    longest = [part for _, part, _ in by_system.values()]
    return Value(min(longest, default=None), max(longest, default=0.0), None, by_system)


def _runs(
    line: Timeline, t: _SystemTime, span: tuple[datetime, datetime], period: tuple[datetime, datetime]
) -> list[float]:
    """The runs of a system in a stretch of covered months that count in the period."""
    inside, wanted = line.mark(*span), line.mark(*period)
    up = t.service & inside & ~t.excluded & ~t.counted
    down = list(line.runs(t.service & inside & t.counted & ~t.excluded))
    found = []
    for number in range(len(down) + 1):
        begins = down[number - 1].bit_length() if number else 0
        ends = line.mark(line.base, line.first(down[number])).bit_length() if number < len(down) else line.size
        window = ((1 << ends) - 1) >> begins << begins if ends > begins else 0
        run = up & window
        counts = t.service & inside & window & wanted or (number < len(down) and down[number] & wanted & -down[number])
        known = number > 0 or number < len(down) or line.hours(run) >= 720
        if counts and known:
            found.append(line.hours(run))
    return found or ([0.0] if any(marks & wanted for marks in down) else [])


def _covered_spans(records: Records, end: datetime) -> list[tuple[datetime, datetime]]:
    """Stretches of months, one after the other, that everything was uploaded for."""
    spans: list[tuple[datetime, datetime]] = []
    for month in covered_months(records, NEEDS, _TERM, end):
        begins = first_day(month)
        after = first_day(month_of(begins + timedelta(days=31)))
        if spans and spans[-1][1] == begins:
            begins, _ = spans.pop()
        spans.append((begins, min(after, end)))
    return spans
