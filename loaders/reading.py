"""The bytes of an upload → raw rows. They are read in a process that may die without harm (package loaders.child):
python-calamine can end its whole process on a workbook of 2 kB.
"""

import importlib.util
import json
import math
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from operator import itemgetter
from pathlib import Path, PurePath
from time import monotonic
from typing import IO, Any, Literal, TypeAlias

from data.errors import UploadError
from loaders.blocks import BadBlockError, Begin, Taker, read_block
from loaders.progress import CHECKING, READING, Progress, Step, silent

Kind: TypeAlias = Literal["xlsx", "xls", "csv"]

_CHILD = Path(__file__).parent / "child" / "__main__.py"
_OUT_OF_MEMORY = 3
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_MB = 1024 * 1024

_RESAVE = "请用 Excel 或 WPS 打开，另存为新的 .xlsx 文件后再上传"
_SPLIT = "请删去数据区以外的行、列和工作表，或把每种数据存成一个文件上传"


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


@dataclass(frozen=True)
class Limits:
    """What a file may cost. csv_bytes None: file_bytes holds for .csv too. rows and columns bind .xlsx coordinates;
    columns binds .csv as well, its rows are not counted. block_bytes: a .csv of that size is read by blocks where the
    caller can take them; head_lines: so many lines of it go before as rows, enough to find the headers and see samples
    of each column; block_signs: about so long is a block. memory, cpu and wall bind the child process; cpu and wall grow with the file."""

    file_bytes: int = 50 * _MB
    csv_bytes: int | None = None
    rows: int = 200_000
    columns: int = 256
    unpacked_bytes: int = 150 * _MB
    value_bytes: int = 256 * 1024
    sheets: int = 20
    block_bytes: int = 8 * _MB
    head_lines: int = 1_000
    block_signs: int = 1 << 21
    memory_bytes: int = 1_500 * _MB
    cpu_seconds: int = 20
    wall_seconds: float = 30


def _by_rows(head: Sequence[list[Any]]) -> None:
    """Nobody takes blocks."""


def read_grid(
    content: bytes, file_name: str, *, limits: Limits = Limits(), begin: Begin = _by_rows, progress: Progress = silent
) -> Grid:
    """Reads an .xlsx, an old .xls or a .csv. begin: who takes the blocks of a large .csv; the grid then holds the head
    and the rows left over, `numbers` that of each.

    Dates come as datetime, times of day as time, [h]:mm durations as timedelta, all in whole seconds; whole numbers as
    int. Every cell of a merged range carries the value of its top left one. Blank cells are None.
    Raises UploadError, and nothing else, if the file is refused or cannot be read.
    """
    kind = _kind(content, file_name, limits)
    try:
        if kind == "csv" and begin is not _by_rows and len(content) >= limits.block_bytes:
            with suppress(_ByRowsError):
                return _read_in_child(content, kind, limits, begin, progress)
        return _read_in_child(content, kind, replace(limits, block_bytes=len(content) + 1), _by_rows, progress)
    except OSError as error:
        hint = "请稍后再试；仍不行时请联系管理员检查服务器的磁盘和内存"
        raise UploadError("服务器暂时不能读取上传的文件", hint, str(error)) from error


def _kind(content: bytes, file_name: str, limits: Limits) -> Kind:
    """What the file says it is, once name, size and first bytes agree."""
    suffix = PurePath(file_name.strip()).suffix.lower()
    if suffix not in (".xlsx", ".xls", ".csv"):
        raise UploadError("只接受 .xlsx、.xls 和 .csv 文件", "请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传", suffix)
    if not content:
        raise UploadError("文件是空的", "请检查导出是否成功，再重新上传")
    most = limits.file_bytes if suffix != ".csv" or limits.csv_bytes is None else limits.csv_bytes
    if len(content) > most:
        size = f"{math.ceil(len(content) / _MB):,} MB"
        raise UploadError(
            f"文件有 {size}，超过上限 {most / _MB:,.0f} MB",
            "请删去图片等无关内容；月度工作簿可以按数据类型拆成几个文件",
        )
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UploadError("文件设有打开密码，无法读取", "请取消密码保护，另存为普通的 .xlsx 后再上传")
        if suffix != ".xls":
            raise UploadError("文件内容是旧版 .xls，与扩展名不符", "请把扩展名改为 .xls，或另存为 .xlsx 后再上传")
        return "xls"
    if suffix == ".xls":
        hint = "如果能用 Excel 打开，请另存为 .xlsx 后再上传；有的系统把网页或文本导出成 .xls"
        raise UploadError("文件内容不是旧版 .xls 工作簿", hint, content[:8].hex())
    if suffix == ".xlsx" and not content.startswith(_ZIP):
        hint = "如果是 CSV 文本，请把扩展名改为 .csv；如果单位装有文档加密软件，请先解密；否则请重新另存为 .xlsx"
        raise UploadError("文件内容不是 .xlsx 工作簿", hint, content[:8].hex())
    if suffix == ".csv" and content.startswith(_ZIP):
        raise UploadError("文件内容不是 CSV 文本，而是 Excel 工作簿或压缩包", "如果是工作簿，请把扩展名改为 .xlsx")
    return "xlsx" if suffix == ".xlsx" else "csv"


def _read_in_child(content: bytes, kind: Kind, limits: Limits, begin: Begin, progress: Progress) -> Grid:
    # A .csv from the command line may be ten times as large as an upload on the page: it gets the time in proportion.
    share = max(1.0, len(content) / (50 * _MB))
    limits = replace(
        limits, cpu_seconds=math.ceil(limits.cpu_seconds * share), wall_seconds=limits.wall_seconds * share
    )
    command = [sys.executable, "-I", str(_CHILD), kind, json.dumps(asdict(limits)), *_import_path()]
    with tempfile.TemporaryFile() as upload, tempfile.TemporaryFile() as complaints:
        upload.write(content)
        upload.seek(0)
        deadline = monotonic() + limits.wall_seconds
        with subprocess.Popen(command, stdin=upload, stdout=subprocess.PIPE, stderr=complaints, env={}) as process:
            timer = threading.Timer(limits.wall_seconds, process.kill)
            timer.start()
            try:
                assert process.stdout is not None
                most = 2 * max(limits.unpacked_bytes, len(content))
                grid = _Answer(process.stdout, kind, most, begin, partial(_tell, progress, len(content))).take()
                process.wait()
            finally:
                timer.cancel()
                process.kill()
        complaints.seek(0)
        if grid is None or process.returncode != 0:
            raise _failure(process.returncode, monotonic() >= deadline, complaints.read(2000).decode(errors="replace"))
        return grid


def _import_path() -> list[str]:
    """Folders the child needs: ours, and that of python_calamine, which -I does not find if only this user has it."""
    calamine = importlib.util.find_spec("python_calamine")
    found = [str(Path(calamine.origin).parent.parent)] if calamine and calamine.origin else []
    return [str(_CHILD.parent.parent.parent), *found]


def _tell(progress: Progress, size: int, taken: int) -> None:
    progress(Step("正在读取", READING + (CHECKING - READING) * min(1.0, taken / size)))


class _ByRowsError(Exception):
    """Nobody takes the blocks of this file."""


class _Answer:
    """What the child says (loaders.child.protocol), taken as it comes. told: called with the bytes taken so far."""

    def __init__(self, lines: IO[bytes], kind: Kind, most: int, begin: Begin, told: Callable[[int], None]) -> None:
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
            raise _too_large(f"{len(self._sheets)} sheets")
        if self._taken >= self._next_told:
            self._next_told = self._taken + _MB
            self._told(self._taken)

    def _begun(self) -> Taker:
        """Who takes the rows below the head."""
        self._taker = self._taker or self._begin(self._sheets[-1].rows)
        if self._taker is None:
            raise _ByRowsError
        return self._taker

    def _take_block(self, taker: Taker, told: dict[str, Any]) -> None:
        self._count(told["block"])
        content = self._lines.read(told["block"])
        try:
            block = read_block(content, told["rows"], told["width"], told["first"], told["numbers"])
        except BadBlockError as error:
            raise UploadError("文件结构异常，无法读取", _RESAVE, str(error)) from error
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


def _failure(code: int, late: bool, complaint: str) -> UploadError:
    """Why the child ended without an answer."""
    detail = f"child ended with {code}: {complaint}"
    if late or code == -signal.SIGXCPU:
        return UploadError("读取超时：文件内容过多或结构异常", _SPLIT, detail)
    if code in (_OUT_OF_MEMORY, -signal.SIGKILL) or "memory allocation" in complaint or "MemoryError" in complaint:
        return _too_large(detail)
    return UploadError("文件结构异常，无法读取", _RESAVE, detail)


def _too_large(detail: str) -> UploadError:
    return UploadError("文件展开后过大，无法读取", _SPLIT, detail)
