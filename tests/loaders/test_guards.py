"""Hostile files handed in to a store: refused with a reason, nothing stays behind, the next upload is served."""

import gzip
from collections.abc import Callable
from datetime import datetime
from time import monotonic

import pytest

from data.errors import UploadError
from tests.loaders import hostile
from tests.loaders.conftest import Desk, codes, sheets, text, workbook

OUTAGE = {"system_id": "P1-01", "down_at": datetime(2026, 10, 5, 8, 30), "up_at": datetime(2026, 10, 5, 9, 30)}
HEADS = ["停机编号", "系统编号", "停机开始时间", "恢复时间", "停机原因"]
ROW = ["T1", "P1-01", "2026-10-05 08:30", "2026-10-05 09:30"]


def wide() -> bytes:
    """16,384 columns in each of 500 rows."""
    cells = "<c><v>1</v></c>" * 16_384
    return hostile.workbook(f"<row>{cells}</row>" * 500)


def with_part(name: str) -> Callable[[], bytes]:
    return lambda: hostile.packed(hostile.parts(hostile.sheet_xml("")) | {name: "<x/>"})


HARM: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a bomb that says so": ("a.xlsx", lambda: hostile.declared_bomb(160)),
    "a bomb in a lying directory": ("a.xlsx", hostile.bomb_in_a_lying_directory),
    "one cell at the far end": ("a.xlsx", lambda: hostile.one_cell_at("XFD1048576")),
    "one cell far away": ("a.xlsx", lambda: hostile.one_cell_at("ZZ300000")),
    "a count of texts that ends the reader": ("a.xlsx", lambda: hostile.counted_shared_strings(4_294_967_295)),
    "16,384 columns": ("a.xlsx", wide),
    "a billion laughs": ("a.xlsx", hostile.billion_laughs),
    "long texts repeated": ("a.xlsx", lambda: hostile.repeated_long_text(250, 20_000)),
    "3,000 sheets": ("a.xlsx", lambda: hostile.packed(hostile.parts(hostile.sheet_xml(""), sheets=3_000))),
    "macros": ("a.xlsx", with_part("xl/vbaProject.bin")),
    "external links": ("a.xlsx", with_part("xl/externalLinks/externalLink1.xml")),
    "encrypted": ("a.xlsx", lambda: hostile.office_97("EncryptedPackage")),
    "encrypted .xls": ("a.xls", lambda: hostile.office_97("EncryptedPackage")),
    "flagged as encrypted": ("a.xlsx", hostile.flagged_as_encrypted),
    "parts that overlap": ("a.xlsx", hostile.overlapping),
    "a symbolic link": ("a.xlsx", hostile.symbolic_link),
    "a path that leads out": ("a.xlsx", with_part("../../etc/passwd.xml")),
    "row 0": ("a.xlsx", lambda: hostile.workbook('<row r="0"><c r="A0"><v>1</v></c></row>')),
    "column ZZZZZZZ": ("a.xlsx", lambda: hostile.workbook('<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>')),
    "a wrong type": ("a.xlsx", lambda: b"\x7fELF" + bytes(1000)),
    "a program by its name": ("a.xlsx.exe", lambda: b"MZ" + bytes(1000)),
    "NUL bytes": ("停机记录.csv", lambda: b"a,b\n1,\x002\n"),
    "an endless line": ("停机记录.csv", lambda: b"x" * 40_000_000),
    "a quote that never ends": ("停机记录.csv", lambda: b'a,b\n1,"' + b"3,4\n" * 1_000_000),
    "two encodings": ("停机记录.csv", lambda: "编号,停\n".encode() + "编号,停机\n".encode("gb18030")),
    "UTF-16": ("停机记录.csv", lambda: "编号,停\n".encode("utf-16")),
    "gzip": ("停机记录.csv", lambda: gzip.compress(b"a,b\n" * 1_000_000)),
}


@pytest.mark.parametrize(("name", "made"), HARM.values(), ids=HARM)
def test_it_is_refused_and_the_next_upload_is_served(desk: Desk, name: str, made: Callable[[], bytes]) -> None:
    content = made()
    began = monotonic()
    with pytest.raises(UploadError) as refused:
        desk.send(content, name)
    assert monotonic() - began < 20
    assert refused.value.message
    assert refused.value.hint
    assert desk.store.version() == 0
    assert not desk.store.originals.exists() or not list(desk.store.originals.iterdir())
    assert desk.send(workbook({"outages": [OUTAGE]})).accepted


STARTERS = ["=1+1", "+cmd|'/c calc'!A1", "@SUM(A1)", "-2+3", "\t=1", "＝1+1", "<script>alert(1)</script>"]


@pytest.mark.parametrize("starter", STARTERS)
def test_what_would_start_a_formula_is_text_and_no_number_of_a_record(desk: Desk, starter: str) -> None:
    receipt = desk.send(text([HEADS, [*ROW, starter]]), "停机记录.csv")
    assert receipt.accepted, receipt.problems
    assert desk.query("SELECT cause FROM outages") == [(starter.strip(),)]
    refused = desk.send(text([HEADS, [starter, *ROW[1:], ""]]), "停机记录.csv", month="2026-10", replace=True)
    assert [one.column for one in refused.problems] == ["停机编号"]


def inline(column: str, row: str, words: str) -> str:
    return f'<c r="{column}{row}" t="inlineStr"><is><t>{words}</t></is></c>'


def test_a_formula_that_calls_out_is_only_its_value(desk: Desk) -> None:
    heads = "".join(map(inline, "ABCDE", "11111", HEADS))
    cells = "".join(map(inline, "ABCD", "2222", ROW))
    called = '<c r="E2" t="str"><f>cmd|"/c calc"!A0</f><v>断电</v></c>'
    content = hostile.workbook(f'<row r="1">{heads}</row><row r="2">{cells}{called}</row>')
    assert desk.send(content, "停机记录.xlsx").accepted
    assert desk.query("SELECT cause FROM outages") == [("断电",)]


@pytest.mark.parametrize(
    "name",
    ["../../etc/停机记录.xlsx", "停机\u202ecsv.xlsx", "停" * 300 + ".xlsx", "停'; DROP TABLE batches; --.xlsx",
     " 十月.XLSX ", "<b>停机</b>.xlsx", "停机\n记录.xlsx"],
)  # fmt: skip
def test_odd_names_are_only_text(desk: Desk, name: str) -> None:
    receipt = desk.send(workbook({"outages": [OUTAGE]}), name)
    assert receipt.accepted, receipt.problems
    assert desk.query("SELECT file_name FROM batches") == [(name,)]
    (kept,) = desk.store.originals.iterdir()
    assert kept.stem.isalnum()


def test_look_alike_numbers_are_told_apart(desk: Desk) -> None:
    ids = ["А-1", "T\u200b1", "T\u202e1", "Ｔ－１"]
    rows = [[one, "P1-01", f"2026-10-{day:02}"] for day, one in enumerate(ids, 1)]
    receipt = desk.send(sheets({"停机记录": [HEADS[:3], *rows]}))
    assert codes(receipt) == [
        ("look_alike_id", 2, "停机编号"), ("hidden_in_id", 3, "停机编号"), ("hidden_in_id", 4, "停机编号"),
    ]  # fmt: skip
