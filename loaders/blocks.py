"""Rows of a large .csv as they come from the child process: thousands at once, without a Python object a cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Numbers: TypeAlias = npt.NDArray[np.int32]
Mask: TypeAlias = npt.NDArray[np.bool_]
LeftOver: TypeAlias = list[tuple[int, list[str | None]]]
"""Rows with their numbers, a blank cell None."""


@dataclass(frozen=True)
class Block:
    """Rows of equal length. cells: row after row, '' for a blank; numbers: of each row as a person counts it."""

    cells: Any
    width: int
    numbers: Numbers

    def column(self, place: int) -> Any:
        """The cells of one column, an Arrow array of strings."""
        return self.cells.take(pa.array(np.arange(place, len(self.cells), self.width)))

    def rows(self, which: Mask) -> LeftOver:
        """Some rows as lists of cells."""
        chosen = np.flatnonzero(which)
        if not len(chosen):
            return []
        places = (chosen[:, None] * self.width + np.arange(self.width)).ravel()
        cells = [cell or None for cell in self.cells.take(pa.array(places)).to_pylist()]
        starts = range(0, len(cells), self.width)
        numbers = self.numbers[chosen].tolist()
        return [(number, cells[at : at + self.width]) for number, at in zip(numbers, starts, strict=True)]


class Taker(Protocol):
    """Takes the blocks of a file."""

    def take(self, block: Block) -> LeftOver:
        """Keep what can be kept by columns; gives the other rows."""


Begin: TypeAlias = Callable[[Sequence[list[Any]]], Taker | None]
"""Called once with the rows of the head; None if the file is to be read row by row."""


class BadBlockError(ValueError):
    """The child did not say what it promised."""


def read_block(content: bytes, rows: int, width: int, first: int, numbers: Sequence[int]) -> Block:
    """The block that the child has sent. Raises BadBlockError where the bytes are not what was said."""
    signs = np.frombuffer(content, np.uint8)
    ends = np.flatnonzero(signs == 0)
    if len(ends) != rows * width or (numbers and len(numbers) != rows) or (rows and not content.endswith(b"\0")):
        raise BadBlockError(f"{len(ends)} cells in {rows} rows of {width}")
    offsets = np.zeros(len(ends) + 1, np.int32)
    offsets[1:] = ends - np.arange(len(ends))
    cells = pa.StringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(signs[signs != 0]))
    try:
        cells.validate(full=True)
    except pa.ArrowInvalid as error:
        raise BadBlockError(str(error)) from error
    counted = np.array(numbers, np.int32) if numbers else np.arange(first, first + rows, dtype=np.int32)
    return Block(cells, width, counted)
