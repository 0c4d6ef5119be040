"""One 疑点 opened: the records behind it with their places, what it could touch, and the explanation of it."""

from collections.abc import Callable, Sequence

import streamlit as st

from access.audit import Action
from access.rights import Right
from kpi.doubting import Doubt, DoubtRecord, touched
from kpi.explaining import EXPLAINING_STEPS, Explanation, explain, withdraw
from kpi.sentences import name_of
from loaders.datasets import DATASETS
from pages.parts import acting, doubted, filters, links, look, session, visitor
from pages.parts.doubts_list import PLACE, state_pill, strength_pill
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped

_SAID = "explained_doubt"
_SHOWN = 40
Act = Callable[[], Explanation]


def draw(key: str, found: Sequence[Doubt]) -> None:
    """The doubt with a key, with its forms; a word if there is none any more."""
    doubt = next((one for one in found if one.key == key), None)
    if doubt is None:
        st.html("<p class='k-answer v-not_due' role='status'>链接里的疑点已经不在：记录改正以后，它就不再成立。</p>")
        return
    said = st.session_state.pop(_SAID, None)
    with st.container(border=True, key="panel-doubt"):
        st.html(_head(doubt))
        with st.container():
            look.put(f"<p class='k-answer v-{said[0]}' role='status'>{escaped(said[1])}</p>" if said else "")
        look.put(_records(doubt))
        act = _draw_forms(doubt)
        look.put(_history([one for one in doubted.explanations(doubt.package) if one.key == key]))
    if act is not None:
        outcome = acting.act(
            Right.EXPLAIN, doubt.package, Action.EXPLAIN, f"包件{doubt.package} {doubt.month} {doubt.check.title}", act,
            state=lambda: [one for one in doubted.explanations(doubt.package) if one.key == key],
        )  # fmt: skip
        done = isinstance(outcome, Explanation)
        st.session_state[_SAID] = ("met", "已保存") if done else ("missed", str(outcome))
        st.rerun()


def _head(doubt: Doubt) -> str:
    whose = f"{doubt.system_id} {name_of(doubt.system_id)}" if doubt.system_id else f"包件{doubt.package}"
    close = links.to("doubts", "收起", css="k-jump", **filters.carried("pkg", "month", "check", "state"))
    touches = "".join(
        f"<li>{links.indicator(one.code, f'<small>{one.code}</small>{escaped(one.name)}')}</li>"
        for one in touched(doubt)
    )
    also = f"<div><dt>可能影响的指标</dt><dd><ul>{touches}</ul></dd></div>" if touches else ""
    return (
        f"<section class='k-doubt' id='{PLACE}' data-doubt='{doubt.key}'><header>{strength_pill(doubt)}"
        f"<h2>{escaped(doubt.check.title)}</h2><small>{escaped(whose)}，{doubt.month}</small>{state_pill(doubt)}{close}"
        f"</header><p class='k-sentence'>{escaped(doubt.said)}</p>"
        f"<dl><div><dt>为什么可疑</dt><dd>{escaped(doubt.check.why)}</dd></div>"
        f"<div><dt>怎么办</dt><dd>{escaped(doubt.check.remedy)}</dd></div>{also}</dl>{_explained(doubt)}</section>"
    )


def _explained(doubt: Doubt) -> str:
    said = doubt.explanation
    if said is None:
        return ""
    tone, lead = ("behind", "记录已变，以前的说明要复核") if doubt.state == "changed" else ("met", "说明")
    then = f"<small>当时：{escaped(said.said)}</small>" if doubt.state == "changed" else ""
    return (
        f"<p class='k-reason v-{tone}'><b>{lead}</b>{escaped(said.reason)}"
        f"<small>{escaped(said.made_by)}，{said.made_at:%Y-%m-%d %H:%M}</small>{then}</p>"
    )


def _records(doubt: Doubt) -> str:
    if not doubt.records:
        return "<p class='k-quiet'>只比较合计，没有单独的记录。</p>"
    rows = [_row(one) for one in doubt.records[:_SHOWN]]
    more = len(doubt.records) - _SHOWN
    rest = f"<p class='k-quiet'>还有 {more} 条，下载的文件里有全部。</p>" if more > 0 else ""
    return plain_table("记录", ("数据", "记录编号", "说的是", "出处"), rows, "k-doubt-records") + rest


def _row(one: DoubtRecord) -> list[str]:
    return [
        escaped(DATASETS[one.dataset].title), f"<span class='k-day'>{escaped(one.record_id)}</span>", escaped(one.note),
        f"<span class='k-place'>{escaped(one.file or NOTHING)}<small>表“{escaped(one.sheet or '')}”，第 {one.row} 行，"
        f"批次 {escaped(one.batch_id)}</small></span>",
    ]  # fmt: skip


def _draw_forms(doubt: Doubt) -> Act | None:
    """What can be done now: explain it, or take the explanation back."""
    if not visitor.may(Right.EXPLAIN, doubt.package):
        return None
    store = session.store_of(doubt.package, "疑点")
    place = f"{doubt.key}-{doubt.explanation.version if doubt.explanation else 0}"
    if doubt.state != "explained":
        label = "重新说明" if doubt.state == "changed" else "说明理由"
        with st.form(f"explain-{place}", border=False):
            reason = st.text_input("为什么不是问题（必填）", key=f"reason-{place}")
            sent = st.form_submit_button(label, type="primary", icon=":material/check:")
        if sent:
            return lambda: explain(store, doubt, reason, made_by=visitor.who().signature)
    if doubt.explanation is not None:
        with (
            st.expander("撤回说明", icon=":material/undo:"),
            st.form(f"withdraw-{place}", border=False),
        ):
            reason = st.text_input("为什么撤回（必填）", key=f"reason-withdraw-{place}")
            sent = st.form_submit_button("撤回说明", icon=":material/undo:")
        if sent:
            return lambda: withdraw(store, doubt, reason, made_by=visitor.who().signature)
    return None


def _history(changes: Sequence[Explanation]) -> str:
    """Everything that was said to it before, where there is more than what stands above."""
    if len(changes) < 2 and not (changes and changes[0].step == "withdrawn"):
        return ""
    rows = [
        [
            f"<span class='k-day'>{one.made_at:%Y-%m-%d %H:%M}</span>", EXPLAINING_STEPS[one.step],
            escaped(one.made_by), escaped(one.reason), escaped(one.said),
        ]
        for one in changes
    ]  # fmt: skip
    table = plain_table("说明的记录", ("时间", "事项", "谁", "理由", "当时的疑点"), rows, "k-changes")
    return f"<details class='k-more'><summary>说明的记录（{len(changes)} 次）</summary>{table}</details>"


def gone(packages: Sequence[int], found: Sequence[Doubt]) -> str:
    """What was explained and is no doubt any more since its records were put right; '' for none."""
    keys = {one.key for one in found}
    rows = [
        [
            f"包件{one.package}", f"<span class='k-day'>{one.month}</span>", escaped(one.said), escaped(one.reason),
            f"{escaped(one.made_by)}<small>{one.made_at:%Y-%m-%d %H:%M}</small>",
        ]
        for package in packages
        for one in doubted.explanations(package)
        if one.key not in keys and one.step == "explained"
    ]  # fmt: skip
    if not rows:
        return ""
    table = plain_table("已不再成立的疑点", ("包件", "月份", "当时的疑点", "理由", "谁"), rows, "k-changes")
    return f"<details class='k-more'><summary>说明过、现已不再成立的 {len(rows)} 条</summary>{table}</details>"
