"""Hashes of stored rows: the same rows give the same hash, in whatever order they lie.

The text of a row names every column that is not blank, so a column added later changes no hash of earlier rows.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from data.opening import Cursor, single

_ROWS = "SELECT {key} AS key, sha256({text}) AS hash, {mark} AS mark FROM ({relation}) AS record"
# Two levels: hashes of millions of rows are never one text.
_GROUPS = """
SELECT key, hash[1:3] AS start, count(*) AS rows, sha256(string_agg(hash, '' ORDER BY hash)) AS hash, sum(mark) AS mark
FROM ({hashes}) AS hashes GROUP BY ALL
"""
_DIGESTS = """
SELECT key, sum(rows)::BIGINT, sha256(string_agg(hash, '' ORDER BY start)), md5(sum(mark)::HUGEINT::VARCHAR)
FROM ({groups}) AS groups GROUP BY key
"""
_MARKS = """
SELECT {key} AS key, count(*), '', md5(sum({mark})::HUGEINT::VARCHAR) FROM ({relation}) AS record GROUP BY ALL
"""


_END = chr(31)
_NEVER_SEPARATED = {"BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP"}
"""Types whose text never holds the separator."""
_MOST_AT_ONCE = 1_000_000
"""Rows whose hashes fit in memory together, some 0.2 GB."""


class Hashed(NamedTuple):
    """Some rows: how many, their SHA-256 ('' if not asked for), and their mark: ten times faster, by DuckDB's own
    hash, which holds within one version of the engine only."""

    rows: int
    sha256: str
    mark: str


def digest(cursor: Cursor, relation: str, values: Mapping[str, Any]) -> str:
    """The SHA-256 of the rows of a query; '' if it has none."""
    found = hashed(cursor, relation, "0", values)
    return found[0].sha256 if found else ""


def hashed(
    cursor: Cursor, relation: str, key: str, values: Mapping[str, Any], *, is_quick: bool = False
) -> dict[Any, Hashed]:
    """Key → the rows of a query that have it. key: an SQL expression; is_quick: the marks alone."""
    columns = sorted(_columns(cursor, relation, values).items())
    # concat leaves blank columns out, and so does list_bit_xor.
    text = f"concat({', '.join(_named(name, kind) for name, kind in columns)})"
    marks = (f'CASE WHEN "{name}" IS NOT NULL THEN hash(\'{name}\', "{name}") END' for name, _ in columns)
    mixed = f"coalesce(list_bit_xor([{', '.join(marks)}]), 0::UBIGINT)"
    parts = {"key": key, "text": text, "mark": f"hash({mixed})", "relation": relation}
    if is_quick:
        found = cursor.execute(_MARKS.format(**parts), values).fetchall()
    elif single(cursor, f"SELECT count(*) FROM ({relation})", values) <= _MOST_AT_ONCE:
        groups = _GROUPS.format(hashes=_ROWS.format(**parts))
        found = cursor.execute(_DIGESTS.format(groups=groups), values).fetchall()
    else:
        found = _by_parts(cursor, _ROWS.format(**parts), values)
    return {row[0]: Hashed(*row[1:]) for row in found}


def _by_parts(cursor: Cursor, rows: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The same of very many rows: sorted a sixteenth at a time, as sorting inside an aggregate never leaves memory."""
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE row_hashes AS SELECT * REPLACE (unhex(hash) AS hash) FROM ({rows})", values
    )
    of_part = _GROUPS.format(hashes="SELECT * REPLACE (lower(hex(hash)) AS hash) FROM row_hashes WHERE {part}")
    for digit in range(16):
        start, end = f"'\\x{digit:X}0'::BLOB", f"'\\x{digit + 1:X}0'::BLOB"
        part = f"hash >= {start}" + (f" AND hash < {end}" if digit < 15 else "")
        act = "INSERT INTO group_hashes" if digit else "CREATE OR REPLACE TEMP TABLE group_hashes AS"
        cursor.execute(f"{act} {of_part.format(part=part)}")
    found = cursor.execute(_DIGESTS.format(groups="FROM group_hashes")).fetchall()
    cursor.execute("DROP TABLE temp.row_hashes")
    cursor.execute("DROP TABLE temp.group_hashes")
    return found


def _columns(cursor: Cursor, relation: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Name → type of the columns of a query."""
    described = cursor.execute(f"SELECT * FROM ({relation}) LIMIT 0", values).description
    return {column[0]: str(column[1]) for column in described or []}


def _named(name: str, kind: str) -> str:
    """SQL for a value behind its name, NULL where it is blank; a separator within a text is doubled."""
    value = f'"{name}"::VARCHAR'
    if kind not in _NEVER_SEPARATED:
        value = f"replace({value}, '{_END}', '{_END}{_END}')"
    return f"'{name}=' || {value} || '{_END}'"


def text_digest(content: object) -> str:
    """The SHA-256 of plain JSON values."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def file_digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_digest(paths: Iterable[Path]) -> str:
    """The SHA-256 of files by name and content."""
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
