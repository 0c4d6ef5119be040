"""What a report is made of: blocks of text, tables and pictures, before they become Word or a preview on screen.

A block holds words as they will be printed, so a test or a reader can compare every figure without opening a file.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Align = Literal["left", "center", "right"]
RowKind = Literal["body", "group", "total"]
SAMPLE = "示例数据，全部记录均为虚构"
"""What a document made of invented records says on every page."""


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 is 一、, level 2 （一）, level 3 1. ; the number belongs to the text."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text, its first line indented; is_note: smaller, under a table or picture."""

    text: str
    is_note: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table. share: its part of the width, beside the other columns' shares."""

    name: str
    share: float
    align: Align = "left"


@dataclass(frozen=True)
class Row:
    """A row of a table. group: one text over all columns; total: printed bold. missed: the cell index to be marked."""

    cells: tuple[str, ...]
    kind: RowKind = "body"
    marked: tuple[int, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table with its title above; the head is repeated on every page that it runs over.

    merged: indices of columns in which equal neighbours become one cell.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    merged: tuple[int, ...] = ()


@dataclass(frozen=True)
class Series:
    """One line or set of bars: a value for each label of its chart, None where there is none. words: the values as
    they are printed beside the points or bars, none if not given."""

    name: str
    values: tuple[float | None, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """Bars or lines over labels. target: a dashed line with its words; bars lie (names to the left) if is_lying."""

    kind: Literal["bars", "lines"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    target: tuple[float, str] | None = None
    is_lying: bool = False
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Places:
    """A map of points over the schematic base: per kind of point (name, colour) its longitudes and latitudes."""

    points: tuple[tuple[str, str, tuple[tuple[float, float], ...]], ...]


@dataclass(frozen=True)
class Picture:
    """A picture with its title below it and what it says in words (for those who cannot see it)."""

    title: str
    drawing: Chart | Places
    words: str


@dataclass(frozen=True)
class Signatures:
    """Lines to be signed and dated by hand."""

    roles: tuple[str, ...]


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Table | Picture | Signatures | PageBreak


@dataclass(frozen=True)
class Document:
    """A whole report. cut_off: the data cut-off, the only time that it carries; is_wide: landscape."""

    title: str
    subtitle: str
    cut_off: date
    blocks: tuple[Block, ...] = field(default=())
    is_wide: bool = False
    is_sample: bool = False
