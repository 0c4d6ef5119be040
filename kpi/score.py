"""Verdicts → points, interval, grade: the Scorecard 评分表 (domain.md section 5; 财预〔2020〕10号)."""

from collections import defaultdict
from datetime import date, timedelta

from data.store import Store
from kpi.card import Scorecard as Scorecard
from kpi.card import ScoredFinding as ScoredFinding
from kpi.cases import count_cases, read_tallies
from kpi.facts import PackageFacts, read_facts, read_unclaimed
from kpi.judge import case_question, judge
from kpi.periods import Month, Period, default_as_of, parse_period
from kpi.sealed_cards import sealed_card, sealed_months
from kpi.settings import contract_of
from kpi.targets import Contract, Indicator, current_contract
from kpi.values import DECIDED, Finding, span_of

Trend = dict[str, dict[str, Finding]]
"""Code → 'YYYY-MM' → Finding."""

GRADES = ((90.0, "优"), (80.0, "良"), (60.0, "中"), (0.0, "差"))


def as_of_default(store: Store) -> date:
    """The default data cut-off of the store (domain.md section 2), one for all packages."""
    with store.reading() as cursor:
        rows = cursor.execute(
            """SELECT DISTINCT month FROM publications WHERE version <= (SELECT version FROM published)"""
        ).fetchall()
    now = store.now()
    return default_as_of(now, [month for (month,) in rows], contract_of(store, Month.of(now.date()).plus(-1)))


def scorecard(store: Store, package: int, period: str = "todate", as_of: date | None = None) -> Scorecard:
    """Judge and score a package for a period (see periods.PERIOD_FORMS) at the end of the day as_of."""
    day = as_of or as_of_default(store)
    facts = read_facts(store, package, day + timedelta(days=1))
    return _card(store, facts, parse_period(period, current_contract(), day), day)


def _card(store: Store, facts: PackageFacts, period: Period, day: date) -> Scorecard:
    """What a closed month has sealed for the period, or what the facts come to, with and without claims."""
    sealed = sealed_card(store, facts.package, period, day, facts.version)
    if sealed is not None:
        return sealed
    contract = contract_of(store, period.last, facts.version)
    (findings,) = _judge_all(store, facts, [period], current_contract())
    card = _score(facts, findings, period, day, contract)
    unclaimed = read_unclaimed(store, facts)
    if unclaimed is not None:
        (findings,) = _judge_all(store, unclaimed, [period], current_contract())
        card.without = _score(unclaimed, findings, period, day, contract)
    return card


def scorecard_with_trend(
    store: Store, package: int, period: str = "todate", as_of: date | None = None, *, with_clauses: bool = False
) -> tuple[Scorecard, Trend]:
    """scorecard and trend of one reading of the facts: cheaper than the two one after the other. The trend is
    of the target table; of the clauses too only if asked: there are many, mostly one is looked at (trend_of)."""
    contract = current_contract()
    day = as_of or as_of_default(store)
    facts = read_facts(store, package, day + timedelta(days=1))
    chosen, months = parse_period(period, contract, day), _months_to_date(contract, day)
    traced = (*contract.tables[package], *(contract.clauses[package] if with_clauses else ()))
    return _card(store, facts, chosen, day), _by_code(months, _judge_months(store, facts, months, traced))


def _score(facts: PackageFacts, findings: list[Finding], period: Period, as_of: date, contract: Contract) -> Scorecard:
    table = contract.tables[facts.package]
    scored = [_scored(finding, contract) for finding in findings[: len(table)]]
    decided = [one for one in scored if one.finding.verdict in DECIDED]
    confirmed = sum(one.points or 0.0 for one in decided)
    weight = sum(one.weight for one in decided)
    projected = round(confirmed / weight * 100, 9) if decided else None
    return Scorecard(
        package=facts.package,
        period=period,
        as_of=as_of,
        version=facts.version,
        indicators=scored,
        clauses=findings[len(table) :],
        confirmed=confirmed,
        decided_weight=weight,
        projected=projected,
        grade=grade(projected),
        vetoes=[(reason, record_id) for day, reason, record_id in facts.vetoes if period.start <= day < period.end],
    )


def _judge_all(
    store: Store,
    facts: PackageFacts,
    periods: list[Period],
    contract: Contract,
    indicators: tuple[Indicator, ...] = (),
) -> list[list[Finding]]:
    """Judge indicators, by default all and the clauses of the package, in each period, with one query for all cases."""
    indicators = indicators or (*contract.tables[facts.package], *contract.clauses[facts.package])
    questions = {one.code: question for one in indicators if (question := case_question(one))}
    tallies = read_tallies(store, facts, questions.values())

    def judged(indicator: Indicator, period: Period) -> Finding:
        span = span_of(indicator, facts, period, contract)
        question = questions.get(indicator.code)
        if question is None:
            return judge(indicator, facts, span, contract, None)
        cases = count_cases(question, tallies.get(question, ()), period.start, span.moment, span.covered)
        return judge(indicator, facts, span, contract, cases)

    return [[judged(indicator, period) for indicator in indicators] for period in periods]


def _scored(finding: Finding, contract: Contract) -> ScoredFinding:
    weight = contract.weight(finding.indicator)
    if finding.indicator.weight is None and contract.has_default_weights:
        finding.flags.append("default_weight")
    return ScoredFinding(finding, weight, points(finding, weight))


def points(finding: Finding, weight: float) -> float | None:
    """Points of a decided finding, never below 0 nor above its weight; None while undecided (domain.md section 5)."""
    indicator, value = finding.indicator, finding.value
    if finding.verdict not in DECIDED:
        return None
    if indicator.kind == "expect" and isinstance(value, float | int):
        return weight * min(max(value, 0.0), 100.0) / 100
    if finding.verdict == "met":
        return weight
    if not isinstance(value, float | int):
        return 0.0
    if indicator.at_least or indicator.above:
        target = indicator.at_least or indicator.above or 1.0
        return weight * min(max(value / target, 0.0), 1.0)
    if indicator.at_most:
        return weight * min(max(2 - value / indicator.at_most, 0.0), 1.0)
    return 0.0


def grade(projected: float | None) -> str | None:
    """优 [90,100], 良 [80,90), 中 [60,80), 差 [0,60), after rounding to 9 decimals; None if nothing is decided."""
    if projected is None:
        return None
    return next(name for floor, name in GRADES if round(projected, 9) >= floor)


def trend(store: Store, package: int, as_of: date | None = None) -> Trend:
    """Every indicator of the target table judged for each month of the term that has begun."""
    return _trend(store, package, as_of, current_contract().tables[package])


def trend_of(store: Store, package: int, code: str, as_of: date | None = None) -> dict[str, Finding]:
    """One indicator or clause judged for each month: 'YYYY-MM' → Finding."""
    return _trend(store, package, as_of, (current_contract().indicator(package, code),))[code]


def _trend(store: Store, package: int, as_of: date | None, indicators: tuple[Indicator, ...]) -> Trend:
    contract = current_contract()
    day = as_of or as_of_default(store)
    months = _months_to_date(contract, day)
    facts = read_facts(store, package, day + timedelta(days=1))
    return _by_code(months, _judge_months(store, facts, months, indicators))


def _judge_months(
    store: Store, facts: PackageFacts, months: list[Period], indicators: tuple[Indicator, ...]
) -> list[list[Finding]]:
    """Indicators judged for each month, of closed ones as they were sealed."""
    sealed = sealed_months(store, facts.package, facts.cut)
    judged = _judge_all(store, facts, months, current_contract(), indicators)
    for month, findings in zip(months, judged, strict=True):
        if month.first in sealed:
            findings[:] = [sealed[month.first].finding(one.indicator.code) or one for one in findings]
    return judged


def _months_to_date(contract: Contract, day: date) -> list[Period]:
    return [Period(str(month), month, month) for month in parse_period("todate", contract, day).months]


def _by_code(months: list[Period], findings: list[list[Finding]]) -> Trend:
    result: Trend = defaultdict(dict)
    for month, of_month in zip(months, findings, strict=True):
        for finding in of_month:
            result[finding.indicator.code][month.name] = finding
    return dict(result)
