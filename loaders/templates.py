"""The Excel files that supervisors fill in, and the same files filled with rows.

Both follow the declarations: one sheet per upload type under its title, the canonical headers in their order (a
required one with a * behind it), lists to choose from, and a last sheet 填写说明. The same content always gives the
same bytes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data.contract import assessable, duty_clauses
from data.reference import reference_systems
from loaders.dataset import Cadence, CellKind, Column, Dataset
from loaders.datasets import DATASETS

GUIDE_TITLE = "填写说明"
NIL_WORD = "本月无"
_LAST_ROW = 199_999
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MOMENT = "yyyy-mm-dd hh:mm"
_DAY = "yyyy-mm-dd"
_TEXT = "@"
_NUMBER_FORMATS: dict[CellKind, str] = {"id": _TEXT, "time": _MOMENT, "due": _MOMENT, "date": _DAY}
_WIDTHS: dict[CellKind, int] = {"text": 24, "given": 24, "id": 18, "time": 18, "due": 18, "date": 13}
_CADENCES: dict[Cadence, str] = {
    "monthly": "每月",
    "quarterly": "每季度",
    "on_change": "有变化时",
    "whenever": "发生时",
}
_RULES = (
    "每张工作表填一种数据。工作表名和表头请不要改；带 * 的列必须保留。",
    f"空表或删去的表视为“未提供”，不是“没有发生”。确实没有发生的，请在第一个数据格（A2）填“{NIL_WORD}”；"
    "系统清单和资产清单不能这样填。",
    "只填上报月份的记录，每张表按哪一列归入月份见下表。",
    "续报：上月没有办结的记录，办结后在本月的表中再报一次，编号、开始时间和类别不变，不会重复计数。",
    "时间写成 2026-10-05 08:30，日期写成 2026-10-05。应填时间的格只填日期时按 0 点计算，应交基准时间按当天结束计算。",
    "编号列是文本格式，1.10 不会变成 1.1；从别处粘贴时请选“只粘贴值”。",
    "有下拉列表的列请从列表中选。没有内容的格留空。合计行会自动跳过。",
    "请不要填写密码、身份证号等内容；这样的列读入时会被丢弃。",
    "需要更正时，改好后重新上报，确认后替换上一次的数据。",
)

Target = str | Path | BinaryIO
Rows = Sequence[Mapping[str, object]]


def write_template(target: Target, datasets: Sequence[Dataset], package: int | None = None) -> None:
    """Write an empty file with a sheet for each of the datasets, to a path or a binary buffer.

    With a package: its monthly workbook, without the datasets that it does not send. ValueError if none is left.
    """
    wanted = [dataset for dataset in datasets if package is None or package in dataset.packages]
    if not wanted:
        raise ValueError("no dataset to write a template of")
    with _workbook(target) as workbook:
        layout = _Layout(workbook)
        for dataset in wanted:
            layout.add_sheet(dataset)
        layout.add_guide(wanted, package)


def write_workbook(target: Target, sheets: Mapping[str, Rows], nil: Sequence[str] = ()) -> None:
    """Write the same layout filled with rows, to a path or a binary buffer.

    sheets: dataset name → rows, each field → datetime, date, str, number, bool or None; a key that is no field of the
    dataset makes a further column with the key as header. An empty sequence of rows makes a sheet that says 未提供.
    nil: names of datasets whose sheet says 本月无. KeyError for a name that is no dataset; ValueError if one dataset
    has rows and is nil, or if a further column would repeat a header; TypeError for a value of another kind.
    """
    both = [name for name in nil if sheets.get(name)]
    if both:
        raise ValueError(f"datasets with rows cannot be nil: {', '.join(both)}")
    names = list(dict.fromkeys((*sheets, *nil)))
    with _workbook(target) as workbook:
        layout = _Layout(workbook)
        for name in names:
            rows = sheets.get(name, ())
            sheet = layout.add_sheet(DATASETS[name], _further_headers(DATASETS[name], rows))
            if name in nil:
                sheet.write_string(1, 0, NIL_WORD)
            layout.fill(sheet, DATASETS[name], rows)
        layout.add_guide([DATASETS[name] for name in names], None)


@contextmanager
def _workbook(target: Target) -> Iterator[Workbook]:
    """A workbook that is written out only if nothing went wrong; its date is fixed, so that bytes can be compared."""
    workbook = Workbook(str(target) if isinstance(target, Path) else target, _OPTIONS)
    workbook.set_properties({"created": datetime(2026, 7, 1)})
    yield workbook
    workbook.close()


def _further_headers(dataset: Dataset, rows: Rows) -> tuple[str, ...]:
    """Keys of the rows that are no field of the dataset, in order of appearance."""
    keys = dict.fromkeys(key for row in rows for key in row)
    further = tuple(key for key in keys if key not in dataset.by_field)
    repeated = {column.header for column in dataset.columns}.intersection(further)
    if repeated:
        raise ValueError(f"{dataset.name}: use the field names instead of {', '.join(sorted(repeated))}")
    return further


class _Layout:
    """Lays out the sheets of one workbook."""

    def __init__(self, workbook: Workbook):
        self._workbook = workbook
        frame = {"bold": True, "border": 1, "border_color": "#B7C3D0", "valign": "vcenter", "text_wrap": True}
        self._required = workbook.add_format({**frame, "bg_color": "#CFE2F3"})
        self._optional = workbook.add_format({**frame, "bg_color": "#EEF3F8", "bold": False})
        self._title = workbook.add_format({"bold": True, "font_size": 14})
        self._wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self._cells = {code: workbook.add_format({"num_format": code}) for code in (_MOMENT, _DAY, _TEXT)}

    def add_sheet(self, dataset: Dataset, further: Sequence[str] = ()) -> Worksheet:
        """An empty sheet of the dataset: headers, formats, messages, lists."""
        sheet = self._workbook.add_worksheet(dataset.title)
        for index, column in enumerate(dataset.columns):
            header = column.header + ("*" if column.required else "")
            sheet.set_column(index, index, _width(header, column.kind), self._cell_format(column.kind))
            sheet.write_string(0, index, header, self._required if column.required else self._optional)
            _add_messages(sheet, index, column)
        for index, header in enumerate(further, len(dataset.columns)):
            sheet.set_column(index, index, _width(header, "text"))
            sheet.write_string(0, index, header, self._optional)
        sheet.set_row(0, 24)
        sheet.freeze_panes(1, 0)
        return sheet

    def fill(self, sheet: Worksheet, dataset: Dataset, rows: Rows) -> None:
        """Write the rows below the headers."""
        keys = (*dataset.by_field, *_further_headers(dataset, rows))
        places = {key: (index, dataset.by_field.get(key)) for index, key in enumerate(keys)}
        for number, row in enumerate(rows, 1):
            for key, value in row.items():
                index, column = places[key]
                self._write(sheet, number, index, value, column)

    def add_guide(self, datasets: Sequence[Dataset], package: int | None) -> None:
        """The last sheet, 填写说明: the rules, the sheets, the columns."""
        sheet = self._workbook.add_worksheet(GUIDE_TITLE)
        for index, width in enumerate((18, 24, 12, 22, 60, 30)):
            sheet.set_column(index, index, width, self._wrapped)
        sheet.write_string(0, 0, GUIDE_TITLE + (f"（包件{package}月度数据）" if package else ""), self._title)
        row = 1
        for number, rule in enumerate(_RULES, 1):
            sheet.merge_range(row, 0, row, 5, f"{number}. {rule}", self._wrapped)
            sheet.set_row(row, 32)
            row += 1
        row = self._table(
            sheet, row + 1, ("工作表", "一行是", "上报", "按哪一列归入月份", "说明"), _sheet_lines(datasets)
        )
        if package is not None:
            row = self._table(sheet, row + 1, ("系统编号", "系统名称"), _system_lines(package))
            row = self._table(sheet, row + 1, ("指标编号", "定性指标"), iter(assessable(package).items()))
        self._table(sheet, row + 1, ("工作表", "列", "必填", "格式", "填什么", "例"), _column_lines(datasets, package))

    def _table(self, sheet: Worksheet, row: int, headers: Sequence[str], lines: Iterator[Sequence[str]]) -> int:
        """Write a table from this row on; gives the first free row below it."""
        sheet.write_row(row, 0, headers, self._required)
        for line in lines:
            row += 1
            sheet.write_row(row, 0, line, self._wrapped)
        return row + 1

    def _cell_format(self, kind: CellKind) -> Format | None:
        return self._cells.get(_NUMBER_FORMATS.get(kind, ""))

    def _write(self, sheet: Worksheet, row: int, index: int, value: object, column: Column | None) -> None:
        """Write one value as what it is: text stays text, whatever it looks like."""
        match value:
            case None:
                return
            case str():
                sheet.write_string(row, index, value, self._cell_format(column.kind) if column else None)
            case bool():
                sheet.write_string(row, index, column.word_for(value) if column else ("是" if value else "否"))
            case datetime():
                sheet.write_datetime(row, index, value, self._cells[_MOMENT])
            case date():
                sheet.write_datetime(row, index, value, self._cells[_DAY])
            case int() | float():
                sheet.write_number(row, index, value, self._cell_format(column.kind) if column else None)
            case _:
                raise TypeError(f"cannot write {value!r} into a cell")


def _width(header: str, kind: CellKind) -> int:
    """Wide enough for the header (a Chinese character takes two places) and for what stands below it."""
    shown = sum(1 if character.isascii() else 2 for character in header)
    return min(max(shown + 2, _WIDTHS.get(kind, 12)), 60)


def _add_messages(sheet: Worksheet, index: int, column: Column) -> None:
    """Show what to fill in when a cell or the header is chosen; offer the list where there is one."""
    shown: dict[str, object] = {
        "input_title": column.header,
        "input_message": column.help + (f"。例：{column.example}" if column.example else ""),
    }
    sheet.data_validation(0, index, 0, index, {"validate": "any", **shown})
    if column.choices:
        stop = {"error_title": column.header, "error_message": f"请填：{'、'.join(column.choices)}"}
        shown |= {"validate": "list", "source": list(column.choices), **stop}
    else:
        shown |= {"validate": "any"}
    sheet.data_validation(1, index, _LAST_ROW, index, shown)


def _sheet_lines(datasets: Sequence[Dataset]) -> Iterator[Sequence[str]]:
    for dataset in datasets:
        placed_by = dataset.by_field[dataset.placed_by].header if dataset.placed_by else "上报月份"
        yield dataset.title, dataset.grain, _CADENCES[dataset.cadence], placed_by, dataset.note


def _system_lines(package: int) -> Iterator[Sequence[str]]:
    """The systems that the contract names: what 系统编号 means until the package hands in a list of its own."""
    for system in reference_systems():
        if system.package == package:
            yield system.system_id, system.system_name


def _column_lines(datasets: Sequence[Dataset], package: int | None) -> Iterator[Sequence[str]]:
    for dataset in datasets:
        for column in dataset.columns:
            required = "必填" if column.required else ""
            example = _own_example(column, package)
            yield dataset.title, column.header, required, _form(column), column.help, example


def _own_example(column: Column, package: int | None) -> str:
    """The example, with a system or an indicator of the package."""
    if package is None:
        return column.example
    if column.field == "indicator_code":
        return next(iter(assessable(package)))
    if column.field == "clause_code":
        return next(iter(duty_clauses(package)), column.example)
    return re.sub(r"^P\d-", f"P{package}-", column.example)


def _form(column: Column) -> str:
    """The form of a column's cells in a few words."""
    if column.choices:
        return "从列表中选"
    forms: dict[CellKind, str] = {
        "id": "文本",
        "text": "文本",
        "given": "文本",
        "date": "日期",
        "time": "时间",
        "due": "时间",
        "number": "数字",
        "integer": "整数",
        "percent": "百分数 0-100",
        "minutes": "分钟数",
        "answer": "文字或分数",
    }
    return forms[column.kind]
