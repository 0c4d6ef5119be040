"""What the child process says to its parent, and what it is bound by.

Standard output is JSON lines:

    {"sheet": name, "hidden": bool}               a sheet begins
    [cell, …]                                     a row of it, beginning with file row 1, column A; [] is an empty one
    {"at": number, "cells": [cell, …]}            a row of a large .csv that stands in no block, with its number
    {"block": bytes, "rows": n, "width": n,       rows of a large .csv of n cells each: so many bytes of UTF-8 follow,
     "first": number, "numbers": [number, …]}     each cell ended by NUL; numbered on from first, or as in numbers
    {"encoding": name or null}                    all was read
    {"refused": [message, hint, detail]}          or not

A cell is text, a number, true, false, null, or one of {"t": ISO datetime}, {"h": ISO time of day}, {"s": seconds of a
duration}, {"e": what is wrong with the cell}, {"m": a cell that a merged range has filled to the right}.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

Limits = dict[str, int]
"""The fields of reading.Limits that hold numbers, by name."""

RESAVE = "请用 Excel 或 WPS 打开，另存为新的 .xlsx 文件后再上传"
SHRINK = "请删去数据区以外的行、列和工作表，或把每种数据存成一个文件上传"
AS_UTF8 = "请用 Excel 或 WPS 打开，另存为“CSV UTF-8”或 .xlsx 后再上传"


class RefusedError(Exception):
    """The file is not taken: one Chinese sentence, what the person should do, and a detail for the log."""

    def __init__(self, message: str, hint: str, detail: str = "") -> None:
        super().__init__(message, hint, detail)


class Output:
    """Writes JSON lines, holding empty rows back until a row follows, so that trailing ones are never written."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=mark).encode
        self._empty = 0

    def control(self, **fields: object) -> None:
        """A line that is no row; empty rows before it are dropped."""
        self._empty = 0
        self._line(fields)

    def empty_rows(self, count: int) -> None:
        self._empty += count

    def row(self, cells: list[Any]) -> None:
        if self._empty:
            self._stream.write(b"[]\n" * self._empty)
            self._empty = 0
        self._line(cells)

    def row_at(self, number: int, cells: list[Any]) -> None:
        """A row with its number, between blocks."""
        self.control(at=number, cells=cells)

    def block(self, text: str, width: int, numbers: Sequence[int]) -> None:
        """Rows whose cells end with NUL each; numbers: of each row."""
        content = text.encode()
        is_run = isinstance(numbers, range)
        self.control(
            block=len(content), rows=len(numbers), width=width, first=numbers[0], numbers=[] if is_run else numbers
        )
        self._stream.write(content)

    def _line(self, value: object) -> None:
        self._stream.write(self._encode(value).encode())
        self._stream.write(b"\n")


def mark(value: object) -> dict[str, object]:
    """What JSON has no word for, as a marked object: whole seconds, a bare date as its midnight."""
    if isinstance(value, datetime):
        if value.microsecond:
            value = value.replace(microsecond=0) + timedelta(seconds=value.microsecond >= 500_000)
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"t": value.isoformat() + "T00:00:00"}
    if isinstance(value, time):
        if value.microsecond >= 500_000 and value < time(23, 59, 59):
            value = (datetime.combine(date.min, value) + timedelta(seconds=1)).time()
        return {"h": value.replace(microsecond=0).isoformat()}
    if isinstance(value, timedelta):
        return {"s": round(value.total_seconds())}
    raise TypeError(type(value).__name__)
