"""What the publications of the store have stored: the groups of rows that an entry of the journal vouches for.

A group is all rows of a table that belong to one batch, or to one version, named 'table batch' or 'table version'.
Facts are derived, and only the newest of a package stand: theirs is 'facts package'.
"""

from typing import Any

from data.closing_tables import CLOSING_TABLES
from data.digests import Hashed, hashed
from data.opening import Cursor, single
from data.tables import BATCH_TABLES, ENTERED_TABLES, FACT_TABLES

VERSION_TABLES = ("publications", *ENTERED_TABLES, *CLOSING_TABLES)
"""Tables whose rows belong to a version and are never changed; a new version only adds to them."""

Groups = dict[str, Hashed]
"""Name of a group → number of its rows, and their hashes."""


def groups(cursor: Cursor, after: int, until: int, *, is_quick: bool) -> Groups:
    """The groups of the versions after one and up to another; is_quick: without their SHA-256."""
    present = {name for (name,) in cursor.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not {"publications", "datasets"} <= present:
        return {}
    span = {"after": after, "until": until}
    of_versions = {
        one: f"SELECT * FROM {one} WHERE version > $after AND version <= $until"
        for one in VERSION_TABLES
        if one in present
    }
    found = _hashed(cursor, of_versions, "version", span, is_quick=is_quick)
    batches = cursor.execute(
        """SELECT batch_id FROM publications GROUP BY batch_id
           HAVING min(version) > $after AND min(version) <= $until""",
        span,
    ).fetchall()
    datasets = [name for (name,) in cursor.execute("SELECT dataset FROM datasets ORDER BY dataset").fetchall()]
    of_batches = {
        one: f'SELECT * FROM "{one}" WHERE list_contains($batches::VARCHAR[], batch_id)'
        for one in (*datasets, *BATCH_TABLES)
        if one in present and batches
    }
    return found | _hashed(cursor, of_batches, "batch_id", {"batches": [one for (one,) in batches]}, is_quick=is_quick)


def fact_groups(cursor: Cursor, after: int, until: int) -> Groups:
    """The facts made in the versions after one and up to another, of each package the newest, by their marks."""
    if not single(cursor, f"SELECT count(*) FROM fact_versions WHERE version > {after} AND version <= {until}"):
        return {}
    newest = """SELECT package, max(version) AS version FROM fact_versions
                WHERE version <= $until GROUP BY package HAVING max(version) > $after"""
    relations = {
        one: f"SELECT {one}.* FROM {one} JOIN ({newest}) USING (package, version)"
        for one in FACT_TABLES
        if one != "fact_versions"
    }
    return _hashed(cursor, relations, "package", {"after": after, "until": until}, is_quick=True)


def _hashed(cursor: Cursor, relations: dict[str, str], key: str, values: dict[str, Any], *, is_quick: bool) -> Groups:
    """The groups of several tables. Most have nothing new; one statement finds those that have."""
    if not relations:
        return {}
    asked = " UNION ALL ".join(f"(SELECT '{one}' FROM ({rows}) LIMIT 1)" for one, rows in relations.items())
    return {
        f"{table} {group}": found
        for (table,) in cursor.execute(asked, values).fetchall()
        for group, found in hashed(cursor, relations[table], key, values, is_quick=is_quick).items()
    }


def changed_in(cursor: Cursor, package: int) -> int:
    """The newest published version that changed anything of a package, or anything that is of no package by itself:
    what is read of the package is the same until it changes."""
    known = _package_tables(cursor)
    newest = " UNION ALL ".join(
        f"SELECT max(version) AS version FROM {name} WHERE version <= (SELECT version FROM published)"
        + (" AND package = $package" if name in known else "")
        for name in (*VERSION_TABLES, "fact_versions")
    )
    row = cursor.execute(f"SELECT coalesce(max(version), 0) FROM ({newest})", {"package": package}).fetchone()
    return int(row[0]) if row else 0


def _package_tables(cursor: Cursor) -> set[str]:
    rows = cursor.execute(
        "SELECT table_name FROM duckdb_columns() WHERE column_name = 'package' AND database_name = current_database()"
    ).fetchall()
    return {name for (name,) in rows}
