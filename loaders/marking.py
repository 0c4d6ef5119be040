"""The same workbook back, with its bad cells filled and commented, and a sheet 问题清单 of all that is wrong.

The copy is made in a process that may die without harm (package loaders.marker). A .csv or .xls comes back as .xlsx
with the same cells as text. Where a copy cannot be made, the list of problems comes alone.
"""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from data.errors import UploadError
from loaders.cells import as_text
from loaders.problems import Problem
from loaders.reading import Cell, CellError, Grid, read_grid
from loaders.tally import More, listed_only

_CHILD = Path(__file__).parent / "marker" / "__main__.py"
_LIMITS = {"memory_bytes": 2_000_000_000, "cpu_seconds": 60}
_WALL_SECONDS = 90
_MOST_COPIED = 8_000_000
HEADS = ["工作表", "行", "列", "内容", "问题", "怎么改"]
_NO_PLACE = "—"


def marked_name(file_name: str) -> str:
    """'十月.csv' → '十月-标注.xlsx'."""
    return f"{PurePath(file_name).stem}-标注.xlsx"


def marked(
    content: bytes, file_name: str, problems: Sequence[Problem], previews: Sequence[Mapping[str, Any]],
    more: Sequence[More] = (),
) -> bytes:  # fmt: skip
    """The copy. previews: of the check (loaders.preview, as JSON), which say where each column stands in its sheet;
    more: how many problems there are beyond those given. Of a large log only the list is made.

    Raises UploadError if not even the list can be made.
    """
    is_workbook = file_name.lower().endswith(".xlsx")
    told: dict[str, Any] = {
        "marks": [*_marks(problems, previews)],
        "listed": [HEADS, *_listed_only(sum(one.row is not None for one in problems), more), *map(_listed, problems)],
        "sheets": [],
    }
    try:
        if not is_workbook:
            if len(content) > _MOST_COPIED:
                raise UploadError("文件太大", "请按问题清单在原表中改")
            told["sheets"] = _texts(read_grid(content, file_name))
        return _made(told, content if is_workbook else b"")
    except UploadError as error:
        # What cannot be copied is not marked; what is wrong with it is said all the same.
        alone = {"marks": [], "listed": told["listed"], "sheets": [{"name": "说明", "first_row": 1, "rows": [
            [f"原表没有复制：{error}"]]}]}  # fmt: skip
        return _made(alone, b"")


def _marks(problems: Iterable[Problem], previews: Sequence[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    """The cell of each problem that has a row: that of its column, else the first of the row."""
    places = {
        (one["sheet"], column["header"]): column["place"] + 1 for one in previews for column in one["columns"]
    }  # fmt: skip
    only = previews[0]["sheet"] if len(previews) == 1 else ""
    for one in problems:
        if one.row is not None:
            sheet = one.sheet or only
            column = places.get((sheet, (one.column or "").partition("（")[0])) or places.get((sheet, one.column or ""))
            yield {"sheet": sheet, "row": one.row, "column": column or 1, "words": f"{one.kind.title}：{one.message}"}


def _listed_only(listed: int, more: Sequence[More]) -> list[list[str]]:
    """A first line that says that the list is not whole; none where it is."""
    words = listed_only(listed, more)
    return [[_NO_PLACE, _NO_PLACE, _NO_PLACE, "", words, "其余是同类问题；改好后再交，会重新检查"]] if words else []


def _listed(one: Problem) -> list[str]:
    row = _NO_PLACE if one.row is None else str(one.row)
    return [one.sheet or _NO_PLACE, row, one.column or _NO_PLACE, one.value or "", one.kind.title, one.message]


def _texts(grid: Grid) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "first_row": one.first_row,
            "rows": [[_text(cell) for cell in row] for row in one.rows],
        }
        for one in grid.sheets
        if not one.hidden
    ]


def _text(cell: Cell) -> str | None:
    """A cell as it stands in the file, but for signs that no workbook can hold."""
    if isinstance(cell, CellError):
        return cell.text
    text = cell if isinstance(cell, str) else as_text(cell)
    return text and "".join(sign for sign in text if sign in "\n\t" or sign >= " ")


def _made(told: Mapping[str, Any], content: bytes) -> bytes:
    """What the child answers; UploadError if it does not."""
    found = importlib.util.find_spec("openpyxl")
    assert found is not None
    assert found.origin is not None
    packages = str(Path(found.origin).parent.parent)
    start = f"import sys,runpy;sys.path.append({packages!r});runpy.run_path({str(_CHILD)!r},run_name='__main__')"
    command = [sys.executable, "-I", "-c", start, json.dumps(_LIMITS)]
    sent = json.dumps(told, ensure_ascii=False).encode() + b"\n" + content
    try:
        done = subprocess.run(command, input=sent, capture_output=True, timeout=_WALL_SECONDS, env={}, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UploadError("标注文件没有做成", "请按页面上的问题列表修改", str(error)) from error
    if done.returncode != 0 or not done.stdout:
        raise UploadError("标注文件没有做成", "请按页面上的问题列表修改", done.stderr[-2000:].decode(errors="replace"))
    return done.stdout
