"""Measures 口径: finds measures/*.sql, reads their headers, rebuilds the daily facts of a package.

A measure is one SELECT giving system_id, day, tag, part, whole, ref, note over the views of one package; ref is the
stored record behind the row (dataset, record_id, batch_id, sheet, row), NULL for base rows. The package is not a column
of it: the views hold one package at a time, so a measure cannot mix two by mistake.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Literal

from data import contract, reference
from data.errors import DefinitionError
from data.store import Cursor, Store
from kpi import claim_kinds, workspace
from kpi.claim_facts import has_claims, set_unclaimed_aside
from kpi.seals import apply_seals
from kpi.workspace import VIEWS, Workspace

MEASURES = Path(__file__).parent / "measures"
Fold = Literal["sum", "max", "last", "first_day"]
Empty = Literal["met", "not_due", "no_data", "zero"]
Blame = Literal["", "gap", "part", "whole", "value"]
_HEADER_KEYS = {
    "title", "unit", "formula", "source", "percent", "fold", "empty", "needs", "uses", "tags", "part_per", "whole_per",
    "cases", "beside", "flags", "figures", "part_unit", "whole_unit", "blame", "lacking", "by_clause",
}  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """A measure as its header declares it.

    fold: how facts of several days become one value. empty: the verdict when nothing happened in covered months.
    needs: datasets that must be covered; uses: datasets that may be absent. part_per, whole_per: stored units per
    shown unit (3600: seconds kept, hours shown). cases: which open cases stand behind it ('period': those of the
    period, 'open': any still open). beside: key → measure or measure[tag] shown beside it. flags: flag → measure
    any event of which raises it. figures: which further figures the judge adds (failures, cases, survey, camera).
    part_unit, whole_unit: what part and whole are counted in, as shown. blame: by which of its figures a system has
    caused a bad value: the gap between whole and part, the part, the whole, its own value. lacking: what is said of
    the things in that gap. by_clause: its tag is the code of the clause, whose terms (view clause_terms) it reads.
    """

    name: str
    title: str
    unit: str
    formula: str
    source: str
    sql: str
    percent: bool = False
    fold: Fold = "sum"
    empty: Empty = "no_data"
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    part_per: float = 1.0
    whole_per: float = 1.0
    cases: Literal["", "period", "open"] = ""
    beside: tuple[tuple[str, str], ...] = ()
    flags: tuple[tuple[str, str], ...] = ()
    figures: str = ""
    part_unit: str = ""
    whole_unit: str = ""
    blame: Blame = ""
    lacking: str = ""
    by_clause: bool = False

    @property
    def is_count(self) -> bool:
        """Whether it counts things (nothing happened: 0) instead of dividing part by whole."""
        return self.empty == "zero"


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[,\s]+", text) if word)


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((left, right) for left, _, right in (word.partition("=") for word in _words(text)))


def _read(path: Path) -> Measure:
    text = path.read_text(encoding="utf-8")
    header: dict[str, str] = {}
    for line in text.splitlines():
        found = re.fullmatch(r"-- (\w+): (.*)", line)
        if not found:
            break
        header[found[1]] = found[2].strip()
    for key in header:
        if key not in _HEADER_KEYS:
            nearest = get_close_matches(key, _HEADER_KEYS, n=1, cutoff=0)[0]
            raise DefinitionError(f"口径 {path.name}：不认识 {key}", f"最接近的是 {nearest}")
    missing = {"title", "unit", "formula", "source"} - set(header)
    if missing:
        raise DefinitionError(f"口径 {path.name}：缺少 {'、'.join(sorted(missing))}", "请在文件头补上")
    return Measure(
        name=path.stem,
        title=header["title"],
        unit=header["unit"],
        formula=header["formula"],
        source=header["source"],
        sql=text,
        percent=header.get("percent") == "yes",
        fold=header.get("fold", "sum"),  # type: ignore[arg-type]
        empty=header.get("empty", "no_data"),  # type: ignore[arg-type]
        needs=_words(header.get("needs", "")),
        uses=_words(header.get("uses", "")),
        tags=_words(header.get("tags", "")),
        part_per=float(header.get("part_per", 1)),
        whole_per=float(header.get("whole_per", 1)),
        cases=header.get("cases", ""),  # type: ignore[arg-type]
        beside=_pairs(header.get("beside", "")),
        flags=_pairs(header.get("flags", "")),
        figures=header.get("figures", ""),
        part_unit=header.get("part_unit", ""),
        whole_unit=header.get("whole_unit", ""),
        blame=header.get("blame", ""),  # type: ignore[arg-type]
        lacking=header.get("lacking", ""),
        by_clause=header.get("by_clause") == "yes",
    )


@lru_cache
def measures() -> dict[str, Measure]:
    """All measures by name, in the order of their names."""
    return {path.stem: _read(path) for path in sorted(MEASURES.glob("*.sql"))}


def told_on_day() -> list[str]:
    """Measures whose facts lie on the day of their case, not on that of its end."""
    return [one.name for one in measures().values() if one.cases == "period"]


@lru_cache
def fingerprint() -> str:
    """A hash of everything that facts are made from besides records: measures, views, contract, reference lists."""
    digest = hashlib.sha256()
    files = [
        *MEASURES.glob("*.sql"),
        *(path for path in VIEWS.rglob("*") if path.is_file()),
        *contract.FOLDER.rglob("*.toml"),
        *reference.FOLDER.glob("*.csv"),
        Path(__file__),
        Path(workspace.__file__),
        Path(claim_kinds.__file__),
    ]
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    digest.update(metadata.version("chinese-calendar").encode())
    return digest.hexdigest()


def rebuild(cursor: Cursor, package: int, version: int) -> None:
    """Make all facts, cases, coverage and vetoes of a package anew from its current records, under `version`; those of
    closed months stay as they were sealed. Where claims 申诉 are accepted, the facts without them are made too.

    Runs inside the caller's transaction; there is no incremental path.
    """
    if has_claims(cursor, package, version):
        _make(cursor, package, version, with_claims=False)
        set_unclaimed_aside(cursor, package, version)
    _make(cursor, package, version, with_claims=True)
    cursor.execute("INSERT INTO fact_versions VALUES (?, ?, ?)", [version, package, fingerprint()])


def _make(cursor: Cursor, package: int, version: int, *, with_claims: bool) -> None:
    """Facts, cases, coverage and vetoes under `version`, from the records with the accepted claims over them or not."""
    views = Workspace(cursor, package, version, with_claims=with_claims)
    views.provide("package_coverage", "package_cases", "package_vetoes")
    for table in ("cases", "vetoes", "coverage"):
        statement = f"INSERT INTO {table} BY NAME SELECT ? AS version, ? AS package, * FROM package_{table}"
        cursor.execute(statement, [version, package])
    months = _covered_months(cursor)
    asked = {measure for measure, *_ in contract.clause_terms(package)}
    asked |= {also for name in asked for _, also in (*measures()[name].flags, *measures()[name].beside)}
    for measure in measures().values():
        if measure.by_clause and measure.name not in asked:
            continue
        where = "TRUE" if not measure.needs else "list_contains(?, strftime(day, '%Y-%m'))"
        covered = set[str]().union(*months.values()).intersection(*(months[dataset] for dataset in measure.needs))
        if measure.needs and not covered:
            continue
        views.provide(measure.sql)
        fold = "max" if measure.fold == "max" else "sum"
        cursor.execute(
            f"""INSERT INTO daily_facts
                SELECT ?, ?, ?, system_id, day, tag, {fold}(part), sum(whole)
                FROM ({measure.sql}) AS fact WHERE {where}
                GROUP BY system_id, day, tag ORDER BY tag, system_id, day""",
            [version, package, measure.name, *([sorted(covered)] if measure.needs else [])],
        )
    apply_seals(cursor, package, version, told_on_day(), with_claims=with_claims)


def _covered_months(cursor: Cursor) -> dict[str, set[str]]:
    """Dataset → the months 'YYYY-MM' that it covers."""
    months: dict[str, set[str]] = defaultdict(set)
    for dataset, month in cursor.execute("SELECT dataset, month FROM package_coverage").fetchall():
        months[dataset].add(month)
    return months


def refresh_stale(store: Store, packages: Iterable[int] = ()) -> None:
    """Rebuild the packages (default: all) whose facts were never made, are older than a batch or a decision on a claim,
    or were made by other measures or another contract. A store that may only be read keeps those it has."""
    if store.standing.losses:
        return
    for package in packages or reference.packages():
        with store.reading() as cursor:
            row = cursor.execute(
                """SELECT fingerprint FROM fact_versions
                   WHERE package = ? AND version >= (SELECT coalesce(max(version), 0) FROM (
                       SELECT version, package FROM publications UNION ALL SELECT version, package FROM claim_decisions
                   ) AS made WHERE made.package = fact_versions.package)
                   ORDER BY version DESC LIMIT 1""",
                [package],
            ).fetchone()
        if row is None or row[0] != fingerprint():
            with store.publishing() as (writer, version):
                rebuild(writer, package, version)
