"""The XML of an .xlsx, read with expat before calamine sees it."""

import codecs
import re
from collections.abc import Callable
from xml.parsers import expat

from loaders.child.protocol import RESAVE, SHRINK, Limits, RefusedError

Attributes = dict[str, str]

NO_VALUE = "formula without value"
ERROR_CELLS = 200_000
EXCEL_ROWS = 1_048_576
EXCEL_COLUMNS = 16_384
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class _Columns(dict[str, int]):
    """Name of a column → its number from 1, 0 for what is none; worked out when asked for, as few files are wide."""

    def __missing__(self, name: str) -> int:
        if not 0 < len(name) <= 3 or not all(letter in LETTERS for letter in name):
            return 0
        number = 0
        for letter in name:
            number = number * len(LETTERS) + LETTERS.index(letter) + 1
        if number > EXCEL_COLUMNS:
            return 0
        self[name] = number
        return number


COLUMNS = _Columns()


def parse(data: bytes, part: str, listen: Callable[[expat.XMLParserType], None] | None = None) -> None:
    """Reads one XML part to its end: UTF-8, well formed, without document type. `listen` sets further handlers."""

    def declaration(version: str, encoding: str | None, standalone: int) -> None:
        if encoding and encoding.casefold() not in ("utf-8", "utf8"):
            raise RefusedError("文件结构异常：内部文字不是 UTF-8 编码", RESAVE, f"{part}: {encoding}")

    def doctype(*_: object) -> None:
        raise RefusedError("文件结构异常：内部含有 DOCTYPE 或 ENTITY 声明", RESAVE, part)

    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or b"\0" in data[:4]:
        declaration("", "utf-16", 0)
    parser = expat.ParserCreate("UTF-8")
    parser.XmlDeclHandler = declaration
    parser.StartDoctypeDeclHandler = doctype
    if listen:
        listen(parser)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise RefusedError("文件结构异常，无法读取", RESAVE, f"{part}: {error}") from error


def elements(data: bytes, part: str, wanted: str) -> list[Attributes]:
    """Attributes of every element with the local name `wanted`, names without prefix, in document order."""
    found: list[Attributes] = []

    def start(name: str, attributes: Attributes) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})

    def listen(parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = start

    parse(data, part, listen)
    return found


class SheetScan:
    """Checks the coordinates of a sheet and finds what calamine does not tell.

    errors: row → column → what is wrong with the cell ('#REF!', NO_VALUE); merged: (first row, first column, last row,
    last column). Rows and columns count from 1. An empty cell that only carries a format may lie anywhere.
    """

    def __init__(self, sheet: str, limits: Limits) -> None:
        self.errors: dict[int, dict[int, str]] = {}
        self.merged: list[tuple[int, int, int, int]] = []
        self._sheet = sheet
        self._rows, self._columns = limits["rows"], limits["columns"]
        self._row, self._row_name = 0, ""
        self._column = EXCEL_COLUMNS  # no cell may come before the first row
        self._last_column = 0  # that may have a value, in the current row
        self._type: str | None = None
        self._watching = self._has_value = False
        self._count = 0
        self._text: list[str] = []

    def run(self, data: bytes, part: str) -> None:
        parse(data, part, self._listen)

    def _listen(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        parser.StartElementHandler = self._root

    def _root(self, name: str, attributes: Attributes) -> None:
        prefix = name[: name.find(":") + 1]
        self._cell, self._value, self._inline, self._formula, self._row_element, self._merge = (
            prefix + local for local in ("c", "v", "is", "f", "row", "mergeCell")
        )
        self._parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: Attributes) -> None:
        # Called for every cell and every value: the frequent ones come first, without a further call.
        if name == self._cell:
            reference = attributes.get("r")
            column = COLUMNS[reference.removesuffix(self._row_name)] if reference else self._column + 1
            if not self._column < column <= EXCEL_COLUMNS:
                raise self._misplaced(reference or "")
            self._column = column
            self._type = attributes.get("t")
            if self._type == "e":
                self._watch()
        elif name == self._value or name == self._inline:
            if self._column > self._last_column:
                raise self._far()
            if self._watching:
                self._has_value = True
                self._text.clear()  # of the formula itself
        elif name == self._row_element:
            self._on_row(attributes)
        elif name == self._formula:
            self._watch()
        elif name == self._merge:
            self._on_merge(attributes)

    def _on_row(self, attributes: Attributes) -> None:
        name = attributes.get("r") or str(self._row + 1)
        number = int(name) if re.fullmatch("[1-9][0-9]{0,6}", name) else 0
        if not self._row < number <= EXCEL_ROWS:
            raise self._misplaced(name)
        self._row, self._row_name, self._column = number, name, 0
        self._last_column = self._columns if number <= self._rows else 0

    def _on_merge(self, attributes: Attributes) -> None:
        corners = re.fullmatch("([A-Z]+)([0-9]{1,7})(?::([A-Z]+)([0-9]{1,7}))?", attributes.get("ref", ""))
        if not corners:
            raise self._misplaced(attributes.get("ref", ""))
        left, top, right, bottom = corners.groups()
        right, bottom = right or left, bottom or top
        if not COLUMNS[left] or not COLUMNS[right]:
            raise self._misplaced(corners.group())
        self.merged.append((int(top), COLUMNS[left], int(bottom), COLUMNS[right]))

    def _watch(self) -> None:
        """Listens to the text of the current cell, to its end."""
        self._watching, self._has_value = True, False
        self._text.clear()
        self._parser.CharacterDataHandler = self._text.append
        self._parser.EndElementHandler = self._end

    def _end(self, name: str) -> None:
        """Notes what the watched cell turned out to be."""
        if name != self._cell:
            return
        self._watching = False
        self._parser.CharacterDataHandler = self._parser.EndElementHandler = None
        text = "".join(self._text).strip()
        if self._has_value and self._type == "e":
            error = text[:20]
        elif self._has_value and (text or self._type == "str"):  # "str" without text: the formula gave an empty text
            return
        else:
            error = NO_VALUE
        if self._column > self._last_column:
            raise self._far()
        self.errors.setdefault(self._row, {})[self._column] = error
        self._count += 1
        if self._count > ERROR_CELLS:
            message = f"工作表“{self._sheet}”的错误值和未计算的公式超过 {ERROR_CELLS:,} 个"
            raise RefusedError(message, "请用 Excel 或 WPS 打开，重新计算并改正后保存，再上传")

    def _misplaced(self, reference: str) -> RefusedError:
        return RefusedError(
            f"工作表“{self._sheet}”结构异常：单元格的位置有误", RESAVE, f"{self._row}: {reference[:40]}"
        )

    def _far(self) -> RefusedError:
        where = f"第 {self._row:,} 行第 {self._column:,} 列"
        most = f"{self._rows:,} 行 × {self._columns} 列"
        return RefusedError(f"工作表“{self._sheet}”的{where}还有内容，超过上限 {most}", SHRINK)
