"""疑点: cross-checks of the records that a sharp supervisor would make, each with the records behind it.

One check a file, kpi/doubts/*.sql: a header as measures have it, and one SELECT over the views of a package giving
system_id, month, subject, said, ref, happened_at, note, a row for each record behind a doubt. Rows of the same system,
month and subject are one doubt; `said` is its sentence with the figures, `note` what a record has to do with it. Months
for which one of the needed datasets was not handed in give none. A doubt never changes a score.

The key of a doubt is made of its check, package, system, month and subject, never of batches, so that an explanation
(kpi/explaining.py) survives a replacement; `content` is made of the records themselves and the figures of the sentence,
so that it does not survive unseen a change of what it explained.
"""

import hashlib
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from data.errors import DefinitionError
from data.store import Cursor, Store
from kpi.explaining import Explanation, standing_explanations
from kpi.facts import facts_version
from kpi.measures import measures
from kpi.periods import Month
from kpi.targets import Indicator, current_contract
from kpi.workspace import Workspace

CHECKS = Path(__file__).parent / "doubts"
Strength = Literal["strong", "fair", "weak"]
DoubtState = Literal["open", "changed", "explained"]
STRENGTHS: dict[Strength, str] = {"strong": "矛盾", "fair": "可疑", "weak": "留意"}
"""How much a doubt says: two records that cannot both be true, what hardly happens by chance, what is worth a look."""
DOUBT_STATES: dict[DoubtState, str] = {"open": "待说明", "changed": "记录已变，待复核", "explained": "已说明"}
_HEADER_KEYS = {"title", "why", "remedy", "needs", "strength", "touches"}
_KEPT_OUT = {"batch_id", "sheet", "row", "is_continuation", "is_open", "fixed_key"}
"""Columns of a stored record that say where it lies, not what it says."""


class Threshold(NamedTuple):
    """A number that a check compares with, and why it is that one."""

    name: str
    what: str
    value: float
    unit: str
    reason: str


@dataclass(frozen=True)
class Check:
    """A check as its header declares it. why: one sentence; remedy: what to do; needs: datasets that must be handed in;
    touches: measures that may be wrong if the doubt is right; thresholds: those that its SQL reads."""

    name: str
    title: str
    why: str
    remedy: str
    strength: Strength
    needs: tuple[str, ...]
    touches: tuple[str, ...]
    thresholds: tuple[Threshold, ...]
    sql: str = field(repr=False)


class DoubtRecord(NamedTuple):
    """A record behind a doubt. at: None where it has no time of its own; row as a person counts it in the file."""

    dataset: str
    record_id: str
    batch_id: str
    at: datetime | None
    note: str
    file: str | None
    sheet: str | None
    row: int | None


@dataclass(frozen=True)
class Doubt:
    """What does not fit, in one system and month (system_id None: in the package).

    records is empty where only sums are compared. explanation: the standing one, also when the records have changed
    since, see `state`.
    """

    key: str
    check: Check
    package: int
    month: Month
    system_id: str | None
    subject: str
    said: str
    records: tuple[DoubtRecord, ...]
    content: str
    explanation: Explanation | None = None

    @property
    def state(self) -> DoubtState:
        """Whether it is explained; 'changed' if what was explained was something else."""
        if self.explanation is None:
            return "open"
        return "explained" if self.explanation.content == self.content else "changed"

    @property
    def is_open(self) -> bool:
        """Whether somebody has to look at it."""
        return self.state != "explained"

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it: plain JSON values, times ISO."""
        return {
            "key": self.key,
            "check": self.check.name,
            "title": self.check.title,
            "strength": self.check.strength,
            "package": self.package,
            "month": str(self.month),
            "system_id": self.system_id,
            "said": self.said,
            "state": self.state,
            "explanation": self.explanation.to_json() if self.explanation else None,
            "records": [one._asdict() | {"at": one.at.isoformat() if one.at else None} for one in self.records],
        }


@lru_cache
def thresholds() -> dict[str, Threshold]:
    """All thresholds by name, from kpi/doubts/thresholds.toml."""
    declared = tomllib.loads((CHECKS / "thresholds.toml").read_text(encoding="utf-8"))
    return {name: Threshold(name, **said) for name, said in declared.items()}


@lru_cache
def checks() -> dict[str, Check]:
    """All checks by name, the strongest first; DefinitionError naming what is wrong with a header."""
    found = [_read(path) for path in sorted(CHECKS.glob("*.sql"))]
    order = list(STRENGTHS)
    return {one.name: one for one in sorted(found, key=lambda one: order.index(one.strength))}


def _read(path: Path) -> Check:
    text = path.read_text(encoding="utf-8")
    header = dict(re.findall(r"^-- (\w+):[ ]*(.*)$", text, re.MULTILINE))
    for key in header:
        if key not in _HEADER_KEYS:
            nearest = get_close_matches(key, _HEADER_KEYS, n=1, cutoff=0)[0]
            raise DefinitionError(f"疑点 {path.name}：不认识 {key}", f"最接近的是 {nearest}")
    if missing := _HEADER_KEYS - set(header):
        raise DefinitionError(f"疑点 {path.name}：缺少 {'、'.join(sorted(missing))}", "请在文件头补上")
    read = dict.fromkeys(re.findall(r"getvariable\('(\w+)'\)", text))
    touches = _words(header["touches"])
    unknown = [name for name in touches if name not in measures()]
    if unknown or header["strength"] not in STRENGTHS:
        raise DefinitionError(f"疑点 {path.name}：不认识 {'、'.join(unknown) or header['strength']}", "请改正文件头")
    return Check(
        path.stem, header["title"], header["why"], header["remedy"], header["strength"],
        _words(header["needs"]), touches, tuple(thresholds()[name] for name in read if name in thresholds()), text,
    )  # fmt: skip


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def doubts(store: Store, package: int, as_of: date) -> list[Doubt]:
    """All doubts of a package in the months up to that of the day as_of, with what was said to them; in the order of
    `strongest_first`."""
    return with_explanations(store, unexplained(store, package, as_of), package)


def records_version(store: Store, package: int) -> int:
    """The version that last changed the records of a package, or what they are held against; `unexplained` gives the
    same until it changes."""
    with store.reading() as cursor:
        return facts_version(cursor, package)


def with_explanations(store: Store, found: Iterable[Doubt], package: int) -> list[Doubt]:
    """Doubts of a package with what stands said to them now, in the order of `strongest_first`."""
    with store.reading() as cursor:
        known = standing_explanations(cursor, package)
    return strongest_first(replace(one, explanation=known.get(one.key)) for one in found)


def unexplained(store: Store, package: int, as_of: date) -> list[Doubt]:
    """What the checks find, whatever was said to it."""
    with store.reading() as cursor:
        version = facts_version(cursor, package)
        views = Workspace(cursor, package, version)
        _declare(cursor, package)
        views.provide("package_coverage", *(one.sql for one in checks().values()))
        covered: dict[str, set[str]] = defaultdict(set)
        for dataset, month in cursor.execute("SELECT dataset, month FROM package_coverage").fetchall():
            covered[dataset].add(month)
        last = str(Month.of(as_of))
        rows = [
            (check, row)
            for check in checks().values()
            for row in cursor.execute(_one_order(check.sql), [last]).fetchall()
            if all(row[1] in covered[dataset] for dataset in check.needs)
        ]
        contents = _contents(cursor, [row[4] for _, row in rows if row[4] is not None])
    grouped: dict[tuple[str, str | None, str, str], list[Any]] = defaultdict(list)
    for check, row in rows:
        grouped[check.name, *row[:3]].append(row)
    return [_doubt(package, key, own, contents) for key, own in grouped.items()]


def strongest_first(found: Iterable[Doubt]) -> list[Doubt]:
    """Those to be looked at before the explained ones; of these the strongest first, then check by check the newest."""
    order = list(checks())
    listed = sorted(found, key=lambda one: (one.package, one.system_id or "", one.subject))
    listed.sort(key=lambda one: one.month, reverse=True)
    return sorted(listed, key=lambda one: (not one.is_open, order.index(one.check.name)))


def _one_order(sql: str) -> str:
    columns = "system_id, month, subject, said, ref, happened_at, note"
    return f"SELECT {columns} FROM ({sql}) AS row WHERE month <= ? ORDER BY ALL"


def _declare(cursor: Cursor, package: int) -> None:
    """What the checks read besides records: thresholds as variables, the numbers asked of the package as a table."""
    for one in thresholds().values():
        cursor.execute(f"SET VARIABLE {one.name} = {one.value}")
    asked = [(one.measure, one.at_most) for one in current_contract().tables[package] if one.at_most is not None]
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE indicator_targets AS
           SELECT unnest(?::VARCHAR[]) AS measure, unnest(?::DOUBLE[]) AS number""",
        [[measure for measure, _ in asked], [number for _, number in asked]],
    )


def _contents(cursor: Cursor, refs: Iterable[dict[str, Any]]) -> dict[tuple[str, str], tuple[str | None, str]]:
    """(dataset, batch and record) → the file of the record and a hash of what it says."""
    wanted: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for ref in refs:
        wanted[ref["dataset"]].add((ref["batch_id"], ref["record_id"]))
    found: dict[tuple[str, str], tuple[str | None, str]] = {}
    for dataset, pairs in wanted.items():
        listed = sorted(pairs)
        given = [[batch for batch, _ in listed], [record for _, record in listed]]
        read = cursor.execute(
            f"""SELECT batch.file_name, stored.* FROM main."{dataset}" AS stored JOIN batches AS batch USING (batch_id)
                JOIN (SELECT unnest(?::VARCHAR[]) AS batch_id, unnest(?::VARCHAR[]) AS record_id) AS wanted
                    USING (batch_id, record_id)""",
            given,
        )
        names = [column[0] for column in read.description]
        for row in read.fetchall():
            said = dict(zip(names, row, strict=True))
            # Empty fields are left out: a column that a later version of the dataset brings changes no record.
            kept = {name: str(value) for name, value in said.items() if value is not None and name not in _KEPT_OUT}
            file = kept.pop("file_name", None)
            found[dataset + said["batch_id"], said["record_id"]] = (file, _hash(kept))
    return found


def _hash(said: object) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _doubt(
    package: int,
    identity: tuple[str, str | None, str, str],
    rows: Sequence[Any],
    contents: dict[tuple[str, str], tuple[str | None, str]],
) -> Doubt:
    name, system_id, month, subject = identity
    key = _hash([name, package, system_id, month, subject])[:16]
    records: dict[tuple[str, str], DoubtRecord] = {}
    hashes = {}
    for *_, ref, at, note in rows:
        if ref is None:
            continue
        file, digest = contents[ref["dataset"] + ref["batch_id"], ref["record_id"]]
        own = ref["dataset"], ref["record_id"]
        hashes[own] = digest
        records.setdefault(
            own, DoubtRecord(*own, ref["batch_id"], at, note, file, ref["sheet"], ref["row"])
        )  # fmt: skip
    said = rows[0][3]
    figures = re.findall(r"\d+(?:\.\d+)?", said)
    content = _hash([[*own, hashes[own]] for own in sorted(hashes)] + figures)[:16]
    ordered = sorted(records.values(), key=lambda one: (one.at or datetime.max, one.dataset, one.record_id))
    return Doubt(
        key, checks()[name], package, Month.parse(month), system_id, subject, said, tuple(ordered), content
    )  # fmt: skip


def touched(doubt: Doubt) -> list[Indicator]:
    """The indicators of the target table that may be wrong if the doubt is right, in the order of the table."""
    return [one for one in current_contract().tables[doubt.package] if one.measure in doubt.check.touches]
