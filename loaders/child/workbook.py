"""An .xlsx → rows: guards first, then python-calamine."""

import math
import posixpath
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

import python_calamine

from loaders.child.archive import check_directory, long_value, repacked, xml_parts
from loaders.child.markup import SheetScan, elements, parse
from loaders.child.protocol import RESAVE, SHRINK, Limits, Output, RefusedError

EXACT_INTEGER = 2**53

Errors = dict[int, dict[int, str]]
Area = tuple[int, int, int, int]


def read_workbook(stream: BinaryIO, limits: Limits, output: Output) -> None:
    """Every worksheet of an .xlsx, hidden ones too."""
    try:
        with ZipFile(stream) as archive:
            check_directory(archive, limits)
            parts = xml_parts(archive, limits)
    except (BadZipFile, NotImplementedError, zlib.error) as error:
        raise RefusedError("文件已损坏或被改动，无法读取", RESAVE, str(error)) from error
    sheets = sheet_parts(parts)
    if len(sheets) > limits["sheets"]:
        raise RefusedError(f"工作簿有 {len(sheets):,} 个工作表，超过上限 {limits['sheets']} 个", SHRINK)
    scans = [SheetScan(name, limits) for name, _ in sheets]
    for scan, (_, part) in zip(scans, sheets, strict=True):
        scan.run(parts[part], part)
    for part in parts.keys() - {part for _, part in sheets}:
        parse(parts[part], part)

    with python_calamine.CalamineWorkbook.from_object(repacked(parts)) as book:
        parts.clear()
        for index, (about, scan) in enumerate(zip(book.sheets_metadata, scans, strict=True)):
            if about.typ == python_calamine.SheetTypeEnum.WorkSheet:
                hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
                output.control(sheet=about.name, hidden=hidden)
                write_sheet(book.get_sheet_by_index(index), scan.errors, scan.merged, limits, output)
    output.control(encoding=None)


def sheet_parts(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    """(name of a sheet, name of its part), in workbook order; found the way calamine finds them."""
    spelled = {name.casefold(): name for name in parts}

    def wanted(path: str) -> str:
        if path.casefold() not in spelled:
            raise RefusedError("文件不是 Excel 工作簿，或已损坏", RESAVE, f"no part {path}")
        return spelled[path.casefold()]

    root = wanted("_rels/.rels")
    books = [
        one.get("Target", "").lstrip("/")
        for one in elements(parts[root], root, "Relationship")
        if one.get("Type", "").endswith("/relationships/officeDocument")
    ]
    folder = posixpath.dirname(books[-1]) if books else "xl"
    book, links = wanted(f"{folder}/workbook.xml"), wanted(f"{folder}/_rels/workbook.xml.rels")
    targets = {
        one.get("Id"): posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
        for one in elements(parts[links], links, "Relationship")
    }
    found = []
    for sheet in elements(parts[book], book, "sheet"):
        found.append((sheet.get("name", ""), wanted(targets.get(sheet.get("id"), ""))))
    return found


def write_sheet(sheet: Any, errors: Errors, merged: list[Area], limits: Limits, output: Output) -> None:
    """The rows of one calamine sheet, with merged ranges filled and error cells marked."""
    width = max([sheet.end[1] + 1 if sheet.end else 0, *(max(row) for row in errors.values())])
    limit = limits["value_bytes"]
    waiting = sorted(merged, reverse=True)
    active: list[tuple[tuple[int, int, int, int], Any]] = []
    for number, row in enumerate(raw_rows(sheet, max(errors, default=0)), start=1):
        row += [""] * (width - len(row))
        cells = [value or None if type(value) is str and len(value) <= limit else tidy(value, limit) for value in row]
        for column, error in errors.get(number, {}).items():
            cells[column - 1] = {"e": error}
        active = [(area, value) for area, value in active if area[2] >= number]
        while waiting and waiting[-1][0] <= number:
            area = waiting.pop()
            if area[1] <= width:
                active.append((area, cells[area[1] - 1]))
        for (_, left, _, right), value in active:
            cells[left - 1] = value
            for column in range(left + 1, min(right, width) + 1):
                cells[column - 1] = None if value is None else {"m": value}
        while cells and cells[-1] is None:
            cells.pop()
        output.row(cells) if cells else output.empty_rows(1)


def raw_rows(sheet: Any, last_error: int) -> Iterator[list[Any]]:
    """Rows from row 1 and column A, on to the last row with a value or an error."""
    written = 0
    if sheet.start:  # iterating over an empty sheet panics
        left = [""] * sheet.start[1]
        rows = sheet.iter_rows()
        while written <= sheet.end[0]:
            written += 1
            try:
                yield left + next(rows)
            except OverflowError as error:
                message = f"工作表“{sheet.name}”第 {written} 行有一个时长超出了可表示的范围"
                raise RefusedError(message, "请改正该单元格的数值或格式后再上传", str(error)) from error
    for _ in range(written, last_error):
        yield []


def tidy(value: Any, limit: int) -> Any:
    """A value of calamine that is no short text, as JSON takes it: 3.0 → 3, a number that is none → an error cell."""
    if isinstance(value, str):
        raise long_value(limit)
    if isinstance(value, float):
        if not math.isfinite(value):
            return {"e": "#NUM!"}
        if value.is_integer() and abs(value) <= EXACT_INTEGER:
            return int(value)
    return value
