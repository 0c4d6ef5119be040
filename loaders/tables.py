"""One recognised sheet → the rows of its dataset, by columns: what is skipped, dropped, ignored or missing."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from loaders.cells import is_empty
from loaders.dataset import Dataset
from loaders.headers import Layout, is_secret, nearest_header, plain
from loaders.problems import Problem, problem
from loaders.reading import Cell, Sheet

_PACKAGE_HEADERS = frozenset({"包件", "包件号", "包件编号", "所属包件", "包号", "标包"})
_NIL = re.compile(r"本(月|季|季度|期)(无|没有)\S{0,8}")
_TOTAL = re.compile(r"(本[月季年页周期次]|全[部年月])?(合计|总计|小计|累计)([:(].*|[\d.,]+.*)?")
_REMARK = re.compile(
    r"(填写须知|填写说明|填表说明|填报说明|填报须知).*"
    r"|(说明|注|备注|注意|示例|例|填[表报]人|制表人?|审核人?|复核人?|负责人)\d?:.*"
)
_EXAMPLE = frozenset({"示例", "样例", "例", "(示例)", "(样例)"})
_FORMAT_WORDS = frozenset({"必填", "选填", "非必填", "可选", "文本", "日期", "时间", "数字", "下拉选择"})
_REMARK_COLUMNS = 3
_SHORT = 200

Columns = Sequence[Sequence[Cell]]


@dataclass
class Table:
    """The rows of one dataset as they stand in one sheet, by columns.

    columns: field → cells; further: header → cells of the columns that are no field (questionnaires keep them);
    packages: cells of a 包件 column; numbers: row of each as a person counts; overlong: index of rows with more cells
    than the `width` of the headers → how many; skipped_remarks: numbers of the rows taken for notes. problems: what is
    wrong with the sheet as a whole.
    """

    dataset: Dataset
    sheet: str | None
    columns: dict[str, Sequence[Cell]] = field(default_factory=dict)
    further: dict[str, Sequence[Cell]] = field(default_factory=dict)
    packages: Sequence[Cell] = ()
    numbers: list[int] = field(default_factory=list)
    overlong: dict[int, int] = field(default_factory=dict)
    width: int = 0
    is_nil: bool = False
    skipped_totals: int = 0
    skipped_remarks: list[int] = field(default_factory=list)
    dropped_columns: list[str] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def cut(sheet: Sheet, dataset: Dataset, layout: Layout | None, *, is_alone: bool) -> Table | None:
    """The table of a sheet; None for one without rows, which says 未提供. is_alone: the file holds this dataset only,
    so no rows below the headers say 本月无."""
    table = Table(dataset, sheet.name or None)
    if layout is None or (not layout.fields and _says_nil_only(sheet.rows)):
        table.is_nil = _says_nil_only(sheet.rows)
        if not table.is_nil:
            required = "、".join(column.header for column in dataset.columns if column.required)
            table.problems.append(problem("no_header", table.sheet, title=dataset.title, required=required))
        return table if table.is_nil or is_alone or any(_texts(sheet.rows)) else None
    rows = sheet.rows[layout.first_data_row :]
    columns: list[Sequence[Cell]] = list(zip_longest(*rows))
    first_number = sheet.first_row + layout.first_data_row
    kept = _kept_rows(table, layout, columns, first_number)
    table.numbers = [first_number + index for index in kept]
    if kept and _says_nil([column[kept[0]] for column in columns]):
        table.is_nil = True
        if len(kept) > 1:
            title, others = dataset.title, len(kept) - 1
            table.problems.append(problem("nil_with_rows", table.sheet, table.numbers[0], title=title, count=others))
        table.numbers = []
        return table
    if not kept and not is_alone:
        return None
    _report_layout(table, layout, columns)
    if not kept:
        table.is_nil = not table.problems
        return table
    table.width = max([len(sheet.rows[layout.first_data_row - 1]), *(index + 1 for index in layout.headers)])
    table.overlong = _overlong([rows[index] for index in kept], table.width)
    if len(kept) < len(columns[0]):
        columns = [[column[index] for index in kept] for column in columns]
    _take_fields(table, layout, columns)
    _take_others(table, layout, columns)
    return table


def _texts(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The different texts of a sheet in order."""
    return list(dict.fromkeys(_comparable(cell) for row in rows for cell in row if not is_empty(cell)))


def _comparable(cell: Cell) -> str:
    return "".join(unicodedata.normalize("NFKC", str(cell)).split()) if cell is not None else ""


def _says_nil_only(rows: Sequence[Sequence[Cell]]) -> bool:
    """A sheet that holds nothing but (below a title) 本月无."""
    texts = _texts(rows)
    return bool(texts) and len(texts) <= _REMARK_COLUMNS and _NIL.fullmatch(texts[-1]) is not None


def _says_nil(row: Iterable[Cell]) -> bool:
    first = next((cell for cell in row if not is_empty(cell)), None)
    return isinstance(first, str) and _NIL.fullmatch(_comparable(first)) is not None


# --- rows that are no records ---


def _kept_rows(table: Table, layout: Layout, columns: Columns, first_number: int) -> list[int]:
    """Indexes of the rows that are records: no empty rows, repeated headers, totals, remarks. first_number: the number
    of the first row as a person counts."""
    if not columns:
        return []
    skipped = _empty_rows(table, layout, columns)
    skipped |= _repeated_headers(layout, columns)
    totals = _totals(table, layout, columns) - skipped
    remarks = _remarks(table, layout, columns) - skipped - totals
    table.skipped_totals = len(totals)
    table.skipped_remarks = [first_number + index for index in sorted(remarks)]
    skipped |= totals | remarks
    return [index for index in range(len(columns[0])) if index not in skipped]


def _empty_rows(table: Table, layout: Layout, columns: Columns) -> set[int]:
    """Rows without anything in the columns that are read; where no header is known, in any column."""
    read = [columns[index] for index in layout.fields.values() if index < len(columns)] or list(columns)
    if table.dataset.keeps_further_columns:
        read += [columns[index] for index in layout.others if index < len(columns)]
    empty = list(range(len(columns[0])))
    for column in read:
        if not empty:
            break
        blanks = {cell for cell in set(column) if is_empty(cell)}
        empty = [index for index in empty if column[index] in blanks and not isinstance(column[index], bool)]
    return set(empty)


def _repeated_headers(layout: Layout, columns: Columns) -> set[int]:
    """Rows in which at least two cells stand under the same text as header and no cell under another."""
    headed = [(columns[index], text) for index, text in layout.headers.items() if index < len(columns)]
    counts: dict[int, int] = {}
    for column, text in headed:
        for index, cell in enumerate(column):
            if isinstance(cell, str) and cell.strip() == text:
                counts[index] = counts.get(index, 0) + 1
    return {
        index
        for index, count in counts.items()
        if count >= min(2, len(headed)) and count == sum(not is_empty(column[index]) for column, _ in headed)
    }


def _totals(table: Table, layout: Layout, columns: Columns) -> set[int]:
    """Rows whose first text says 合计, 总计 or 小计 and that lack what a record must have."""
    found: set[int] = set()
    for column in columns:
        words = {
            cell
            for cell in set(column)
            if isinstance(cell, str) and "计" in cell and len(cell) < _SHORT and _TOTAL.fullmatch(_comparable(cell))
        }
        if words:
            found |= {index for index, cell in enumerate(column) if cell in words}
    return {
        index for index in found if _leads(columns, index, _TOTAL) and _lacks_required(table, layout, columns, index)
    }


def _remarks(table: Table, layout: Layout, columns: Columns) -> set[int]:
    """Rows of notes (注：…, 填表人：…), of instructions below the headers (必填, 文本) and examples."""
    found: set[int] = set()
    for place, column in enumerate(columns[:_REMARK_COLUMNS]):
        words = {cell: _comparable(cell) for cell in set(column) if isinstance(cell, str) and _may_be_remark(cell)}
        if not words:
            continue
        for index, cell in enumerate(column):
            text = words.get(cell) if isinstance(cell, str) else None
            if text is None or not all(is_empty(other[index]) for other in columns[:place]):
                continue
            if (
                text in _EXAMPLE
                or (_REMARK.fullmatch(text) and _lacks_required(table, layout, columns, index))
                or (text in _FORMAT_WORDS and all(_is_format_word(other[index]) for other in columns))
            ):
                found.add(index)
    return found


def _may_be_remark(cell: str) -> bool:
    text = _comparable(cell) if len(cell) < _SHORT or cell.lstrip().startswith("填") else cell
    return text in _EXAMPLE or text in _FORMAT_WORDS or _REMARK.fullmatch(text) is not None


def _is_format_word(cell: Cell) -> bool:
    return is_empty(cell) or _comparable(cell).strip("()") in _FORMAT_WORDS


def _leads(columns: Columns, index: int, rule: re.Pattern[str]) -> bool:
    """Whether the first text of a row obeys the rule; numbers before it (序号) do not count."""
    texts = (column[index] for column in columns)
    first = next((cell for cell in texts if isinstance(cell, str) and not is_empty(cell)), "")
    return rule.fullmatch(_comparable(first)) is not None


def _lacks_required(table: Table, layout: Layout, columns: Columns, index: int) -> bool:
    """Whether a required cell is empty, or only repeats (as merged cells do) the first text of the row."""
    first = next((column[index] for column in columns if isinstance(column[index], str) and column[index]), None)
    places = [layout.fields.get(column.field) for column in table.dataset.columns if column.required]
    cells = [columns[place][index] if place is not None and place < len(columns) else None for place in places]
    return any(is_empty(cell) or cell == first for cell in cells)


# --- columns ---


def _overlong(rows: Sequence[Sequence[Cell]], width: int) -> dict[int, int]:
    """Rows of a .csv with more cells than headers, and how many: most often a comma inside a text that nobody quoted,
    behind which every cell stands in the wrong column. A comma at the end of all rows alike shifts nothing."""
    longer = {index: len(row) for index, row in enumerate(rows) if len(row) > width}
    if len(longer) == len(rows) and len(set(longer.values())) == 1 and all(not any(row[width:]) for row in rows):
        return {}
    return longer


def _report_layout(table: Table, layout: Layout, columns: Columns) -> None:
    """Problems of the sheet as a whole: missing columns, too many columns."""
    for header in layout.missing(table.dataset):
        near = nearest_header(header, layout)
        nearest = f"，最接近的表头是“{near}”" if near else ""
        table.problems.append(problem("missing_column", table.sheet, None, header, nearest=nearest))
    used = sum(1 for index, column in enumerate(columns) if index in layout.headers or any(map(_has_value, column)))
    if used > table.dataset.column_limit:
        title, limit = table.dataset.title, table.dataset.column_limit
        table.problems.append(problem("too_many_columns", table.sheet, title=title, count=used, limit=limit))


def _has_value(cell: Cell) -> bool:
    return cell is not None and cell != ""


def _take_fields(table: Table, layout: Layout, columns: Columns) -> None:
    """The columns of the dataset; of equal headers the one with content, a problem if several differ."""
    for name, index in layout.fields.items():
        declared = table.dataset.by_field[name]
        places = [place for place in layout.twice.get(name, [index]) if place < len(columns)]
        filled = [place for place in places if not all(map(is_empty, columns[place]))]
        contents = [columns[place] for place in filled]
        if len(contents) > 1 and any(list(other) != list(contents[0]) for other in contents[1:]):
            letters = "、".join(_letter(place) for place in filled)
            table.problems.append(problem("column_twice", table.sheet, None, declared.header, places=letters))
        # A column of nothing but 无 is not blank where 无 is an answer; the reader of its kind decides.
        spoken = contents or [columns[place] for place in places]
        chosen = spoken[0] if spoken else [None] * len(table.numbers)
        if declared.kind in ("text", "given") and not declared.required and is_secret("", chosen):
            table.dropped_columns.append(layout.headers[index])
        else:
            table.columns[name] = chosen


def _take_others(table: Table, layout: Layout, columns: Columns) -> None:
    """The columns that are no field: 包件, secrets, items of a questionnaire, and those that are ignored."""
    taken = {*layout.fields.values(), *(place for places in layout.twice.values() for place in places)}
    for index, column in enumerate(columns):
        if index in taken:
            continue
        header = layout.headers.get(index, "")
        if not header:
            if not all(map(is_empty, column)):
                table.ignored_columns.append(f"{_letter(index)} 列（无表头）")
        elif plain(header) in _PACKAGE_HEADERS:
            table.packages = column
        elif is_secret(header, column if table.dataset.keeps_further_columns else ()):
            table.dropped_columns.append(header)
        elif table.dataset.keeps_further_columns:
            table.further[_unused(header, table.further)] = column
        else:
            table.ignored_columns.append(header)


def _unused(header: str, taken: dict[str, Sequence[Cell]]) -> str:
    """The header, with a number behind it if another column has it too."""
    number = 2
    name = header
    while name in taken:
        name = f"{header}（{number}）"
        number += 1
    return name


def _letter(index: int) -> str:
    """The name of a column in Excel: 0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
