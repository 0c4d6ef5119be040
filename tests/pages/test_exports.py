"""Downloads hold what they are given, and no cell of them is a formula."""

import csv
import io

import openpyxl
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from pages.parts.exports import text
from pages.parts.workbooks import workbook

HEADS = ("编号", "说明", "分子")
LINES = [("=1+1", "@SUM(A1)", -1.5), ("+86", "-危险", None), ("P1", "平常", 3)]


def test_a_workbook_keeps_texts_as_texts() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(HEADS, LINES))).active
    assert sheet is not None
    rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    assert rows == [HEADS, ("=1+1", "@SUM(A1)", -1.5), ("+86", "-危险", None), ("P1", "平常", 3)]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s", "n"}


def test_a_text_file_defuses_what_would_start_a_formula() -> None:
    content = text(HEADS, LINES)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [list(HEADS), ["'=1+1", "'@SUM(A1)", "-1.5"], ["'+86", "'-危险", ""], ["P1", "平常", "3"]]


def test_what_a_sheet_cannot_hold_follows_on_the_next() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(HEADS, LINES, most=2)))
    found = {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}
    assert found == {"明细": [HEADS, *LINES[:2]], "明细2": [HEADS, LINES[2]]}
    assert [sheet.auto_filter.ref for sheet in book] == ["A1:C3", "A1:C2"]
    assert [sheet.sheet_view.tabSelected for sheet in book] == [True, None]


def test_a_workbook_of_nothing_has_its_heads() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(HEADS, []))).active
    assert sheet is not None
    assert [tuple(row) for row in sheet.iter_rows(values_only=True)] == [HEADS]


def test_awkward_texts_come_back_as_they_were() -> None:
    texts = [" <b>&\"' ", "两\n行", "_x0041_", "铃\x07", "😀", "长" * 40_000]
    content = workbook(("文",), [(one,) for one in texts])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert [unescape(str(row[0].value)) for row in sheet.iter_rows(min_row=2)] == [*texts[:-1], texts[-1][:32_767]]
    plain = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in plain[1:3]] == texts[:2]
