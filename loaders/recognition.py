"""For which package and month a file is, and which upload types it holds, each with the reason for it.

Nothing is guessed silently: signs that contradict each other, or none at all, are said, and somebody has to choose.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from data.contract import term
from data.reference import packages
from data.store import Cursor
from loaders.cells import is_empty, read_column
from loaders.problems import shown
from loaders.reading import Cell, Grid, Sheet
from loaders.sheets import is_guide, read_tables
from loaders.tables import Table

_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
            "十一": 11, "十二": 12}  # fmt: skip
_PACKAGE = re.compile(
    r"(?:包件|标包|package|pkg)[\s_-]?([1-5一二三四五])(?!\d)|([1-5一二三四五])号?包件|第([1-5一二三四五])包|"
    r"(?<![a-z0-9])p([1-5])(?!\d)",
    re.IGNORECASE,
)
_YEAR_MONTH = re.compile(
    r"(20\d\d)\s*(?:年\s*(1[0-2]|0?[1-9])\s*月(?!\s*\d)|[-_./](1[0-2]|0?[1-9])(?!\s*[-_./\d])|(1[0-2]|0[1-9])(?!\d))"
)
_MONTH = re.compile(r"(?<![\d年])\s*(1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])\s*月(?:份|度)?(?!\s*\d)")
_SYSTEM = re.compile(r"[Pp]([1-5])-\d{2}(?:[-.].*)?")
_DATE = re.compile(r"(20\d\d)[-/.年](1[0-2]|0?[1-9])[-/.月](?:3[01]|[12]\d|0?[1-9])(?!\d)")
_ENOUGH = 1 / 3
"""A sign of the records counts from this share on: a single slip among them is a problem of its row."""
_TITLE_ROWS, _SEARCHED_ROWS, _DATED_ROWS, _ASSETS = 8, 3000, 20_000, 300


@dataclass(frozen=True)
class Sign:
    """What speaks for a package ('3') or a month ('2026-10'), in words."""

    value: str
    reason: str


@dataclass(frozen=True)
class Guess:
    """A package or month with everything that speaks for it. value None: nothing does. is_sure: all signs agree, and
    they are of the file; contradiction: what the other signs say, '' where none does."""

    value: str | None
    signs: list[Sign] = field(default_factory=list)
    is_sure: bool = False
    contradiction: str = ""


@dataclass(frozen=True)
class SheetSeen:
    """A sheet and what it holds. by: what says so; rows: records below its header; is_nil: it says 本月无."""

    sheet: str
    dataset: str
    by: str
    rows: int
    is_nil: bool


@dataclass(frozen=True)
class Recognition:
    """What a file is."""

    package: Guess
    month: Guess
    sheets: list[SheetSeen]

    @property
    def is_sure(self) -> bool:
        """Whether it can be checked without asking anybody."""
        return self.package.is_sure and self.month.is_sure

    def to_json(self) -> dict[str, Any]:
        """As the queue keeps it."""
        return asdict(self)


def recognise(
    cursor: Cursor, grid: Grid, file_name: str, now: datetime, page: tuple[int | None, str | None] = (None, None)
) -> Recognition:
    """What a file is. page: package and month that somebody has set the page to, which count where the file says
    nothing; such a guess is never sure."""
    said = list(_texts(grid, file_name))
    first = _guess([one for where, text in said for one in _months(text, where)], None, "")
    tables = read_tables(grid, file_name, None, month=first.value or page[1] or "").tables
    package_signs = [one for where, text in said for one in _packages(text, where)]
    package_signs += [*_of_records(grid), *_of_datasets(tables), *_of_package_column(tables)]
    if not package_signs:
        package_signs = list(_of_assets(cursor, tables))
    month_signs = [one for where, text in said for one in _months(text, where)]
    month_signs += _dated(tables, now, [one.value for one in month_signs] + [page[1] or ""])
    if not month_signs and all(one.dataset.placed_by and one.dataset.placed_by not in one.columns for one in tables):
        month_signs = list(_of_any_dates(grid))
    return Recognition(
        _guess(package_signs, str(page[0]) if page[0] else None, "包件"),
        _guess(month_signs, page[1], "月份"),
        [_seen(table, grid, file_name) for table in tables],
    )


def _guess(signs: Sequence[Sign], of_page: str | None, what: str) -> Guess:
    """What most of the signs say; the later ones are of the records and decide where they differ."""
    if not signs:
        return Guess(of_page, [Sign(of_page, f"文件里没有{what}，暂按页面所选")] if of_page else [])
    value = signs[-1].value
    own = [one for one in signs if one.value == value]
    others = [one for one in signs if one.value != value]
    contradiction = "；".join(one.reason for one in others)
    return Guess(value, own, not others, contradiction)


def _texts(grid: Grid, file_name: str) -> Iterator[tuple[str, str]]:
    """The texts beside the records, with where they stand: the file's name, titles of sheets, rows above headers."""
    yield "文件名", PurePath(file_name).stem
    for sheet in _read(grid):
        yield f"工作表名“{sheet.name}”", sheet.name
        for row in sheet.rows[:_TITLE_ROWS]:
            texts = list(dict.fromkeys(cell.strip() for cell in row if isinstance(cell, str) and cell.strip()))
            if len(texts) > 2 or any(not isinstance(cell, str | None) for cell in row):
                break
            for text in texts:
                yield f"“{shown(text)}”", text


def _read(grid: Grid) -> list[Sheet]:
    return [sheet for sheet in grid.sheets if not sheet.hidden and not is_guide(sheet)]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _packages(text: str, where: str) -> Iterator[Sign]:
    found = _PACKAGE.search(_plain(text))
    if found:
        digit = next(group for group in found.groups() if group)
        yield Sign(str(_CHINESE.get(digit) or digit), f"{where}写明“{found[0]}”")
        return
    named = [one for one in packages().values() if any(name and name in text for name in (one.name, one.contractor))]
    named = named or [one for one in packages().values() if len(one.short_name) > 2 and one.short_name in text]
    if len(named) == 1:
        yield Sign(str(named[0].number), f"{where}是{named[0].short_name}的")


def _months(text: str, where: str) -> Iterator[Sign]:
    plain, (first, last) = _plain(text), term()
    found = _YEAR_MONTH.search(plain)
    if found:
        month = f"{found[1]}-{int(next(group for group in found.groups()[1:] if group)):02}"
        if first <= month <= last:
            yield Sign(month, f"{where}写明“{found[0].strip()}”")
        return
    bare = _MONTH.search(plain) if "20" not in plain else None
    if bare:
        number = _CHINESE.get(bare[1]) or int(bare[1])
        years = [year for year in range(int(first[:4]), int(last[:4]) + 1) if first <= f"{year}-{number:02}" <= last]
        if len(years) == 1:
            yield Sign(f"{years[0]}-{number:02}", f"{where}写明“{bare[0].strip()}”")


def _shares(counts: Mapping[str, int], what: str, name: str) -> Iterator[Sign]:
    """A sign for every value that enough of the records have, the most frequent last."""
    total = sum(counts.values())
    for value, count in sorted(counts.items(), key=lambda item: item[1]):
        if count >= total * _ENOUGH:
            of_all = f"{total} 个" if count == total else f"{total} 个中的 {count} 个"
            yield Sign(value, f"{of_all}{what}属于{name.format(value)}")


def _of_records(grid: Grid) -> Iterator[Sign]:
    """What the system numbers in the sheets say."""
    counts: Counter[str] = Counter()
    for sheet in _read(grid):
        for row in sheet.rows[:_SEARCHED_ROWS]:
            found = (
                _SYSTEM.fullmatch(_plain(cell).strip()) for cell in row if isinstance(cell, str) and len(cell) < 40
            )
            counts.update(one[1] for one in found if one)
    yield from _shares(counts, "系统编号", "包件{}")


def _of_datasets(tables: Iterable[Table]) -> Iterator[Sign]:
    for table in tables:
        if len(table.dataset.packages) == 1:
            yield Sign(str(table.dataset.packages[0]), f"只有包件{table.dataset.packages[0]}上报{table.dataset.title}")


def _of_package_column(tables: Iterable[Table]) -> Iterator[Sign]:
    counts: Counter[str] = Counter()
    for cell in (cell for table in tables for cell in table.packages[:_SEARCHED_ROWS]):
        digits = re.findall(r"[1-5一二三四五]", _plain(str(cell or "")))
        counts.update([str(_CHINESE.get(digits[0]) or digits[0])] if len(digits) == 1 else [])
    yield from _shares(counts, "包件列的格", "包件{}")


def _of_assets(cursor: Cursor, tables: Iterable[Table]) -> Iterator[Sign]:
    """In whose list of assets the numbers of assets stand."""
    cells = [cell for table in tables for cell in table.columns.get("asset_id", ())[:_SEARCHED_ROWS]]
    wanted = list(dict.fromkeys(str(cell).strip() for cell in cells if not is_empty(cell)))[:_ASSETS]
    if not wanted:
        return
    rows = cursor.execute(
        """SELECT package::VARCHAR, count(DISTINCT record_id) FROM assets JOIN batches USING (batch_id)
           WHERE list_contains(?::VARCHAR[], record_id) AND batch_id IN (
               SELECT batch_id FROM publications WHERE version <= (SELECT version FROM published))
           GROUP BY package""",
        [wanted],
    ).fetchall()
    yield from _shares(dict(rows), "已登记的资产编号", "包件{}")


def _dated(tables: Iterable[Table], now: datetime, named: Sequence[str]) -> list[Sign]:
    """What the dates of the records say; of questionnaires only where nothing else does, since any day of the quarter
    is right. named: months that are named elsewhere."""
    monthly: Counter[str] = Counter()
    quarterly: Counter[str] = Counter()
    for table in tables:
        field_name = table.dataset.placed_by
        if not field_name or table.is_nil or field_name not in table.columns:
            continue
        cells: Sequence[Cell] = table.columns[field_name][:_DATED_ROWS]
        moments = read_column(table.dataset.by_field[field_name], cells).values
        found = [f"{one:%Y-%m}" for one in moments if isinstance(one, date) and one.year > 1900]
        (quarterly if table.dataset.cadence == "quarterly" else monthly).update(found)
    if monthly:
        return list(_shares(monthly, "记录的日期", " {}"))
    if not quarterly:
        return []
    main = max(quarterly, key=lambda month: quarterly[month])
    first = (int(main[5:]) - 1) // 3 * 3 + 1
    months = [f"{main[:4]}-{number:02}" for number in range(first, first + 3)]
    fitting = [one for one in named if one in months]
    begun = [one for one in months if one <= f"{now:%Y-%m}"] or months
    return [Sign(fitting[-1] if fitting else begun[-1], f"答卷在 {main[:4]} 年第 {(first + 2) // 3} 季度")]


def _of_any_dates(grid: Grid) -> Iterator[Sign]:
    """What all dates of the file say, where nobody knows yet which column is the one that counts."""
    counts: Counter[str] = Counter()
    for sheet in _read(grid):
        for cell in (cell for row in sheet.rows[:_SEARCHED_ROWS] for cell in row):
            if isinstance(cell, datetime):
                counts[f"{cell:%Y-%m}"] += 1
            elif isinstance(cell, str) and (found := _DATE.match(_plain(cell).strip())):
                counts[f"{found[1]}-{int(found[2]):02}"] += 1
    yield from _shares(counts, "日期", " {}")


def _seen(table: Table, grid: Grid, file_name: str) -> SheetSeen:
    title = table.dataset.title
    sheet = next((one for one in grid.sheets if one.name == (table.sheet or "")), None)
    if sheet is not None and title in _plain(sheet.name):
        by = "工作表名"
    elif sheet is not None and _stands_above(sheet, title):
        by = "标题行"
    elif title in _plain(file_name):
        by = "文件名和表头"
    else:
        by = "表头"
    return SheetSeen(table.sheet or "", table.dataset.name, by, len(table.numbers), table.is_nil)


def _stands_above(sheet: Sheet, title: str) -> bool:
    return any(isinstance(cell, str) and title in cell for row in sheet.rows[:3] for cell in row)
