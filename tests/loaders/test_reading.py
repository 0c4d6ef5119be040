"""Bytes → raw grid: honest files read right, hostile ones refused with one sentence, and the reader always lives."""

import gzip
import io
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from time import monotonic

import openpyxl
import pytest
import xlsxwriter

from data.errors import UploadError
from loaders.reading import Cell, CellError, Grid, Limits, read_grid
from tests.loaders import hostile

SECONDS = 20
USUAL = Limits()


def rows_of(content: bytes, name: str = "记录.xlsx") -> list[list[Cell]]:
    (sheet,) = read_grid(content, name).sheets
    assert sheet.first_row == 1
    return sheet.rows


def refusal(content: bytes, name: str = "记录.xlsx", limits: Limits = USUAL) -> UploadError:
    began = monotonic()
    with pytest.raises(UploadError) as caught:
        read_grid(content, name, limits=limits)
    assert monotonic() - began < SECONDS
    assert caught.value.hint
    return caught.value


def written(fill: Callable[[xlsxwriter.Workbook], None], **options: object) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, options) as book:
        fill(book)
    return stream.getvalue()


class TestWorkbook:
    def test_types(self) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            sheet = book.add_worksheet("故障工单")
            formats = {
                text: book.add_format({"num_format": text}) for text in ("yyyy-mm-dd hh:mm", "hh:mm", "[h]:mm:ss")
            }
            chinese = book.add_format({"num_format": 31})
            sheet.write_row(0, 0, ["GD-1", 3, 2.5, -7, 0.125])
            sheet.write_boolean(0, 5, True)
            sheet.write_datetime(1, 0, datetime(2026, 10, 3, 8, 30, 15), formats["yyyy-mm-dd hh:mm"])
            sheet.write_datetime(1, 1, date(2026, 10, 3), chinese)
            sheet.write_datetime(1, 2, time(23, 59), formats["hh:mm"])
            sheet.write_datetime(1, 3, timedelta(hours=26, minutes=30), formats["[h]:mm:ss"])
            sheet.write_number(1, 4, 46298.3541666, formats["yyyy-mm-dd hh:mm"])
            sheet.write_string(1, 5, "  两行\n文字 ")

        first, second = rows_of(written(fill))
        assert first == ["GD-1", 3, 2.5, -7, 0.125, True]
        assert [type(cell) for cell in first] == [str, int, float, int, float, bool]
        assert second == [
            datetime(2026, 10, 3, 8, 30, 15),
            datetime(2026, 10, 3),
            time(23, 59),
            timedelta(hours=26, minutes=30),
            datetime(2026, 10, 3, 8, 30),
            "  两行\n文字 ",
        ]

    def test_1904_date_system(self) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            form = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            book.add_worksheet().write_datetime(0, 0, datetime(2026, 10, 3, 8, 30), form)

        assert rows_of(written(fill, date_1904=True)) == [[datetime(2026, 10, 3, 8, 30)]]

    def test_rows_and_columns_stay_in_place_when_the_sheet_begins_late(self) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            sheet = book.add_worksheet()
            sheet.write_row(3, 2, ["编号", "时间"])
            sheet.write_row(5, 2, ["A-1", None, 7])

        none = [None] * 5
        assert rows_of(written(fill)) == [
            none,
            none,
            none,
            [None, None, "编号", "时间", None],
            none,
            [None, None, "A-1", None, 7],
        ]

    def test_trailing_empty_rows_and_columns_are_left_out(self) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["a", "b"])
            for row in range(40):
                for column in range(30):
                    sheet.write_blank(row, column, None, book.formats[0])
            sheet.write_row(0, 0, ["a", "b"])
            sheet.write_string(9, 9, "")

        assert rows_of(written(fill)) == [["a", "b"]]

    def test_formats_without_values_may_reach_the_end_of_the_sheet(self) -> None:
        rows = (
            '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="A1048576" s="0"/></row>'
        )
        assert rows_of(hostile.workbook(rows)) == [[1]]

    def test_every_cell_of_a_merged_range_has_its_value(self) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            sheet = book.add_worksheet()
            sheet.merge_range("A1:F1", "停机记录")
            sheet.write_row("A2", ["系统", "开始", "结束"])
            sheet.merge_range("A3:A4", "P1-01")
            sheet.write_row("B3", [1, 2])
            sheet.write_row("B4", [3, 4])
            sheet.merge_range("A5:A7", "P1-02")
            sheet.write_row("B5", [5, 6])

        assert rows_of(written(fill)) == [
            ["停机记录", "停机记录", "停机记录"],
            ["系统", "开始", "结束"],
            ["P1-01", 1, 2],
            ["P1-01", 3, 4],
            ["P1-02", 5, 6],
        ]

    def test_hidden_sheets_are_read_and_flagged(self) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            book.add_worksheet("停机记录").write(0, 0, "a")
            hidden = book.add_worksheet("草稿")
            hidden.write(0, 0, "b")
            hidden.hide()
            book.add_worksheet("空表")
            book.add_chartsheet("图").set_chart(_chart(book))

        grid = read_grid(written(fill), "月报.XLSX")
        assert (grid.kind, grid.encoding) == ("xlsx", None)
        assert [(one.name, one.hidden, one.rows) for one in grid.sheets] == [
            ("停机记录", False, [["a"]]),
            ("草稿", True, [["b"]]),
            ("空表", False, []),
        ]

    def test_error_cells_arrive_as_such(self) -> None:
        rows = (
            '<row r="2"><c r="B2" t="e"><f>#REF!+1</f><v>#REF!</v></c><c r="C2"><v>5</v></c></row>'
            '<row r="4"><c r="D4" t="e"><v>#N/A</v></c></row>'
        )
        after = "<headerFooter><oddHeader>页眉</oddHeader></headerFooter>"
        assert rows_of(hostile.workbook(rows, after=after)) == [
            [None, None, None, None],
            [None, CellError("#REF!"), 5, None],
            [None, None, None, None],
            [None, None, None, CellError("#N/A")],
        ]

    def test_a_formula_that_was_never_calculated_is_an_error_cell(self) -> None:
        book = openpyxl.Workbook()
        book.active.append(["编号", "分钟"])
        book.active.append(["A-1", "=1+1"])
        stream = io.BytesIO()
        book.save(stream)
        assert rows_of(stream.getvalue())[1] == ["A-1", CellError("formula without value")]

    def test_a_calculated_formula_is_its_value(self) -> None:
        rows = (
            '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
            '<c r="C1" t="str"><f>"a"</f><v>a</v></c><c r="D1" t="b"><f>TRUE</f><v>1</v></c></row>'
        )
        assert rows_of(hostile.workbook(rows)) == [[2, None, "a", True]]

    def test_numbers_that_are_none(self) -> None:
        rows = '<row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>1e999</v></c><c r="C1"><v>1e300</v></c></row>'
        assert rows_of(hostile.workbook(rows)) == [[CellError("#NUM!"), CellError("#NUM!"), 1e300]]

    def test_element_names_may_carry_a_prefix(self) -> None:
        sheet = (
            f'<x:worksheet xmlns:x="{hostile.MAIN}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c>'
            '<x:c r="B1" t="e"><x:v>#REF!</x:v></x:c></x:row></x:sheetData></x:worksheet>'
        )
        assert rows_of(hostile.packed(hostile.parts(sheet))) == [[5, CellError("#REF!")]]

    def test_cells_without_references_follow_each_other(self) -> None:
        assert rows_of(hostile.workbook("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")) == [
            [1, 2],
            [3, None],
        ]


def _chart(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=停机记录!$A$1:$A$1"})
    return chart


class TestHostileWorkbook:
    @pytest.mark.parametrize(
        ("part", "word"),
        [
            ("xl/vbaProject.bin", "宏"),
            ("xl/macrosheets/sheet1.xml", "宏表"),
            ("xl/externalLinks/externalLink1.xml", "外部链接"),
            ("xl/activeX/activeX1.xml", "控件"),
            ("xl/embeddings/oleObject1.bin", "嵌入"),
            ("xl/connections.xml", "数据连接"),
        ],
    )
    def test_active_content(self, part: str, word: str) -> None:
        content = hostile.packed(hostile.parts(hostile.sheet_xml("")) | {part: "<x/>"})
        assert word in refusal(content).message

    @pytest.mark.parametrize("name", ["../evil.xml", "/etc/x.xml", "xl\\evil.xml", "C:/evil.xml"])
    def test_paths_that_lead_out(self, name: str) -> None:
        content = hostile.packed(hostile.parts(hostile.sheet_xml("")) | {name: "<x/>"})
        assert refusal(content).message == "文件结构异常：压缩包内有不合规的路径"

    @pytest.mark.parametrize("name", [hostile.SHEET, "XL/Worksheets/Sheet1.xml"])
    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_parts_twice(self, name: str) -> None:
        sheet = hostile.sheet_xml("")
        assert "重名" in refusal(hostile.packed(hostile.parts(sheet), (name, sheet))).message

    def test_archive_tricks(self) -> None:
        assert "重叠" in refusal(hostile.overlapping()).message
        assert "密码" in refusal(hostile.flagged_as_encrypted()).message
        assert "符号链接" in refusal(hostile.symbolic_link()).message
        many: dict[str, str | bytes] = {f"xl/media/{n}.png": "" for n in range(500)}
        assert "部件" in refusal(hostile.packed(hostile.parts(hostile.sheet_xml("")) | many)).message

    def test_zip_bomb_that_says_so(self) -> None:
        assert refusal(hostile.declared_bomb(160)).message == "文件展开后过大：有 160 MB，超过上限 150 MB"

    def test_zip_bomb_in_a_lying_directory(self) -> None:
        assert refusal(hostile.bomb_in_a_lying_directory()).message == "文件已损坏或被改动，无法读取"

    def test_half_a_file(self) -> None:
        content = hostile.many_cells(2000)
        assert refusal(content[: len(content) // 2]).message == "文件已损坏或被改动，无法读取"

    @pytest.mark.parametrize("reference", ["XFD1048576", "ZZ300000", "A200001", "IW2"])
    def test_far_cells(self, reference: str) -> None:
        assert "还有内容，超过上限 200,000 行 × 256 列" in refusal(hostile.one_cell_at(reference)).message

    def test_a_far_cell_inside_the_limits_costs_memory_but_only_of_the_child(self) -> None:
        limits = Limits(memory_bytes=400 << 20)
        assert refusal(hostile.one_cell_at("IV200000"), limits=limits).message == "文件展开后过大，无法读取"

    @pytest.mark.parametrize("unique", [4_294_967_295, 2**63])
    def test_a_count_of_texts_that_ends_the_reader(self, unique: int) -> None:
        error = refusal(hostile.counted_shared_strings(unique))
        assert error.message in ("文件展开后过大，无法读取", "文件结构异常，无法读取")
        assert error.detail

    def test_repeated_long_text_does_not_flood_the_parent(self) -> None:
        limits = Limits(unpacked_bytes=10 << 20)
        assert refusal(hostile.repeated_long_text(200, 5000), limits=limits).message == "文件展开后过大，无法读取"

    @pytest.mark.parametrize(
        "content",
        [
            hostile.billion_laughs(),
            hostile.packed(
                hostile.parts(hostile.sheet_xml("", declaration='<!DOCTYPE w SYSTEM "http://a.example/b">'))
            ),
        ],
        ids=["entities", "external"],
    )
    def test_document_types(self, content: bytes) -> None:
        assert refusal(content).message == "文件结构异常：内部含有 DOCTYPE 或 ENTITY 声明"

    def test_encodings_other_than_utf8(self) -> None:
        wide = hostile.sheet_xml("", declaration='<?xml version="1.0" encoding="UTF-16"?>').encode("utf-16")
        assert "不是 UTF-8" in refusal(hostile.packed(hostile.parts(wide))).message
        named = hostile.sheet_xml("", declaration='<?xml version="1.0" encoding="GBK"?>')
        assert "不是 UTF-8" in refusal(hostile.packed(hostile.parts(named))).message

    @pytest.mark.parametrize(
        "rows",
        [
            '<row r="0"><c r="A0"><v>1</v></c></row>',
            '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
            '<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>',
            '<row r="1"><c r="A2"><v>1</v></c></row>',
            '<row r="2"><c r="A2"/></row><row r="1"><c r="A1"/></row>',
            '<row r="1"><c r="B1"/><c r="A1"/></row>',
            '<c r="A1"><v>1</v></c>',
        ],
    )
    def test_misplaced_cells(self, rows: str) -> None:
        assert refusal(hostile.workbook(rows)).message == "工作表“表1”结构异常：单元格的位置有误"

    def test_values_that_are_too_long(self) -> None:
        text = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 300_000}</t></is></c></row>'
        attribute = f'<row r="1" note="{"x" * 300_000}"><c r="A1"/></row>'
        runs = ("<r><t>" + "x" * 999 + "</t></r>") * 300
        pieces = f'<row r="1"><c r="A1" t="inlineStr"><is>{runs}</is></c></row>'
        for rows in (text, attribute, pieces):
            assert refusal(hostile.workbook(rows)).message == "有一个单元格的内容超过 256 kB"

    def test_a_duration_beyond_all_bounds(self) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            book.add_worksheet("a").write_number(2, 0, 1e9, book.add_format({"num_format": "[h]:mm"}))

        assert refusal(written(fill)).message == "工作表“a”第 3 行有一个时长超出了可表示的范围"

    def test_too_many_error_cells(self) -> None:
        content = hostile.workbook(("<row>" + "<c><f>A</f></c>" * 250 + "</row>") * 1000)
        assert refusal(content).message == "工作表“表1”的错误值和未计算的公式超过 200,000 个"

    def test_too_many_sheets(self) -> None:
        content = hostile.packed(hostile.parts(hostile.sheet_xml(""), sheets=21))
        assert refusal(content).message == "工作簿有 21 个工作表，超过上限 20 个"

    def test_no_workbook_inside(self) -> None:
        assert "不是 Excel 工作簿" in refusal(hostile.packed({"word/document.xml": "<x/>"})).message
        assert refusal(hostile.packed(hostile.parts("<worksheet>"))).message == "文件结构异常，无法读取"

    def test_a_reader_that_takes_too_long_is_ended(self) -> None:
        content = hostile.many_cells(60_000)
        for limits in (Limits(cpu_seconds=1), Limits(wall_seconds=0.5)):
            assert refusal(content, limits=limits).message == "读取超时：文件内容过多或结构异常"

    def test_a_reader_without_memory_is_ended(self) -> None:
        limits = Limits(memory_bytes=120 << 20)
        assert refusal(hostile.many_cells(100_000), limits=limits).message == "文件展开后过大，无法读取"


def csv_rows(text: str, encoding: str = "utf-8") -> list[list[Cell]]:
    return rows_of(text.encode(encoding), "记录.csv")


class TestDelimited:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_encodings(self, encoding: str) -> None:
        grid = read_grid("编号,名称\r\n1,浦东 𠮷 €\r\n".encode(encoding), "a.CSV")
        assert grid == Grid("csv", encoding, grid.sheets)
        assert grid.sheets[0].name == ""
        assert grid.sheets[0].rows == [["编号", "名称"], ["1", "浦东 𠮷 €"]]

    def test_gb18030_lines_that_happen_to_be_valid_utf8(self) -> None:
        lines = "编号,巡检对象,结果\nX-1,系统,\nX-2,系统,正常\n"
        lines.encode("gb18030").split(b"\n")[1].decode("utf-8")
        assert csv_rows(lines, "gb18030") == [
            ["编号", "巡检对象", "结果"],
            ["X-1", "系统", None],
            ["X-2", "系统", "正常"],
        ]

    def test_every_cell_is_text_and_blank_is_none(self) -> None:
        assert csv_rows("a,b,c\n001,1.50,\n,TRUE,2026-10-01\n") == [
            ["a", "b", "c"],
            ["001", "1.50", None],
            [None, "TRUE", "2026-10-01"],
        ]

    def test_rows_stand_at_their_line_numbers(self) -> None:
        text = 'a,b\r\n\r\n"两\r\n行",2\r\n,\r\n3,"x ""y"" z"\r\n\r\n\r\n'
        assert csv_rows(text) == [["a", "b"], [], ["两\r\n行", "2"], [], [], ["3", 'x "y" z']]

    def test_ragged_records_keep_their_length(self) -> None:
        assert csv_rows("a,b\n1\n1,2,3\n1,,\n") == [["a", "b"], ["1"], ["1", "2", "3"], ["1", None, None]]

    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
    def test_line_endings(self, ending: str) -> None:
        assert csv_rows(ending.join(["a,b", "1,2", "3,4"])) == [["a", "b"], ["1", "2"], ["3", "4"]]

    @pytest.mark.parametrize("delimiter", [",", "\t", ";"])
    def test_delimiters(self, delimiter: str) -> None:
        lines = ["10月停机记录", delimiter.join(["系统", "开始", "结束"]), delimiter.join(["P1-01", '"1,5;2"', "x"])]
        assert csv_rows("\n".join(lines))[1:] == [["系统", "开始", "结束"], ["P1-01", "1,5;2", "x"]]

    def test_a_header_with_commas_is_cut_at_commas(self) -> None:
        assert csv_rows("a,b;c;d,e\n1,2;3;4,5\n") == [["a", "b;c;d", "e"], ["1", "2;3;4", "5"]]

    def test_rows_are_not_counted(self) -> None:
        rows = csv_rows("a,b\n" + "1,2\n" * 250_000)
        assert len(rows) == 250_001

    def test_nothing_but_line_ends(self) -> None:
        assert csv_rows("\n\n\n") == []


class TestHostileDelimited:
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("编号,b\n".encode() + "编号,停机\n".encode("gb18030"), "文件混有两种编码：第 1 行是 UTF-8，第 2 行不是"),
            (b"a,b\n\xff\xff,c\n", "第 2 行的文字既不是 UTF-8 也不是 GB18030 编码"),
            ("a,b\n停机,1\n".encode("utf-16"), "文件是 UTF-16（Unicode 文本）编码，无法读取"),
            ("a,b\n1,2\n".encode("utf-16-le"), "第 1 行含有控制字符，不是纯文本的 CSV"),
            (b"a,b\n1,2\n3,\x004\n", "第 3 行含有控制字符，不是纯文本的 CSV"),
            (b"a,b\n1,\x1b[31m\n", "第 2 行含有控制字符，不是纯文本的 CSV"),
            (gzip.compress(b"a,b\n1,2\n"), "第 1 行含有控制字符，不是纯文本的 CSV"),
            (b'a,b\n1,2\n"3,4\n5,6\n', "第 3 行开始的双引号到文件末尾也没有结束"),
            (b'a,b\n1,"2\n3,4\n5,"6"\n', "第 2 行至第 4 行的双引号用法有误，无法分列"),
            (b'a,b\n"1"2,3\n', "第 2 行的双引号用法有误，无法分列"),
            (b'a,b\n1,"' + b"3,4\n" * 200_000, "第 2 行开始的一个单元格超过 256 kB，多半是双引号没有成对"),
            (b"a,b\n" + b"x" * 70_000 + b"\n", "第 2 行超过 64 kB，不像是 CSV"),
            (b"x" * 30_000_000, "第 1 行超过 64 kB，不像是 CSV"),
            (b"a" + b"," * 300 + b"b\n", "第 1 行有 301 列，超过上限 256 列"),
            (b"a,b\n" + b"\n" * 1_100_000 + b"c,d\n", "文件的空行过多，超过 1,000,000 行"),
            (b"PK\x03\x04" + bytes(100), "文件内容不是 CSV 文本，而是 Excel 工作簿或压缩包"),
            (b"", "文件是空的"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_refused(self, content: bytes, message: str) -> None:
        assert refusal(content, "a.csv").message == message

    def test_a_larger_file_only_where_the_caller_allows_it(self) -> None:
        content = b"a,b\n" + b"123456789,123456789\n" * 3000
        assert refusal(content, "a.csv", Limits(file_bytes=50_000)).message.startswith("文件有 1 MB，超过上限")
        grid = read_grid(content, "a.csv", limits=Limits(file_bytes=50_000, csv_bytes=100_000))
        assert len(grid.sheets[0].rows) == 3001


class TestKind:
    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            ("a.xls", b"<html><table>", "文件内容不是旧版 .xls 工作簿"),
            ("a.xlsx", hostile.office_97("Workbook"), "文件内容是旧版 .xls，与扩展名不符"),
            ("a.xlsx", hostile.office_97("EncryptedPackage"), "文件设有打开密码，无法读取"),
            ("a.xlsx", b"", "文件是空的"),
            ("a.xlsx", b"a,b\n1,2\n", "文件内容不是 .xlsx 工作簿"),
            ("a.xlsm", b"PK\x03\x04", "只接受 .xlsx、.xls 和 .csv 文件"),
            ("a.exe", b"MZ", "只接受 .xlsx、.xls 和 .csv 文件"),
            ("xlsx", b"PK\x03\x04", "只接受 .xlsx、.xls 和 .csv 文件"),
            ("a.csv\0.exe", b"a,b", "只接受 .xlsx、.xls 和 .csv 文件"),
        ],
    )
    def test_names_and_first_bytes(self, name: str, content: bytes, message: str) -> None:
        assert refusal(content, name).message == message

    def test_too_large(self) -> None:
        assert refusal(bytes(51 << 20)).message == "文件有 51 MB，超过上限 50 MB"


class TestProcess:
    def test_a_child_that_cannot_start_is_an_upload_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
        assert refusal(b"a,b\n", "a.csv").message == "服务器暂时不能读取上传的文件"

    def test_the_child_does_not_see_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PYTHONPATH", "/nowhere")
        monkeypatch.setenv("PYTHONVERBOSE", "1")
        assert csv_rows("a,b\n") == [["a", "b"]]

    def test_a_hundred_thousand_rows_are_read_in_seconds(self) -> None:
        began = monotonic()
        assert len(rows_of(hostile.many_cells(100_000))) == 100_000
        assert monotonic() - began < SECONDS
