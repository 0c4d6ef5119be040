"""Rows of a sheet that are no records: empty ones, repeated headers, totals, notes."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loaders.cells import is_empty
from loaders.dataset import Dataset
from loaders.headers import Layout
from loaders.reading import Cell
from loaders.script import simplified

_TOTAL = re.compile(r"(本[月季年页周期次]|全[部年月])?(合计|总计|小计|累计)([:(].*|[\d.,]+.*)?")
_REMARK = re.compile(
    r"\*?(填写须知|填写说明|填表说明|填报说明|填报须知).*"
    r"|\*?(说明|注|备注|注意|填[表报](人|日期|单位)|制表(人|日期)?|审核人?|复核人?|批准人?|统计(人|时间|日期)|(单位)?负责人)\d?:.*"
    r"|共\d+[条行]|以下空白"
)
_EXAMPLE = re.compile(r"[(\[【]?(填写)?(示例|样例|例)(行|数据)?\d*[)\]】]?(:.*)?")
_FORMAT_WORDS = frozenset({"必填", "选填", "非必填", "可选", "文本", "日期", "时间", "数字", "下拉选择"})
_NUMBER = re.compile(r"-?[\d,]+(\.\d+)?%?")
_SHORT = 200

Columns = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Skipped:
    """Indexes of rows that are no records. every: all of them; totals and remarks are counted or named."""

    every: set[int]
    totals: set[int]
    remarks: set[int]


def find_skipped(dataset: Dataset, layout: Layout, columns: Columns) -> Skipped:
    """Which of the rows below the headers are no records."""
    if not columns:
        return Skipped(set(), set(), set())
    silent = _empty_rows(dataset, layout, columns) | _repeated_headers(layout, columns)
    totals = _totals(dataset, layout, columns) - silent
    remarks = _remarks(dataset, layout, columns) - silent - totals
    return Skipped(silent | totals | remarks, totals, remarks)


def comparable(cell: Cell) -> str:
    """A cell as its words are compared: half-width, simplified, without blanks."""
    text = "" if cell is None else str(cell)
    return "".join((text if text.isascii() else simplified(unicodedata.normalize("NFKC", text))).split())


def may_be_no_record(cell: str) -> bool:
    """Whether a cell may make its row a total, a note or an example, if it stands first."""
    return "计" in comparable(cell) or _may_be_remark(cell)


def lacks_required(dataset: Dataset, layout: Layout, columns: Columns, index: int) -> bool:
    """Whether a required cell is empty, or only repeats (as merged cells do) the first text of the row."""
    first = next((column[index] for column in columns if isinstance(column[index], str) and column[index]), None)
    places = [layout.fields.get(column.field) for column in dataset.columns if column.required]
    cells = [columns[place][index] if place is not None and place < len(columns) else None for place in places]
    return any(is_empty(cell) or cell == first for cell in cells)


def _empty_rows(dataset: Dataset, layout: Layout, columns: Columns) -> set[int]:
    """Rows without anything in the columns that are read, and without words in the others: those may be numbered."""
    read = set(layout.fields.values()) | (set(layout.others) if dataset.keeps_further_columns else set())
    empty = list(range(len(columns[0])))
    for place, column in enumerate(columns):
        if not empty:
            break
        is_read = place in read or not read
        blanks = {cell for cell in set(column) if is_empty(cell) or not (is_read or _is_words(cell))}
        empty = [index for index in empty if column[index] in blanks and not isinstance(column[index], bool)]
    return set(empty)


def _is_words(cell: Cell) -> bool:
    return isinstance(cell, str) and any(sign.isalpha() for sign in cell)


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


def _totals(dataset: Dataset, layout: Layout, columns: Columns) -> set[int]:
    """Rows whose first text says 合计, 总计 or 小计 and that lack what a record must have, or else hold numbers."""
    found: set[int] = set()
    for column in columns:
        words = {
            cell
            for cell in set(column)
            if isinstance(cell, str) and "计" in cell and len(cell) < _SHORT and _TOTAL.fullmatch(comparable(cell))
        }
        if words:
            found |= {index for index, cell in enumerate(column) if cell in words}
    return {
        index
        for index in found
        if _leads(columns, index)
        and (lacks_required(dataset, layout, columns, index) or _is_sum([column[index] for column in columns]))
    }


def _leads(columns: Columns, index: int) -> bool:
    """Whether the first text of a row says total; numbers before it (序号) do not count."""
    texts = (column[index] for column in columns)
    first = next((cell for cell in texts if isinstance(cell, str) and not is_empty(cell)), "")
    return _TOTAL.fullmatch(comparable(first)) is not None


def _is_sum(row: Iterable[Cell]) -> bool:
    """Whether a row holds one text, the word for a total, and else numbers."""
    texts = [cell for cell in row if isinstance(cell, str) and not is_empty(cell)]
    return sum(_NUMBER.fullmatch(cell.strip()) is None for cell in texts) == 1


def _remarks(dataset: Dataset, layout: Layout, columns: Columns) -> set[int]:
    """Rows of notes (注：…, 填表人：…), of instructions below the headers (必填, 文本) and examples."""
    found: set[int] = set()
    for place, column in enumerate(columns):
        words = {cell: comparable(cell) for cell in set(column) if isinstance(cell, str) and _may_be_remark(cell)}
        if not words:
            continue
        for index, cell in enumerate(column):
            text = words.get(cell) if isinstance(cell, str) else None
            if text is None or not all(is_empty(other[index]) for other in columns[:place]):
                continue
            if (
                _EXAMPLE.fullmatch(text)
                or (_REMARK.fullmatch(text) and lacks_required(dataset, layout, columns, index))
                or (text in _FORMAT_WORDS and all(_is_format_word(other[index]) for other in columns))
            ):
                found.add(index)
    return found


def _may_be_remark(cell: str) -> bool:
    if cell.isascii():
        return False
    text = comparable(cell) if len(cell) < _SHORT or cell.lstrip().startswith("填") else cell
    return text in _FORMAT_WORDS or any(rule.fullmatch(text) for rule in (_EXAMPLE, _REMARK))


def _is_format_word(cell: Cell) -> bool:
    return is_empty(cell) or comparable(cell).strip("()") in _FORMAT_WORDS
