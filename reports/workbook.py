"""绩效自评表 as .xlsx: real numbers, and formulas that add up to the score of the scorecard.

What is printed is cut to two decimals as everywhere; the numbers behind it stand unrounded to the right of the printed
page, and every printed point, subtotal and total is a formula over those.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kpi.score import GRADES
from kpi.values import Finding
from kpi.words import VERDICTS, digits_of, figure_number, shown_points, shown_target, shown_value, unit_words
from reports.archive import repacked
from reports.document import SAMPLE
from reports.self_evaluation import (
    EXEMPT_HEADS,
    EXEMPT_TITLE,
    HEADS,
    MISSING_HEADS,
    MISSING_TITLE,
    ROLES,
    TITLE,
    UNDECIDED,
    Line,
    SelfEvaluation,
    exempt_rows,
    head_lines,
    missing,
    notes,
    title,
    veto_words,
)

BESIDE_HEADS = ("编号", "结论", "实际值（未舍入）", "分值（未舍入）", "得分（未舍入）")
_WIDTHS = (10, 13, 24, 11, 13, 8.5, 9, 43)
_LAST = len(_WIDTHS) - 1
_CODE, _VERDICT, _VALUE, _WEIGHT, _POINTS = range(_LAST + 2, _LAST + 7)
_W, _P = "MN"
"""Letters of the columns with unrounded weights and points."""
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True, "border": 1}
_PER_LINE = 21
"""Chinese characters to a line of the widest column."""
_LINE_HEIGHT = 14.5


def write_workbook(evaluation: SelfEvaluation) -> bytes:
    """The bytes of the .xlsx; the same scorecard gives the same bytes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties(
            {"title": title(evaluation), "created": datetime.combine(evaluation.card.as_of, time())}
        )  # fmt: skip
        _Sheet(book, evaluation).write()
        for name, heads, widths, rows in (
            (MISSING_TITLE, MISSING_HEADS, (48, 60, 36), missing(evaluation)),
            (EXEMPT_TITLE, EXEMPT_HEADS, (12, 24, 26, 38, 44), exempt_rows(evaluation)),
        ):
            if rows:
                _write_list(book, evaluation, name, heads, widths, rows)
    return repacked(buffer.getvalue())


class _Sheet:
    """The sheet that is printed, written row by row."""

    def __init__(self, book: xlsxwriter.Workbook, evaluation: SelfEvaluation) -> None:
        self._book, self._evaluation, self._card = book, evaluation, evaluation.card
        self._sheet = book.add_worksheet(TITLE)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._row = 0
        self._first = 0

    def write(self) -> None:
        """All of it."""
        for column, width in enumerate(_WIDTHS):
            self._sheet.set_column(column, column, width)
        self._sheet.set_column(_LAST + 1, _LAST + 1, 3)
        self._sheet.set_column(_CODE, _POINTS, 15)
        self._write_head()
        self._first = self._row
        subtotals = [self._write_group(name, lines) for name, lines in self._evaluation.groups()]
        self._merge_level1(subtotals)
        self._write_totals()
        self._write_foot()
        _set_print(self._sheet, self._evaluation, self._first - 1, self._row, _LAST)
        self._sheet.freeze_panes(self._first, 3)

    def _format(self, **look: Any) -> Format:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(_FONT | look)
        return self._formats[key]

    def _write_head(self) -> None:
        big = self._format(font_name="黑体", font_size=16, align="center", border=0)
        self._sheet.merge_range(0, 0, 0, _LAST, title(self._evaluation), big)
        self._sheet.set_row(0, 30)
        plain = self._format(border=0)
        for row, words in enumerate(head_lines(self._evaluation), 1):
            self._sheet.merge_range(row, 0, row, _LAST, words, plain)
            self._sheet.set_row(row, 18)
        self._row = 3
        bold = self._format(bold=True, align="center", bg_color="#E7ECF2")
        for column, head in enumerate(HEADS):
            self._sheet.write_string(self._row, column, head, bold)
        for column, head in enumerate(BESIDE_HEADS, _CODE):
            self._sheet.write_string(self._row, column, head, bold)
        self._sheet.set_row(self._row, 22)
        self._row += 1

    def _write_group(self, name: str, lines: Sequence[Line]) -> tuple[str, int, int]:
        """The lines of a level-1 group with its subtotal; its name, first and last row."""
        first = self._row
        for _, members in groupby(lines, key=lambda line: line.finding.indicator.group[1]):
            start = self._row
            level2 = list(members)
            for line in level2:
                self._write_line(line, is_alone=len(level2) == 1)
            name2, centered = level2[0].finding.indicator.group[1], self._format(align="center")
            _merge(self._sheet, start, self._row - 1, 1, name2, centered)
        weights, points = _range(_W, first, self._row - 1), _range(_P, first, self._row - 1)
        won = [line.scored.points for line in lines if line.scored.points is not None]
        total = self._format(bold=True, bg_color="#F3F5F8")
        self._sheet.merge_range(self._row, 0, self._row, 4, f"{name}小计", total)
        self._write_cut(5, f"SUM({weights})", sum(line.scored.weight for line in lines), bold=True)
        self._write_formula(
            6, f'=IF(COUNT({points})=0,"{UNDECIDED}",{_cut(f"SUM({points})")})',
            float(shown_points(sum(won))) if won else UNDECIDED, bold=True,
        )  # fmt: skip
        self._sheet.write_blank(self._row, _LAST, None, total)
        self._sheet.set_row(self._row, 20)
        self._row += 1
        return name, first, self._row - 2

    def _merge_level1(self, groups: Sequence[tuple[str, int, int]]) -> None:
        for name, first, last in groups:
            _merge(self._sheet, first, last, 0, name, self._format(align="center", bold=True))

    def _write_line(self, line: Line, is_alone: bool) -> None:
        finding, one, row = line.finding, line.finding.indicator, self._row
        plain = self._format()
        self._sheet.write_string(row, 2, one.name, plain)
        self._sheet.write_string(row, 3, shown_target(one), self._format(align="center"))
        self._write_value(finding)
        mark = '"*"' if line.is_default else ""
        self._write_cut(5, f"{_W}{row + 1}", line.scored.weight, number=f"0.00{mark}")
        words, points = VERDICTS[finding.verdict], line.scored.points
        cell = f"{_P}{row + 1}"
        shown = words if points is None else float(shown_points(points))
        self._write_formula(6, f'=IF({cell}="","{words if points is None else UNDECIDED}",{_cut(cell)})', shown)
        self._sheet.write_string(row, _LAST, line.remark, self._format(indent=1))
        self._write_beside(line)
        lines = max(_lines(line.remark, _PER_LINE), _lines(one.name, 11), _lines(shown_value(finding), 6))
        lines = max(lines, _lines(one.group[1], 6)) if is_alone else lines
        self._sheet.set_row(row, max(20, _LINE_HEIGHT * lines + 4))
        self._row += 1

    def _write_value(self, finding: Finding) -> None:
        """The value as shown everywhere (rounded against the contractor), as a number or a date with its unit."""
        one, value = finding.indicator, finding.value
        look: dict[str, Any] = {"align": "right"} | ({"font_color": "#B42318"} if finding.verdict == "missed" else {})
        if isinstance(value, date):
            moment = datetime.combine(value, time())
            self._sheet.write_datetime(self._row, 4, moment, self._format(num_format="yyyy-mm-dd", **look))
        elif value is None:
            self._sheet.write_string(self._row, 4, shown_value(finding), self._format(**look))
        else:
            number = float(figure_number(one, value).replace(",", ""))
            places = ".00" if digits_of(one) else ""
            is_percent = unit_words(one) == "%"
            style = f"0{places}%" if is_percent else f'#,##0{places}"{unit_words(one)}"'
            number = round(number / 100, 6) if is_percent else number
            self._sheet.write_number(self._row, 4, number, self._format(num_format=style, **look))

    def _write_beside(self, line: Line) -> None:
        plain = self._format(font_color="#5B6876")
        finding, row = line.finding, self._row
        self._sheet.write_string(row, _CODE, finding.indicator.code, plain)
        self._sheet.write_string(row, _VERDICT, VERDICTS[finding.verdict], plain)
        for column, number in (
            (_VALUE, finding.value), (_WEIGHT, line.scored.weight), (_POINTS, line.scored.points)
        ):  # fmt: skip
            if isinstance(number, int | float):
                self._sheet.write_number(row, column, number, plain)
            else:
                self._sheet.write_blank(row, column, None, plain)

    def _write_totals(self) -> None:
        card = self._card
        weights, points = (_range(letter, self._first, self._row - 1) for letter in (_W, _P))
        won, decided = f"SUM({points})", f'SUMIF({points},"<>",{weights})'
        projected = f"ROUND({won}/{decided}*100,9)"
        self._write_label("合计")
        self._write_cut(5, f"SUM({weights})", 100.0, bold=True)
        self._write_cut(6, won, card.confirmed, bold=True)
        self._row += 1
        self._write_label("已定分值（已能判定的指标）")
        self._write_cut(5, decided, card.decided_weight, bold=True)
        self._row += 1
        self._write_label("预计得分（合计得分 ÷ 已定分值 × 100）")
        known = card.projected is not None
        shown: float | str = float(shown_points(card.projected)) if card.projected is not None else "—"
        self._write_formula(6, f'=IF(COUNT({points})=0,"—",ROUNDDOWN({projected},2))', shown, bold=True)
        self._row += 1
        for name, formula, value in (
            ("最低得分（未定的全不得分）", won, card.low),
            ("最高得分（未定的全得分）", f"{won}+100-{decided}", card.high),
        ):
            self._write_label(name)
            self._write_cut(6, formula, value, bold=True)
            self._row += 1
        self._write_label("自评等级", veto_words(card))
        grades = f'"{GRADES[-1][1]}"'
        for floor, grade in reversed(GRADES[:-1]):
            grades = f'IF({projected}>={floor:g},"{grade}",{grades})'
        shown = card.grade if known and card.grade else "—"
        self._write_formula(6, f'=IF(COUNT({points})=0,"—",{grades})', shown, bold=True)
        self._row += 1

    def _write_label(self, words: str, remark: str = "") -> None:
        look = self._format(bold=True, bg_color="#F3F5F8")
        self._sheet.merge_range(self._row, 0, self._row, 4, words, look)
        self._sheet.write_blank(self._row, 5, None, look)
        self._sheet.write_blank(self._row, 6, None, look)
        self._sheet.write_string(self._row, _LAST, remark, look)
        self._sheet.set_row(self._row, 20)

    def _write_cut(self, column: int, formula: str, value: float, number: str = "0.00", bold: bool = False) -> None:
        """A sum cut to two decimals, never rounded up: 89.996 must not read 90.00."""
        self._write_formula(column, f"={_cut(formula)}", float(shown_points(value)), number, bold)

    def _write_formula(
        self, column: int, formula: str, shown: float | str, number: str = "0.00", bold: bool = False
    ) -> None:
        look = {"align": "center", "num_format": number} | ({"bold": True, "bg_color": "#F3F5F8"} if bold else {})
        self._sheet.write_formula(self._row, column, formula, self._format(**look), shown)

    def _write_foot(self) -> None:
        plain = self._format(border=0)
        for words in notes(self._evaluation):
            self._sheet.merge_range(self._row, 0, self._row, _LAST, words, plain)
            self._sheet.set_row(self._row, _LINE_HEIGHT * _lines(words, 66) + 4)
            self._row += 1
        for start in range(0, len(ROLES), 2):
            self._sheet.set_row(self._row, 34)
            for role, (first, last) in zip(ROLES[start : start + 2], ((0, 3), (4, _LAST)), strict=False):
                words = f"{role}：______________　　____年__月__日"
                self._sheet.merge_range(self._row, first, self._row, last, words, plain)
            self._row += 1
        self._row -= 1


def _write_list(
    book: xlsxwriter.Workbook, evaluation: SelfEvaluation, name: str, heads: Sequence[str], widths: Sequence[int],
    rows: Sequence[Sequence[str]],
) -> None:  # fmt: skip
    """An annex: a sheet of texts, written as texts whatever they begin with."""
    sheet = book.add_worksheet(name)
    bold = book.add_format(_FONT | {"bold": True, "align": "center", "bg_color": "#E7ECF2"})
    plain = book.add_format(_FONT)
    big = book.add_format(_FONT | {"font_name": "黑体", "font_size": 14, "align": "center", "border": 0})
    sheet.merge_range(0, 0, 0, len(heads) - 1, f"{title(evaluation)}　附表　{name}", big)
    sheet.set_row(0, 28)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, head, bold)
    for number, row in enumerate(rows, 2):
        needed = max(_lines(text, width // 2) for text, width in zip(row, widths, strict=True))
        sheet.set_row(number, max(20, _LINE_HEIGHT * needed + 4))
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, plain)
    sheet.freeze_panes(2, 0)
    _set_print(sheet, evaluation, 1, len(rows) + 1, len(heads) - 1)


def _set_print(sheet: Worksheet, evaluation: SelfEvaluation, head: int, last_row: int, last_column: int) -> None:
    """A4 landscape, as wide as the page, head rows on each, pages numbered."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.center_horizontally()
    if evaluation.is_sample:
        sheet.set_header(f"&C&KC00000{SAMPLE}")
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _merge(sheet: Worksheet, first: int, last: int, column: int, words: str, look: Format) -> None:
    if first == last:
        sheet.write_string(first, column, words, look)
    else:
        sheet.merge_range(first, column, last, column, words, look)


def _range(letter: str, first: int, last: int) -> str:
    return f"{letter}{first + 1}:{letter}{last + 1}"


def _cut(formula: str) -> str:
    return f"ROUNDDOWN(ROUND({formula},9),2)"


def _lines(words: str, per_line: int) -> int:
    """Over how many lines a text runs; Latin letters take half the room."""
    room = sum(1.0 if ord(letter) > 0x2000 else 0.55 for letter in words)
    return max(1, -(-round(room * 10) // (per_line * 10)))
