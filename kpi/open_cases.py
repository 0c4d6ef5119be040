"""The cases behind the target table that are not closed, one by one (kpi.cases counts them)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from data.store import Store
from kpi.facts import facts_version
from kpi.judge import case_question
from kpi.periods import Period
from kpi.targets import Indicator, current_contract

Waiting = Literal["response", "repair", "request", "report"]
_WAITS: dict[str, Waiting] = {
    "response_time": "response",
    "repair_time": "repair",
    "request_completion": "request",
    "report_submission": "report",
}


@dataclass(frozen=True)
class OpenCase:
    """A case that waits at the moment. system_id None: of the package as a whole; opened_at: reported, asked for, or,
    of a report, due; late_after: the earliest limit that any indicator sets it."""

    waits_for: Waiting
    record_id: str
    system_id: str | None
    opened_at: datetime
    late_after: datetime
    moment: datetime

    @property
    def is_late(self) -> bool:
        """Past its limit."""
        return self.late_after < self.moment

    @property
    def age(self) -> timedelta:
        """Since when it has been open."""
        return self.moment - self.opened_at


_CASES = """
SELECT measure, tag, record_id, system_id, day, opened_at, due_at, waits FROM cases
WHERE version = ? AND package = ? AND opened_at < ? AND (closed_at IS NULL OR closed_at >= ?)
ORDER BY opened_at, record_id, measure"""


def open_cases(store: Store, package: int, period: Period, as_of: date) -> list[OpenCase]:
    """The open cases of the indicators of a package at the end of the period, or of the day as_of if that is earlier,
    each once for what it waits for, the late ones first, then the oldest. What is late for any indicator is late."""
    end = min(period.end, as_of + timedelta(days=1))
    with store.reading() as cursor:
        rows = cursor.execute(_CASES, [facts_version(cursor, package), package, end, end]).fetchall()
    moment, found = datetime.combine(end, time.min), {}
    for measure, tag, record_id, system_id, day, opened_at, due_at, waits in rows:
        limits = [
            due_at or opened_at + timedelta(seconds=_put_off(question.limit_seconds, waits))
            for question in (case_question(one) for one in _asking(current_contract().tables[package], measure, tag))
            if question is not None and (not question.of_period or period.start <= day < end)
        ]
        if limits:
            waits = _WAITS[measure]
            found[waits, record_id] = OpenCase(waits, record_id, system_id, opened_at, min(limits), moment)
    return sorted(found.values(), key=lambda one: (not one.is_late, one.opened_at, one.record_id, one.waits_for))


def _put_off(limit_seconds: float, waits: list[dict[str, int]] | None) -> float:
    """A limit with the customer's waiting time that begins by then."""
    return limit_seconds + sum(one["seconds"] for one in waits or () if one["after"] <= limit_seconds)


def _asking(table: Iterable[Indicator], measure: str, tag: str | None) -> list[Indicator]:
    """The indicators that look at cases of a measure with a tag."""
    return [one for one in table if one.measure == measure and one.tag in (None, tag)]
