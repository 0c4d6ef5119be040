"""整改 on the page of an indicator: how it stands, what is missing, the next steps, what was done before."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import streamlit as st

from access.audit import Action
from access.rights import Right
from data.errors import SupervisionError
from kpi.periods import Period
from kpi.rectification import (
    STEPS,
    Rectification,
    answers,
    due_day,
    evidence_bytes,
    history,
    looked_at,
    rectifications,
)
from kpi.rectifying import EVIDENCE_TYPES, Plan, accept, amend, open_rectification, report_done, send_back
from kpi.score import Scorecard
from kpi.states import state_of
from kpi.values import Finding
from pages.parts import acting, look, session, visitor
from pages.parts.rectified import awaiting_pill, months_words, state_pill
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, span_words

_SAID = "rectified"
Act = Callable[[], Rectification | SupervisionError]


def draw(finding: Finding, card: Scorecard, period: str) -> None:
    """The block of a missed finding, or of one that has a rectification; nothing for the others.

    period: as the address has it. A rectification is shown as it stands today, not at the data cut-off: it follows it.
    """
    store = session.store_of(card.package, "整改")
    today, code = store.now().date(), finding.indicator.code
    own = [one for one in rectifications(store, card.package, today) if one.code == code]
    looked = looked_at(card.period, card.as_of)
    current = next((one for one in reversed(own) if answers(one, looked)), None)
    is_missed = state_of(finding) == "missed"
    if not own and not is_missed:
        return
    said = st.session_state.pop(_SAID, None)
    with st.container(border=True, key="panel-rectifying"):
        if current is not None:
            st.html(_standing(current, today))
            _draw_file(current)
        elif is_missed:
            st.html(_missing(looked, [one for one in own if one.accepted_at is not None]))
        else:
            st.html("<h2 class='k-panel'>整改<small>本期没有未达标</small></h2>")
        # A place of its own, or the words would move the forms below, which then fold.
        with st.container():
            look.put(f"<p class='k-answer v-{said[0]}' role='status'>{escaped(said[1])}</p>" if said else "")
        act = None
        if current is not None:
            act = _draw_steps(current, today)
        elif is_missed:
            act = _draw_opening(card.package, code, period)
        for one in reversed(own):
            _draw_history(one)
    if act is not None:
        _carry_out(act)


def _carry_out(act: Act) -> None:
    """Do it, and say in the next run what came of it: what was entered stays in its form if it was refused."""
    outcome = act()
    if isinstance(outcome, Rectification):
        said = ("met", f"已保存：{outcome.number} {STEPS[outcome.step]}")
    else:
        said = ("missed", str(outcome))
    st.session_state[_SAID] = said
    st.rerun()


# --- how it stands ---


def _missing(period: Period, before: Sequence[Rectification]) -> str:
    earlier = f"<span>上一次整改 {before[-1].number} 已验收，只到 {before[-1].last_month}</span>" if before else ""
    return (
        f"<section class='k-rectify v-behind'><h2>整改{awaiting_pill()}</h2>"
        f"<p class='k-lead'><b>{span_words(period)} 未达标，还没有下达整改</b>{earlier}</p></section>"
    )


def _standing(one: Rectification, today: date) -> str:
    evidence = escaped(one.evidence.name) if one.evidence else NOTHING
    late = f"（晚 {one.days_late} 天）" if one.days_late else ""
    facts = [
        ("原因", escaped(one.cause)), ("整改措施", escaped(one.measure)), ("责任人", escaped(one.responsible)),
        ("期限", str(one.due)), ("完成日期", f"{one.done}{late}" if one.done else NOTHING), ("佐证材料", evidence),
    ]  # fmt: skip
    listed = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    back = f"<p class='k-returned'><b>退回理由</b>{escaped(one.returned_reason)}</p>" if one.returned_reason else ""
    return (
        f"<section class='k-rectify' data-number='{one.number}'>"
        f"<h2>整改<small>{one.number}，对应 {months_words(one.period)}</small>{state_pill(one, today)}</h2>"
        f"<p class='k-lead'><b>{_next(one, today)}</b></p>{back}<dl>{listed}</dl></section>"
    )


def _next(one: Rectification, today: date) -> str:
    """What is still missing, in one sentence."""
    state = one.state(today)
    if state == "accepted":
        return f"{one.accepted_at:%Y-%m-%d} 由 {escaped(one.accepted_by)} 验收"
    if state == "done":
        return f"{one.done} 报完成，等待验收"
    lacking = "还缺完成日期和佐证材料"
    if state == "overdue":
        return f"已超期限 {(today - one.due).days} 天，{lacking}"
    left = (one.due - today).days
    return f"{'今天到期' if not left else f'距期限还有 {left} 天'}，{lacking}"


# --- the forms ---


def _draw_opening(package: int, code: str, period: str) -> Act | None:
    if not visitor.may(Right.RECTIFY, package):
        return None
    store = session.store_of(package, "整改")
    default = due_day(store, store.now().date())
    with (
        st.expander("下达整改", icon=":material/edit_note:"),
        st.form(f"rectify-open-{code}-{period}", border=False),
    ):
        plan = _ask_plan(f"{code}-{period}", default, None)
        if default is None:
            st.html("<p class='k-quiet'>日历缺失，算不出 15 个工作日后的期限，请手工填写。</p>")
        else:
            st.html(f"<p class='k-quiet'>期限默认为今天起 15 个工作日：{default}。</p>")
        sent = st.form_submit_button("下达整改", type="primary", icon=":material/send:")
    if not sent:
        return None
    return _on_record(
        Right.RECTIFY, package, f"包件{package} {code} {period} 下达",
        lambda by: open_rectification(store, package, code, period, plan, made_by=by),
    )  # fmt: skip


def _on_record(right: Right, package: int, object: str, step: Callable[[str], Rectification]) -> Act:
    """A step that is checked, signed with the name of who is logged in, and put on record when it is done."""
    store = session.store_of(package, "整改")
    return partial(
        acting.act, right, package, Action.RECTIFY, object, lambda: step(visitor.who().signature),
        state=lambda: rectifications(store, package, store.now().date()),
    )  # fmt: skip


def _ask_plan(place: str, due: date | None, before: Rectification | None) -> Plan:
    left, right = st.columns(2)
    cause = left.text_area("原因（必填）", before.cause if before else "", key=f"cause-{place}", height=90)
    measure = right.text_area("整改措施（必填）", before.measure if before else "", key=f"measure-{place}", height=90)
    one, two = st.columns(2)
    responsible = one.text_input("责任人（必填）", before.responsible if before else "", key=f"responsible-{place}")
    chosen = two.date_input("期限", due, key=f"due-{place}", format="YYYY-MM-DD")
    return Plan(cause, measure, responsible, chosen if isinstance(chosen, date) else None)


def _draw_steps(one: Rectification, today: date) -> Act | None:
    """The next steps that a rectification can take; the first of them that was sent."""
    if one.accepted_at is not None:
        return None
    place = f"{one.number}-{one.version}"
    if one.done is not None:
        return _draw_acceptance(one, place)
    return _draw_done(one, place, today) or _draw_amending(one, place)


def _draw_done(one: Rectification, place: str, today: date) -> Act | None:
    if not visitor.may(Right.REPORT_DONE, one.package):
        return None
    store = session.store_of(one.package, one.number)
    with (
        st.expander("报完成", icon=":material/task_alt:"),
        st.form(f"rectify-done-{place}", border=False),
    ):
        done = st.date_input("完成日期（必填）", today, key=f"done-{place}", format="YYYY-MM-DD")
        types = [suffix.removeprefix(".") for suffix in EVIDENCE_TYPES]
        file = st.file_uploader("佐证材料（必传，不超过 20 MB）", types, key=f"file-{place}", max_upload_size=20)
        sent = st.form_submit_button("报完成", type="primary", icon=":material/task_alt:")
    if not sent:
        return None
    evidence = (file.name, file.getvalue()) if file else None
    day = done if isinstance(done, date) else None
    return _on_record(
        Right.REPORT_DONE, one.package, f"{one.number} 报完成",
        lambda by: report_done(store, one, day, evidence, made_by=by),
    )  # fmt: skip


def _draw_amending(one: Rectification, place: str) -> Act | None:
    if not visitor.may(Right.RECTIFY, one.package):
        return None
    store = session.store_of(one.package, one.number)
    with (
        st.expander("修改原因、措施、责任人或期限", icon=":material/edit:"),
        st.form(f"rectify-amend-{place}", border=False),
    ):
        plan = _ask_plan(place, one.due, one)
        sent = st.form_submit_button("保存修改", icon=":material/save:")
    if not sent:
        return None
    return _on_record(Right.RECTIFY, one.package, f"{one.number} 修改", lambda by: amend(store, one, plan, made_by=by))


def _draw_acceptance(one: Rectification, place: str) -> Act | None:
    if not visitor.may(Right.RECTIFY, one.package):
        return None
    store = session.store_of(one.package, one.number)
    with st.form(f"rectify-accept-{place}", border=False):
        reason = st.text_input("退回理由（退回时必填）", key=f"reason-{place}")
        with st.container(horizontal=True):
            accepted = st.form_submit_button("验收通过", type="primary", icon=":material/verified:")
            returned = st.form_submit_button("退回重改", icon=":material/undo:")
    if accepted:
        accepting = f"{one.number} 验收"
        return _on_record(Right.RECTIFY, one.package, accepting, lambda by: accept(store, one, made_by=by))
    if not returned:
        return None
    return _on_record(
        Right.RECTIFY, one.package, f"{one.number} 退回", lambda by: send_back(store, one, reason, made_by=by)
    )


# --- what was done before ---


def _draw_history(one: Rectification) -> None:
    """Every change, and the files of evidence that were handed in."""
    store = session.store_of(one.package, one.number)
    changes = history(store, one.number)
    with st.expander(f"{one.number} 的变更记录（{len(changes)} 次）", icon=":material/history:"):
        rows = [
            [
                f"<span class='k-day'>{change.made_at:%Y-%m-%d %H:%M}</span>", STEPS[change.step],
                escaped(change.made_by), _content(change, before),
            ]
            for change, before in zip(changes, [None, *changes], strict=False)
        ]  # fmt: skip
        st.html(plain_table("变更记录", ("时间", "事项", "谁", "内容"), rows, "k-changes"))
        for change in (change for change in changes if change.step == "done"):
            _draw_file(change, f"下载 {change.made_at:%Y-%m-%d %H:%M} 报的佐证材料", "history")


def _draw_file(one: Rectification, label: str = "下载佐证材料", place: str = "now") -> None:
    """A button that fetches the evidence, where there is any. Its name is no label: labels are Markdown."""
    if one.evidence is not None:
        st.download_button(
            label,
            acting.download(
                one.package, f"{one.number} 佐证材料 {one.evidence.name}",
                partial(evidence_bytes, session.store_of(one.package, one.number), one.evidence),
            ),
            one.evidence.name,
            key=f"evidence-file-{place}-{one.version}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def _content(change: Rectification, before: Rectification | None) -> str:
    """What a change said; of an amendment only what is other than before."""
    if change.step == "done":
        return f"{change.done} 完成，{escaped(change.evidence.name if change.evidence else NOTHING)}"
    if change.step == "returned":
        return escaped(change.returned_reason)
    if change.step == "accepted":
        return NOTHING
    said = [
        (name, new)
        for name, new, old in (
            ("原因", change.cause, before and before.cause),
            ("措施", change.measure, before and before.measure),
            ("责任人", change.responsible, before and before.responsible),
            ("期限", str(change.due), before and str(before.due)),
        )
        if new != old
    ]
    return "；".join(f"{name}：{escaped(words)}" for name, words in said)
