"""Whether the store still has what was acknowledged: the journal against what is stored, read in full."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from data.clock import SHANGHAI
from data.contents import Groups, fact_groups, groups
from data.digests import Hashed
from data.journal import Journal, JournalEntry
from data.opening import ENGINE, Cursor, single

MOST_NAMED = 20
_log = logging.getLogger("kpi.store")
_NONE = Hashed(0, "", "")


@dataclass(frozen=True)
class Standing:
    """What a check found. losses: what is missing or changed, in words, empty if nothing is; since: when the first of
    it was acknowledged (UTC); recovered: what was put right at opening; entries: of the journal; checked_at: UTC."""

    losses: tuple[str, ...] = ()
    since: datetime | None = None
    recovered: tuple[str, ...] = ()
    entries: int = 0
    checked_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    seconds: float = 0.0
    is_thorough: bool = False


def check(cursor: Cursor, journal: Journal, recovered: Iterable[str] = (), *, is_thorough: bool = False) -> Standing:
    """Compare the store with its journal and read every table once, so that a damaged block shows.

    is_thorough: by SHA-256 even where the quick marks of this engine would do. Errors of DuckDB pass.
    """
    begun, started = datetime.now(UTC), time.monotonic()
    _read_all(cursor)
    losses, since = _missing(cursor, journal)
    changed, changed_since = _changed(cursor, journal, is_thorough)
    losses += changed
    since = min((one for one in (since, changed_since) if one), default=None)
    for words in losses:
        _log.error("lost: %s", words)
    more = [f"……另有 {len(losses) - MOST_NAMED} 处"] if len(losses) > MOST_NAMED else []
    return Standing(
        (*losses[:MOST_NAMED], *more), since, tuple(recovered), len(journal.entries), begun,
        time.monotonic() - started, is_thorough,
    )  # fmt: skip


def _read_all(cursor: Cursor) -> None:
    """Checksums of blocks are only compared when the block is read."""
    rows = cursor.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()").fetchall()
    if rows:
        each = (f'SELECT bit_xor(hash(record)) FROM "{table}" AS record' for (table,) in rows)
        cursor.execute(" UNION ALL ".join(each)).fetchall()


def published_version(cursor: Cursor) -> int:
    """The current version of a database that may have no tables yet."""
    return single(cursor, "SELECT version FROM published") if _has(cursor, "published") else 0


def journal_mark(cursor: Cursor) -> tuple[int, str]:
    """The head of the journal that the store knew when its newest version was written; (0, '') if none."""
    row = cursor.execute("SELECT number, head FROM journal_mark").fetchone() if _has(cursor, "journal_mark") else None
    return (int(row[0]), str(row[1])) if row else (0, "")


def _has(cursor: Cursor, table: str) -> bool:
    return single(cursor, f"SELECT count(*) FROM duckdb_tables() WHERE table_name = '{table}'") > 0


def _missing(cursor: Cursor, journal: Journal) -> tuple[list[str], datetime | None]:
    """Publications that the journal has and the store lacks; a journal that is not the store's."""
    losses = list(journal.wrong)
    number, head = journal_mark(cursor)
    if not journal.has(number, head):
        losses.append(f"登记簿缺少第 {number} 条：{journal.path.name} 不在原处、被截短，或换成了别的一份")
    version = published_version(cursor)
    lost = [one for one in journal.in_force() if one.version > version]
    return losses + [_lost_words(one) for one in lost], lost[0].at if lost else None


def _lost_words(entry: JournalEntry) -> str:
    named = "、".join(entry.batches[:6]) + ("等" if len(entry.batches) > 6 else "")
    what = f"批次 {named}" if named else "设置、结账、整改或重算"
    return f"{_shanghai(entry.at)} 确认的第 {entry.version} 版不在库里：{what}"


def _changed(cursor: Cursor, journal: Journal, is_thorough: bool) -> tuple[list[str], datetime | None]:
    """Rows that are not as they were when they were acknowledged, of the versions that are there."""
    version = published_version(cursor)
    held = [one for one in journal.in_force() if one.version <= version]
    if not held:
        return [], None
    is_quick = not is_thorough and all(one.engine == ENGINE for one in held)
    expected: Groups = {}
    told: dict[str, datetime] = {}
    for one in held:
        for name, group in one.groups.items():
            expected[name] = group
            told[name] = one.at
    there = groups(cursor, 0, held[-1].version, is_quick=is_quick)
    wrong = _differences(expected, there, is_quick=is_quick)
    since = min((told[name] for name in wrong if name in told), default=None)
    losses = list(wrong.values())
    if all(one.engine == ENGINE for one in held):
        facts = fact_groups(cursor, 0, held[-1].version)
        losses += _differences(_newest_facts(held), facts, is_quick=True).values()
    return losses, since


def _newest_facts(held: list[JournalEntry]) -> Groups:
    """Package by package, the facts of the last entry that made any."""
    by_package: dict[str, Groups] = {}
    for one in held:
        made: dict[str, Groups] = {}
        for name, group in one.facts.items():
            made.setdefault(name.split(" ")[1], {})[name] = group
        by_package |= made
    return {name: group for made in by_package.values() for name, group in made.items()}


def _differences(expected: Groups, there: Groups, *, is_quick: bool) -> dict[str, str]:
    """Group → in words how it differs."""
    wrong: dict[str, str] = {}
    for name in sorted({*expected, *there}):
        table, key = name.split(" ", 1)
        entered, now = expected.get(name, _NONE), there.get(name, _NONE)
        if entered.rows != now.rows:
            wrong[name] = f"{table}（{key}）登记 {entered.rows} 行，库里 {now.rows} 行"
        elif (entered.mark != now.mark) if is_quick else (entered.sha256 != now.sha256):
            wrong[name] = f"{table}（{key}）的 {now.rows} 行里有内容被改动"
    return wrong


def _shanghai(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
