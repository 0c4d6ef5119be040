"""What a judge reads of one package: facts by month, coverage, cases and vetoes, cut at as_of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from data.store import Cursor, Store
from kpi.measures import Measure
from kpi.periods import Month


@dataclass(frozen=True, slots=True)
class Fact:
    """The facts of one measure, tag, system and month, folded: sums, largest part, latest and first day."""

    system_id: str | None
    month: Month
    tag: str | None
    part: float
    whole: float | None
    largest: float
    latest: float
    latest_day: date
    first_day: date


@dataclass(frozen=True, slots=True)
class CaseCount:
    """Cases of a measure at a moment: how many were closed within the limit, are open, are open past the limit."""

    within: int = 0
    open: int = 0
    over_limit_open: int = 0
    late_not_counted: int = 0


@dataclass
class PackageFacts:
    """Everything the judge reads of one package. cut is the first day after as_of."""

    package: int
    version: int
    cut: date
    by_measure: dict[str, list[Fact]]
    covered: dict[str, set[Month]]
    incomplete: dict[str, set[Month]]
    vetoes: list[tuple[date, str, str]] = field(default_factory=list)

    def of(self, measure: str, months: Iterable[Month], tag: str | None = None) -> list[Fact]:
        """The facts of a measure in some months; tag None takes all tags."""
        wanted = set(months)
        return [
            fact
            for fact in self.by_measure.get(measure, ())
            if fact.month in wanted and (tag is None or fact.tag == tag)
        ]

    def covers(self, measure: Measure, month: Month) -> bool:
        """Whether everything that the measure needs was uploaded for the month."""
        return all(month in self.covered.get(dataset, ()) for dataset in measure.needs)


def read_facts(store: Store, package: int, cut: date) -> PackageFacts:
    """The facts of a package at the current version with their day before `cut`; empty ones if it has none."""
    with store.reading() as cursor:
        row = cursor.execute(
            """SELECT max(version) FROM fact_versions
               WHERE package = ? AND version <= (SELECT version FROM published)""",
            [package],
        ).fetchone()
        version = row[0] if row and row[0] is not None else -1
        return _read(cursor, package, version, cut)


def _read(cursor: Cursor, package: int, version: int, cut: date) -> PackageFacts:
    by_measure: dict[str, list[Fact]] = defaultdict(list)
    months: dict[int, Month] = {}
    rows = cursor.execute(
        """SELECT measure, system_id, year(day) * 12 + month(day) - 1, tag, sum(part), sum(whole), max(part),
                  arg_max(part, day), max(day), min(day)
           FROM daily_facts WHERE version = ? AND package = ? AND day < ? GROUP BY ALL ORDER BY ALL""",
        [version, package, cut],
    ).fetchall()
    for measure, system_id, count, tag, *numbers in rows:
        month = months.get(count) or months.setdefault(count, Month(count // 12, count % 12 + 1))
        by_measure[measure].append(Fact(system_id, month, tag, *numbers))
    covered: dict[str, set[Month]] = defaultdict(set)
    incomplete: dict[str, set[Month]] = defaultdict(set)
    for dataset, text, is_incomplete in cursor.execute(
        "SELECT dataset, month, is_incomplete FROM coverage WHERE version = ? AND package = ?", [version, package]
    ).fetchall():
        month = Month.parse(text)
        covered[dataset].add(month)
        if is_incomplete:
            incomplete[dataset].add(month)
    vetoes = cursor.execute(
        "SELECT day, reason, record_id FROM vetoes WHERE version = ? AND package = ? AND day < ? ORDER BY ALL",
        [version, package, cut],
    ).fetchall()
    return PackageFacts(package, version, cut, by_measure, covered, incomplete, vetoes)


@dataclass(frozen=True)
class CaseQuestion:
    """Which cases to count of a measure and tag: those placed in [start, moment) when of_period, else all until then.

    limit_seconds: the target; a case with a due time of its own is late after that instead. months: the covered months
    'YYYY-MM', in which a closed case stands in the facts.
    """

    measure: str
    tag: str | None
    of_period: bool
    limit_seconds: float
    months: tuple[str, ...]


def count_cases(
    store: Store, facts: PackageFacts, start: date, moment: date, questions: list[CaseQuestion]
) -> dict[CaseQuestion, CaseCount]:
    """Ages the cases of the package at `moment` (00:00 of that day) and counts them per question.

    A case is open at the moment if it was not closed before it. late_not_counted: open past the
    limit at the moment and not among the closed ones that stand in the period's facts.
    """
    asked = [
        (index, question.measure, question.tag, question.of_period, question.limit_seconds, list(question.months))
        for index, question in enumerate(questions)
    ]
    if not asked:
        return {}
    columns = [list(column) for column in zip(*asked, strict=True)]
    with store.reading() as cursor:
        rows = cursor.execute(
            _COUNT, [*columns, datetime.combine(start, datetime.min.time()),
                     datetime.combine(moment, datetime.min.time()), facts.version, facts.package]
        ).fetchall()  # fmt: skip
    counted = {question: CaseCount() for question in questions}
    for index, *numbers in rows:
        counted[questions[index]] = CaseCount(*numbers)
    return counted


_COUNT = """
WITH question AS (
    SELECT unnest(?::INTEGER[]) AS number, unnest(?::VARCHAR[]) AS measure, unnest(?::VARCHAR[]) AS tag,
        unnest(?::BOOLEAN[]) AS of_period, unnest(?::DOUBLE[]) AS limit_seconds, unnest(?::VARCHAR[][]) AS months
),
asked AS (SELECT *, ?::TIMESTAMP AS start, ?::TIMESTAMP AS moment FROM question),
aged AS (
    SELECT asked.number, asked.of_period, opened_at, closed_at, start, moment,
        closed_at IS NULL OR closed_at >= moment AS is_open,
        coalesce(due_at, opened_at + to_microseconds((limit_seconds * 1000000)::BIGINT)) AS late_after,
        CASE WHEN of_period THEN closed_at IS NOT NULL AND list_contains(months, strftime(day, '%Y-%m'))
            ELSE closed_at >= start AND closed_at < moment AND list_contains(months, strftime(closed_at, '%Y-%m'))
        END AS is_counted
    FROM asked JOIN cases ON cases.measure = asked.measure AND (asked.tag IS NULL OR cases.tag = asked.tag)
    WHERE cases.version = ? AND cases.package = ?
        AND CASE WHEN of_period THEN day >= start AND day < moment ELSE opened_at < moment END
)
SELECT number, count(*) FILTER (is_counted AND closed_at <= late_after), count(*) FILTER (is_open),
    count(*) FILTER (is_open AND late_after < moment),
    count(*) FILTER (is_open AND late_after < moment AND is_counted IS NOT TRUE)
FROM aged GROUP BY number
"""
