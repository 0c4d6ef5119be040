"""Cells of a large .csv read by columns, to the same values as loaders.cells reads them.

The usual way to write a moment or a number is read at once; every other cell goes through the reader of its kind, equal
ones once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.blocks import Mask
from loaders.cells import read_column
from loaders.dataset import Column
from loaders.skipping import may_be_no_record

ARROW_TYPES: dict[str, Any] = {
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "BOOLEAN": pa.bool_(),
    "DOUBLE": pa.float64(),
    "INTEGER": pa.int32(),
}
"""Types of the store → those of Arrow."""

_DAY = (
    r"(19[89][0-9]|20[0-9][0-9])-(02-(0[1-9]|1[0-9]|2[0-8])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    r"|(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01]))"
)
_MOMENT = rf"^{_DAY}[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
_NUMBER = r"^[0-9]{1,15}(\.[0-9]{1,9})?$"


@dataclass(frozen=True)
class Read:
    """A column of a block once read. values: of each cell, of the store's type, null for a blank; is_plain: False for
    those that the reader of the kind refuses, or whose reading hangs on more than the cell; is_bare: only a date was
    given."""

    values: Any
    is_plain: Mask
    is_bare: Mask


def read_cells(column: Column, cells: Any) -> Read:
    """Read the cells of a column; '' is a blank."""
    kind = ARROW_TYPES[column.table_type]
    if column.kind == "time":
        usual = as_mask(pc.match_substring_regex(cells, _MOMENT))
    elif column.kind == "number":
        usual = as_mask(pc.match_substring_regex(cells, _NUMBER))
    else:
        return _one_by_one(column, cells, kind)
    found = _at_once(column, cells if usual.all() else cells.filter(pa.array(usual)), kind)
    if usual.all():
        return found
    rest = _one_by_one(column, cells.filter(pa.array(~usual)), kind)
    back = np.empty(len(usual), np.int64)
    back[usual] = np.arange(len(found.values))
    back[~usual] = len(found.values) + np.arange(len(rest.values))
    values = pa.concat_arrays([found.values, rest.values]).take(pa.array(back))
    joined = (np.concatenate(pair)[back] for pair in ((found.is_plain, rest.is_plain), (found.is_bare, rest.is_bare)))
    return Read(values, *joined)


def blank_cells(column: Column, count: int) -> Read:
    """A column that is not there."""
    ones = np.ones(count, np.bool_)
    return Read(pa.nulls(count, ARROW_TYPES[column.table_type]), ones, ~ones)


def filled_in(column: Column, values: Any) -> Any:
    """The values with the column's default for blanks."""
    return values if column.default is None else pc.fill_null(values, pa.scalar(column.default, values.type))


def where(cells: Any, holds: Callable[[str | None], bool]) -> Mask:
    """Where something holds of a cell, a blank being None; asked once of equal ones."""
    coded = cells.dictionary_encode()
    answers: Mask = np.array([holds(cell or None) for cell in coded.dictionary.to_pylist()], np.bool_)
    found: Mask = answers[coded.indices.to_numpy()]
    return found


def as_mask(values: Any) -> Mask:
    """An Arrow array of booleans without nulls as one of numpy."""
    found: Mask = values.to_numpy(zero_copy_only=False)
    return found


def _at_once(column: Column, cells: Any, kind: Any) -> Read:
    """Moments and numbers in their usual form."""
    if column.kind == "time":
        values = cells.cast(pa.timestamp("s")).cast(kind)
        plain = np.ones(len(cells), np.bool_)
    else:
        values = cells.cast(kind)
        numbers = values.to_numpy(zero_copy_only=False)
        low = -np.inf if column.minimum is None else column.minimum
        high = np.inf if column.maximum is None else column.maximum
        plain = (numbers >= low) & (numbers <= high)
    return Read(values, plain, np.zeros(len(cells), np.bool_))


def _one_by_one(column: Column, cells: Any, kind: Any) -> Read:
    """Each different cell through the reader of its kind."""
    coded = cells.dictionary_encode()
    different = [cell or None for cell in coded.dictionary.to_pylist()]
    read = read_column(column, different)
    plain = np.array([cell is None or not may_be_no_record(cell) for cell in different], np.bool_)
    bare = np.zeros(len(read.values), np.bool_)
    plain[[*read.faults, *read.day_ends]] = False
    bare[read.bare_dates] = True
    codes = coded.indices.to_numpy()
    values = pa.array(read.values, kind).take(coded.indices)
    return Read(values, plain[codes], bare[codes])
