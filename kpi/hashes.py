"""SHA-256 of what is stored, from its canonical text: the same rows give the same hash, in whatever order they lie.

The text of a row names every column that is not blank, so a column added later changes no hash of earlier rows.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from data import contract, reference
from data.store import Cursor
from data.tables import BATCH_TABLES
from kpi.measures import MEASURES
from kpi.workspace import VIEWS

# Two levels: hashes of millions of rows are never one text.
_DIGEST = """
WITH hashes AS (SELECT sha256({text}) AS hash FROM ({relation}) AS record),
groups AS (SELECT hash[1:3] AS start, sha256(string_agg(hash, '' ORDER BY hash)) AS hash FROM hashes GROUP BY start)
SELECT coalesce(sha256(string_agg(hash, '' ORDER BY start)), '') FROM groups
"""


def digest(cursor: Cursor, relation: str, values: Mapping[str, Any]) -> str:
    """The hash of the rows of a query; '' if it has none."""
    columns = [column[0] for column in cursor.execute(f"SELECT * FROM ({relation}) LIMIT 0", values).description or []]
    row = cursor.execute(_DIGEST.format(text=_row_text(columns), relation=relation), values).fetchone()
    return str(row[0]) if row else ""


def _row_text(columns: Iterable[str]) -> str:
    """SQL for the canonical text of a row: name=value of every column that is not blank, by name."""
    parts = [
        f"coalesce('{name}=' || replace(\"{name}\"::VARCHAR, chr(31), chr(31) || chr(31)) || chr(31), '')"
        for name in sorted(columns)
    ]
    return " || ".join(parts)


def batch_tables(dataset: str) -> tuple[str, ...]:
    """The tables that hold something of a batch of a dataset."""
    return dataset, *BATCH_TABLES


def batch_digest(cursor: Cursor, batch_id: str, dataset: str) -> str:
    """The hash of everything stored of a batch: its own row, records, refused rows, rollups."""
    of_tables = [
        digest(cursor, f'SELECT * FROM "{table}" WHERE batch_id = $batch', {"batch": batch_id})
        for table in batch_tables(dataset)
    ]
    return text_digest(of_tables)


def claim_digests(cursor: Cursor, package: int, version: int) -> dict[str, str]:
    """The claims 申诉 of a package whose newest decision up to a version accepts them: number → hash of all that was
    entered of each, its decisions up to then included."""
    accepted = cursor.execute(
        """SELECT number FROM claim_decisions WHERE package = ? AND version <= ?
           GROUP BY number HAVING arg_max(decision, version) = 'accepted' ORDER BY number""",
        [package, version],
    ).fetchall()
    return {
        number: text_digest([
            digest(cursor, f"SELECT * EXCLUDE (version) FROM {table} WHERE number = $number AND version <= $version",
                   {"number": number, "version": version})
            for table in ("claims", "claim_decisions")
        ])
        for (number,) in accepted
    }  # fmt: skip


def text_digest(content: object) -> str:
    """The hash of plain JSON values."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def rule_digests() -> dict[str, str]:
    """By which rules numbers are made: hashes of the contract's files, measures and views, reference lists."""
    folders = {
        "contract": contract.newest_folder().glob("*.toml"),
        "measures": [*MEASURES.glob("*.sql"), *(path for path in VIEWS.rglob("*") if path.is_file())],
        "reference": reference.FOLDER.glob("*.csv"),
    }
    return {name: _files_digest(paths) for name, paths in folders.items()}


def _files_digest(paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in sorted(paths):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
