"""The scorecards that closed months 结账 have sealed: as text, and back as they were, targets and all.

A sealed scorecard is what the month came to. It is shown as it stands, whatever contract, rules or records say since.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from data.closings import closed_months
from data.store import Cursor, Store
from kpi.card import Scorecard, ScoredFinding
from kpi.periods import Month, Period
from kpi.targets import Indicator
from kpi.values import Finding, SystemValue


def card_text(card: Scorecard) -> str:
    """A scorecard as JSON text that says everything of it; equal scorecards give equal texts."""
    return json.dumps(_card_told(card), ensure_ascii=False, allow_nan=False, sort_keys=True)


def _card_told(card: Scorecard) -> dict[str, Any]:
    told = {
        "package": card.package,
        "period": [card.period.name, str(card.period.first), str(card.period.last)],
        "as_of": card.as_of.isoformat(),
        "indicators": [
            _told(one.finding) | {"weight": one.weight, "points": one.points} for one in card.indicators
        ],
        "clauses": [_told(one) for one in card.clauses],
        "confirmed": card.confirmed,
        "decided_weight": card.decided_weight,
        "projected": card.projected,
        "grade": card.grade,
        "vetoes": [list(veto) for veto in card.vetoes],
    }  # fmt: skip
    return told | {"without": _card_told(card.without)} if card.without else told


def _told(finding: Finding) -> dict[str, Any]:
    value = finding.value
    return {
        "indicator": json.loads(finding.indicator.model_dump_json(exclude_defaults=True)),
        "value": {"day": value.isoformat()} if isinstance(value, date) else value,
        "part": finding.part,
        "whole": finding.whole,
        "verdict": finding.verdict,
        "flags": finding.flags,
        "covered": [str(month) for month in finding.covered_months],
        "missing": [str(month) for month in finding.missing_months],
        "beside": finding.beside,
        "systems": [list(one) for one in finding.systems],
    }


@lru_cache(maxsize=120)
def card_of(text: str) -> Scorecard:
    """The scorecard that a text of `card_text` tells of; nobody changes it."""
    return _card(json.loads(text))


def _card(told: Mapping[str, Any]) -> Scorecard:
    name, first, last = told["period"]
    return Scorecard(
        package=told["package"],
        period=Period(name, Month.parse(first), Month.parse(last)),
        as_of=date.fromisoformat(told["as_of"]),
        version=-1,
        indicators=[ScoredFinding(_finding(one), one["weight"], one["points"]) for one in told["indicators"]],
        clauses=[_finding(one) for one in told["clauses"]],
        confirmed=told["confirmed"],
        decided_weight=told["decided_weight"],
        projected=told["projected"],
        grade=told["grade"],
        vetoes=[(reason, record_id) for reason, record_id in told["vetoes"]],
        without=_card(told["without"]) if "without" in told else None,
    )


def _finding(told: Mapping[str, Any]) -> Finding:
    value = told["value"]
    return Finding(
        # What JSON has as text and lists are dates and tuples.
        indicator=Indicator.model_validate(told["indicator"], strict=False),
        value=date.fromisoformat(value["day"]) if isinstance(value, dict) else value,
        part=told["part"],
        whole=told["whole"],
        verdict=told["verdict"],
        flags=told["flags"],
        covered_months=[Month.parse(month) for month in told["covered"]],
        missing_months=[Month.parse(month) for month in told["missing"]],
        beside=told["beside"],
        systems=[SystemValue(*one) for one in told["systems"]],
    )


def read_cards(cursor: Cursor, closing_id: str) -> dict[tuple[Month, Month], Scorecard]:
    """The scorecards that a closing has sealed, held or not: first and last month → scorecard."""
    rows = cursor.execute(
        "SELECT first_month, last_month, content FROM sealed_scorecards WHERE closing_id = ?", [closing_id]
    ).fetchall()
    return {(Month.parse(first), Month.parse(last)): card_of(text) for first, last, text in rows}


def sealed_card(store: Store, package: int, period: Period, as_of: date, version: int) -> Scorecard | None:
    """The scorecard of a period as it was sealed: the period ends with a closed month, by a day on which that month
    was over; None if nothing was sealed of it."""
    if as_of + timedelta(days=1) < period.end:
        return None
    with store.reading() as cursor:
        closing_id = closed_months(cursor, package).get(str(period.last))
        if closing_id is None:
            return None
        row = cursor.execute(
            "SELECT content FROM sealed_scorecards WHERE closing_id = ? AND first_month = ? AND last_month = ?",
            [closing_id, str(period.first), str(period.last)],
        ).fetchone()
    return replace(card_of(row[0]), period=period, as_of=as_of, version=version) if row else None


def sealed_months(store: Store, package: int, cut: date) -> dict[Month, Scorecard]:
    """The scorecard of every closed month that was over at the cut."""
    with store.reading() as cursor:
        closed = closed_months(cursor, package)
        rows = cursor.execute(
            """SELECT last_month, content FROM sealed_scorecards
               WHERE first_month = last_month AND list_contains(?::VARCHAR[], closing_id)""",
            [list(closed.values())],
        ).fetchall()
    found = {Month.parse(month): card_of(text) for month, text in rows}
    return {month: card for month, card in found.items() if month.end <= cut}
