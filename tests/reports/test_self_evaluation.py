"""The 绩效自评表 read back from its files: every figure is the scorecard's, and so are the formulas."""

import csv
import io
import re
import shutil
import subprocess
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from data.errors import ReportError
from kpi.rectifying import Plan, open_rectification
from kpi.targets import PACKAGES
from kpi.words import VERDICTS, shown_points, shown_target, shown_value
from reports import pdf
from reports.__main__ import main
from reports.files import Order, bundle, make
from reports.self_evaluation import SelfEvaluation, document, read_self_evaluation
from reports.word import write_docx
from reports.workbook import write_workbook
from tests.product import Product

OUTAGES = [
    {"outage_id": "D1", "system_id": "P3-01", "down_at": "2026-10-05 10:00", "up_at": "2026-10-09 14:00"},
    {"outage_id": "D2", "system_id": "P3-02", "down_at": "2026-10-06 10:00", "up_at": "2026-10-06 12:00",
     "exempt_reason": "@SUM(A1)"},
    {"outage_id": "D3", "system_id": "P3-02", "down_at": "2026-10-07 10:00", "up_at": "2026-10-07 12:00",
     "exempt_reason": "=台风影响"},
]  # fmt: skip
INCIDENT = {"incident_id": "G1", "system_id": "P3-01", "fault_class": "软件", "reported_at": "2026-10-05 10:00"}
INCIDENTS = [INCIDENT | {"responded_at": "2026-10-05 10:47", "restored_at": "2026-10-05 20:00"}]
FIRST_ROW = 5


@pytest.fixture
def evaluation(product: Product) -> SelfEvaluation:
    """October of package 3: some indicators met, some missed, most without data."""
    product.load(3, "2026-10", {"outages": OUTAGES, "incidents": INCIDENTS}, ["maintenance", "security_events"])
    return read_self_evaluation(product.store, 3, "2026-10", date(2026, 10, 31))


def sheet_of(content: bytes, *, values: bool) -> Worksheet:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=values)
    sheet = book["绩效自评表"]
    assert isinstance(sheet, Worksheet)
    return sheet


def rows_by_code(sheet: Worksheet) -> dict[str, int]:
    return {str(sheet.cell(row, 10).value): row for row in range(FIRST_ROW, sheet.max_row) if sheet.cell(row, 10).value}


class Reckoner:
    """The few formulas of the workbook, worked out from its number cells alone."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet

    def range(self, words: str) -> list[Any]:
        return [cell.value for line in self.sheet[words] for cell in line]

    def of(self, address: str) -> Any:
        text = str(self.sheet[address].value).removeprefix("=")
        text = re.sub(r"\b([A-Z]+\d+:[A-Z]+\d+)\b", r"self.range('\1')", text)
        text = re.sub(r"(?<!')\b([A-Z]\d+)\b(?!')", r"self.sheet['\1'].value", text)
        text = re.sub(r'(\.value)=""', r"\1 is None", text).replace(")=0,", ")==0,")
        known = {"IF": None, "SUM": self._sum, "COUNT": lambda found: len([one for one in found if one is not None]),
                 "SUMIF": self._sum_where,
                 "ROUND": lambda value, digits: self._cut(value, digits, ROUND_HALF_UP),
                 "ROUNDDOWN": lambda value, digits: self._cut(value, digits, ROUND_DOWN)}  # fmt: skip
        known["IF"] = lambda asked, yes, no: yes() if asked() else no()
        return eval(self._lazy(text), {"self": self} | known)

    def _lazy(self, text: str) -> str:
        """IF(a,b,c) with its parts as functions, so that what is not asked is not worked out."""
        at = text.find("IF(")
        while at > 0 and text[at - 1].isalpha():
            at = text.find("IF(", at + 1)
        if at < 0:
            return text
        parts, depth, start, end = [], 0, at + 3, at + 3
        while depth >= 0:
            letter = text[end]
            if (letter == "," and not depth) or (letter == ")" and not depth):
                parts.append(text[start:end])
                start = end + 1
            depth += {"(": 1, ")": -1}.get(letter, 0)
            end += 1
        inner = ",".join(f"lambda: {self._lazy(part)}" for part in parts)
        return f"{text[:at]}IF({inner}){self._lazy(text[end:])}"

    @staticmethod
    def _sum(found: list[Any]) -> float:
        return float(sum(one for one in found if one is not None))

    def _sum_where(self, asked: list[Any], _: str, found: list[Any]) -> float:
        return self._sum([one for given, one in zip(asked, found, strict=True) if given is not None])

    @staticmethod
    def _cut(value: float | None, digits: int, way: str) -> float:
        return float(Decimal(repr(value or 0.0)).quantize(Decimal(1).scaleb(-digits), rounding=way))


def test_every_line_of_the_workbook_is_the_scorecards(evaluation: SelfEvaluation) -> None:
    content = write_workbook(evaluation)
    made, shown = sheet_of(content, values=False), sheet_of(content, values=True)
    rows = rows_by_code(made)
    assert list(rows) == [line.finding.indicator.code for line in evaluation.lines]
    for line in evaluation.lines:
        finding, row = line.finding, rows[line.finding.indicator.code]
        assert made.cell(row, 3).value == finding.indicator.name
        assert made.cell(row, 4).value == shown_target(finding.indicator)
        assert made.cell(row, 13).value == near(line.scored.weight)
        assert made.cell(row, 14).value == near(line.scored.points)
        assert made.cell(row, 11).value == VERDICTS[finding.verdict]
        points = line.scored.points
        assert shown.cell(row, 6).value == float(shown_points(line.scored.weight))
        assert shown.cell(row, 6).number_format == '0.00"*"'
        assert shown.cell(row, 7).value == (
            VERDICTS[finding.verdict] if points is None else float(shown_points(points))
        )
        assert said_value(made, row) == shown_value(finding).replace(",", "")
        assert (made.cell(row, 8).value or "") == line.remark


def near(value: float | None) -> object:
    """A workbook keeps 16 digits."""
    return None if value is None else pytest.approx(value, rel=1e-14)


def said_value(sheet: Worksheet, row: int) -> str:
    cell: Any = sheet.cell(row, 5)
    if not isinstance(cell.value, int | float):
        return str(cell.value)[:10] if cell.is_date else str(cell.value)
    digits = 2 if ".00" in cell.number_format else 0
    if cell.number_format.endswith("%"):
        return f"{cell.value * 100:.{digits}f}%"
    return f"{cell.value:.{digits}f}" + str(cell.number_format).partition('"')[2].rstrip('"')


def test_the_formulas_give_the_points_of_the_scorecard(evaluation: SelfEvaluation) -> None:
    content, card = write_workbook(evaluation), evaluation.card
    made, shown = sheet_of(content, values=False), sheet_of(content, values=True)
    reckoner = Reckoner(made)
    formulas = [cell.coordinate for line in made.iter_rows() for cell in line if cell.data_type == "f"]
    assert len(formulas) == 2 * len(card.indicators) + 2 * 4 + 7
    for address in formulas:
        assert reckoner.of(address) == shown[address].value, (address, made[address].value)
    labels = {str(made.cell(row, 1).value): row for row in range(FIRST_ROW, made.max_row + 1)}
    assert card.projected is not None
    assert reckoner.of(f"G{labels['合计']}") == float(shown_points(card.confirmed))
    assert reckoner.of(f"F{labels['已定分值（已能判定的指标）']}") == float(shown_points(card.decided_weight))
    assert reckoner.of(f"G{labels['最低得分（未定的全不得分）']}") == float(shown_points(card.low))
    assert reckoner.of(f"G{labels['最高得分（未定的全得分）']}") == float(shown_points(card.high))
    assert reckoner.of(f"G{labels['预计得分（合计得分 ÷ 已定分值 × 100）']}") == float(shown_points(card.projected))
    assert reckoner.of(f"G{labels['自评等级']}") == card.grade


def test_points_are_cut_not_rounded(evaluation: SelfEvaluation) -> None:
    sheet = sheet_of(write_workbook(evaluation), values=False)
    row = rows_by_code(sheet)["3.07"]
    sheet[f"N{row}"].value = 2.99967
    assert Reckoner(sheet).of(f"G{row}") == 2.99
    sheet[f"N{row}"].value = 2.9999999999
    assert Reckoner(sheet).of(f"G{row}") == 3.0


def test_no_text_becomes_a_formula(evaluation: SelfEvaluation) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(evaluation)))
    cells = [cell for line in book["豁免记录（不计入考核）"].iter_rows() for cell in line]
    assert [cell.data_type for cell in cells if cell.value in ("@SUM(A1)", "=台风影响")] == ["s", "s"]


def test_the_document_says_what_the_scorecard_says(evaluation: SelfEvaluation) -> None:
    file = docx.Document(io.BytesIO(write_docx(document(evaluation))))
    lines = [[cell.text for cell in row.cells] for row in file.tables[0].rows]
    by_name = {line[2]: line for line in lines}
    for line in evaluation.lines:
        one, points = line.finding.indicator, line.scored.points
        said = VERDICTS[line.finding.verdict] if points is None else shown_points(points)
        weight = f"{shown_points(line.scored.weight)}*"
        assert by_name[one.name][3:] == [shown_target(one), shown_value(line.finding), weight, said, line.remark]
    card = evaluation.card
    totals = {line[0]: line[5:] for line in lines if line[0] == line[1]}
    assert card.projected is not None
    assert card.grade
    assert totals["合计"][:2] == ["100.00", shown_points(card.confirmed)]
    assert totals["已定分值（已能判定的指标）"][0] == shown_points(card.decided_weight)
    assert totals["预计得分（合计得分 ÷ 已定分值 × 100）"][1] == shown_points(card.projected)
    assert totals["得分区间（未定的全不得分至全得分）"][2] == f"{shown_points(card.low)} 至 {shown_points(card.high)}"
    assert totals["自评等级"][1] == card.grade
    text = "\n".join(paragraph.text for paragraph in file.paragraphs)
    assert "权重为默认值" in text
    assert "2 条记录写有豁免原因" in text
    gaps = {row.cells[0].text: row.cells[1].text for row in file.tables[2].rows}
    assert gaps["3.09 需求响应完成率"] == "2026-10"


def test_causes_and_corrections_stand_beside_what_missed(product: Product, evaluation: SelfEvaluation) -> None:
    product.now = datetime(2026, 11, 5, 10)
    plan = Plan("汇聚交换机故障，没有备机", "更换交换机并备机", "张三")
    open_rectification(product.store, 3, "3.07", "2026-10", plan, made_by="监理甲")
    found = read_self_evaluation(product.store, 3, "2026-10", date(2026, 10, 31))
    remarks = {line.finding.indicator.code: line for line in found.lines}
    assert remarks["3.07"].finding.verdict == "missed"
    assert remarks["3.07"].remark.startswith("低于 99%；")
    entered = "原因：汇聚交换机故障，没有备机；整改措施：更换交换机并备机（张三，期限 2026-11-26，整改中）。"
    assert remarks["3.07"].remark.endswith(entered)
    assert remarks["3.11"].remark.endswith("待登记整改措施。")
    assert remarks["3.11"].remark.startswith("超过 30 分钟")
    assert "缺数据" in remarks["3.09"].remark


def test_an_empty_store_has_a_table_without_points(product: Product) -> None:
    found = read_self_evaluation(product.store, 1, "2026-10", date(2026, 10, 31))
    made = sheet_of(write_workbook(found), values=False)
    reckoner = Reckoner(made)
    labels = {str(made.cell(row, 1).value): row for row in range(FIRST_ROW, made.max_row + 1)}
    assert reckoner.of(f"G{labels['自评等级']}") == "—"
    assert reckoner.of(f"G{labels['产出指标小计']}") == "未定"
    assert reckoner.of(f"G{labels['合计']}") == 0.0


def test_the_same_scorecard_gives_the_same_bytes(product: Product, evaluation: SelfEvaluation) -> None:
    order = Order(PACKAGES, "self-evaluation", "2026-10", date(2026, 10, 31))
    first, second = make(product.store, order), make(product.store, order)
    assert first == second
    assert bundle(first) == bundle(second)
    with ZipFile(io.BytesIO(bundle(first))) as archive:
        assert archive.namelist() == sorted(file.name for file in first)
        assert len(archive.namelist()) == 2 * len(PACKAGES)
        assert "包件3_2026-10_绩效自评表.xlsx" in archive.namelist()
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


_CSV = "csv:Text - txt - csv (StarCalc):44,34,76"
"""Commas, quotes, UTF-8."""
needs_office = pytest.mark.skipif(
    not pdf.can_write_pdf(), reason="no LibreOffice: apt-get install libreoffice-writer libreoffice-calc"
)  # fmt: skip


@needs_office
def test_a_spreadsheet_program_finds_the_same(evaluation: SelfEvaluation, tmp_path: Path) -> None:
    content = write_workbook(evaluation)
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.save(tmp_path / "x.xlsx")  # without the results that came with it
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["--headless", profile, "--convert-to", _CSV, "--outdir", str(tmp_path), str(tmp_path / "x.xlsx")]
    subprocess.run([str(shutil.which("soffice")), *convert], check=True, capture_output=True, timeout=120)
    lines = list(csv.reader((tmp_path / "x.csv").read_text(encoding="utf-8").splitlines()))
    shown = sheet_of(content, values=True)
    for row, line in enumerate(lines, 1):
        for column in (6, 7):
            value = shown.cell(row, column).value
            if row >= FIRST_ROW and value is not None:
                said = line[column - 1].removesuffix("*")
                assert said == (value if isinstance(value, str) else f"{value:.2f}"), (row, column)


@needs_office
def test_libreoffice_makes_a_pdf(evaluation: SelfEvaluation) -> None:
    (content,) = pdf.write_pdfs({"x": write_docx(document(evaluation))}).values()
    assert content.startswith(b"%PDF")


def test_without_libreoffice_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ReportError, match=r"没有安装 LibreOffice.*apt-get install"):
        pdf.write_pdfs({"x": b""})


def test_a_failing_libreoffice_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\necho broken >&2\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    with pytest.raises(ReportError, match="没有做成 PDF") as caught:
        pdf.write_pdfs({"x": b""})
    assert "broken" in caught.value.detail


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store that the command line finds: October of package 3."""
    with Product(tmp_path) as opened:
        opened.load(3, "2026-10", {"outages": OUTAGES}, ["maintenance"])
    monkeypatch.setenv("KPI_DB", str(tmp_path / "kpi.duckdb"))
    monkeypatch.setenv("KPI_NOW", "2026-11-15T09:00")
    return tmp_path / "out"


def test_the_command_line_makes_files(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["make", "--kind", "self-evaluation", "--period", "2026-10", "--out", str(stored), "--package"]
    assert main([*asked, "3"]) == 0
    names = [Path(line).name for line in capsys.readouterr().out.splitlines()]
    assert names == ["包件3_2026-10_绩效自评表.docx", "包件3_2026-10_绩效自评表.xlsx"]
    assert all((stored / name).stat().st_size for name in names)
    assert main([*asked, "1"]) == 1
    assert "包件1 还没有上报数据" in capsys.readouterr().err
    for wrong in (["9"], ["3", "--period", "2020-01"], ["3", "--kind", "weekly"], ["3", "--as-of", "x"]):
        assert main([*asked, *wrong]) == 2
        assert capsys.readouterr().err
