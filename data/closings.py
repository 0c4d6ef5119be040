"""Which months of a package are closed 已结账 at a version of the store: for those who judge and those who load."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from data.store import Cursor, Store

Kind = Literal["close", "reopen"]
_COLUMNS = """closing_id, package, month, number, kind, made_at, made_by, reason, confirmed, contents, previous,
    checksum, version"""


@dataclass(frozen=True)
class Entry:
    """One entry of the chain of a package: a month closed, or re-opened.

    number: its place in the chain, from 1. reason: of a re-opening. confirmed: what was said to be missing or undecided
    when the month was closed all the same. contents: the hashes of what it has sealed, and by which rules. checksum:
    over all of that and the checksum before (previous). version: of the store, from which on it holds.
    """

    closing_id: str
    package: int
    month: str
    number: int
    kind: Kind
    made_at: datetime
    made_by: str
    reason: str
    confirmed: list[str]
    contents: dict[str, Any] = field(repr=False)
    previous: str
    checksum: str
    version: int


def read_entries(cursor: Cursor, package: int, version: int | None = None) -> list[Entry]:
    """The chain of a package, the first entry first; up to a version, by default the current one."""
    rows = cursor.execute(
        f"""SELECT {_COLUMNS} FROM closings
            WHERE package = ? AND version <= coalesce(?, (SELECT version FROM published)) ORDER BY number""",
        [package, version],
    ).fetchall()
    return [Entry(*[*row[:9], json.loads(row[9]), *row[10:]]) for row in rows]


def entries(store: Store, package: int) -> list[Entry]:
    """The chain of a package, the first entry first."""
    with store.reading() as cursor:
        return read_entries(cursor, package)


def closed_months(cursor: Cursor, package: int, version: int | None = None) -> dict[str, str]:
    """Month 'YYYY-MM' → id of the closing that holds, in order; as of a version, by default the current one."""
    rows = cursor.execute(
        """SELECT month, arg_max(closing_id, number) FROM closings
           WHERE package = ? AND version <= coalesce(?, (SELECT version FROM published))
           GROUP BY month HAVING arg_max(kind, number) = 'close' ORDER BY month""",
        [package, version],
    ).fetchall()
    return dict(rows)
