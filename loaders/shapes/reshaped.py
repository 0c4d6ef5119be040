"""What comes of a sheet that has another shape than a row a record."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from loaders.cells import is_empty
from loaders.problems import Problem
from loaders.reading import Cell, Sheet
from loaders.skipping import comparable


@dataclass
class Reshaped:
    """A sheet with a row a record, or the problems that forbid to make one; notes for the receipt."""

    sheet: Sheet | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def headers_in(row: Sequence[Cell]) -> dict[int, str]:
    """Index → header; a day as it stands in the file."""
    found = {}
    for index, cell in enumerate(row):
        if not is_empty(cell):
            found[index] = cell.strip() if isinstance(cell, str) else comparable(cell).removesuffix("00:00:00")
    return found
