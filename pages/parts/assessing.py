"""The form for the month's assessments: one block a qualitative indicator, and the file made of what was entered."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import streamlit as st

from access.rights import Right
from data.errors import SupervisionError
from kpi.rectifying import EVIDENCE_TYPES, file_problems, keep_evidence
from kpi.targets import Indicator, current_contract
from loaders.batches import BatchInfo
from loaders.datasets import DATASETS
from loaders.problems import Problem
from loaders.templates import write_workbook
from pages.parts import effects, look, session, visitor
from pages.parts.handing_in import Answer
from pages.parts.text import escaped

BANDS = ("达成", "部分达成", "未达成")
_DEFAULT_SHARES = DATASETS["assessments"].defaults_by[0].values
_FIRST_ROW = 2


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

    def says_the_same(self, row: Mapping[str, Any]) -> bool:
        """Whether it is what a stored row says already; who says so does not count."""
        share = _DEFAULT_SHARES[self.band] if self.share is None else self.share
        stored = (row["band"], row["share"], row["reason"] or "")
        return self.attachment is None and stored == (self.band, share, self.reason.strip())


def times_saved() -> int:
    """How often this session saved. Part of the widgets' keys: after a refusal everything stays as it was entered."""
    return int(st.session_state.get("times_assessed", 0))


def note_saved() -> None:
    """Something was saved: the form begins anew with what stands."""
    st.session_state["times_assessed"] = times_saved() + 1


def lead(package: int, month: str, standing: Sequence[Mapping[str, Any]], batch: BatchInfo | None) -> str:
    """What is to be done here, and how far it is. standing, batch: what is stored for the month, if anything is."""
    count = len(_qualitative(package))
    done = f"{month} 还没有评价"
    if standing:
        by = "、".join(dict.fromkeys(str(row["assessor"]) for row in standing if row["assessor"])) or "没有写评价人"
        when = f"，{batch.uploaded_at:%Y-%m-%d} 保存" if batch else ""
        done = f"{month} 已评价 {len(standing)} 项（{escaped(by)}{when}），再保存会替换"
    return (
        f"<p class='k-lead'>{count} 项定性指标<span>{done}</span>"
        f"<span>没选结论的不保存，按缺数据处理</span><span>得分率须在结论的范围内</span></p>"
    )


def _qualitative(package: int) -> list[Indicator]:
    return [one for one in current_contract().tables[package] if one.kind == "expect"]


def draw_form(package: int, month: str, standing: Sequence[Mapping[str, Any]]) -> list[Entry] | None:
    """The form with what stands filled in; the entries once it is sent, else None. What somebody else
    has said stays under their name, only what is changed goes under the name of who is logged in."""
    before = {row["indicator_code"]: row for row in standing}
    place = f"{package}-{month}-{times_saved()}"
    if not visitor.may(Right.ASSESS, package):
        return None
    with st.form(f"assess-{place}", border=False):
        entries = [_draw_entry(one, before.get(one.code), place) for one in _qualitative(package)]
        sent = st.form_submit_button("检查并保存", type="primary", icon=":material/save:")
    given, assessor = [one for one in entries if one is not None], visitor.who().signature
    return [_signed(one, before.get(one.code), assessor) for one in given] if sent else None


def _signed(entry: Entry, before: Mapping[str, Any] | None, assessor: str) -> Entry:
    keeps = before is not None and entry.says_the_same(before)
    return replace(entry, assessor=(before or {}).get("assessor") or "" if keeps else assessor)


def why_not(entries: Sequence[Entry], standing: Sequence[Mapping[str, Any]]) -> str:
    """Why there is nothing to be stored, in one sentence; '' if there is something."""
    if not entries:
        return "还没有选任何一项的结论，没有保存"
    unfit = [words for one in entries if one.attachment for words in file_problems(one.attachment)]
    if unfit:
        return f"{'；'.join(unfit)}，没有保存"
    before = {row["indicator_code"]: row for row in standing}
    changed = [one for one in entries if one.code not in before or not one.says_the_same(before[one.code])]
    if not changed and len(entries) == len(before):
        return "和已保存的评价完全相同，没有再保存"
    return ""


def say(package: int, month: str, words: str, block: str = "") -> None:
    """Keep what came of a press for the next run. block: HTML that says more than the words do."""
    said = block or f"<section class='k-answer v-behind' role='alert'><h3><i>！</i>{escaped(words)}</h3></section>"
    st.session_state[f"assessed-{package}-{month}"] = said
    st.session_state["assessed_words"] = words


def draw_said(package: int, month: str) -> None:
    """What came of the last press: above the form, and for a moment in the corner, as the button stands far below."""
    look.put(st.session_state.get(f"assessed-{package}-{month}", ""))
    words = st.session_state.pop("assessed_words", None)
    if words:
        st.toast(words)


def answer_words(answer: Answer) -> str:
    """What came of it in a few words."""
    return "已保存" if answer.is_stored else "没有保存，请看上方的说明"


def answer_block(answer: Answer, codes: Sequence[str]) -> str:
    """What came of it: stored and what that changes, or what is wrong with which indicator. codes: the indicators in
    the order of the rows that were handed in."""
    outcome = answer.outcome
    if isinstance(outcome, SupervisionError) or not outcome.accepted:
        if isinstance(outcome, SupervisionError):
            body = f"<p>{escaped(outcome.message)}。{escaped(outcome.hint)}</p>"
        else:
            body = f"<ul>{''.join(f'<li>{_wrong(one, answer.package, codes)}</li>' for one in outcome.problems)}</ul>"
        head = "<h3><i>✕</i>没有保存<small>改好后再保存，填写的内容都还在</small></h3>"
        return f"<section class='k-answer v-missed' role='alert'>{head}{body}</section>"
    line = outcome.batches[0]
    head = f"<h3><i>✓</i>已保存 {line.rows} 项评价<small>批次 {escaped(line.batch_id)}</small></h3>"
    changed = effects.score_block(answer.before, answer.after)
    return f"<section class='k-answer v-met' role='status'>{head}{changed}</section>"


def _wrong(one: Problem, package: int, codes: Sequence[str]) -> str:
    """A problem with its indicator: nobody has seen the rows."""
    if one.row is None:
        return escaped(one.message)
    code = codes[one.row - _FIRST_ROW]
    name = next(indicator.name for indicator in _qualitative(package) if indicator.code == code)
    return f"<b>{code} {escaped(name)}</b>：{escaped(one.message)}"


def _draw_entry(indicator: Indicator, before: Mapping[str, Any] | None, place: str) -> Entry | None:
    """One indicator; None while no conclusion is chosen. Its assessor is filled in afterwards."""
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
                "得分率（空着为 100、70、0）", 0.0, 100.0, _own_share(before), 1.0, key=f"share-{key}",
                width=210, placeholder="按结论",
            )  # fmt: skip
            reason = st.text_input("评价理由", before["reason"] if before else "", key=f"reason-{key}")
        types = [suffix.removeprefix(".") for suffix in EVIDENCE_TYPES]
        file = st.file_uploader("佐证材料（可不传，不超过 20 MB）", types, key=f"file-{key}", max_upload_size=20)
    if band is None:
        return None
    attachment = (file.name, file.getvalue()) if file else None
    return Entry(indicator.code, band, share, reason, "", attachment)


def _own_share(before: Mapping[str, Any] | None) -> float | None:
    """The share that stands; None where it is the band's default, which another band would not allow."""
    if before is None or before["share"] == _DEFAULT_SHARES[before["band"]]:
        return None
    return float(before["share"])


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
    kept = keep_evidence(session.store(), entry.attachment)
    return f"（佐证：{kept.name}，{kept.sha256[:12]}）"
