"""Exports of camera platforms: rates of being online by day are checks, events and sums are none."""

import re

from loaders.cells import read_column
from loaders.dataset import Column, Dataset
from loaders.headers import SEARCHED_ROWS, Names, known_field, plain
from loaders.problems import problem
from loaders.reading import Cell, Sheet
from loaders.shapes.reshaped import Reshaped, headers_in

_RATES = frozenset({"在线率", "当日在线率", "日在线率", "当天在线率", "在线比例", "在线时长占比", "onlinerate"})
_EVENTS = frozenset({"离线时间", "离线开始时间", "掉线时间", "上线时间", "恢复在线时间", "离线结束时间"})
_SUMS = frozenset(
    {"摄像头总数", "摄像机总数", "摄像头离线数", "摄像机离线数", "离线次数", "离线时长", "离线期间记录数"}
)
_HALF = 50.0


def by_rates(sheet: Sheet, dataset: Dataset, month: str, names: Names) -> Reshaped | None:
    """在线率 of each camera and day: online if more than half of the day, as of several checks. Events and sums are no
    checks."""
    for index, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        heads = {place: text for place, text in headers_in(row).items() if isinstance(row[place], str)}
        words = {plain(text): place for place, text in heads.items()}
        fields = {known_field(text, names) for text in heads.values()}
        if "is_online" in fields or not words.keys() & (_RATES | _EVENTS | _SUMS):
            continue
        rate = next((place for text, place in words.items() if text in _RATES), None)
        if rate is not None and {"asset_id", "checked_at"} <= fields:
            return _rated(sheet, dataset, index, rate)
        code = "offline_events" if words.keys() & _EVENTS else "camera_sums"
        return Reshaped(problems=[problem(code, sheet.name)])
    return None


def _rated(sheet: Sheet, dataset: Dataset, head: int, rate: int) -> Reshaped:
    cells = [row[rate] if rate < len(row) else None for row in sheet.rows[head + 1 :]]
    # 1 is 100 % beside 0.98, and 1 % beside 98.
    is_of_hundred = any(map(_is_above_one, cells))
    percent = Column("在线率", "rate", "number" if is_of_hundred else "percent", minimum=0, maximum=100)
    signs = str.maketrans("", "", "%％")
    texts = [cell.translate(signs) if isinstance(cell, str) and is_of_hundred else cell for cell in cells]
    read = read_column(percent, texts)
    long = Sheet(sheet.name, False, [[*sheet.rows[head], dataset.by_field["is_online"].header]], numbers=[0])
    for index, value in enumerate(read.values):
        row = sheet.rows[head + 1 + index]
        said = cells[index] if index in read.faults else None
        if isinstance(value, int | float):
            said = "在线" if value > _HALF else "离线"
        padded = [*row, *[None] * (len(sheet.rows[head]) - len(row))]
        long.rows.append([*padded, said])
        long.numbers.append(sheet.first_row + head + 1 + index)
    return Reshaped(long, notes=["在线率超过 50% 的当天按在线读取，其余按离线"])


def _is_above_one(cell: Cell) -> bool:
    """Whether a cell is a number above 1 without a sign of percent."""
    text = cell.strip() if isinstance(cell, str) else cell if isinstance(cell, int | float) else ""
    return re.fullmatch(r"\d+(\.\d+)?", str(text)) is not None and float(text) > 1
