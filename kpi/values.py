"""From facts to values: the span that an indicator looks at, folding, combining systems and months."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from kpi.facts import Fact, PackageFacts
from kpi.measures import Measure, measures
from kpi.periods import Month, Period, month_range
from kpi.targets import Contract, Each, Indicator

Verdict = Literal["met", "missed", "on_track", "behind", "not_due", "no_data"]
DECIDED: tuple[Verdict, ...] = ("met", "missed")
Number = float | None
UNIT_MONTHS: dict[Each, int] = {"month": 1, "quarter": 3, "half_year": 6}


def unit_start(month: Month, each: Each) -> Month:
    """The first month of the month's calendar quarter or half-year; a month itself."""
    return month.plus(-((month.number - 1) % UNIT_MONTHS[each]))


class SystemValue(NamedTuple):
    """The value of one system, with its part and whole in shown units."""

    system_id: str
    value: Number
    part: Number
    whole: Number


@dataclass
class Finding:
    """One indicator or clause judged for one period 单项结果.

    value: unrounded, in the unit of the target (percent 0-100), the day of passing for a milestone, None where nothing
    can be said. part, whole: pooled over systems and the whole period, in shown units.
    """

    indicator: Indicator
    value: float | date | None
    part: Number
    whole: Number
    verdict: Verdict
    flags: list[str]
    covered_months: list[Month]
    missing_months: list[Month]
    beside: dict[str, Number] = field(default_factory=dict)
    systems: list[SystemValue] = field(default_factory=list)


@dataclass(frozen=True)
class Span:
    """The months that an indicator looks at in a period, and the moment at which it is judged (00:00 of `moment`)."""

    months: list[Month]
    start: date
    moment: date
    due: list[Month]
    covered: list[Month]
    missing: list[Month]

    @property
    def is_all_missing(self) -> bool:
        """Some months are due, and none of them is covered: nothing can be said (缺数据)."""
        return bool(self.due) and len(self.missing) == len(self.due)

    def finished(self) -> list[Month]:
        """Covered months that have ended by the moment."""
        return [month for month in self.covered if month.end <= self.moment]

    def deciding(self, each: Each | None) -> list[Month]:
        """The covered months that decide: of whole units, finished and covered all through, if each unit must do."""
        if each is None:
            return self.covered
        return [month for unit in self.units(each, self.finished()) for month in unit]

    def units(self, each: Each, months: list[Month]) -> list[list[Month]]:
        """The whole months, calendar quarters or half-years that lie in some months."""
        length = UNIT_MONTHS[each]
        units: dict[Month, list[Month]] = defaultdict(list)
        for month in months:
            units[unit_start(month, each)].append(month)
        return [unit for unit in units.values() if len(unit) == length]


def span_of(indicator: Indicator, facts: PackageFacts, period: Period, contract: Contract) -> Span:
    """Months, due months and coverage of an indicator in a period."""
    first = contract.first_month if indicator.cumulative else period.first
    last = period.last
    if indicator.by is not None and last == contract.last_month:
        last = max(last, Month.of(indicator.by))  # what may come after the term is judged with its end
    months = month_range(first, last)
    moment = min(facts.cut, last.end)
    measure = indicator.definition
    due = [month for month in months if month.end <= moment and _falls_due(measure, month, facts)]
    covered = [
        month
        for month in months
        if month.first_day < moment and facts.covers(measure, month) and not _gated(indicator, facts, month)
    ]
    missing = [month for month in due if month not in covered]
    return Span(months, first.first_day, moment, due, covered, missing)


def _falls_due(measure: Measure, month: Month, facts: PackageFacts) -> bool:
    """Surveys fall due with the last month of a quarter; their batch covers the whole quarter."""
    return "surveys" not in measure.needs or month.is_quarter_end or facts.covers(measure, month)


def _gated(indicator: Indicator, facts: PackageFacts, month: Month) -> bool:
    if indicator.gate is None or month.end > facts.cut:
        return False
    share = Folded.of(
        measures()[indicator.gate.measure], facts.of(indicator.gate.measure, [month], indicator.tag)
    ).value
    return share is None or round(share, 9) < indicator.gate.at_least


class Folded(NamedTuple):
    """Facts made into one value; part and whole in shown units."""

    value: Number
    part: Number
    whole: Number

    @classmethod
    def of(cls, measure: Measure, rows: Sequence[Fact]) -> "Folded":
        """Fold the facts of a measure: Σpart/Σwhole, Σpart, the largest or the latest part."""
        if not rows:
            return cls(None, None, None)
        if measure.fold == "max":
            largest = max(fact.largest for fact in rows) / measure.part_per
            return cls(largest, largest, None)
        if measure.fold == "last":
            latest = max(rows, key=lambda fact: fact.latest_day).latest / measure.part_per
            return cls(latest, latest, None)
        part = sum([fact.part for fact in rows]) / measure.part_per
        wholes = [fact.whole for fact in rows if fact.whole is not None]
        if not wholes:
            return cls(part, part, None)
        whole = sum(wholes) / measure.whole_per
        if whole == 0:
            return cls(None, part, whole)
        return cls(part / whole * (100 if measure.percent else 1), part, whole)


def value_of(
    indicator: Indicator, measure: Measure, facts: PackageFacts, months: list[Month], tag: str | None
) -> Folded:
    """The value of a measure (the indicator's own or one beside it) over some months after the indicator's `across` and
    `each`; part and whole stay pooled."""
    rows = facts.of(measure.name, months, tag)
    pooled = Folded.of(measure, rows)
    if indicator.each is None and indicator.across == "pooled":
        return pooled
    worst: Callable[[Iterable[float]], float] = min if indicator.rising else max
    groups = [rows] if indicator.each is None else by_unit(rows, indicator.each)
    values = [_across(indicator, measure, group, worst) for group in groups]
    known = [value for value in values if value is not None]
    return Folded(worst(known) if known else None, pooled.part, pooled.whole)


def _across(
    indicator: Indicator, measure: Measure, rows: list[Fact], worst: Callable[[Iterable[float]], float]
) -> Number:
    if indicator.across == "pooled":
        return Folded.of(measure, rows).value
    values = [one.value for one in (Folded.of(measure, group) for group in by_system(rows).values())]
    known = [value for value in values if value is not None]
    if not known:
        return None
    return sum(known) / len(known) if indicator.across == "mean" else worst(known)


def by_unit(rows: Iterable[Fact], each: Each) -> list[list[Fact]]:
    """Facts grouped by month, quarter or half-year."""
    groups: dict[Month, list[Fact]] = defaultdict(list)
    for fact in rows:
        groups[unit_start(fact.month, each)].append(fact)
    return list(groups.values())


def by_system(rows: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Facts by system; those of the package itself are left out."""
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in rows:
        if fact.system_id is not None:
            groups[fact.system_id].append(fact)
    return dict(sorted(groups.items()))


def system_values(indicator: Indicator, facts: PackageFacts, months: list[Month]) -> list[SystemValue]:
    """Every system with facts: value (of its worst finished unit where the worst one decides), part and whole."""
    measure = indicator.definition
    worst: Callable[[Iterable[float]], float] = min if indicator.rising else max
    result = []
    for system_id, rows in by_system(facts.of(indicator.measure, months, indicator.tag)).items():
        whole_period = Folded.of(measure, rows)
        value = whole_period.value
        if indicator.each is not None:
            monthly = [Folded.of(measure, of_month).value for of_month in by_unit(rows, indicator.each)]
            known = [one for one in monthly if one is not None]
            value = worst(known) if known else None
        result.append(SystemValue(system_id, value, whole_period.part, whole_period.whole))
    return result
