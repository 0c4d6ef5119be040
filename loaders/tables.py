"""One recognised sheet → the rows of its dataset, by columns: what is skipped, dropped, ignored or missing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from loaders.cells import contradicts_list, is_empty
from loaders.dataset import Dataset
from loaders.headers import (
    NOT_MAPPED,
    UNUSED,
    Layout,
    Names,
    compared,
    is_secret,
    likely_fields,
    meaning_of,
    names_of,
    nearest_header,
    plain,
    unclear_headers,
)
from loaders.plain_rows import PlainRows
from loaders.problems import Problem, problem, shown
from loaders.reading import Cell, Sheet
from loaders.receipts import Question
from loaders.skipping import Columns, comparable, find_skipped, lacks_required

PACKAGE_HEADERS = frozenset({"包件", "包件号", "包件编号", "包件名称", "所属包件", "包号", "标包"})
_NIL = re.compile(r"本(月|季|季度|期)(无|没有)\S{0,8}")
_NIL_BESIDE = re.compile(r"本(月|季|季度|期)(无|没有)")
_NIL_TEXTS = 3
_SAMPLES, _SAMPLED_ROWS = 2, 200
_NO_END = 1 << 40
_MAY_BE, _LIKELY = 0.4, 0.7
"""How near a header must be to the name of a column to be named as a guess: of a file that lacks one, of others."""


@dataclass
class Table:
    """The rows of one dataset as they stand in one sheet, by columns.

    columns: field → cells; further: header → cells of the columns that are no field (questionnaires keep them);
    packages: cells of a 包件 column; numbers: row of each as a person counts; misfits: index of rows that have not as
    many cells as the headers (`width`) → how many; skipped_remarks: numbers of the rows taken for notes. under: of each
    row the header that its mark stood under, where days are columns. plain: further rows, of a large log, that are in
    order and stand nowhere else here. mapped_columns: what was read as mapped by hand.
    problems: what is wrong with the sheet as a whole; questions: headers that nobody can read for sure.
    """

    dataset: Dataset
    sheet: str | None
    columns: dict[str, Sequence[Cell]] = field(default_factory=dict)
    further: dict[str, Sequence[Cell]] = field(default_factory=dict)
    packages: Sequence[Cell] = ()
    numbers: list[int] = field(default_factory=list)
    misfits: dict[int, int] = field(default_factory=dict)
    width: int = 0
    is_nil: bool = False
    skipped_totals: int = 0
    skipped_remarks: list[int] = field(default_factory=list)
    dropped_columns: list[str] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    mapped_columns: list[str] = field(default_factory=list)
    under: list[str] = field(default_factory=list)
    plain: PlainRows | None = None
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def cut(
    sheet: Sheet, dataset: Dataset, layout: Layout | None, mapped: Mapping[str, str] = NOT_MAPPED, *, is_alone: bool
) -> Table | None:
    """The table of a sheet; None for one without rows, which says 未提供. mapped: what was mapped by hand, with which
    the layout was found; is_alone: the file holds this dataset only, so no rows below the headers say 本月无."""
    table = Table(dataset, sheet.name or None)
    if layout is None or (not layout.fields and _says_nil_only(sheet.rows)):
        table.is_nil = _says_nil_only(sheet.rows)
        if not table.is_nil:
            required = "、".join(column.header for column in dataset.columns if column.required)
            table.problems.append(problem("no_header", table.sheet, title=dataset.title, required=required))
        return table if table.is_nil or is_alone or any(_texts(sheet.rows)) else None
    rows = _records(sheet, layout.first_data_row)
    columns: list[Sequence[Cell]] = list(zip_longest(*rows))
    numbers = sheet.numbers[layout.first_data_row :] or range(sheet.first_row + layout.first_data_row, _NO_END)
    kept = _number_rows(table, layout, columns, numbers)
    table.under = [sheet.under[index] for index in kept] if sheet.under else []
    if kept and _says_nil(dataset, layout, columns, kept[0]):
        table.is_nil = True
        if len(kept) > 1:
            title, others = dataset.title, len(kept) - 1
            table.problems.append(problem("nil_with_rows", table.sheet, table.numbers[0], title=title, count=others))
        table.numbers = []
        return table
    if not kept and not is_alone:
        return None
    _report_layout(table, layout, columns)
    _ask(table, layout, columns, names_of(dataset, mapped))
    if not kept:
        table.is_nil = not table.problems
        return table
    _measure_rows(table, layout, sheet.rows[layout.first_data_row - 1], [rows[index] for index in kept])
    if len(kept) < len(columns[0]):
        columns = [[column[index] for index in kept] for column in columns]
    spare = _take_fields(table, layout, columns)
    _take_others(table, layout, columns, spare)
    return table


def _records(sheet: Sheet, first: int) -> list[list[Cell]]:
    """The rows from `first` on, without what merged ranges have filled to the right: it is no value of that column."""
    rows = sheet.rows[first:]
    for row, column in sheet.spread:
        if row >= first:
            rows[row - first] = [None if place == column else cell for place, cell in enumerate(rows[row - first])]
    return rows


def _number_rows(table: Table, layout: Layout, columns: Columns, numbers: Sequence[int]) -> list[int]:
    """Indexes of the rows that are records, with their numbers put into the table, and what was skipped."""
    skipped = find_skipped(table.dataset, layout, columns)
    table.skipped_totals = len(skipped.totals)
    table.skipped_remarks = [numbers[index] for index in sorted(skipped.remarks)]
    count = len(columns[0]) if columns else 0
    kept = [index for index in range(count) if index not in skipped.every]
    table.numbers = [numbers[index] for index in kept]
    return kept


def _texts(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The different texts of a sheet in order."""
    return list(dict.fromkeys(comparable(cell) for row in rows for cell in row if not is_empty(cell)))


def _says_nil_only(rows: Sequence[Sequence[Cell]]) -> bool:
    """A sheet that holds nothing but (below a title) 本月无."""
    texts = _texts(rows)
    return bool(texts) and len(texts) <= _NIL_TEXTS and _NIL.fullmatch(texts[-1]) is not None


def _says_nil(dataset: Dataset, layout: Layout, columns: Columns, index: int) -> bool:
    """本月无 by itself, or before a remark where the row is no record; a record may begin with 本月无法访问."""
    texts = list(dict.fromkeys(comparable(column[index]) for column in columns if not is_empty(column[index])))
    if len(texts) == 1:
        return _NIL.fullmatch(texts[0]) is not None
    return _NIL_BESIDE.fullmatch(texts[0]) is not None and lacks_required(dataset, layout, columns, index)


# --- columns ---


def _measure_rows(table: Table, layout: Layout, headers: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> None:
    """Note the rows of a .csv that are longer or shorter than the headers: most often a comma inside a text that nobody
    quoted, behind which every cell stands in the wrong column."""
    named = max(layout.headers, default=-1) + 1
    table.width = max(len(headers), named)
    table.misfits = {index: len(row) for index, row in enumerate(rows) if not named <= len(row) <= table.width}


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


def _ask(table: Table, layout: Layout, columns: Columns, names: Names) -> None:
    """Headers that are not read and may mean a column: problems where ignoring them could change a number, questions
    where somebody may want to say what they mean."""
    title, by_field = table.dataset.name, table.dataset.by_field
    unclear = unclear_headers(layout, table.dataset, names)
    lacks = bool(layout.missing(table.dataset))
    for index, text in layout.others.items():
        is_blank = index >= len(columns) or all(map(is_empty, columns[index]))
        is_word = index not in unclear or compared(text) in names.unsure
        if (is_blank and is_word) or index in layout.mapped or is_secret(text) or plain(text) in PACKAGE_HEADERS:
            continue
        if index in unclear:
            means = "”或“".join(by_field[name].header for name in unclear[index])
            table.problems.append(problem("column_unclear", table.sheet, None, means, text))
            table.questions.append(Question(title, table.sheet, text, unclear[index], True, _samples(columns, index)))
            continue
        if table.dataset.keeps_further_columns and not lacks:
            continue
        guesses = likely_fields(text, layout, table.dataset, least=_MAY_BE if lacks else _LIKELY)
        if guesses or lacks:
            table.questions.append(Question(title, table.sheet, text, guesses, lacks, _samples(columns, index)))
    table.mapped_columns = [
        f"{layout.headers[index]}→{meaning_of(table.dataset, name)}" for index, name in sorted(layout.mapped.items())
    ]


def _samples(columns: Columns, index: int) -> tuple[str, ...]:
    """The first different cells of a column, unless they look like secrets."""
    cells = columns[index] if index < len(columns) else ()
    shown_cells = dict.fromkeys(shown(cell) or "" for cell in cells[:_SAMPLED_ROWS] if not is_empty(cell))
    return () if is_secret("", cells) else tuple(shown_cells)[:_SAMPLES]


def _has_value(cell: Cell) -> bool:
    return cell is not None and cell != ""


def _take_fields(table: Table, layout: Layout, columns: Columns) -> set[int]:
    """The columns of the dataset, and the places of those used under another name because their own was blank.

    Of equal headers the one with content counts; it is a problem if several differ."""
    spare: set[int] = set()
    for name, index in layout.fields.items():
        declared = table.dataset.by_field[name]
        places = [place for place in layout.twice.get(name, [index]) if place < len(columns)]
        filled = _filled(places, columns)
        if not filled:
            filled = _filled(layout.spare.get(name, []), columns)
            spare |= set(filled)
        contents = [columns[place] for place in filled]
        if len(contents) > 1 and any(list(other) != list(contents[0]) for other in contents[1:]):
            letters = "、".join(_letter(place) for place in filled)
            table.problems.append(problem("column_twice", table.sheet, None, declared.header, places=letters))
            table.questions += [
                Question(table.dataset.name, table.sheet, header, (name,), True, _samples(columns, place))
                for header, place in {layout.headers[place]: place for place in filled}.items()
                if compared(header) != compared(declared.header)
            ]
        # A column of nothing but 无 is not blank where 无 is an answer; the reader of its kind decides.
        spoken = contents or [columns[place] for place in places]
        chosen = spoken[0] if spoken else [None] * len(table.numbers)
        header = layout.headers[filled[0] if filled else index]
        if contradicts_list(declared, header, chosen):
            table.problems.append(problem("list_contradicts", table.sheet, None, declared.header, header))
        if declared.kind == "text" and not declared.required and is_secret("", chosen):
            table.dropped_columns.append(header)
        else:
            table.columns[name] = chosen
    return spare


def _filled(places: Iterable[int], columns: Columns) -> list[int]:
    return [place for place in places if place < len(columns) and not all(map(is_empty, columns[place]))]


def _take_others(table: Table, layout: Layout, columns: Columns, spare: set[int]) -> None:
    """The columns that are no field: 包件, secrets, items of a questionnaire, and those that are ignored."""
    taken = {*spare, *layout.fields.values(), *(place for places in layout.twice.values() for place in places)}
    for index, column in enumerate(columns):
        if index in taken:
            continue
        header = layout.headers.get(index, "")
        if not header:
            if not all(map(is_empty, column)):
                table.ignored_columns.append(f"{_letter(index)} 列（无表头）")
        elif layout.mapped.get(index) == UNUSED:
            table.ignored_columns.append(header)
        elif plain(header) in PACKAGE_HEADERS:
            table.packages = column
        elif compared(header) in {compared(name) for name in table.dataset.aside}:
            table.ignored_columns.append(header)
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
