"""What the child process says of a file, taken as it comes (loaders.child.protocol)."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from operator import itemgetter
from typing import IO, Any

from data.errors import UploadError
from loaders.blocks import BadBlockError, Begin, Taker, read_block
from loaders.grid import Cell, CellError, Grid, Kind, Sheet

RESAVE = "请用 Excel 或 WPS 打开，另存为新的 .xlsx 文件后再上传"
SPLIT = "请删去数据区以外的行、列和工作表，或把每种数据存成一个文件上传"
_MB = 1024 * 1024


class ByRowsError(Exception):
    """Nobody takes the blocks of this file."""


class Answer:
    """What the child says (loaders.child.protocol), taken as it comes. told: called with the bytes taken so far."""

    def __init__(self, lines: IO[bytes], kind: Kind, most: int, begin: Begin, told: Callable[[int], None]) -> None:
        """lines: its standard output."""
        self._lines = lines
        self._kind = kind
        self._most = most
        self._begin = begin
        self._told = told
        self._taken = self._next_told = 0
        self._sheets: list[Sheet] = []
        self._taker: Taker | None = None
        self._left: list[tuple[int, list[Cell]]] = []

    def take(self) -> Grid | None:
        """All of it, or None if the child ended before it was through.

        Raises UploadError if the child refused the file, or if rows grow beyond the most bytes: a few kilobytes of
        repeated references may stand for gigabytes of text.
        """
        decode = json.JSONDecoder(object_hook=_restore).raw_decode
        for line in self._lines:
            if not line.endswith(b"\n"):
                return None
            self._count(len(line))
            if line.startswith(b"["):
                sheet, cells = self._sheets[-1], decode(line.decode())[0]
                if b'{"m":' in line:
                    _take_spread(sheet, cells)
                sheet.rows.append(cells)
                continue
            told: dict[str, Any] = json.loads(line)
            if "refused" in told:
                raise UploadError(*told["refused"])
            if "encoding" in told:
                return Grid(self._kind, told["encoding"], self._ended())
            if "at" in told:
                self._begun()
                self._left.append((told["at"], told["cells"]))
            elif "block" in told:
                self._take_block(self._begun(), told)
            else:
                self._sheets.append(Sheet(told["sheet"], told["hidden"], []))
        return None

    def _count(self, size: int) -> None:
        self._taken += size
        if self._taken > self._most:
            raise too_large(f"{len(self._sheets)} sheets")
        if self._taken >= self._next_told:
            self._next_told = self._taken + _MB
            self._told(self._taken)

    def _begun(self) -> Taker:
        """Who takes the rows below the head."""
        self._taker = self._taker or self._begin(self._sheets[-1].rows)
        if self._taker is None:
            raise ByRowsError
        return self._taker

    def _take_block(self, taker: Taker, told: dict[str, Any]) -> None:
        self._count(told["block"])
        content = self._lines.read(told["block"])
        try:
            block = read_block(content, told["rows"], told["width"], told["first"], told["numbers"])
        except BadBlockError as error:
            raise UploadError("文件结构异常，无法读取", RESAVE, str(error)) from error
        self._left += [(number, list(cells)) for number, cells in taker.take(block)]

    def _ended(self) -> list[Sheet]:
        if self._kind != "csv":
            return [_even(sheet) for sheet in self._sheets]
        if not self._left:
            return self._sheets
        (sheet,) = self._sheets
        self._left.sort(key=itemgetter(0))
        numbers = [*range(1, len(sheet.rows) + 1), *(number for number, _ in self._left)]
        return [replace(sheet, rows=[*sheet.rows, *(cells for _, cells in self._left)], numbers=numbers)]


@dataclass(frozen=True)
class _Spread:
    value: Cell


def _take_spread(sheet: Sheet, cells: list[Any]) -> None:
    """Note which cells of the next row a merged range has filled to the right, and put in their values."""
    for column, cell in enumerate(cells):
        if isinstance(cell, _Spread):
            cells[column] = cell.value
            sheet.spread.add((len(sheet.rows), column))


def _restore(marked: dict[str, Any]) -> Cell | _Spread:
    """A marked cell of the child's answer as the value it stands for."""
    ((kind, value),) = marked.items()
    if kind == "t":
        return datetime.fromisoformat(value)
    if kind == "h":
        return time.fromisoformat(value)
    if kind == "s":
        return timedelta(seconds=value)
    if kind == "m":
        return _Spread(value)
    return CellError(value)


def _even(sheet: Sheet) -> Sheet:
    """The sheet with all rows as long as the longest."""
    width = max(map(len, sheet.rows), default=0)
    for row in sheet.rows:
        row.extend([None] * (width - len(row)))
    return sheet


def too_large(detail: str) -> UploadError:
    """That a file holds more than may be read."""
    return UploadError("文件展开后过大，无法读取", SPLIT, detail)
