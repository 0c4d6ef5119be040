"""Large logs: the rows that are in order are kept by columns as they come, all others go the way of every row.

In order is a row each cell of which is read without a fault, that lies in the month and not in the future, whose system
is known and in service, and of which nothing hangs on other rows. So what is said of the others, and what is stored, is
the same as if all rows had gone one way; tests/loaders/test_plain_rows.py holds the two against each other.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.blocks import Block, LeftOver, Mask, Numbers
from loaders.cells import contradicts_list, is_empty
from loaders.dataset import Column
from loaders.headers import Layout, find_layout
from loaders.headers import plain as plain_header
from loaders.package_names import package_of
from loaders.plain_rows import PlainRows
from loaders.tables import PACKAGE_HEADERS, Table
from loaders.uploads import Upload
from loaders.vectors import as_mask, blank_cells, filled_in, read_cells, where

_CALM = r"^[ -~\x{4e00}-\x{9fff}，。：；（）、]*$"
_TELLING = r"[例计計]|://|[0-9]{17}"
"""What may make a row no record, or a column one that must not be shown."""


class Sieve:
    """Takes the blocks of one file; made by `sieve_of`. filled: indexes of the columns with content in the head."""

    def __init__(
        self, table: Table, layout: Layout, head: Sequence[Sequence[Any]], upload: Upload, welcome: Collection[str]
    ) -> None:
        """head: the rows of the file's head; welcome: the systems whose records need no second look."""
        self.plain = PlainRows(table.dataset)
        self._upload = upload
        self._welcome = pa.array(sorted(welcome), pa.string())
        self._layout = layout
        kept = [head[number - 1] for number in table.numbers]
        self.filled = {place for row in kept for place, cell in enumerate(row) if not is_empty(cell)}
        self._longest = max(map(len, kept))
        self._named = max(layout.headers) + 1
        self._aside = np.empty(0, np.int32)

    def set_aside(self, numbers: Numbers) -> None:
        """These rows shall go the way of every row."""
        self._aside = numbers

    def take(self, block: Block) -> LeftOver:
        """Keep the rows that are in order; gives the others."""
        if not self._named <= block.width <= self._longest:
            return block.rows(np.ones(len(block.numbers), np.bool_))
        kept = ~np.isin(block.numbers, self._aside)
        values: dict[str, Any] = {}
        bare: dict[str, Mask] = {}
        for column in self.plain.dataset.columns:
            place = self._layout.fields.get(column.field)
            cells = None if place is None else block.column(place)
            read = blank_cells(column, len(block.numbers)) if cells is None else read_cells(column, cells)
            kept &= read.is_plain & self._fits(column, read.values)
            values[column.field], bare[column.field] = filled_in(column, read.values), read.is_bare
        for place in set(range(block.width)) - set(self._layout.fields.values()):
            kept &= self._is_calm(place, block.column(place))
        self.plain.add(block.numbers, values, bare, kept)
        return block.rows(~kept)

    def _fits(self, column: Column, values: Any) -> Mask:
        """Where the values are of this month, not in the future, of a system that is known, and not missing."""
        dataset, fits = self.plain.dataset, []
        if column.required and not column.may_be_blank:
            fits.append(pc.is_valid(values))
        if column.field == dataset.placed_by:
            start, end = (pa.scalar(at, values.type) for at in self._upload.span(dataset))
            fits += [pc.greater_equal(values, start), pc.less(values, end)]
        if column.is_event:
            now = self._upload.now.date() if column.kind == "date" else self._upload.now
            fits.append(pc.less_equal(values, pa.scalar(now, values.type)))
        if column.field == "system_id":
            fits.append(pc.is_in(values, value_set=self._welcome))
        is_blank = pc.is_null(values) if not column.required else None
        mask = np.ones(len(values), np.bool_)
        for fit in fits:
            mask &= as_mask(
                pc.fill_null(fit, False) if is_blank is None else pc.or_(pc.fill_null(fit, False), is_blank)
            )
        return mask

    def _is_calm(self, place: int, cells: Any) -> Mask:
        """Where a cell of a column that is no field says nothing of its row, and nothing new of its column."""
        header = self._layout.headers.get(place, "")
        if plain_header(header) in PACKAGE_HEADERS:
            return where(cells, lambda cell: package_of(cell) in (None, self._upload.package))
        if place in self.filled:
            telling = pc.match_substring_regex(cells, _TELLING)
            return as_mask(pc.match_substring_regex(cells, _CALM)) & ~as_mask(telling)
        return where(cells, is_empty if header else (lambda cell: cell is None))


def sieve_of(
    head: Sequence[list[Any]], table: Table, mapped: Mapping[str, str], upload: Upload, welcome: Collection[str]
) -> Sieve | None:
    """The sieve of a file by its head, which was read as `table`; None if its rows must go one by one."""
    dataset = table.dataset
    layout = find_layout(head, dataset, mapped)
    if layout is None or layout.missing(dataset) or table.problems or table.is_nil or not table.numbers:
        return None
    if not dataset.takes_plain_rows or upload.package not in dataset.packages:
        return None
    if layout.twice or len(set(layout.fields.values())) < len(layout.fields):
        return None
    sieve = Sieve(table, layout, head, upload, welcome)
    by_field = dataset.by_field
    for name, place in layout.fields.items():
        if layout.spare.get(name) and place not in sieve.filled:
            return None
        if contradicts_list(by_field[name], layout.headers[place], list("0123456789")):
            return None
    return sieve
