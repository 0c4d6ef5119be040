"""The first rows of a file as they were understood: typed values under the columns of the dataset, with the header
that each was read from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from loaders.checking import check_table
from loaders.problems import shown
from loaders.tables import Table
from loaders.uploads import Upload

SHOWN_ROWS = 5
_BLANK = ""


@dataclass(frozen=True)
class PreviewColumn:
    """A column: its canonical header, the header it was read under, and its index in the sheet (0 is A)."""

    header: str
    read_from: str
    place: int


@dataclass(frozen=True)
class PreviewRow:
    """A row: its number in the file, its values in words, and the places of those that could not be read."""

    number: int
    cells: list[str]
    faulty: list[int]


@dataclass(frozen=True)
class Preview:
    """The first rows of one sheet. rows_in_all: how many records it has; not_used: headers that are not read."""

    sheet: str
    dataset: str
    columns: list[PreviewColumn]
    rows: list[PreviewRow]
    rows_in_all: int
    not_used: list[str]


def preview(table: Table, upload: Upload) -> Preview:
    """The first rows of a table as they would be stored."""
    count = min(SHOWN_ROWS, len(table.numbers))
    head = replace(
        table,
        columns={name: cells[:count] for name, cells in table.columns.items()},
        further={},
        packages=table.packages[:count],
        numbers=table.numbers[:count],
        misfits={index: width for index, width in table.misfits.items() if index < count},
        under=table.under[:count],
        problems=[],
        skipped_remarks=[],
    )
    checked = check_table(head, upload)
    names = [name for name in (one.field for one in table.dataset.columns) if name in table.read_from]
    by_field = table.dataset.by_field
    columns = [PreviewColumn(by_field[name].header, *table.read_from[name]) for name in names]
    faulty = {(one.row, one.column) for one in checked.problems}
    rows = [
        PreviewRow(
            number,
            [_words(_value(checked.values.get(name, ()), head.columns[name], index)) for name in names],
            [at for at, name in enumerate(names) if (number, by_field[name].header) in faulty],
        )
        for index, number in enumerate(head.numbers)
    ]
    return Preview(
        table.sheet or "", table.dataset.name, columns, rows, len(table.numbers), list(table.ignored_columns)
    )  # fmt: skip


def _value(read: Sequence[Any], cells: Sequence[Any], index: int) -> Any:
    """The value as read; the cell as it stands where it could not be."""
    value = read[index] if read else None
    return cells[index] if value is None else value


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time.min else f"{value:%Y-%m-%d %H:%M}"
    return shown(value) or _BLANK
