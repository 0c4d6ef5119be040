"""The workbook that comes back: bad cells filled and commented, formats kept, nothing in it is a formula."""

import io
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from loaders.marking import marked, marked_name
from loaders.problems import Problem, problem

PLACES: list[dict[str, Any]] = [
    {"sheet": "停机记录", "columns": [{"header": "恢复时间", "read_from": "恢复", "place": 2}]}
]
PROBLEMS: list[Problem] = [
    problem("wrong_order", "停机记录", 3, "恢复时间", "2026-10-05 09:00", earlier="停机开始时间", start="10:00"),
    problem("id_twice", "停机记录", 3, None, record_id="D1", first=2),
    problem("missing_column", "停机记录", None, "系统编号", nearest=""),
]  # fmt: skip


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def test_bad_cells_are_filled_and_commented_and_formats_stay() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "停机记录"
    for row in (["编号", "开始", "恢复"], ["D1", "a", "b"], ["D1", "c", "d"], ["=1+1", '=HYPERLINK("x")', "-2+3"]):
        sheet.append(row)
    sheet["A1"].font = Font(bold=True)
    sheet.column_dimensions["B"].width = 33
    stream = io.BytesIO()
    book.save(stream)

    copy = opened(marked(stream.getvalue(), "十月.xlsx", PROBLEMS, PLACES))
    own = copy["停机记录"]
    assert (own["C3"].value, own["C3"].fill.start_color.rgb) == ("d", "00FFC7CE")
    assert own["C3"].comment is not None
    assert "时间先后颠倒" in own["C3"].comment.text
    assert own["A3"].comment is not None
    assert "编号重复" in own["A3"].comment.text
    assert own["C2"].comment is None
    assert (own["A1"].font.bold, own.column_dimensions["B"].width) == (True, 33)
    assert not [cell for sheet in copy for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    listed = [[cell.value for cell in row] for row in copy["问题清单"].iter_rows()]
    assert listed[0] == ["工作表", "行", "列", "内容", "问题", "怎么改"]
    assert [row[4] for row in listed[1:]] == ["时间先后颠倒", "编号重复", "缺少必需的列"]
    assert marked_name("十月.xlsx") == "十月-标注.xlsx"


def test_a_csv_comes_back_as_text_that_no_program_works_out() -> None:
    content = "编号,开始,恢复\nD1,=1+1,-2+3\nD2,-5,＝A1\n".encode("gb18030")
    wrong = [problem("bad_date", None, 2, "恢复时间", "-2+3")]
    copy = opened(marked(content, "停机.csv", wrong, [PLACES[0] | {"sheet": ""}]))
    own = copy.worksheets[0]
    assert [[cell.value for cell in row] for row in own.iter_rows()][1:] == [
        ["D1", "=1+1", "-2+3"],
        ["D2", "-5", "＝A1"],
    ]
    assert {cell.data_type for row in own.iter_rows() for cell in row} == {"s"}
    assert [own[name].quotePrefix for name in ("B2", "C2", "B3", "C3")] == [True, True, False, True]
    assert own["C2"].comment is not None
