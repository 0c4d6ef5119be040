"""Tables as files to download: .xlsx and .csv in which no cell is a formula."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st
import xlsxwriter

from kpi.evidence import EvidenceRow
from kpi.sentences import name_of
from kpi.targets import Indicator

HEADS = ("日期", "系统编号", "系统", "记录编号", "说明", "分子", "分母", "文件", "工作表", "行", "批次编号", "上报时间")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Cell = str | float | int | None


def draw_downloads(indicator: Indicator, rows: Sequence[EvidenceRow]) -> None:
    """Two buttons: the evidence as a workbook, and as text."""
    lines = [evidence_line(row) for row in rows]
    name = f"明细_{indicator.code}"
    st.download_button(
        "下载 xlsx", lambda: workbook(HEADS, lines), f"{name}.xlsx", key="evidence-xlsx", icon=":material/download:",
        on_click="ignore",
    )  # fmt: skip
    st.download_button(
        "下载 csv", lambda: text(HEADS, lines), f"{name}.csv", key="evidence-csv", icon=":material/download:",
        on_click="ignore",
    )  # fmt: skip


def evidence_line(row: EvidenceRow) -> list[Cell]:
    """A row of evidence under HEADS."""
    system = name_of(row.system_id) if row.system_id else None
    day, at = (str(row.day) if row.day else None), _minute(row.uploaded_at)
    return [
        day, row.system_id, system, row.record_id, row.note, row.part, row.whole, row.file, row.sheet, row.row,
        row.batch_id, at,
    ]  # fmt: skip


def _minute(moment: datetime | date | None) -> str | None:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else None


def workbook(heads: Sequence[str], lines: Sequence[Sequence[Cell]]) -> bytes:
    """An .xlsx with one sheet. Texts are written as texts, whatever they begin with."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("明细")
        bold = book.add_format({"bold": True})
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        for number, line in enumerate(lines, 1):
            for column, cell in enumerate(line):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif cell is not None:
                    sheet.write_number(number, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(lines), len(heads) - 1)
        sheet.set_column(0, len(heads) - 1, 16)
    return buffer.getvalue()


def text(heads: Sequence[str], lines: Sequence[Sequence[Cell]]) -> bytes:
    """A .csv in UTF-8 with its mark, as Excel reads it; a text that would start a formula gets an apostrophe before."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(heads)
    writer.writerows([_harmless(cell) for cell in line] for line in lines)
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_STARTS_FORMULA) else cell
