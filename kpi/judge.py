"""Value → verdict and flags (domain.md sections 2 and 3)."""

from datetime import date
from math import floor

from kpi.cases import CaseCount, CaseQuestion
from kpi.facts import PackageFacts
from kpi.figures import add_figures
from kpi.measures import Measure, measures
from kpi.periods import Month
from kpi.targets import Contract, Indicator
from kpi.values import DECIDED, Finding, Span, SystemValue, Verdict, by_system, system_values, value_of


def reached(indicator: Indicator, value: float) -> bool:
    """Whether a value meets the target, compared after rounding to 9 decimals against float noise."""
    rounded = round(value, 9)
    if indicator.at_least is not None:
        return rounded >= indicator.at_least
    if indicator.at_most is not None:
        return rounded <= indicator.at_most
    if indicator.above is not None:
        return rounded > indicator.above
    if indicator.exactly is not None:
        return rounded == indicator.exactly
    return rounded >= 80  # 达成 is the band [80, 100] % of an assessment (财预〔2020〕10号)


def below_target(finding: Finding) -> list[SystemValue]:
    """The systems that do not reach the target by themselves, the worst first."""
    found = [one for one in finding.systems if one.value is not None and not reached(finding.indicator, one.value)]
    return sorted(found, key=lambda one: (one.value or 0.0, one.system_id))


def case_question(indicator: Indicator) -> CaseQuestion | None:
    """Which cases stand behind an indicator, if any; a target in the measure's unit is the limit of each case."""
    measure = indicator.definition
    if not measure.cases:
        return None
    limit = indicator.at_most if indicator.at_most is not None else 0.0
    return CaseQuestion(measure.name, indicator.tag, measure.cases == "period", limit * measure.part_per)


def judge(
    indicator: Indicator, facts: PackageFacts, span: Span, contract: Contract, cases: CaseCount | None
) -> Finding:
    """One indicator or clause over its span. cases: the count for its case_question."""
    facts = facts.bound_to(indicator.systems)
    months = span.deciding(indicator.each)
    folded = value_of(indicator, indicator.definition, facts, months, indicator.tag)
    finding = Finding(
        indicator, folded.value, folded.part, folded.whole, "no_data", [], span.covered, span.missing,
        systems=system_values(indicator, facts, months),
    )  # fmt: skip
    said = {one.system_id for one in finding.systems}
    unsaid = [one for one in _without_calendar(indicator.definition, facts, span) if one not in said]
    finding.systems = sorted([*finding.systems, *(SystemValue(one, None, None, None) for one in unsaid)])
    if indicator.kind in ("by", "before"):
        _judge_milestone(finding, facts, span)
    else:
        finding.verdict = _verdict(finding, facts, span, contract, cases)
    if indicator.provisional or indicator.binds_centre:
        _excuse(finding)
    if span.is_all_missing:
        finding.part, finding.whole, finding.systems = None, None, []
    elif finding.part is None and months and indicator.definition.fold == "sum":
        finding.part, finding.whole = 0.0, None if indicator.definition.is_count else 0.0
    _raise_flags(finding, facts, span, cases)
    add_figures(finding, facts, span, cases)
    return finding


def _verdict(finding: Finding, facts: PackageFacts, span: Span, contract: Contract, cases: CaseCount | None) -> Verdict:
    indicator, measure = finding.indicator, finding.indicator.definition
    has_facts = _has_facts(finding, span, cases)
    if not span.due and (not has_facts or indicator.each):
        return "not_due"
    if indicator.each and not span.units(indicator.each, span.due):
        finding.value = None
        return "not_due"  # no quarter, no half-year is over yet
    if span.is_all_missing:
        finding.value = None
        return "no_data"
    if measure.figures == "failures" and not finding.part:
        return "no_data"  # not an hour of service, or none that the calendar knows: no failure is no achievement
    value = finding.value
    if indicator.each and not span.deciding(indicator.each):
        return "no_data"  # quarters are over, but of each some month is missing
    if value is None and measure.empty == "zero":
        if measure.by_clause and indicator.systems and span.finished():
            return "not_due"  # none of the systems that it binds is in service, so nobody is asked
        value = finding.value = 0.0
    if value is None:
        if cases is not None and cases.open and measure.figures:
            return "behind" if cases.over_limit_open else "not_due"
        if cases is not None and cases.unseen:
            return "no_data"
        if measure.empty == "met" and any(facts.of(raised, span.months, indicator.tag) for raised in _undated(measure)):
            return "no_data"  # it happened, but no calendar says by when it had to be done
        if measure.empty == "met":
            finding.flags.append("no_events")
            return "met"
        return "not_due" if measure.empty == "not_due" else "no_data"
    assert isinstance(value, float | int)
    if indicator.deadline and not reached(indicator, value):
        last = contract.midterm_last_month if indicator.deadline == "midterm" else contract.last_month
        return "missed" if span.moment >= last.end else "not_due"
    if indicator.pace:
        return _pace(indicator, value, span, contract)
    return "met" if reached(indicator, value) else "missed"


def _excuse(finding: Finding) -> None:
    """A number that the tender does not fix, or a duty of the Centre, is no breach (domain.md section 4)."""
    flags = {"example": "example_value", "default": "default_number", "scope": "scope_number", None: "binds_centre"}
    finding.flags.append(flags[finding.indicator.provisional])
    if finding.verdict in ("missed", "behind"):
        finding.verdict = "not_due"


def _has_facts(finding: Finding, span: Span, cases: CaseCount | None) -> bool:
    """Whether anything counts or waits: rows of exempt tickets are shown as evidence with 0 ÷ 0 and are no fact."""
    if cases is not None and cases.open and span.covered:
        return True
    return finding.part is not None and (finding.whole is None or bool(finding.part or finding.whole))


def _undated(measure: Measure) -> list[str]:
    """Measures of what no calendar can judge."""
    return [raised for raised in _calendar_flags(measure) if measures()[raised].by_clause]


def _without_calendar(measure: Measure, facts: PackageFacts, span: Span) -> list[str]:
    """Systems with days whose working calendar is missing: of those days nothing can be said."""
    raised = [one for one in _calendar_flags(measure) if not measures()[one].by_clause]
    return [system_id for one in raised for system_id in by_system(facts.of(one, span.covered))]


def _calendar_flags(measure: Measure) -> list[str]:
    return [raised for flag, raised in measure.flags if flag == "calendar_missing"]


def _pace(indicator: Indicator, value: float, span: Span, contract: Contract) -> Verdict:
    """An annual number: met at once, missed only after the term, until then measured against its share."""
    assert indicator.at_least is not None
    if reached(indicator, value):
        return "met"
    if span.moment >= contract.last_month.end:
        return "missed"
    return "on_track" if value >= due_by_pace(indicator, len(span.covered)) else "behind"


def due_by_pace(indicator: Indicator, covered_months: int) -> int:
    """How many of an annual number are due after so many covered months: floor(target × months / 12)."""
    return floor((indicator.at_least or 0) * covered_months / 12)


def _judge_milestone(finding: Finding, facts: PackageFacts, span: Span) -> None:
    """Met at once when passed in time; until the deadline not due; from then on missed, file or no file."""
    indicator = finding.indicator
    days = [fact.first_day for fact in facts.of(indicator.measure, span.months) if fact.first_day < span.moment]
    finding.value = min(days) if days else None
    finding.part, finding.whole = (1.0, None) if days else (None, None)
    if days and _in_time(indicator, min(days)):
        finding.verdict = "met"
    else:
        deadline_over = indicator.before if indicator.before is not None else Month.of(indicator.by or date.max).end
        finding.verdict = "not_due" if span.moment < deadline_over else "missed"


def _in_time(indicator: Indicator, day: date) -> bool:
    return day < indicator.before if indicator.before is not None else indicator.by is not None and day <= indicator.by


def _raise_flags(finding: Finding, facts: PackageFacts, span: Span, cases: CaseCount | None) -> None:
    indicator, measure, flags = finding.indicator, finding.indicator.definition, finding.flags
    if span.missing and not span.is_all_missing:
        flags.append("partial_months")
    if cases is not None and cases.over_limit_open:
        flags.append("warning_open")
    # Of a system whose row was refused nothing counts, whatever the measure needs.
    looked_at = {*measure.needs, *measure.uses, "systems"}
    if indicator.gate is not None:
        looked_at |= {*measures()[indicator.gate.measure].needs}
    if any(month in facts.incomplete.get(dataset, ()) for dataset in looked_at for month in span.covered):
        flags.append("incomplete_upload")
    for flag, name in measure.flags:
        if facts.of(name, span.months, indicator.tag if measures()[name].by_clause else None):
            flags.append(flag)
    if (
        finding.verdict in DECIDED
        and indicator.at_least
        and indicator.as_written.startswith("≥")
        and isinstance(finding.value, float | int)
        and round(finding.value / indicator.at_least, 9) >= 1.3
    ):
        flags.append("over_130")
