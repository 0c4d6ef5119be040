"""What the store enters in its journal, and the mark by which it knows its journal again."""

from collections.abc import Mapping

from data.contents import Groups, fact_groups, groups
from data.journal import Journal
from data.opening import ENGINE, Cursor, single

Content = tuple[Groups, Groups]


def content(cursor: Cursor, after: int, until: int) -> Content:
    """What an entry vouches for of the versions after one and up to another."""
    return groups(cursor, after, until, is_quick=False), fact_groups(cursor, after, until)


def vouch(cursor: Cursor, journal: Journal, kind: str, said: Mapping[str, object]) -> None:
    """Enter everything that is stored, as it is now."""
    version = single(cursor, "SELECT version FROM published")
    journal.append(kind, version, *content(cursor, 0, version), said)


def enter_found(cursor: Cursor, journal: Journal) -> None:
    """Enter what is stored and was not entered: by a process that ended in between, or before there was a journal; and
    everything anew where the engine is another one, whose marks would not fit."""
    version, (number, _) = single(cursor, "SELECT version FROM published"), journal.head
    if version > journal.version and number:
        journal.append("found", version, *content(cursor, journal.version, version), {})
    elif version > journal.version or any(one.engine != ENGINE for one in journal.in_force()):
        vouch(cursor, journal, "baseline", {})


def set_mark(cursor: Cursor, journal: Journal) -> None:
    """Keep in the store which entry of its journal is the last."""
    cursor.execute("DELETE FROM journal_mark")
    cursor.execute("INSERT INTO journal_mark VALUES (?, ?)", list(journal.head))
