"""What a judge reads of one package: facts by month, coverage and vetoes, cut at as_of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from data.store import Cursor, Store
from kpi.claim_facts import has_unclaimed
from kpi.measures import Measure
from kpi.periods import Month


class Fact(NamedTuple):
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


@dataclass
class PackageFacts:
    """Everything the judge reads of one package. cut is the first day after as_of. systems: only theirs, if any.

    with_claims: False where the accepted claims 申诉 are left out.
    """

    package: int
    version: int
    cut: date
    by_measure: dict[str, dict[Month, list[Fact]]]
    covered: dict[str, set[Month]]
    incomplete: dict[str, set[Month]]
    vetoes: list[tuple[date, str, str]] = field(default_factory=list)
    systems: tuple[str, ...] = ()
    with_claims: bool = True

    def bound_to(self, systems: tuple[str, ...]) -> "PackageFacts":
        """The same facts, seen by who looks at some systems only; none named: all."""
        return replace(self, systems=systems) if systems else self

    def of(self, measure: str, months: Iterable[Month], tag: str | None = None) -> list[Fact]:
        """The facts of a measure in some months (each given once); tag None takes all tags."""
        by_month = self.by_measure.get(measure, {})
        found = [fact for month in months for fact in by_month.get(month, ())]
        if self.systems:
            found = [fact for fact in found if fact.system_id in self.systems]
        return found if tag is None else [fact for fact in found if fact.tag == tag]

    def covers(self, measure: Measure, month: Month) -> bool:
        """Whether everything that the measure needs was uploaded for the month."""
        return all(month in self.covered.get(dataset, ()) for dataset in measure.needs)


def read_facts(store: Store, package: int, cut: date) -> PackageFacts:
    """The facts of a package at the current version with their day before `cut`; empty ones if it has none."""
    with store.reading() as cursor:
        return _read(cursor, package, facts_version(cursor, package), cut, with_claims=True)


def read_unclaimed(store: Store, facts: PackageFacts) -> PackageFacts | None:
    """The same facts without the accepted claims 申诉; None where no claim is accepted."""
    with store.reading() as cursor:
        if not has_unclaimed(cursor, facts.package, facts.version):
            return None
        return _read(cursor, facts.package, facts.version, facts.cut, with_claims=False)


def facts_version(cursor: Cursor, package: int) -> int:
    """The version under which the current facts of a package stand; -1 if there are none yet."""
    row = cursor.execute(
        "SELECT max(version) FROM fact_versions WHERE package = ? AND version <= (SELECT version FROM published)",
        [package],
    ).fetchone()
    return row[0] if row and row[0] is not None else -1


def covered_months(cursor: Cursor, package: int, version: int, *datasets: str) -> frozenset[Month]:
    """The months of a package that are covered by all of some datasets."""
    rows = cursor.execute(
        """SELECT month FROM coverage WHERE version = ? AND package = ? AND list_contains(?::VARCHAR[], dataset)
           GROUP BY month HAVING count(DISTINCT dataset) = ?""",
        [version, package, list(datasets), len(datasets)],
    ).fetchall()
    return frozenset(Month.parse(month) for (month,) in rows)


def _read(cursor: Cursor, package: int, version: int, cut: date, *, with_claims: bool) -> PackageFacts:
    by_measure: dict[str, dict[Month, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    months: dict[int, Month] = {}
    rows = cursor.execute(
        f"""SELECT measure, system_id, year(day) * 12 + month(day) - 1, tag, sum(part), sum(whole), max(part),
                  arg_max(part, day), max(day), min(day)
           FROM {"daily_facts" if with_claims else "unclaimed_facts"}
           WHERE version = ? AND package = ? AND day < ? GROUP BY ALL ORDER BY ALL""",
        [version, package, cut],
    ).fetchall()
    for measure, system_id, count, tag, *numbers in rows:
        month = months.get(count) or months.setdefault(count, Month(count // 12, count % 12 + 1))
        by_measure[measure][month].append(Fact(system_id, month, tag, *numbers))
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
    return PackageFacts(
        package, version, cut, by_measure, covered, incomplete, vetoes, with_claims=with_claims
    )  # fmt: skip
