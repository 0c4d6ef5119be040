"""What closed months 结账 have sealed stands in the place of what is made anew from the current records.

A closing speaks of all measures for its month, but for those that need the surveys of a quarter: their facts of the
whole quarter are sealed with its last month, since the surveys come in with it. Months are closed one after the other,
so what is closed is the begin of the term: cases placed or opened there are kept as they stood at its end.
"""

from collections.abc import Collection
from typing import Any

from data.closings import closed_months
from data.store import Cursor

_SCOPE = """
CREATE OR REPLACE TEMP TABLE sealed AS
SELECT kind, name, month, closing_id FROM sealed_scope WHERE list_contains(?::VARCHAR[], closing_id)
"""
_KEPT_FACTS = """
CREATE OR REPLACE TEMP TABLE kept_facts AS
SELECT kept.measure, kept.system_id, kept.day, kept.tag, kept.part, kept.whole
FROM ({kept}) AS kept JOIN sealed
    ON sealed.kind = 'measure' AND sealed.closing_id = kept.closing_id AND sealed.name = kept.measure
    AND sealed.month = strftime(kept.day, '%Y-%m')
ORDER BY kept.measure, kept.tag, kept.system_id, kept.day
"""
_WITHOUT_CLAIMS = """
FROM sealed_unclaimed UNION ALL
FROM sealed_facts WHERE closing_id NOT IN (SELECT closing_id FROM sealed_unclaimed)
"""
_FRESH_FACTS = """
FROM daily_facts AS fact WHERE fact.version = $version AND fact.package = $package AND EXISTS (
    FROM sealed WHERE sealed.kind = 'measure' AND sealed.name = fact.measure
        AND sealed.month = strftime(fact.day, '%Y-%m'))
"""
_DEVIATIONS = f"""
INSERT INTO deviations
WITH fresh AS (SELECT measure, system_id, day, tag, round(part, 9) AS part, round(whole, 9) AS whole {_FRESH_FACTS}),
kept AS (SELECT measure, system_id, day, tag, round(part, 9) AS part, round(whole, 9) AS whole FROM kept_facts)
SELECT DISTINCT $version, $package, strftime(day, '%Y-%m'), measure
FROM ((FROM fresh EXCEPT ALL FROM kept) UNION ALL (FROM kept EXCEPT ALL FROM fresh))
"""
_CASES = """
INSERT INTO cases BY NAME
SELECT $version AS version, $package AS package, kept.measure, kept.system_id, kept.tag, kept.record_id,
    CASE WHEN kept.day < $end THEN kept.day ELSE greatest(coalesce(fresh.day, kept.day), $end) END AS day,
    kept.opened_at,
    CASE WHEN kept.day < $end THEN kept.due_at ELSE greatest(coalesce(fresh.due_at, kept.due_at), $end) END AS due_at,
    CASE WHEN kept.closed_at IS NOT NULL THEN kept.closed_at
         WHEN fresh.record_id IS NULL THEN $end
         WHEN fresh.closed_at IS NOT NULL THEN greatest(fresh.closed_at, $end) END AS closed_at,
    CASE WHEN kept.closed_at IS NULL AND fresh.record_id IS NOT NULL THEN fresh.waits ELSE kept.waits END AS waits,
    kept.is_untold OR kept.closed_at IS NULL AND (fresh.record_id IS NULL OR fresh.closed_at < $end
        OR (kept.day < $end AND list_contains($told_on_day, kept.measure))) AS is_untold
FROM {kept} AS kept LEFT JOIN fresh_cases AS fresh
    ON fresh.measure = kept.measure AND fresh.record_id = kept.record_id
WHERE kept.closing_id = $closing
"""


def apply_seals(
    cursor: Cursor, package: int, version: int, told_on_day: Collection[str], *, with_claims: bool = True
) -> None:
    """Put what closed months have sealed in the place of the facts, cases, coverage and vetoes just made of a package.

    told_on_day: measures whose facts lie on the day of their case, not on that of its end. What would differ by the
    current records is noted in `deviations`. with_claims: False puts what was sealed as without claims 申诉.
    Runs inside the transaction of the rebuild.
    """
    closed = closed_months(cursor, package, version)
    if not closed:
        return
    here = {"version": version, "package": package}
    cursor.execute(_SCOPE, [list(closed.values())])
    cursor.execute(_KEPT_FACTS.format(kept="FROM sealed_facts" if with_claims else _WITHOUT_CLAIMS))
    cursor.execute(_DEVIATIONS, here)
    cursor.execute(f"DELETE {_FRESH_FACTS}", here)
    cursor.execute(
        "INSERT INTO daily_facts SELECT $version, $package, measure, system_id, day, tag, part, whole FROM kept_facts",
        here,
    )
    _keep_coverage_and_vetoes(cursor, list(closed), here)
    last = max(closed)
    kept = "sealed_cases" if with_claims or not _is_sealed_without(cursor, closed[last]) else "sealed_unclaimed_cases"
    _keep_cases(cursor, kept, last, here | {"closing": closed[last]}, told_on_day)


def _is_sealed_without(cursor: Cursor, closing_id: str) -> bool:
    """Whether a closing has sealed what stands without claims too: it had claims."""
    return cursor.execute("FROM sealed_unclaimed WHERE closing_id = ? LIMIT 1", [closing_id]).fetchone() is not None


def _keep_coverage_and_vetoes(cursor: Cursor, months: list[str], here: dict[str, int]) -> None:
    cursor.execute(
        """DELETE FROM coverage WHERE version = $version AND package = $package AND EXISTS (
               FROM sealed WHERE kind = 'dataset' AND name = coverage.dataset AND sealed.month = coverage.month)""",
        here,
    )
    cursor.execute(
        """INSERT INTO coverage BY NAME
           SELECT $version AS version, $package AS package, kept.dataset, kept.month, kept.is_nil, kept.is_incomplete
           FROM sealed_coverage AS kept JOIN sealed
               ON kind = 'dataset' AND sealed.closing_id = kept.closing_id AND name = dataset
               AND sealed.month = kept.month""",
        here,
    )
    cursor.execute(
        """DELETE FROM vetoes WHERE version = $version AND package = $package
           AND list_contains($months, strftime(day, '%Y-%m'))""",
        here | {"months": months},
    )
    cursor.execute(
        """INSERT INTO vetoes BY NAME
           SELECT $version AS version, $package AS package, day, reason, record_id FROM sealed_vetoes
           WHERE closing_id IN (SELECT closing_id FROM sealed)""",
        here,
    )


def _keep_cases(cursor: Cursor, kept: str, last: str, here: dict[str, Any], told_on_day: Collection[str]) -> None:
    """Of a case that was closed at the end of the closed months, or of whose later end a fact of theirs tells, nothing
    changes; of another that end is the earliest moment at which anything can have happened to it, and no fact of the
    closed months tells of it."""
    row = cursor.execute("SELECT (? || '-01')::DATE + INTERVAL 1 MONTH", [last]).fetchone()
    assert row is not None
    end = row[0]
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE fresh_cases AS
           SELECT measure, record_id, day, due_at, closed_at, waits FROM cases
           WHERE version = $version AND package = $package""",
        {name: value for name, value in here.items() if name != "closing"},
    )
    cursor.execute(
        f"""DELETE FROM cases WHERE version = $version AND package = $package
           AND (day < $end OR opened_at < $end OR (measure, record_id) IN (
               SELECT (measure, record_id) FROM {kept} WHERE closing_id = $closing))""",
        here | {"end": end},
    )
    cursor.execute(_CASES.format(kept=kept), here | {"end": end, "told_on_day": list(told_on_day)})
