"""The views of one package at one version: what measures and evidence read. Temporary, seen by one cursor only."""

import re
from functools import lru_cache
from graphlib import TopologicalSorter
from pathlib import Path
from string import Template

from data import reference
from data.contract import term
from data.store import Cursor
from data.tables import LISTS
from kpi.periods import Month, month_range

VIEWS = Path(__file__).parent / "views"
_TEMPLATES = VIEWS / "templates"
_WITH_SYSTEM = """
    , place.top_id AS top_system_id
    , record.system_id IS NOT NULL AND place.top_id IS NULL AS is_retired"""
_PLACING = """
LEFT JOIN system_placing AS place ON place.system_id = record.system_id
    AND place.month = strftime(record.placed_at, '%Y-%m')
    AND (place.out_of_service_on IS NULL OR record.placed_at < place.out_of_service_on)"""


def prepare_views(cursor: Cursor, package: int, version: int) -> None:
    """Create the views of a package as of a version on this cursor, in the order in which they need each other."""
    cursor.execute(f"SET VARIABLE package = {int(package)}")
    cursor.execute(f"SET VARIABLE version = {int(version)}")
    first, last = (Month.parse(text) for text in term())
    cursor.execute(f"SET VARIABLE horizon = TIMESTAMP '{last.end} 00:00:00'")
    _fill_reference(cursor, package, first, last)
    texts = {path.stem: path.read_text(encoding="utf-8") for path in VIEWS.glob("*.sql")} | _current_views(cursor)
    for name in _creation_order(tuple(sorted(texts.items()))):
        kind = "TABLE" if texts[name].startswith("-- table") else "VIEW"
        cursor.execute(f"CREATE OR REPLACE TEMP {kind} {name} AS {texts[name]}")


@lru_cache
def _creation_order(texts: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    names = [name for name, _ in texts]
    graph = {
        name: {other for other in names if other != name and re.search(rf"\b{other}\b", text)} for name, text in texts
    }
    return tuple(TopologicalSorter(graph).static_order())


def _fill_reference(cursor: Cursor, package: int, first: Month, last: Month) -> None:
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
    calendar = reference.working_days(first.first_day, last.end)
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE working_days AS
           SELECT unnest(?::DATE[]) AS day, unnest(?::BOOLEAN[]) AS is_working""",
        [list(calendar), list(calendar.values())],
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
    """current_<dataset>: published records, the newest version of each; contradictions: what counts nowhere."""
    views: dict[str, str] = {}
    left_out = ["SELECT * FROM listed_contradictions"]
    for dataset, kind in cursor.execute("SELECT dataset, kind FROM datasets").fetchall():
        columns = {row[0] for row in cursor.execute(f'DESCRIBE "{dataset}"').fetchall()}
        template = (_TEMPLATES / ("list.txt" if kind == LISTS else "events.txt")).read_text(encoding="utf-8")
        placed = "system_id" in columns and dataset not in ("systems", "assets")
        views[f"current_{dataset}"] = Template(template).substitute(
            dataset=dataset, system=_WITH_SYSTEM if placed else "", placing=_PLACING if placed else ""
        )
        if kind != LISTS:
            template = (_TEMPLATES / "left_out.txt").read_text(encoding="utf-8")
            if placed:
                template += (_TEMPLATES / "retired.txt").read_text(encoding="utf-8")
            left_out.append(Template(template).substitute(dataset=dataset))
    views["contradictions"] = " UNION ALL ".join(f"({query})" for query in left_out)
    return views
