"""展望: can each indicator of a package still be reached by the end of the term, and what must happen for that?

Every figure to date is the Scorecard's (contract to date). A projection goes straight on at the pace of the last three
months that are finished and covered (fewer if there are no three): what happened in them ÷ their days × the days that
are left. It is arithmetic, no forecast, and is labelled so on screen. Months without data are left out of both.

- availability: hours W of a system = planned hours to date + hours of service ahead. With n systems, target T % and
  downtime D to date, hours still allowed = mean W × (n × (1 − T) − Σ D ÷ W), as if spread over the systems as W is.
- shares of the hours of the worst system: hours that the system with the least left may still be down = W × (1 − T), or
  W × T where T is the share down, − its D. The pace of all systems says nothing of one, but where it is 0.
- MTBF: failures still allowed = floor((up-hours to date + hours of service ahead) ÷ T) − failures to date.
- shares (requests, answers, emergencies …): misses still allowed = floor((cases to date + cases ahead at that pace)
  × (1 − T)) − misses to date.
- means (response, repair, submission): the cases ahead may take (T × (cases to date + ahead) − sum to date) ÷ cases
  ahead on average.
- annual numbers: still to hand in = T − handed in.
- targets of each month: the worst month decides, so a missed one stays missed; else every month that is left counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import floor
from typing import Literal, NamedTuple

from data.store import Store
from kpi.facts import facts_version
from kpi.judge import reached
from kpi.periods import Month, month_range
from kpi.score import scorecard_with_trend
from kpi.targets import Indicator, current_contract
from kpi.values import Finding, Number
from kpi.workspace import Workspace

RECENT = 3
"""How many months the pace is taken from, at most."""
State = Literal["reached", "on_course", "at_risk", "lost", "open"]
Form = Literal[
    "downtime", "worst_downtime", "failures", "misses", "mean", "annual", "monthly", "single", "none", "milestone",
    "qualitative", "no_data",
]  # fmt: skip


class Ahead(NamedTuple):
    """What is left of the term after the data cut-off. hours: hours of service by system; is_known: False where the
    working calendar of a 5×8 system is missing, so that its hours are too few."""

    days: int
    months: int
    hours: Mapping[str, float]
    is_known: bool = True


@dataclass(frozen=True)
class Pace:
    """What the last finished covered months add up to. months: oldest first; part, whole: in shown units."""

    months: tuple[Month, ...]
    days: int
    part: float
    whole: float

    def ahead(self, amount: float, days: int) -> float | None:
        """So much in these months, straight on for so many days; None without a month."""
        return amount / self.days * days if self.days else None


@dataclass(frozen=True)
class Prospect:
    """One indicator or clause at the end of the term, as far as can be said.

    left: what may still happen, or must, in the unit of `form` (hours down, failures, misses, the mean, numbers,
    months); used: what the pace makes of it; expected: cases ahead at that pace. None: cannot be said.
    """

    finding: Finding
    form: Form
    state: State
    pace: Pace
    left: float | None = None
    used: float | None = None
    expected: float | None = None


@dataclass(frozen=True)
class Outlook:
    """All indicators of a package, then its clauses, at a data cut-off."""

    package: int
    as_of: date
    ends_on: date
    ahead: Ahead
    prospects: list[Prospect]


_AHEAD = "SELECT system_id, sum(seconds) / 3600 FROM service_days WHERE day >= ? GROUP BY system_id"
_UNKNOWN = """
SELECT count(*) FROM system_days LEFT JOIN working_days USING (day)
WHERE day >= ? AND service_hours = '5×8' AND is_working IS NULL"""


def outlook(store: Store, package: int, as_of: date) -> Outlook:
    """What can be said of the end of the term at the end of the day as_of."""
    contract, cut = current_contract(), as_of + timedelta(days=1)
    card, months = scorecard_with_trend(store, package, "todate", as_of, with_clauses=True)
    with store.reading() as cursor:
        Workspace(cursor, package, facts_version(cursor, package)).provide(_AHEAD, _UNKNOWN)
        hours = dict(cursor.execute(_AHEAD, [cut]).fetchall())
        unknown = cursor.execute(_UNKNOWN, [cut]).fetchone()
    end = contract.last_month.end
    left = [one for one in month_range(contract.first_month, contract.last_month) if one.end > cut]
    ahead = Ahead(max((end - cut).days, 0), len(left), hours, not (unknown and unknown[0]))
    findings = [*(one.finding for one in card.indicators), *card.clauses]
    prospects = [prospect(one, pace_of(one, months[one.indicator.code], cut), ahead) for one in findings]
    return Outlook(package, as_of, end - timedelta(days=1), ahead, prospects)


def pace_of(finding: Finding, months: Mapping[str, Finding], cut: date) -> Pace:
    """The last months that are finished and covered, added up. Of numbers that grow from month to month, what each has
    added."""
    names = [Month.parse(name) for name in months]
    found = {one: months[str(one)] for one in names if one.end <= cut and one in months[str(one)].covered_months}
    recent = sorted(found)[-RECENT:]
    days = sum((one.end - one.first_day).days for one in recent)
    if finding.indicator.cumulative:
        before = {one: months.get(str(one.plus(-1))) for one in recent}
        part = sum((found[one].part or 0) - ((earlier.part or 0) if (earlier := before[one]) else 0) for one in recent)
        return Pace(tuple(recent), days, part, 0)
    part, whole = (sum(getattr(found[one], key) or 0 for one in recent) for key in ("part", "whole"))
    return Pace(tuple(recent), days, part, whole)


def prospect(finding: Finding, pace: Pace, ahead: Ahead) -> Prospect:
    """The indicator at the end of the term, after the form of its target and measure."""
    form = form_of(finding)
    match form:
        case "downtime":
            return _downtime(finding, pace, ahead)
        case "worst_downtime":
            return _worst_downtime(finding, pace, ahead)
        case "failures":
            return _failures(finding, pace, ahead)
        case "misses":
            return _misses(finding, pace, ahead)
        case "mean":
            return _mean(finding, pace, ahead)
        case "annual":
            return _annual(finding, pace, ahead)
        case "monthly":
            lost, met = finding.verdict == "missed", finding.verdict == "met"
            state: State = "lost" if lost else "on_course" if met else "open"
            return Prospect(finding, form, state, pace, left=ahead.months)
        case "none":
            state = "lost" if finding.verdict == "missed" else "on_course" if pace.months else "open"
            return Prospect(finding, form, state, pace, left=0, used=0 if pace.months else None)
        case "milestone":
            state = {"met": "reached", "missed": "lost"}.get(finding.verdict, "open")  # type: ignore[assignment]
            return Prospect(finding, form, state, pace)
        case "single":
            grows = finding.indicator.rising and finding.verdict == "met"
            is_lost = not finding.indicator.rising and finding.verdict == "missed"
            return Prospect(finding, form, "reached" if grows else "lost" if is_lost else "open", pace)
        case _:
            return Prospect(finding, form, "open", pace)


def form_of(finding: Finding) -> Form:
    """By which rule it is looked at."""
    one, measure = finding.indicator, finding.indicator.definition
    plain: list[tuple[bool, Form]] = [
        (one.kind in ("by", "before"), "milestone"),
        (one.kind == "expect", "qualitative"),
        (finding.verdict == "no_data", "no_data"),
        (one.pace, "annual"),
        (one.each is not None, "monthly"),
        (measure.fold == "max", "single"),
        (one.cumulative and one.rising and not measure.percent, "single"),
        (one.kind == "exactly", "none"),
        (measure.figures == "failures", "failures"),
        (measure.percent and one.across == "mean", "downtime"),
        (measure.percent and one.across == "worst" and measure.whole_unit == "小时", "worst_downtime"),
        (measure.percent, "misses"),
        (one.kind == "at_most", "mean"),
    ]
    return next((form for fits, form in plain if fits), "no_data")


def _target(one: Indicator) -> float:
    return float(one.at_least or one.at_most or one.above or 0)


def downtime_left(
    planned: Mapping[str, float], down: Mapping[str, float], ahead: Mapping[str, float], target: float
) -> float:
    """Hours that all systems together may still be down so that the mean of the systems reaches the target (percent).

    planned, down: hours to date by system; ahead: hours of service ahead. Below 0: too much has been down already.
    """
    whole = {name: planned.get(name, 0.0) + ahead.get(name, 0.0) for name in {*planned, *ahead}}
    whole = {name: hours for name, hours in whole.items() if hours > 0}
    if not whole:
        return 0.0
    lost = sum(down.get(name, 0.0) / hours for name, hours in whole.items())
    return sum(whole.values()) / len(whole) * (len(whole) * (1 - target / 100) - lost)


def _downtime(finding: Finding, pace: Pace, ahead: Ahead) -> Prospect:
    planned = {one.system_id: one.whole or 0.0 for one in finding.systems}
    down = {one.system_id: (one.whole or 0.0) - (one.part or 0.0) for one in finding.systems}
    left = downtime_left(planned, down, ahead.hours, _target(finding.indicator))
    used = (pace.whole - pace.part) / pace.whole * sum(ahead.hours.values()) if pace.whole else None
    return Prospect(finding, "downtime", _state(left, used, ahead.is_known), pace, left, used)


def _worst_downtime(finding: Finding, pace: Pace, ahead: Ahead) -> Prospect:
    rising, target = finding.indicator.rising, _target(finding.indicator) / 100
    allowed = 1 - target if rising else target

    def left_of(part: Number, whole: Number, hours: float) -> float:
        up_or_down, planned = part or 0.0, whole or 0.0
        return allowed * (planned + hours) - (planned - up_or_down if rising else up_or_down)

    left = min(
        (left_of(one.part, one.whole, ahead.hours.get(one.system_id, 0.0)) for one in finding.systems), default=None
    )
    used = 0.0 if pace.months and round(pace.whole - pace.part if rising else pace.part, 9) == 0 else None
    return Prospect(finding, "worst_downtime", _state(left, used, ahead.is_known), pace, left, used)


def failures_left(hours: float, failures: float, ahead: float, target: float) -> int:
    """Failures still allowed so that all hours ÷ all failures reach the target, if all the hours ahead are up."""
    return floor(round((hours + ahead) / target, 9)) - round(failures)


def _failures(finding: Finding, pace: Pace, ahead: Ahead) -> Prospect:
    hours = sum(ahead.hours.values())
    left = failures_left(finding.part or 0.0, finding.whole or 0.0, hours, _target(finding.indicator))
    used = pace.whole / pace.part * hours if pace.part else None
    return Prospect(finding, "failures", _state(left, used, ahead.is_known), pace, left, used)


def misses_left(part: float, whole: float, ahead: float, target: float) -> int:
    """Misses still allowed of the cases ahead so that the share of all reaches the target (percent)."""
    return floor(round((whole + ahead) * (1 - target / 100), 9)) - round(whole - part)


def _misses(finding: Finding, pace: Pace, ahead: Ahead) -> Prospect:
    target, part, whole = _target(finding.indicator), finding.part or 0.0, finding.whole or 0.0
    if not whole:
        return Prospect(finding, "misses", "open", pace)
    expected, used = pace.ahead(pace.whole, ahead.days), pace.ahead(pace.whole - pace.part, ahead.days)
    left = None if expected is None else misses_left(part, whole, expected, target)
    if round(target - 100, 9) == 0 and round(whole - part, 9) > 0:
        return Prospect(finding, "misses", "lost", pace, left, used, expected)
    state = _state(left, used) if expected else "open"
    return Prospect(finding, "misses", "at_risk" if state == "lost" else state, pace, left, used, expected)


def mean_left(total: float, count: float, ahead: float, target: float) -> float:
    """What the cases ahead may take on average so that the mean of all keeps the target; below 0: not even nothing."""
    return (target * (count + ahead) - total) / ahead


def _mean(finding: Finding, pace: Pace, ahead: Ahead) -> Prospect:
    expected = pace.ahead(pace.whole, ahead.days)
    if not expected or not pace.whole:
        return Prospect(finding, "mean", "open", pace)
    left = mean_left(finding.part or 0.0, finding.whole or 0.0, expected, _target(finding.indicator))
    used = pace.part / pace.whole
    state: State = "on_course" if round(used - left, 9) <= 0 else "at_risk"
    return Prospect(finding, "mean", state, pace, left, used, expected)


def _annual(finding: Finding, pace: Pace, ahead: Ahead) -> Prospect:
    value = finding.value if isinstance(finding.value, int | float) else 0.0
    left = max(_target(finding.indicator) - value, 0.0)
    used = pace.ahead(pace.part, ahead.days)
    state: State = "lost" if finding.verdict == "missed" else "open"
    if reached(finding.indicator, value):
        state = "reached"
    elif state != "lost" and used is not None:
        state = "on_course" if used >= left else "at_risk"
    return Prospect(finding, "annual", state, pace, left, used)


def _state(left: float | None, used: float | None, is_known: bool = True) -> State:
    """By what is left and what the pace would use of it."""
    if left is None or not is_known:
        return "open"
    if left < 0:
        return "lost"
    return "open" if used is None else "on_course" if round(used - left, 9) <= 0 else "at_risk"


def days_until(finding: Finding, as_of: date) -> int | None:
    """Days from the data cut-off to the last instant of a milestone; None for others, 0 where it has passed."""
    one = finding.indicator
    end = one.before or (one.by + timedelta(days=1) if one.by else None)
    if end is None:
        return None
    cut = datetime.combine(as_of + timedelta(days=1), time())
    return max((datetime.combine(end, time()) - cut).days, 0)


def by_state(prospects: Sequence[Prospect]) -> dict[State, int]:
    """How many prospects have which state, the worst first."""
    order: tuple[State, ...] = ("lost", "at_risk", "open", "on_course", "reached")
    counts = {state: sum(one.state == state for one in prospects) for state in order}
    return {state: count for state, count in counts.items() if count}
