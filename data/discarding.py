"""What is taken away from the store: what was never published, and facts that nobody reads any more."""

from collections.abc import Iterable

from data.contents import VERSION_TABLES
from data.opening import Cursor
from data.tables import BATCH_TABLES, FACT_TABLES, RecordTable

KEPT_FACT_VERSIONS = 3


def discard_unpublished(cursor: Cursor) -> None:
    """Take away what a broken process wrote under a number that never became current. Hardly ever is there anything:
    one statement finds the tables that have it."""
    newer = "version > (SELECT version FROM published)"
    asked = " UNION ALL ".join(
        f"(SELECT '{table}' FROM {table} WHERE {newer} LIMIT 1)" for table in (*VERSION_TABLES, *FACT_TABLES)
    )
    for (table,) in cursor.execute(asked).fetchall():
        cursor.execute(f"DELETE FROM {table} WHERE {newer}")


def discard_leftovers(cursor: Cursor, tables: Iterable[RecordTable]) -> None:
    """Take away batches that were never published, with their records."""
    found = cursor.execute("SELECT batch_id FROM batches ANTI JOIN publications USING (batch_id)").fetchall()
    for name in (*(one.dataset for one in tables), *BATCH_TABLES) if found else ():
        cursor.execute(f'DELETE FROM "{name}" WHERE list_contains(?, batch_id)', [[row[0] for row in found]])


def drop_old_facts(cursor: Cursor, version: int) -> None:
    """Facts are derived; a few older versions stay for readers that are still on them."""
    packages = cursor.execute("SELECT package FROM fact_versions WHERE version = ?", [version]).fetchall()
    for (package,) in packages:
        kept = cursor.execute(
            "SELECT version FROM fact_versions WHERE package = ? ORDER BY version DESC LIMIT ?",
            [package, KEPT_FACT_VERSIONS],
        ).fetchall()
        for table in FACT_TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE package = ? AND version < ?", [package, kept[-1][0]])
