"""A .csv → rows: our own decoding, then the csv module, strict. Nothing is guessed but encoding and delimiter."""

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from loaders.child.protocol import AS_UTF8, SHRINK, Limits, Output, RefusedError

LINE_BYTES = 64 * 1024
PADDING_LINES = 1_000_000
CELL_END = "\0"
"""No cell holds it: control characters are refused."""
CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
QUOTES = "请检查该处的双引号是否成对，或用 Excel 打开后另存为 .xlsx 再上传"


def read_csv(stream: BinaryIO, limits: Limits, output: Output) -> None:
    """All records as text. Further lines of a record become empty rows, so that row numbers are line numbers.

    Of a file of `block_bytes` or more only the head is given row by row, the rest in blocks."""
    encoding = text_encoding(stream)
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding, errors="strict", newline="")
    delimiter = field_delimiter([text.readline() for _ in range(20)])
    text.seek(0)
    csv.field_size_limit(limits["value_bytes"])
    output.control(sheet="", hidden=False)
    reader = _Reader(text, delimiter, limits, output)
    width = reader.read_rows(limits["head_lines"] if size >= limits["block_bytes"] else None)
    if 2 <= width <= limits["columns"]:
        while lines := text.readlines(limits["block_signs"]):
            reader.read_block(lines, width)
    else:
        reader.read_rows(None)
    output.control(encoding=encoding)


class _Reader:
    """The records of a text one after the other; what all of them count together."""

    def __init__(self, text: io.TextIOWrapper, delimiter: str, limits: Limits, output: Output) -> None:
        self._text = text
        self._delimiter = delimiter
        self._limits = limits
        self._output = output
        self._line = 0
        self._padding = 0

    def read_rows(self, until: int | None) -> int:
        """Records up to a line (None: all) as rows; gives the number of cells that most of them have."""
        widths: Counter[int] = Counter()
        for line, lines, cells in self._records(self._text, until):
            blank = self._is_blank(line, cells)
            if not blank:
                self._output.row(cells)
                widths[len(cells)] += 1
            self._pad(lines - 1 + blank)
            self._output.empty_rows(lines - 1 + blank)
        return widths.most_common(1)[0][0] if widths else 0

    def read_block(self, lines: list[str], width: int) -> None:
        """Some lines, and those that end the last record, as one block of the records that have `width` cells, and rows
        for the others."""
        joined = "".join(lines)
        if '"' not in joined and self._is_even(lines, joined, width):
            numbers = range(self._line + 1, self._line + 1 + len(lines))
            self._line += len(lines)
            ended = joined.replace("\r\n", "\n").replace("\r", "\n")
            ended = ended if ended.endswith("\n") else f"{ended}\n"
            self._output.block(ended.replace("\n", CELL_END).replace(self._delimiter, CELL_END), width, numbers)
            return
        parts: list[str] = []
        kept: list[int] = []
        until = self._line + len(lines)
        for line, count, cells in self._records(itertools.chain(lines, self._text), until):
            blank = self._is_blank(line, cells)
            self._pad(count - 1 + blank)
            if blank:
                continue
            if len(cells) == width:
                parts += [cell or "" for cell in cells]
                kept.append(line)
            else:
                self._output.row_at(line, cells)
        if kept:
            self._output.block(CELL_END.join([*parts, ""]), width, kept)

    def _is_even(self, lines: list[str], joined: str, width: int) -> bool:
        """Whether every line has `width` cells, not all of them blank; no line has a quotation mark."""
        counts = set(map(str.count, lines, itertools.repeat(self._delimiter)))
        empty = self._delimiter * (width - 1)
        return counts == {width - 1} and not (
            joined.startswith((f"{empty}\n", f"{empty}\r")) or f"\n{empty}\r" in joined or f"\n{empty}\n" in joined
            or f"\r{empty}\r" in joined or f"\r{empty}\n" in joined or lines[-1] == empty
        )  # fmt: skip

    def _records(self, lines: Iterable[str], until: int | None) -> Iterator[tuple[int, int, list[str | None]]]:
        """Records up to a line: number of the first line, how many lines, cells."""
        before = self._line
        records = csv.reader(lines, delimiter=self._delimiter, strict=True)
        while until is None or self._line < until:
            line = self._line + 1
            try:
                record = next(records, None)
            except csv.Error as error:
                raise quote_refusal(str(error), line, before + records.line_num, self._limits) from error
            if record is None:
                return
            self._line = before + records.line_num
            yield line, self._line - line + 1, [value or None for value in record]

    def _is_blank(self, line: int, cells: list[str | None]) -> bool:
        if len(cells) > self._limits["columns"]:
            most = self._limits["columns"]
            raise RefusedError(f"第 {line:,} 行有 {len(cells):,} 列，超过上限 {most} 列", SHRINK)
        return not any(cells)

    def _pad(self, empty: int) -> None:
        self._padding += empty
        if self._padding > PADDING_LINES:
            raise RefusedError(f"文件的空行过多，超过 {PADDING_LINES:,} 行", "请删去空行后再上传")


def quote_refusal(error: str, first: int, last: int, limits: Limits) -> RefusedError:
    if "field limit" in error:
        kilobytes = limits["value_bytes"] // 1024
        return RefusedError(f"第 {first:,} 行开始的一个单元格超过 {kilobytes} kB，多半是双引号没有成对", QUOTES, error)
    if "end of data" in error:
        return RefusedError(f"第 {first:,} 行开始的双引号到文件末尾也没有结束", QUOTES, error)
    where = f"第 {first:,} 行" if first >= last else f"第 {first:,} 行至第 {last:,} 行"
    return RefusedError(f"{where}的双引号用法有误，无法分列", QUOTES, error)


def field_delimiter(lines: list[str]) -> str:
    """Comma, unless the header (the first line cut into three or more fields) has none but tabs or semicolons."""
    for least in (2, 1):
        for line in lines:
            bare = re.sub('"[^"]*"', "", line)
            for delimiter in ",\t;":
                if bare.count(delimiter) >= least:
                    return delimiter
    return ","


def text_encoding(stream: BinaryIO) -> str:
    """'utf-8-sig', 'utf-8' or 'gb18030'; refuses what is no clean text. Reads the file several times."""
    start = stream.read(3)
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise RefusedError("文件是 UTF-16（Unicode 文本）编码，无法读取", AS_UTF8)
    refuse_unclean(stream)
    if is_utf8(stream):
        return "utf-8-sig" if start == codecs.BOM_UTF8 else "utf-8"
    require_gb18030(stream)
    return "gb18030"


def refuse_unclean(stream: BinaryIO) -> None:
    """Refuses control characters and endless lines, before anything is read line by line."""
    stream.seek(0)
    line, run = 1, 0
    while chunk := stream.read(LINE_BYTES):
        if len(chunk.translate(None, CONTROLS)) < len(chunk):
            first = next(place for place, byte in enumerate(chunk) if byte in CONTROLS)
            line += chunk.count(b"\n", 0, first)
            raise RefusedError(f"第 {line:,} 行含有控制字符，不是纯文本的 CSV", AS_UTF8, f"byte {chunk[first]:#04x}")
        breaks = [place for place in (chunk.find(b"\n"), chunk.find(b"\r")) if place >= 0]
        run += min(breaks, default=len(chunk))
        if run > LINE_BYTES:
            raise RefusedError(f"第 {line:,} 行超过 {LINE_BYTES // 1024} kB，不像是 CSV", AS_UTF8)
        if breaks:
            run = len(chunk) - 1 - max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        line += chunk.count(b"\n")


def is_utf8(stream: BinaryIO) -> bool:
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(1 << 20):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def require_gb18030(stream: BinaryIO) -> None:
    """Refuses a file whose lines are not all GB18030, or some of whose lines are UTF-8.

    A line proves UTF-8 only by a character of three or more bytes: two GB18030 bytes may well look like one of two
    (系统 does), and short Chinese lines of that kind are common.
    """
    stream.seek(0)
    utf8 = other = broken = 0
    for number, line in enumerate(stream, start=1):
        if line.isascii():
            continue
        try:
            if max(line.decode("utf-8")) >= "\u0800":
                utf8 = utf8 or number
        except UnicodeDecodeError:
            other = other or number
        try:
            line.decode("gb18030")
        except UnicodeDecodeError:
            broken = broken or number
    if utf8 and other:
        raise RefusedError(f"文件混有两种编码：第 {utf8:,} 行是 UTF-8，第 {other:,} 行不是", AS_UTF8)
    if broken:
        raise RefusedError(f"第 {broken:,} 行的文字既不是 UTF-8 也不是 GB18030 编码", AS_UTF8)
