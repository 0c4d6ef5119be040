"""An old .xls (Excel 97-2003) → rows: the container and its records are looked through first, then python-calamine."""

import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

import python_calamine

from loaders.child.markup import NO_VALUE
from loaders.child.protocol import RESAVE, SHRINK, Limits, Output, RefusedError
from loaders.child.workbook import Errors, write_sheet

_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFA  # and above: no sector
_ENTRY, _SMALL = 128, 64
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_REFUSED_ENTRIES = {
    "_vba_project_cur": ("宏", "请另存为不含宏的 .xlsx 后再上传"),
    "mbd": ("嵌入的文件", "请删去嵌入的对象，另存为 .xlsx 后再上传"),
}
_FORMULA, _FILE_PASS, _BOUND_SHEET, _SUPBOOK, _BOOL_ERR, _STRING, _BOF, _EOF = 6, 47, 133, 430, 517, 519, 2057, 10
_WORKSHEET, _MACRO_SHEET = 0, 1
_EXTERNAL_TO_NOBODY = (b"\x01\x04", b"\x01\x3a")


def read_binary(stream: BinaryIO, limits: Limits, output: Output) -> None:
    """Every worksheet of an .xls, hidden ones too."""
    content = stream.read()
    try:
        errors = _scanned(_workbook_stream(content), limits)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise RefusedError("文件已损坏或被改动，无法读取", RESAVE, str(error)) from error
    stream.seek(0)
    with python_calamine.CalamineWorkbook.from_object(stream) as book:
        for index, about in enumerate(book.sheets_metadata):
            if about.typ == python_calamine.SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_index(index)
                merged = [
                    (top + 1, left + 1, bottom + 1, right + 1)
                    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
                ]
                output.control(sheet=about.name, hidden=about.visible != python_calamine.SheetVisibleEnum.Visible)
                write_sheet(sheet, errors[index], merged, limits, output)
    output.control(encoding=None)


# --- the container ---


def _workbook_stream(content: bytes) -> bytes:
    """The stream that holds the workbook; refuses macros, embedded files and what is no workbook."""
    if not content.startswith(_SIGNATURE):
        raise RefusedError("文件已损坏或被改动，无法读取", RESAVE, "no signature")
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if size not in (512, 4096):
        raise RefusedError("文件结构异常，无法读取", RESAVE, f"sector of {size}")
    table = _sector_table(content, size)
    directory = _chain(content, size, table, struct.unpack_from("<I", content, 48)[0])
    found: tuple[int, int] | None = None
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le").casefold()
        for beginning, (what, hint) in _REFUSED_ENTRIES.items():
            if name.startswith(beginning):
                raise RefusedError(f"工作簿含有{what}，不能上传", hint, name)
        if name in ("workbook", "book"):
            found = struct.unpack_from("<I", directory, at + 116)[0], struct.unpack_from("<I", directory, at + 120)[0]
    if found is None:
        raise RefusedError("文件不是 Excel 工作簿，或已损坏", RESAVE, "no stream Workbook")
    start, length = found
    if length >= struct.unpack_from("<I", content, 56)[0]:
        return _chain(content, size, table, start)[:length]
    # A small stream stands in small sectors, inside the stream of the root entry.
    small_table = _chain(content, size, table, struct.unpack_from("<I", content, 60)[0])
    followers = list(struct.unpack_from(f"<{len(small_table) // 4}I", small_table))
    small = _chain(content, size, table, struct.unpack_from("<I", directory, 116)[0])
    return _chain(bytes(_SMALL) + small, _SMALL, followers, start)[:length]


def _sector_table(content: bytes, size: int) -> list[int]:
    """For every sector the one that follows it."""
    places = list(struct.unpack_from("<109I", content, 76))
    following, seen = struct.unpack_from("<I", content, 68)[0], 0
    while following < _FREE and seen <= len(content) // size:
        more = struct.unpack_from(f"<{size // 4}I", content, (following + 1) * size)
        places += more[:-1]
        following, seen = more[-1], seen + 1
    table: list[int] = []
    for place in places[: len(content) // size + 1]:
        if place < _FREE:
            table += struct.unpack_from(f"<{size // 4}I", content, (place + 1) * size)
    return table


def _chain(content: bytes, size: int, table: list[int], first: int) -> bytes:
    """The sectors of a stream one after the other, behind one that is the header; one that leads back is refused."""
    parts: list[bytes] = []
    while first < _FREE:
        if len(parts) > len(table):
            raise RefusedError("文件结构异常，无法读取", RESAVE, "circle of sectors")
        parts.append(content[(first + 1) * size : (first + 2) * size])
        first = table[first]
    return b"".join(parts)


# --- the records ---


def _scanned(stream: bytes, limits: Limits) -> list[Errors]:
    """What every sheet holds that calamine loses; refuses passwords, macro sheets and links to other files."""
    sheets: list[int] = []
    for kind, data in _records(stream, 0):
        if kind == _FILE_PASS:
            raise RefusedError("文件设有密码，无法读取", "请取消密码保护，另存为普通的 .xlsx 后再上传")
        if kind == _BOUND_SHEET:
            if data[5] == _MACRO_SHEET:
                raise RefusedError("工作簿含有宏表，不能上传", "请另存为不含宏的 .xlsx 后再上传")
            sheets.append(struct.unpack_from("<I", data)[0])
        if kind == _SUPBOOK and data[2:4] not in _EXTERNAL_TO_NOBODY:
            raise RefusedError("工作簿含有外部链接，不能上传", "请在“数据 → 编辑链接”中断开链接，另存后再上传")
    if len(sheets) > limits["sheets"]:
        raise RefusedError(f"工作簿有 {len(sheets):,} 个工作表，超过上限 {limits['sheets']} 个", SHRINK)
    return [_errors(stream, start) for start in sheets]


def _errors(stream: bytes, start: int) -> Errors:
    """Row → column → what is wrong with a cell of a sheet."""
    errors: Errors = {}
    waiting: tuple[int, int] | None = None  # a formula whose text must follow
    for kind, data in _records(stream, start):
        if waiting and kind == _STRING:
            waiting = None
        if kind not in (_BOOL_ERR, _FORMULA):
            continue
        if waiting:
            errors.setdefault(waiting[0], {})[waiting[1]] = NO_VALUE
            waiting = None
        row, column = (place + 1 for place in struct.unpack_from("<HH", data))
        if kind == _BOOL_ERR:
            if data[7]:
                errors.setdefault(row, {})[column] = _ERRORS.get(data[6], "#N/A")
        elif data[12:14] == b"\xff\xff":
            if data[6] == 2:
                errors.setdefault(row, {})[column] = _ERRORS.get(data[8], "#N/A")
            waiting = (row, column) if data[6] == 0 else None
    if waiting:
        errors.setdefault(waiting[0], {})[waiting[1]] = NO_VALUE
    return errors


def _records(stream: bytes, at: int) -> Iterator[tuple[int, Any]]:
    """The records of one part of the stream, up to its end; charts inside a sheet are parts of their own."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 1:
            yield kind, memoryview(stream)[at + 4 : at + 4 + length].tobytes()
        if depth == 0:
            return
        at += 4 + length
    raise RefusedError("文件已损坏或被改动，无法读取", RESAVE, "no end of records")
