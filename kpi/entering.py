"""What people enter on screen, as it is written: a row of named values, under a number of its package and year."""

from collections.abc import Iterable, Mapping

from data.store import Cursor


def insert(cursor: Cursor, table: str, values: Mapping[str, object]) -> None:
    """Add a row: column → value."""
    marks = ", ".join("?" for _ in values)
    cursor.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))


def next_number(kind: str, numbers: Iterable[str], package: int, year: int) -> str:
    """'SS-3-2026-001': the first of kind SS of package 3 in 2026, or the one after the highest of the numbers."""
    begin = f"{kind}-{package}-{year}-"
    taken = [int(one.removeprefix(begin)) for one in numbers if one.startswith(begin)]
    return f"{begin}{max(taken, default=0) + 1:03}"
