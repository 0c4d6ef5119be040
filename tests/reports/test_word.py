"""A document written as .docx and read back."""

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Length

from reports.document import Block, Column, Document, Heading, PageBreak, Paragraph, Row, Signatures, Table
from reports.word import texts, write_docx

COLUMNS = (Column("一级指标", 1), Column("三级指标", 3), Column("得分", 1, "right"))
ROWS = (
    Row(("包件1",), "group"),
    Row(("产出指标", "可用率", "4.50"), marked=(2,)),
    Row(("产出指标", "故障率", "0.00")),
    Row(("效益指标", "可用率", "10.00")),
    Row(("合计", "", "14.50"), "total"),
)
BLOCKS: tuple[Block, ...] = (
    Heading("一、总体情况"),
    Paragraph("本月一切正常。"),
    Heading("（一）指标", 2),
    Table("表1 指标完成情况", COLUMNS, ROWS, merged=(0,)),
    Paragraph("注：=1+1 不是公式。", is_note=True),
    PageBreak(),
    Signatures(("编制", "审核", "批准")),
)


def made(blocks: tuple[Block, ...] = BLOCKS, **more: bool) -> bytes:
    return write_docx(Document("考核报告", "2026年10月", date(2026, 10, 31), blocks, **more))


def mm(*lengths: Length | None) -> list[int]:
    return [round(one.mm) for one in lengths if one is not None]


def test_every_word_comes_back_in_order() -> None:
    found = [text for text in texts(made()) if text]
    assert found == [
        "考核报告", "2026年10月", "一、总体情况", "本月一切正常。", "（一）指标", "表1 指标完成情况",
        "一级指标", "三级指标", "得分",
        "包件1",
        "产出指标", "可用率", "4.50",
        "故障率", "0.00",
        "效益指标", "可用率", "10.00",
        "合计", "14.50",
        "注：=1+1 不是公式。",
        *(f"{role}：____________　____年__月__日" for role in ("编制", "审核", "批准")),
    ]  # fmt: skip


def test_cells_are_merged_and_the_head_is_repeated() -> None:
    table = docx.Document(io.BytesIO(made())).tables[0]
    assert [len(list(row._tr.iter(qn("w:tblHeader")))) for row in table.rows] == [1, 0, 0, 0, 0, 0]
    assert table.cell(2, 0)._tc is table.cell(3, 0)._tc  # 产出指标 stands once beside two lines
    assert table.cell(4, 0)._tc is not table.cell(3, 0)._tc
    assert table.cell(2, 1)._tc is not table.cell(3, 1)._tc
    assert table.cell(1, 0)._tc is table.cell(1, 2)._tc  # the name of a group lies over all columns
    assert table.cell(5, 0)._tc is table.cell(5, 1)._tc  # and the words of a total up to its number
    assert all(len(list(row._tr.iter(qn("w:cantSplit")))) == 1 for row in table.rows)


def test_form_of_an_official_document() -> None:
    file = docx.Document(io.BytesIO(made()))
    section = file.sections[0]
    assert mm(section.page_width, section.page_height, section.top_margin, section.left_margin) == [210, 297, 37, 28]
    body = file.styles["Normal"]
    assert (body.font.size.pt, body.paragraph_format.line_spacing.pt) == (16, 28)
    assert body.paragraph_format.first_line_indent.pt == 32  # two characters of 三号
    assert body.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert file.styles["Heading 1"].element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"
    foot = section.footer.paragraphs[0]._p
    assert [one.text for one in foot.iter(qn("w:instrText"))] == ["PAGE"]


def test_wide_pages_and_the_mark_of_invented_records() -> None:
    section = docx.Document(io.BytesIO(made(is_wide=True, is_sample=True))).sections[0]
    assert mm(section.page_width, section.page_height) == [297, 210]
    assert section.header.paragraphs[0].text == "示例数据，全部记录均为虚构"
    assert docx.Document(io.BytesIO(made())).sections[0].header.paragraphs[0].text == ""


def test_the_same_document_is_the_same_file() -> None:
    first = made()
    assert made() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("2026-10-31T00:00:00Z") == 2
    assert "python" not in core


@pytest.mark.parametrize("text", ["<b>&amp;</b>", "两行\n一格", "a" * 300])
def test_texts_of_uploads_stay_what_they_are(text: str) -> None:
    table = Table("表", (Column("名称", 1),), (Row((text,)),))
    assert [one for one in texts(made((table,))) if one][-len(text.split("\n")) :] == text.split("\n")
