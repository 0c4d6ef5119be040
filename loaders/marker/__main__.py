"""Marks bad cells in a copy of an upload, in a process of its own with hard limits on memory and processor time.

Run by marking.py as `python -I __main__.py LIMITS`; standard input is one line of JSON (what to mark: see marking) and
then the bytes of an .xlsx, if the copy is made of one; standard output the bytes of the copy. Formulas are never
worked out nor given back: a cell keeps the value that it was saved with.
"""

import io
import json
import resource
import sys
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

BAD = PatternFill("solid", start_color="FFC7CE", end_color="FFC7CE")
HEAD = PatternFill("solid", start_color="DDE6F2", end_color="DDE6F2")
AUTHOR = "运维绩效监督"
LIST = "问题清单"
STARTERS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_MOST_SHEET_NAME = 31


def limit_process(limits: dict[str, int]) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], limits["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 1))


def marked(told: dict[str, Any], content: bytes) -> bytes:
    """The copy as bytes."""
    book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False) if content else _made(told["sheets"])
    for sheet in book.worksheets:
        _make_safe(sheet)
    for one in told["marks"]:
        sheet = book[one["sheet"]] if one["sheet"] in book.sheetnames else book.worksheets[0]
        _mark(sheet, one)
    _add_list(book, told["listed"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _made(sheets: list[dict[str, Any]]) -> Workbook:
    """A workbook of the cells of a .csv or .xls, all of them text."""
    book = Workbook()
    del book[book.sheetnames[0]]
    for one in sheets:
        sheet = book.create_sheet((one["name"] or "数据")[:_MOST_SHEET_NAME])
        for number, row in enumerate(one["rows"], one["first_row"]):
            for column, text in enumerate(row, 1):
                if text:
                    _write(sheet.cell(number, column), text)
    return book


def _write(cell: Cell | MergedCell, text: str) -> None:
    """Text as text, whatever it begins with."""
    if isinstance(cell, MergedCell):
        return
    cell.value = text
    cell.data_type = "s"
    if text.startswith(STARTERS) and not _is_number(text):
        cell.quotePrefix = True


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isascii() and text.lstrip("+-").replace(".", "", 1).isdigit()


def _make_safe(sheet: Worksheet) -> None:
    """No cell of the copy is a formula, or becomes one when it is typed again."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith(STARTERS):
                _write(cell, cell.value)
            if cell.hyperlink is not None and not isinstance(cell, MergedCell):
                cell.hyperlink = None


def _mark(sheet: Worksheet, one: dict[str, Any]) -> None:
    cell = sheet.cell(one["row"], one["column"])
    if isinstance(cell, MergedCell):
        area = next(each for each in sheet.merged_cells.ranges if cell.coordinate in each)
        cell = sheet.cell(area.min_row, area.min_col)
    assert isinstance(cell, Cell)
    cell.fill = BAD
    said = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(said + one["words"], AUTHOR, height=120, width=320)


def _add_list(book: Workbook, listed: list[list[str]]) -> None:
    name = LIST if LIST not in book.sheetnames else f"{LIST}（本次）"
    sheet = book.create_sheet(name)
    for number, row in enumerate(listed, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            _write(cell, text)
            cell.alignment = Alignment(wrap_text=column == len(row), vertical="top")
            if number == 1:
                cell.font, cell.fill = Font(bold=True), HEAD
    for letter, width in zip("ABCDEF", (18, 8, 18, 24, 24, 70), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


if __name__ == "__main__":
    limit_process(json.loads(sys.argv[1]))
    given = json.loads(sys.stdin.buffer.readline())
    sys.stdout.buffer.write(marked(given, sys.stdin.buffer.read()))
