"""Tables as files to download: .xlsx and .csv in which no cell is a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

import streamlit as st
import xlsxwriter

from kpi.evidence import EvidenceRow
from kpi.evidence_sheet import Choice, EvidenceSheet
from kpi.sentences import name_of
from pages.parts import session

HEADS = ("日期", "系统编号", "系统", "记录编号", "说明", "分子", "分母", "文件", "工作表", "行", "批次编号", "上报时间")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
SHEET_ROWS = 1_048_575
"""What a sheet of Excel holds below its heads."""
_AT_ONCE = 5_000
"""Up to so many rows a file is there at the click."""
_TOLD = 5_000
"""After so many rows the progress is told again."""
_MADE = "made_file"
Cell = str | float | int | None
Writer = Callable[[Sequence[str], Iterable[Sequence[Cell]]], bytes]


def draw_downloads(code: str, period: str, sheet: EvidenceSheet, shown: EvidenceSheet, choice: Choice) -> None:
    """The evidence as a workbook and as text: all rows, and the chosen ones where some are chosen."""
    with st.popover("下载明细", icon=":material/download:", key="downloads"):
        name = f"明细_{code}_{period}"
        if choice and shown.rows:
            named = "_".join(word for word in ("筛选", choice.month, choice.system_id) if word)
            _draw_files(f"筛选后 {shown.rows:,} 行", f"{name}_{named}", shown, (choice,))
        _draw_files(f"全部 {sheet.rows:,} 行", name, sheet, ())
        if sheet.rows > _AT_ONCE:
            st.caption("行数多，文件要先生成；csv 比 xlsx 快得多。")
        if sheet.rows > SHEET_ROWS:
            st.caption(f"一张工作表最多 {SHEET_ROWS:,} 行，多出的在 xlsx 的后面几张表里。")


def _draw_files(title: str, name: str, rows: EvidenceSheet, choice: tuple[Choice, ...]) -> None:
    st.html(f"<p class='k-download'>{title}</p>")
    for column, (ending, write) in zip(st.columns(2), WRITERS.items(), strict=True):
        key = f"evidence-{'chosen' if choice else 'all'}-{ending}"
        with column:
            if rows.rows <= _AT_ONCE:
                _draw_button(name, ending, partial(_written, write, rows), key)
            else:
                _draw_made(name, ending, rows, key, (session.version(), name, ending, *choice))


def _draw_button(name: str, ending: str, data: bytes | Callable[[], bytes], key: str) -> None:
    st.download_button(
        f"下载 {ending}", data, f"{name}.{ending}", key=key, icon=":material/download:", on_click="ignore",
        width="stretch",
    )  # fmt: skip


def _draw_made(name: str, ending: str, rows: EvidenceSheet, key: str, made_of: tuple[object, ...]) -> None:
    """A large file is made when asked for, under the eyes of who asked; the last one made stays to be fetched."""
    made = st.session_state.get(_MADE)
    place = st.empty()
    if (made is None or made[0] != made_of) and place.button(f"生成 {ending}", key=f"{key}-make", width="stretch"):
        bar = place.progress(0.0, "正在生成…")

        def told() -> Iterator[Sequence[Cell]]:
            for number, line in enumerate(_lines(rows)):
                if number % _TOLD == 0:
                    bar.progress(number / rows.rows, f"正在生成… {number:,} / {rows.rows:,} 行")
                yield line
            bar.progress(1.0, "正在装入文件…")

        made = st.session_state[_MADE] = (made_of, WRITERS[ending](HEADS, told()))
    if made is not None and made[0] == made_of:
        with place.container():
            _draw_button(name, ending, made[1], key)


def _written(write: Writer, rows: EvidenceSheet) -> bytes:
    return write(HEADS, _lines(rows))


def _lines(rows: EvidenceSheet) -> Iterator[list[Cell]]:
    return (evidence_line(row) for row in rows.every_row())


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


def workbook(heads: Sequence[str], lines: Iterable[Sequence[Cell]], most: int = SHEET_ROWS) -> bytes:
    """An .xlsx; lines beyond the most that a sheet can hold follow on further sheets under the same heads.

    Texts are written as texts, whatever they begin with.
    """
    buffer = io.BytesIO()
    # Row by row to disk: a year of camera-days would not fit in memory as cells.
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        bold = book.add_format({"bold": True})
        waiting, number = iter(lines), 1
        line = next(waiting, None)
        while line is not None or number == 1:
            sheet = book.add_worksheet("明细" if number == 1 else f"明细{number}")
            sheet.set_column(0, len(heads) - 1, 16)
            sheet.freeze_panes(1, 0)
            for column, head in enumerate(heads):
                sheet.write_string(0, column, head, bold)
            row = 0
            while line is not None and row < most:
                row += 1
                _write(sheet, row, line)
                line = next(waiting, None)
            sheet.autofilter(0, 0, row, len(heads) - 1)
            number += 1
    return buffer.getvalue()


def _write(sheet: Any, row: int, line: Sequence[Cell]) -> None:
    for column, cell in enumerate(line):
        if isinstance(cell, str):
            sheet.write_string(row, column, cell)
        elif cell is not None:
            sheet.write_number(row, column, cell)


def text(heads: Sequence[str], lines: Iterable[Sequence[Cell]]) -> bytes:
    """A .csv in UTF-8 with its mark, as Excel reads it; a text that would start a formula gets an apostrophe before."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(heads)
    writer.writerows([_harmless(cell) for cell in line] for line in lines)
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_STARTS_FORMULA) else cell


WRITERS: dict[str, Writer] = {"xlsx": workbook, "csv": text}
"""How a file of each kind is written."""
