"""The form for the month's assessments: one block a qualitative indicator, and the file made of what was entered."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from kpi.targets import Indicator, current_contract
from loaders.templates import write_workbook
from pages.parts import session
from pages.parts.text import escaped

BANDS = ("达成", "部分达成", "未达成")


@dataclass(frozen=True)
class Entry:
    """One assessment as entered. share None: the default of the band. attachment: name and bytes of the evidence, if
    there is any."""

    code: str
    band: str
    share: float | None
    reason: str
    assessor: str
    attachment: tuple[str, bytes] | None


def times_saved() -> int:
    """How often this session saved. Part of the widgets' keys: after a refusal everything stays as it was entered."""
    return int(st.session_state.get("times_assessed", 0))


def note_saved() -> None:
    """Something was saved: the form begins anew with what stands."""
    st.session_state["times_assessed"] = times_saved() + 1


def lead(package: int, month: str, standing: Sequence[Mapping[str, Any]]) -> str:
    """What is to be done here, and how far it is."""
    count = len(_qualitative(package))
    done = f"{month} 已评价 {len(standing)} 项，再保存会替换" if standing else f"{month} 还没有评价"
    return (
        f"<p class='k-lead'>{count} 项定性指标<span>{done}</span>"
        f"<span>没选结论的不保存，按缺数据处理</span><span>得分率须在结论的范围内</span></p>"
    )


def _qualitative(package: int) -> list[Indicator]:
    return [one for one in current_contract().tables[package] if one.kind == "expect"]


def draw_form(package: int, month: str, standing: Sequence[Mapping[str, Any]]) -> list[Entry] | None:
    """The form with what stands filled in; the entries once it is sent, else None."""
    before = {row["indicator_code"]: row for row in standing}
    place = f"{package}-{month}-{times_saved()}"
    with st.form(f"assess-{place}", border=False):
        assessor = st.text_input("评价人", next((row["assessor"] or "" for row in standing), ""), key=f"by-{place}")
        entries = [_draw_entry(one, before.get(one.code), place, assessor) for one in _qualitative(package)]
        sent = st.form_submit_button("检查并保存", type="primary", icon=":material/save:")
    return [one for one in entries if one is not None] if sent else None


def _draw_entry(indicator: Indicator, before: Mapping[str, Any] | None, place: str, assessor: str) -> Entry | None:
    key = f"{indicator.code}-{place}"
    with st.container(border=True, key=f"panel-{key.replace('.', '-')}"):
        st.html(
            f"<h2 class='k-panel'><span class='k-quiet'>{indicator.code}</span> {escaped(indicator.name)}"
            f"<small>目标“{escaped(indicator.as_written)}”</small></h2>"
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            band = st.segmented_control(
                "评价结论", BANDS, default=before["band"] if before else None, key=f"band-{key}"
            )
            share = st.number_input(
                "得分率（空着为 100、70、0）", 0.0, 100.0, before["share"] if before else None, 1.0, key=f"share-{key}",
                width=210, placeholder="按结论",
            )  # fmt: skip
            reason = st.text_input("评价理由", before["reason"] if before else "", key=f"reason-{key}")
        file = st.file_uploader("佐证材料（可不传）", key=f"file-{key}", label_visibility="collapsed")
    if band is None:
        return None
    attachment = (file.name, file.getvalue()) if file else None
    return Entry(indicator.code, band, share, reason, assessor, attachment)


def workbook(package: int, month: str, entries: Sequence[Entry]) -> tuple[str, bytes]:
    """Name and bytes of the monthly file made of the entries; what was attached is kept beside the uploads."""
    rows: list[dict[str, str | float | int | bool | datetime | None]] = [
        {
            "indicator_code": one.code,
            "band": one.band,
            "share": one.share,
            "reason": f"{one.reason}{_kept(one)}" if one.reason else None,
            "assessor": one.assessor or None,
        }
        for one in entries
    ]
    buffer = io.BytesIO()
    write_workbook(buffer, {"assessments": rows})
    return f"包件{package}_{month}_定性评价.xlsx", buffer.getvalue()


def _kept(entry: Entry) -> str:
    """Keep the evidence under its hash, and say so in the reason."""
    if entry.attachment is None:
        return ""
    name, content = entry.attachment
    suffix = f".{name.rsplit('.', 1)[-1].lower()}" if "." in name else ""
    return f"（佐证：{name}，{session.store().keep_original(content, suffix)[:12]}）"
