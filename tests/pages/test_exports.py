"""Downloads hold what they are given, and no cell of them is a formula."""

import csv
import io

import openpyxl

from pages.parts.exports import text, workbook

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
