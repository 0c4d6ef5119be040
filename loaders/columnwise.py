"""A large log read by columns as far as its rows are in order (loaders.sieve): where that may be done, and what must
hold of them beside the other rows and the store. What does not hold raises AsideError, and the file is read anew."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from loaders.blocks import Numbers, Taker
from loaders.checking import Checked
from loaders.contradictions import systems_in_service
from loaders.current import Current
from loaders.dataset import Dataset
from loaders.headers import NOT_MAPPED, Mapped
from loaders.plain_rows import AsideError
from loaders.reading import Grid, Sheet
from loaders.rules import known_systems
from loaders.sheets import Tables, read_tables
from loaders.sieve import Sieve, sieve_of
from loaders.storing import plain_id
from loaders.uploads import Upload


class Columnwise:
    """One reading of a file. aside: numbers of rows that shall go the way of every row."""

    def __init__(
        self, file_name: str, dataset: Dataset | None, known: Mapped, upload: Upload, current: Current, aside: Numbers
    ) -> None:
        """dataset, known, upload: as the file is handed in; current: what stands."""
        self._file_name = file_name
        self._dataset = dataset
        self._known = known
        self._upload = upload
        self._aside = aside
        self._current = current
        self._sieve: Sieve | None = None

    def begin(self, head: Sequence[list[Any]]) -> Taker | None:
        """Who takes the blocks of the file (loaders.blocks.Begin); None if its rows must go one by one."""
        tables = self.tables(Grid("csv", "utf-8", [Sheet("", False, list(head))]))
        if tables.problems or len(tables.tables) != 1:
            return None
        (table,) = tables.tables
        mapped = self._known.get(table.dataset.name, NOT_MAPPED)
        welcome = _welcome(table.dataset, self._upload, self._current)
        self._sieve = sieve_of(head, table, mapped, self._upload, welcome)
        if self._sieve is not None:
            self._sieve.set_aside(self._aside)
        return self._sieve

    def tables(self, grid: Grid) -> Tables:
        """The tables of the file; that of a large log has its plain rows. AsideError if they do not fit the others."""
        tables = read_tables(grid, self._file_name, self._dataset, self._known, self._upload.month)
        if self._sieve is not None:
            plain = self._sieve.plain
            if tables.problems or [one.dataset for one in tables.tables] != [plain.dataset]:
                raise AsideError(None)
            if tables.tables[0].problems or tables.tables[0].is_nil:
                raise AsideError(None)
            tables.tables[0].plain = plain
        return tables


def joined(before: Numbers, more: Numbers | None) -> Numbers | None:
    """The rows to be set aside after one more doubt; None: all."""
    return None if more is None else np.union1d(before, more).astype(np.int32)


def check_alone(checked: Checked) -> None:
    """No id of the plain rows may stand twice in the file."""
    if checked.plain.count and checked.values:
        ids = zip(*(checked.values[name] for name in checked.dataset.record_id), strict=True)
        checked.plain.refuse_twice(parts for parts in ids if None not in parts)


def check_beside_store(checked: Checked, current: Current) -> None:
    """Plain rows are of systems that are known and in service, and of no other current batch."""
    plain, dataset = checked.plain, checked.dataset
    if not plain.count:
        return
    if not plain.different("system_id") <= _welcome(dataset, checked.upload, current):
        raise AsideError(None)
    start, end = checked.upload.span(dataset)
    others = current.batch_ids(dataset.name, but=checked.upload.month)
    stored = f"""SELECT record_id FROM "{dataset.name}" WHERE list_contains(?::VARCHAR[], batch_id)
        AND NOT is_continuation AND placed_at >= ? AND placed_at < ?"""
    if current.cursor.execute(f"SELECT EXISTS ({stored})", [others, start, end]).fetchone() == (False,):
        return
    current.cursor.register("incoming", plain.table())
    try:
        rows = current.cursor.execute(
            f'SELECT "row" FROM (SELECT "row", {plain_id(dataset)} AS record_id FROM incoming) SEMI JOIN ({stored}) '
            "USING (record_id)",
            [others, start, end],
        ).fetchall()
    finally:
        current.cursor.unregister("incoming")
    if rows:
        raise AsideError(np.array([row[0] for row in rows], np.int32))


def _welcome(dataset: Dataset, upload: Upload, current: Current) -> set[str]:
    """The systems whose records need no second look."""
    return known_systems(current) & systems_in_service(dataset, upload, current)
