"""Days as columns: a row of systems or cameras, a column for each day, a mark where they meet."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from loaders.cells import is_empty, plain_word
from loaders.dataset import Column, Dataset
from loaders.headers import SEARCHED_ROWS, Names, known_field
from loaders.moments import read_moment
from loaders.problems import Problem, UnreadableError, problem
from loaders.reading import Cell, Sheet
from loaders.shapes.reshaped import Reshaped, headers_in
from loaders.skipping import comparable

_FEWEST_DAYS = 7
_WEEKDAYS = frozenset("一二三四五六日天") | {f"{word}{day}" for word in ("周", "星期") for day in "一二三四五六日天"}
_DAY_NUMBER = re.compile(r"0?([1-9]|[12]\d|3[01])[日号]?")
_MONTH_AND_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")
_NAMED_MONTH = re.compile(r"(?:(20\d\d)\s*[年./-]\s*)?(?<!\d)(1[0-2]|0?[1-9])\s*月|(20\d\d)[./-](1[0-2]|0?[1-9])(?!\d)")
_LEGEND = re.compile(r"([√✓✔☑×✕✖✗xX○●△▲])\s*(?:表示|代表|为|是|[:=—-])?\s*([\u4e00-\u9fff]{2,4})")
_NOT_CHECKED = frozenset({"未巡检", "没有巡检", "未检查", "未检", "未巡"})


@dataclass(frozen=True)
class _Grid:
    """Days as columns. row: index of the headers; days: index of a column → the day, or its words if there is none."""

    row: int
    days: dict[int, date | str]
    is_numbered: bool


_MARKED = {
    "camera_checks": ("asset_id", "checked_at", "is_online"),
    "inspections": ("system_id", "inspected_at", "result"),
}
"""Datasets that come with days as columns: what a row is of, its moment, what a mark says."""


def by_days(sheet: Sheet, dataset: Dataset, month: str, names: Names) -> Reshaped | None:
    """A row for each mark. A day without a mark is no check and no inspection; what a mark means must be a known word,
    or be said in the sheet itself."""
    grid = _find_grid(sheet, month)
    if grid is None:
        return None
    of, moment, mark = _MARKED[dataset.name]
    heads = headers_in(sheet.rows[grid.row])
    fields = {known_field(text, names): index for index, text in heads.items() if index not in grid.days}
    if of not in fields or (moment in fields and mark in fields):
        return None
    result = Reshaped(problems=_wrong_month(sheet, grid, month))
    if result.problems:
        return result
    if grid.is_numbered:
        result.notes.append(f"表头只有几日，按所选的 {month} 读取")
    columns = [index for index in heads if index not in grid.days]
    numbered = fields.get("asset_id", fields[of]) if dataset.name == "inspections" else None
    is_numbered = numbered is not None and "inspection_id" not in fields
    headers = [*(heads[index] for index in columns), *(dataset.by_field[name].header for name in (moment, mark))]
    result.sheet = Sheet(sheet.name, False, [[*headers, *(["巡检编号"] if is_numbered else [])]], numbers=[0])
    meanings, unmarked = _legend(sheet, dataset.by_field[mark]), 0
    for index, row in enumerate(sheet.rows[grid.row + 1 :], grid.row + 1):
        cells = [*row, *[None] * (max(heads) + 1 - len(row))]
        marks = {place: meanings.get(_sign(cells[place]), cells[place]) for place in grid.days}
        marks = {place: cell for place, cell in marks.items() if not is_empty(cell)}
        own = [cells[place] for place in columns]
        if marks and all(_sign(cell) in _WEEKDAYS for cell in marks.values()):
            continue
        if _is_aside(own):
            marks = {-1: None}
        unmarked += not marks and not is_empty(cells[fields[of]])
        for place, cell in marks.items():
            day = grid.days.get(place)
            at: Cell = datetime.combine(day, time.min) if isinstance(day, date) else day
            what = cells[fields[of]] if numbered is None or is_empty(cells[numbered]) else cells[numbered]
            result.sheet.rows.append([*own, at, cell, *([f"{what}/{day}" if day else None] if is_numbered else [])])
            result.sheet.numbers.append(sheet.first_row + index)
            result.sheet.under.append(heads.get(place, ""))
    if unmarked:
        result.notes.append(f"{unmarked} 行没有任何标记，没有记录")
    return result


def _find_grid(sheet: Sheet, month: str) -> _Grid | None:
    """The first row with days side by side, each a day after the one before."""
    for index, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        days: dict[int, date | str] = {}
        numbers: list[int] = []
        numbered = 0
        for place, cell in enumerate(row):
            found = _day(cell, month)
            if found is not None:
                numbered += found[2]
                days[place] = found[0]
                numbers.append(found[1])
        steps = {later - earlier for earlier, later in pairwise(numbers)}
        if len(numbers) >= _FEWEST_DAYS and steps == {1}:
            return _Grid(index, days, numbered > 0)
    return None


def _day(cell: Cell, month: str) -> tuple[date | str, int, bool] | None:
    """A header as a day: the date (the 31st of a short month as words), its number, whether it is bare."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, datetime):
        return cell.date(), cell.toordinal(), False
    text = plain_word(str(cell))
    bare, both = _DAY_NUMBER.fullmatch(text), _MONTH_AND_DAY.fullmatch(text)
    if bare or both:
        own = f"{month[:4]}-{int(both[1]):02}" if both else month
        number = int(both[2] if both else bare[1] if bare else 0)
        return _date(f"{own}-{number:02}"), number, bare is not None
    try:
        moment = read_moment(cell) if isinstance(cell, str) else None
    except UnreadableError:
        return None
    return (moment.at.date(), moment.at.toordinal(), False) if moment and moment.is_bare else None


def _date(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _wrong_month(sheet: Sheet, grid: _Grid, month: str) -> list[Problem]:
    """Where the headers say no month: what the sheet's name and the rows above say against the one chosen."""
    if not grid.is_numbered:
        return []
    above = [sheet.name, *(str(cell) for row in sheet.rows[: grid.row] for cell in row if isinstance(cell, str))]
    said = [found for text in above for found in _NAMED_MONTH.finditer(unicodedata.normalize("NFKC", text))]
    year, number = int(month[:4]), int(month[5:])
    agree = [int(one[1] or one[3] or year) == year and int(one[2] or one[4]) == number for one in said]
    if not said or any(agree):
        return []
    return [problem("grid_month", sheet.name, None, None, said[0][0].strip(), month=month)]


def _legend(sheet: Sheet, column: Column) -> dict[str, Cell]:
    """What the sheet itself says of its signs (√ 正常 × 异常): sign → word, None for a day without a check."""
    found: dict[str, Cell] = {}
    texts = {cell for row in sheet.rows for cell in row if isinstance(cell, str) and len(cell) > 2}
    for text in texts:
        for sign, word in _LEGEND.findall(unicodedata.normalize("NFKC", text)):
            means = next((known for known in column.words if word.startswith(known)), None)
            absent = any(word.startswith(known) for known in _NOT_CHECKED)
            if means or absent:
                found[plain_word(sign)] = None if absent else means
    return found


def _sign(cell: Cell) -> str:
    return plain_word(cell) if isinstance(cell, str) else ""


def _is_aside(cells: Sequence[Cell]) -> bool:
    """Whether a row is a total or a remark, which the reader of rows skips and counts."""
    first = next((comparable(cell) for cell in cells if isinstance(cell, str) and not is_empty(cell)), "")
    return re.match(r"(本月)?(合计|总计|小计)|(注|备注|说明|填表人|审核人?|制表人?)\d?:", first) is not None
