"""Tables as files to download: .xlsx and .csv in which no cell is a formula."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial

import streamlit as st

from kpi.evidence_sheet import Choice, EvidenceSheet
from kpi.sentences import name_of
from pages.parts import acting, session
from pages.parts.workbooks import SHEET_ROWS, Cell, Lines, workbook

HEADS = ("日期", "系统编号", "系统", "记录编号", "说明", "分子", "分母", "文件", "工作表", "行", "批次编号", "上报时间")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_AT_ONCE = 20_000
"""Up to so many rows a file is there at the click."""
_MADE = "made_file"
Writer = Callable[[Sequence[str], Lines], bytes]


def draw_downloads(code: str, period: str, sheet: EvidenceSheet, shown: EvidenceSheet, choice: Choice) -> None:
    """The evidence as a workbook and as text: all rows, and the chosen ones where some are chosen."""
    with st.popover("下载明细", icon=":material/download:", key="downloads"):
        name = f"明细_{code}_{period}"
        if choice and shown.rows:
            named = "_".join(word for word in ("筛选", choice.month, choice.system_id) if word)
            _draw_files(int(code[0]), f"筛选后 {shown.rows:,} 行", f"{name}_{named}", shown, (choice,))
        _draw_files(int(code[0]), f"全部 {sheet.rows:,} 行", name, sheet, ())
        if sheet.rows > _AT_ONCE:
            st.caption("行数多，文件要先生成；csv 比 xlsx 快。")
        if sheet.rows > SHEET_ROWS:
            st.caption(f"一张工作表最多 {SHEET_ROWS:,} 行，多出的在 xlsx 的后面几张表里。")


def draw_table(packages: Sequence[int], name: str, heads: Sequence[str], lines: Lines) -> None:
    """Lines of a table of some packages as a workbook and as text."""
    with st.popover("下载", icon=":material/download:", key="downloads"):
        for column, (ending, write) in zip(st.columns(2), WRITERS.items(), strict=True):
            with column:
                _draw_button(packages, name, ending, partial(write, heads, lines), f"table-{ending}")


def _draw_files(package: int, title: str, name: str, rows: EvidenceSheet, choice: tuple[Choice, ...]) -> None:
    st.html(f"<p class='k-download'>{title}</p>")
    for column, (ending, write) in zip(st.columns(2), WRITERS.items(), strict=True):
        key = f"evidence-{'chosen' if choice else 'all'}-{ending}"
        with column:
            if rows.rows <= _AT_ONCE:
                _draw_button([package], name, ending, partial(write, HEADS, EvidenceLines(rows)), key)
            else:
                made_of = (session.version(), session.as_of(), name, ending, *choice)
                _draw_made(package, name, ending, rows, key, made_of)


def _draw_button(packages: Sequence[int], name: str, ending: str, data: Callable[[], bytes], key: str) -> None:
    content = acting.export(packages, f"{name}.{ending}", data)
    st.download_button(
        f"下载 {ending}", content, f"{name}.{ending}", key=key, icon=":material/download:", on_click="ignore",
        width="stretch",
    )  # fmt: skip


def _draw_made(
    package: int, name: str, ending: str, rows: EvidenceSheet, key: str, made_of: tuple[object, ...]
) -> None:
    """A large file is made when asked for, under the eyes of who asked; the last one made stays to be fetched."""
    made = st.session_state.get(_MADE)
    place = st.empty()
    if (made is None or made[0] != made_of) and place.button(f"生成 {ending}", key=f"{key}-make", width="stretch"):
        bar = place.progress(0.0, "正在生成…")
        lines = EvidenceLines(
            rows, lambda done: bar.progress(done / rows.rows, f"正在生成… {done:,} / {rows.rows:,} 行")
        )
        made = st.session_state[_MADE] = (made_of, WRITERS[ending](HEADS, lines))
    if made is not None and made[0] == made_of:
        with place.container():
            # By a function, or the whole file would be looked through again in every run.
            _draw_button([package], name, ending, lambda: made[1], key)


@dataclass(frozen=True)
class EvidenceLines:
    """The rows of evidence under HEADS; told: hears now and then how many have been given."""

    rows: EvidenceSheet
    told: Callable[[int], object] = lambda done: None

    def __len__(self) -> int:
        return self.rows.rows

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        done = 0
        # By columns: a row at a time as an object takes ten times as long.
        for found in self.rows.columns():
            self.told(done)
            yield from zip(
                map(_day, found["day"]), found["system_id"], map(_name, found["system_id"]),
                *(found[field] for field in ("record_id", "note", "part", "whole", "file", "sheet", "row", "batch_id")),
                map(_minute, found["uploaded_at"]), strict=True,
            )  # fmt: skip
            done += len(found["day"])


@lru_cache
def _day(day: date | None) -> str | None:
    return str(day) if day else None


@lru_cache
def _name(system_id: str | None) -> str | None:
    return name_of(system_id) if system_id else None


@lru_cache
def _minute(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else None


def text(heads: Sequence[str], lines: Lines) -> bytes:
    """A .csv in UTF-8 with its mark, as Excel reads it; a text that would start a formula gets an apostrophe before."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(heads)
    writer.writerows(map(_harmless, line) for line in lines)
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_STARTS_FORMULA) else cell


WRITERS: dict[str, Writer] = {"xlsx": workbook, "csv": text}
"""How a file of each kind is written."""
