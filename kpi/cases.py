"""Cases: what is opened and should be closed (faults, requests, reports), aged at the moment of judging.

A case is late after its limit, put off by the customer's waiting time that begins by then (view ticket_waits).
They are read once per package as tallies by month, which is exact for every moment at which anything is judged: the
first instant of a month, or the data cut-off.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from data.store import Store
from kpi.facts import PackageFacts
from kpi.periods import Month


class CaseQuestion(NamedTuple):
    """Which cases stand behind an indicator. of_period: those placed in the period, else all that were opened before
    its end. limit_seconds: the target; a case with a due time of its own is late after that instead."""

    measure: str
    tag: str | None
    of_period: bool
    limit_seconds: float


class Tally(NamedTuple):
    """Equal cases: the first day of the months in which they are placed, opened, closed (None: never) and late.

    What happens at the data cut-off or later has AFTER. is_within: closed within the limit. is_untold: closed without a
    fact that says so, because its fact would lie in a closed month (kpi.seals).
    """

    placed: date
    opened: date
    closed: date | None
    late: date
    is_within: bool
    is_untold: bool
    cases: int


@dataclass(frozen=True, slots=True)
class CaseCount:
    """Cases of a measure at a moment: how many were closed within the limit, are open, are open past the limit.

    late_not_counted: open past the limit and not among the closed ones that stand in the period's facts; unseen: opened
    in a covered month of the period and closed in one that is not covered, so that no fact says how long it took.
    """

    within: int = 0
    open: int = 0
    over_limit_open: int = 0
    late_not_counted: int = 0
    unseen: int = 0


AFTER = date(9999, 1, 1)

_TALLIES = """
WITH question AS (
    SELECT unnest(range(len($measures))) AS number, unnest($measures::VARCHAR[]) AS measure,
        unnest($tags::VARCHAR[]) AS tag, unnest($limits::DOUBLE[]) AS limit_seconds
),
asked AS (
    SELECT question.number, cases.day, opened_at, closed_at,
        coalesce(due_at, opened_at + to_microseconds((limit_seconds * 1000000)::BIGINT)
            + to_seconds(coalesce(
                list_sum([wait.seconds FOR wait IN waits IF wait.after <= limit_seconds]), 0)::BIGINT))
            AS late_after,
        coalesce(is_untold, FALSE) AS is_untold
    FROM question JOIN {cases} AS cases
        ON cases.measure = question.measure AND (question.tag IS NULL OR cases.tag = question.tag)
    WHERE cases.version = $version AND cases.package = $package
)
SELECT number,
    CASE WHEN day < $cut THEN date_trunc('month', day)::DATE ELSE $after END AS placed,
    CASE WHEN opened_at < $cut THEN date_trunc('month', opened_at)::DATE ELSE $after END AS opened,
    CASE WHEN closed_at < $cut THEN date_trunc('month', closed_at)::DATE WHEN closed_at >= $cut THEN $after END
        AS closed,
    CASE WHEN late_after < $cut THEN date_trunc('month', late_after)::DATE ELSE $after END AS late,
    coalesce(closed_at <= late_after, FALSE) AS is_within, is_untold, count(*)
FROM asked GROUP BY ALL
"""


def read_tallies(
    store: Store, facts: PackageFacts, questions: Iterable[CaseQuestion]
) -> dict[CaseQuestion, list[Tally]]:
    """The cases of the package at the version of its facts, for each question."""
    asked = list(dict.fromkeys(questions))
    if not asked:
        return {}
    values = {
        "measures": [one.measure for one in asked],
        "tags": [one.tag for one in asked],
        "limits": [one.limit_seconds for one in asked],
        "version": facts.version,
        "package": facts.package,
        "cut": facts.cut,
        "after": AFTER,
    }
    with store.reading() as cursor:
        table = "cases" if facts.with_claims else "unclaimed_cases"
        rows = cursor.execute(_TALLIES.format(cases=table), values).fetchall()
    tallies: dict[CaseQuestion, list[Tally]] = defaultdict(list)
    for number, *tally in rows:
        tallies[asked[number]].append(Tally(*tally))
    return tallies


def count_cases(
    question: CaseQuestion, tallies: Iterable[Tally], start: date, moment: date, covered: Iterable[Month]
) -> CaseCount:
    """Counts the cases of a period from `start` on, aged at `moment`. covered: the months whose closed cases stand in
    the facts. A case is open at the moment if it was not closed before it."""
    counted_months = {month.first_day for month in covered}
    within = is_open = over_limit = not_counted = unseen = 0
    for placed, opened, closed, late, is_within, is_untold, cases in tallies:
        if not (start <= placed < moment if question.of_period else opened < moment):
            continue
        if question.of_period:
            counted = closed is not None and placed in counted_months
        else:
            counted = closed is not None and start <= closed < moment and closed in counted_months
        counted = counted and not is_untold
        if counted and is_within:
            within += cases
        if not counted and opened in counted_months and closed is not None and start <= closed < moment:
            unseen += cases
        if closed is None or closed >= moment:
            is_open += cases
            if late < moment:
                over_limit += cases
                not_counted += 0 if counted else cases
    return CaseCount(within, is_open, over_limit, not_counted, unseen)
