"""The views of one package at one version: what measures and evidence read. Temporary, seen by one cursor only."""

import json
import re
from datetime import date
from functools import lru_cache
from graphlib import TopologicalSorter
from pathlib import Path
from string import Template

from data import reference
from data.contract import clause_terms, term
from data.opening import single
from data.store import Cursor
from data.tables import EVENTS, LISTS
from kpi.claim_kinds import LAYERED, spoken_view
from kpi.periods import Month, month_range

VIEWS = Path(__file__).parent / "views"
_TEMPLATES = VIEWS / "templates"
_WORD = re.compile(r"\w+")
_DATASETS = """
SELECT dataset, kind, dataset IN (
    SELECT table_name FROM duckdb_columns() WHERE column_name = 'system_id' AND database_name = current_database()
), dataset IN (SELECT dataset FROM batches WHERE package = getvariable('package') AND "rows" > 0)
FROM datasets ORDER BY dataset"""
_CLAIMED = """
SELECT getvariable('with_claims') AND EXISTS (
    FROM main.claim_decisions WHERE package = getvariable('package') AND decision = 'accepted')"""
_WITH_SYSTEM = """
    , place.top_id AS top_system_id
    , record.system_id IS NOT NULL AND place.top_id IS NULL AS is_retired"""
_WITHOUT_SYSTEM = ", NULL::VARCHAR AS top_system_id, FALSE AS is_retired"
_PLACING = """
LEFT JOIN system_placing AS place ON place.system_id = record.system_id
    AND place.month = strftime(record.placed_at, '%Y-%m')
    AND (place.out_of_service_on IS NULL OR record.placed_at < place.out_of_service_on)"""


class Workspace:
    """The views of a package as of a version on one cursor; each is created when something first asks for it."""

    def __init__(self, cursor: Cursor, package: int, version: int, *, with_claims: bool = True) -> None:
        """with_claims: whether accepted claims 申诉 lie over the records; official figures are with them."""
        self._cursor = cursor
        self._made: set[str] = set()
        cursor.execute(f"SET VARIABLE package = {int(package)}")
        cursor.execute(f"SET VARIABLE version = {int(version)}")
        cursor.execute(f"SET VARIABLE with_claims = {bool(with_claims)}")
        cursor.execute(_template("clocks"))
        first, last = (Month.parse(text) for text in term())
        cursor.execute(f"SET VARIABLE horizon = TIMESTAMP '{last.end} 00:00:00'")
        _fill_reference(cursor, package, first, last, changed_days(cursor, version))
        self._texts = _view_texts() | _current_views(cursor)
        if not single(cursor, _CLAIMED):
            self._texts |= _view_texts("unclaimed")

    def provide(self, *queries: str) -> None:
        """Create the views that the queries read, in the order in which they need each other."""
        for name in _creation_order(tuple(self._texts.items()), queries):
            if name not in self._made:
                kind = "TABLE" if self._texts[name].startswith("-- table") else "VIEW"
                self._cursor.execute(f"CREATE OR REPLACE TEMP {kind} {name} AS {self._texts[name]}")
                self._made.add(name)


@lru_cache
def _view_texts(folder: str = "") -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((VIEWS / folder).glob("*.sql"))}


@lru_cache
def _template(name: str) -> str:
    return (_TEMPLATES / f"{name}.txt").read_text(encoding="utf-8")


@lru_cache
def _creation_order(texts: tuple[tuple[str, str], ...], queries: tuple[str, ...]) -> tuple[str, ...]:
    """The views that queries name, directly or through another, each after those that it needs."""
    names = {name for name, _ in texts}
    text_of = dict(texts)
    graph: dict[str, set[str]] = {}
    waiting = [name for query in queries for name in names & _words(query)]
    while waiting:
        name = waiting.pop()
        if name not in graph:
            graph[name] = (names & _words(text_of[name])) - {name}
            waiting += graph[name]
    return tuple(TopologicalSorter(graph).static_order())


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


def changed_days(cursor: Cursor, version: int) -> dict[date, bool]:
    """Days changed in the settings (kpi.settings) up to a version: by the newest that holds for the month."""
    rows = cursor.execute(
        "SELECT valid_from, content FROM settings WHERE version <= ? ORDER BY version", [version]
    ).fetchall()
    versions = [(month, json.loads(content)["days"]) for month, content in rows]
    changed: dict[date, bool] = {}
    for day in {day for _, days in versions for day in days}:
        holding = [days for month, days in versions if month <= day[:7]]
        if holding and day in holding[-1]:
            changed[date.fromisoformat(day)] = holding[-1][day]
    return changed


def _fill_reference(cursor: Cursor, package: int, first: Month, last: Month, changed: dict[date, bool]) -> None:
    """Months and days of the term, the working calendar and the shipped systems as temporary tables."""
    months = month_range(first, last)
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE months AS
           SELECT unnest(?::VARCHAR[]) AS month, unnest(?::DATE[]) AS starts_on, unnest(?::DATE[]) AS ends_on""",
        [[str(month) for month in months], [month.first_day for month in months], [month.end for month in months]],
    )
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE days AS
           SELECT unnest(generate_series(starts_on, ends_on - 1, INTERVAL 1 DAY))::DATE AS day, month FROM months"""
    )
    # What is received before the term, or due after it, has its working days too.
    calendar = {**reference.working_days(first.plus(-2).first_day, last.plus(2).end), **changed}
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE working_days AS
           SELECT unnest(?::DATE[]) AS day, unnest(?::BOOLEAN[]) AS is_working""",
        [list(calendar), list(calendar.values())],
    )
    terms = clause_terms(package)
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE clause_terms AS
           SELECT unnest(?::VARCHAR[]) AS measure, unnest(?::VARCHAR[]) AS code, unnest(?::VARCHAR[]) AS kind,
                  unnest(?::VARCHAR[]) AS system_id, unnest(?::DOUBLE[]) AS number, unnest(?::VARCHAR[]) AS season,
                  unnest(?::BOOLEAN[]) AS is_by_system""",
        [[term[position] for term in terms] for position in range(7)],
    )
    systems = [system for system in reference.reference_systems() if system.package == package]
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE reference_systems AS
           SELECT unnest(?::VARCHAR[]) AS system_id, unnest(?::VARCHAR[]) AS parent_id,
                  unnest(?::VARCHAR[]) AS service_hours""",
        [
            [system.system_id for system in systems],
            [system.parent_id for system in systems],
            [system.service_hours for system in systems],
        ],
    )


def _current_views(cursor: Cursor) -> dict[str, str]:
    """current_<dataset>: published records, the newest version of each, or recorded_<dataset> where claims may lie over
    them; contradictions: what counts nowhere. What the package never handed in is said in a few words, as DuckDB takes
    longer to understand the others than to find nothing."""
    views = {"spoken_facts": spoken_view()}
    left_out = ["SELECT * FROM listed_contradictions"]
    for dataset, kind, names_system, has_rows in cursor.execute(_DATASETS).fetchall():
        placed = names_system and dataset not in ("systems", "assets")
        name = f"{'recorded' if dataset in LAYERED else 'current'}_{dataset}"
        if not has_rows:
            views[name] = Template(_template("nothing")).substitute(
                dataset=dataset, system=_WITHOUT_SYSTEM if placed else ""
            )
            continue
        views[name] = Template(_template("list" if kind == LISTS else "events")).substitute(
            dataset=dataset, system=_WITH_SYSTEM if placed else "", placing=_PLACING if placed else ""
        )
        if kind == EVENTS:
            template = _template("left_out") + (_template("retired") if placed else "")
            left_out.append(Template(template).substitute(dataset=dataset))
    views["contradictions"] = " UNION ALL ".join(f"({query})" for query in left_out)
    return views
