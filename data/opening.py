"""What opening a store takes: its tables and columns, as far as they are not there yet."""

from collections.abc import Mapping, Sequence

import duckdb

from data.tables import Column


def ensure_tables(cursor: duckdb.DuckDBPyConnection, wanted: Mapping[str, Sequence[Column]]) -> None:
    """Create the tables and columns that are not there yet."""
    rows = cursor.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database()"
    ).fetchall()
    present = set(rows)
    tables = {table for table, _ in rows}
    for name, columns in wanted.items():
        if name not in tables:
            body = ", ".join(f'"{column}" {kind}' for column, kind in columns)
            cursor.execute(f'CREATE TABLE "{name}" ({body})')
            continue
        for column, kind in columns:
            if (name, column) not in present:
                cursor.execute(f'ALTER TABLE "{name}" ADD COLUMN "{column}" {kind}')
