"""What a file holds: sheets of rows of cells."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["xlsx", "xls", "csv"]


@dataclass(frozen=True)
class CellError:
    """A cell without a usable value: an Excel error such as '#REF!', or 'formula without value'."""

    text: str


Cell: TypeAlias = str | int | float | bool | datetime | date | time | timedelta | CellError | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows[i] is row first_row + i as a person counts it in the file, its first cell stands in column A.

    Rows of an .xlsx are equally long; records of a .csv are as long as they stand in the file, all text. Trailing empty
    rows are left out. A .csv has one sheet without a name. spread: indexes (row, column) of cells that carry the value
    of a merged range to the right of where it stands: fine for a header, but no value of another column's record.
    numbers, under: of a sheet that was given another shape (loaders.shapes), the row of the file that each row comes
    from, and of each row below the headers the header that its mark stood under.
    """

    name: str
    hidden: bool
    rows: list[list[Cell]]
    first_row: int = 1
    spread: set[tuple[int, int]] = field(default_factory=set)
    numbers: list[int] = field(default_factory=list)
    under: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Grid:
    """All sheets of a file in file order; encoding ('utf-8', 'utf-8-sig', 'gb18030') of a .csv only."""

    kind: Kind
    encoding: str | None
    sheets: list[Sheet]
