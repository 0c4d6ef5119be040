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
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from time import monotonic
from typing import Any

from data.errors import UploadError
from loaders.answering import RESAVE, SPLIT, Answer, ByRowsError, too_large
from loaders.blocks import Begin
from loaders.grid import Cell, CellError, Grid, Kind, Sheet
from loaders.progress import CHECKING, READING, Progress, Step, silent

__all__ = ["Cell", "CellError", "Grid", "Kind", "Limits", "Sheet", "read_grid"]

_CHILD = Path(__file__).parent / "child" / "__main__.py"
_OUT_OF_MEMORY = 3
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a file may cost. csv_bytes None: file_bytes holds for .csv too. rows and columns bind .xlsx coordinates;
    columns binds .csv as well, its rows are not counted. block_bytes: a .csv of that size is read by blocks where the
    caller can take them; head_lines: so many lines of it go before as rows, enough to find the headers and see samples
    of each column; block_signs: about so long is a block. memory, cpu and wall bind the child process; cpu and wall
    grow with the file."""

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
            with suppress(ByRowsError):
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
                grid = Answer(process.stdout, kind, most, begin, partial(_tell, progress, len(content))).take()
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


def _failure(code: int, late: bool, complaint: str) -> UploadError:
    """Why the child ended without an answer."""
    detail = f"child ended with {code}: {complaint}"
    if late or code == -signal.SIGXCPU:
        return UploadError("读取超时：文件内容过多或结构异常", SPLIT, detail)
    if code in (_OUT_OF_MEMORY, -signal.SIGKILL) or "memory allocation" in complaint or "MemoryError" in complaint:
        return too_large(detail)
    return UploadError("文件结构异常，无法读取", RESAVE, detail)
