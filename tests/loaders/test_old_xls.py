"""Old .xls workbooks: read as .xlsx ones are, and refused for the same reasons."""

import io
import struct
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import xlwt

from data.errors import UploadError
from loaders.reading import CellError, read_grid
from tests.loaders.conftest import Desk

HEADS = ["停机编号", "系统编号", "停机开始时间", "恢复时间", "停机原因"]
START = datetime(2026, 10, 5, 8, 30)
MOMENT = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm")


def saved(fill: Callable[[xlwt.Worksheet], None], name: str = "停机记录", *, hidden: bool = False) -> bytes:
    book = xlwt.Workbook()
    fill(book.add_sheet(name))
    if hidden:
        extra = book.add_sheet("草稿")
        extra.write(0, 0, "x")
        extra.visibility = 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def outages(sheet: xlwt.Worksheet) -> None:
    sheet.write_merge(0, 0, 0, 4, "2026年10月停机记录")
    for place, header in enumerate(HEADS):
        sheet.write(1, place, header)
    for number in (2, 3):
        sheet.write(number, 0, f"TJ-{number}")
        sheet.write(number, 2, START, MOMENT)
        sheet.write(number, 3, "2026年10月5日 9时30分")
    sheet.write_merge(2, 3, 1, 1, "P1-01")
    sheet.row(3).set_cell_error(4, "#REF!")


def test_it_is_read_as_any_workbook(desk: Desk) -> None:
    receipt = desk.send(saved(outages, hidden=True), "十月.xls")
    assert receipt.accepted, receipt.problems
    assert desk.query('SELECT outage_id, system_id, down_at, up_at, cause, "row" FROM outages ORDER BY 1') == [
        ("TJ-2", "P1-01", START, datetime(2026, 10, 5, 9, 30), None, 3),
        ("TJ-3", "P1-01", START, datetime(2026, 10, 5, 9, 30), None, 4),
    ]
    assert "隐藏的工作表没有读取：“草稿”" in receipt.notes
    assert [path.suffix for path in desk.store.originals.iterdir()] == [".xls"]


@pytest.mark.parametrize("error", ["#REF!", "#NULL!", "#DIV/0!", "#NAME?"])
def test_error_cells_are_no_blanks(desk: Desk, error: str) -> None:
    def broken(sheet: xlwt.Worksheet) -> None:
        outages(sheet)
        sheet.row(4).set_cell_text(0, "TJ-4")
        sheet.row(4).set_cell_text(1, "P1-01")
        sheet.row(4).set_cell_text(2, "2026-10-06 08:00")
        sheet.row(4).set_cell_error(3, error)

    (sheet,) = read_grid(saved(broken), "十月.xls").sheets
    assert sheet.rows[4][3] == CellError(error)
    receipt = desk.send(saved(broken), "十月.xls")
    assert [(one.code, one.row, one.column) for one in receipt.problems] == [("cell_error", 5, "恢复时间")]


def test_one_of_libreoffice_with_formulas() -> None:
    """Its stream is so small that it stands in small sectors."""
    content = Path(__file__).with_name("libreoffice.xls").read_bytes()
    (sheet,) = read_grid(content, "a.xls").sheets
    assert sheet.rows[1:] == [
        ["TJ-1", "P1-01", "2026-10-05 08:30", CellError("#DIV/0!"), "ab"],
        ["TJ-2", "P1-01", "2026-10-05 08:30", "2026-10-05 08:30", None],
    ]


def test_many_rows_over_many_sectors(desk: Desk) -> None:
    def long(sheet: xlwt.Worksheet) -> None:
        for place, header in enumerate(HEADS[:4]):
            sheet.write(0, place, header)
        for number in range(1, 20_001):
            for place, value in enumerate((f"TJ-{number}", "P1-01", "2026-10-05 08:30", "2026-10-05 09:30")):
                sheet.write(number, place, value)

    content = saved(long)
    assert len(content) > 109 * 128 * 16  # more than one sector of the sector table
    receipt = desk.send(content, "停机.xls")
    assert receipt.accepted, receipt.problems[:3]
    assert receipt.batches[0].rows == 20_000


def test_a_far_cell_is_read_within_the_limits(desk: Desk) -> None:
    def far(sheet: xlwt.Worksheet) -> None:
        outages(sheet)
        sheet.write(65_535, 255, "x")

    receipt = desk.send(saved(far), "十月.xls")
    assert [one.code for one in receipt.problems] == ["required_blank"] * 2


def with_entry(name: str) -> bytes:
    """A container in which the last free directory entry has this name."""
    content = bytearray(saved(outages))
    start = (struct.unpack_from("<I", content, 48)[0] + 1) * 512
    place = start + 3 * 128
    encoded = name.encode("utf-16-le")
    content[place : place + len(encoded)] = encoded
    struct.pack_into("<H", content, place + 64, len(encoded) + 2)
    return bytes(content)


def with_record(kind: int, data: bytes) -> bytes:
    """A workbook in which a record of the globals has been overwritten by another one."""
    content = bytearray(saved(outages))
    place = content.index(struct.pack("<HH", 0x5C, 112))  # the name of who wrote it
    struct.pack_into("<HH", content, place, kind, 112)
    content[place + 4 : place + 4 + len(data)] = data
    return bytes(content)


def circle() -> bytes:
    """The first sector of the workbook leads back to itself."""
    content = bytearray(saved(outages))
    table = (struct.unpack_from("<I", content, 76)[0] + 1) * 512
    for sector in range(128):
        if struct.unpack_from("<I", content, table + 4 * sector)[0] < 0xFFFFFFFA:
            struct.pack_into("<I", content, table + 4 * sector, sector)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (with_entry("_VBA_PROJECT_CUR"), "工作簿含有宏"),
        (with_entry("MBD0001A2B3"), "工作簿含有嵌入的文件"),
        (with_record(0x2F, b"\x01\x00"), "文件设有密码"),
        (with_record(0x1AE, b"\x01\x00\x05\x00\x00other"), "工作簿含有外部链接"),
        (with_record(0x85, b"\x00\x00\x00\x00\x00\x01"), "工作簿含有宏表"),
        (circle(), "文件结构异常"),
        (saved(outages)[:2000], "文件"),
        (saved(outages)[:600], "文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "文件结构异常"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "文件内容不是旧版 .xls 工作簿"),
        (b"PK\x03\x04" + bytes(100), "文件内容不是旧版 .xls 工作簿"),
    ],
    ids=range(11),
)
def test_what_wants_to_do_harm_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(UploadError, match=said):
        read_grid(content, "a.xls")
