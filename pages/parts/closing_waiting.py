"""The waiting list 待处理: uploads that came in for a closed month, and what is done with them."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from access.audit import Action, Changed
from access.rights import Right
from data.errors import SupervisionError
from kpi.measures import rebuild
from loaders.datasets import DATASETS
from loaders.readmitting import readmit
from loaders.receipts import Receipt
from loaders.waiting_list import WaitingUpload, withdraw
from pages.parts import acting, closed, effects, guard, links, session, visitor
from pages.parts.closing_panel import say
from pages.parts.foresight import foresee_readmitting
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped

_FORESEEN = "readmitting_foreseen"
_STATES = {
    "waiting": ("behind", "…", "待处理"),
    "withdrawn": ("not_due", "○", "已撤回"),
    "stored": ("met", "✓", "已入库"),
}


def waiting_table(found: Sequence[WaitingUpload], closed_months: Mapping[int, Sequence[str]]) -> str:
    """What waits or has waited, with what to do; '' without any. closed_months: of each package."""
    rows = [
        [
            f"<b>{escaped(one.waiting_id)}</b>",
            escaped(one.file_name or "本月无：" + "、".join(DATASETS[name].title for name in one.nil)),
            f"<span class='k-day'>{one.received_at:%Y-%m-%d %H:%M}</span>",
            escaped(one.received_by or NOTHING),
            _pill(one),
            _what_next(one, one.month in closed_months.get(one.package, ())),
        ]
        for one in found
    ]
    if not rows:
        return ""
    count = sum(one.state == "waiting" for one in found)
    table = plain_table("待处理", ("编号", "文件", "收到", "上报人", "状态", "怎么办"), rows, css="k-waiting")
    note = f"<h2>待处理<small>{count} 份；给已结账月份的上报原样保管，没有计入</small></h2>"
    return f"<section class='k-block' id='waiting'>{note}{table}</section>"


def package_table(package: int) -> str:
    """What waits or has waited of one package; '' without any."""
    return waiting_table(_waiting(package), {package: closed.closed_months(package)})


def closed_note(package: int, month: str) -> str:
    """What becomes of an upload for a closed month; '' for another."""
    if month not in closed.closed_months(package):
        return ""
    way = links.to("closing", "去结账页重开", pkg=package, month=month)
    words = f"包件{package} {month}：上报会原样放入待处理，不计入。{way}"
    return f"<p class='k-demo' role='note'><b>已结账</b>{words}</p>"


def _pill(one: WaitingUpload) -> str:
    tone, sign, word = _STATES[one.state]
    return f"<span class='k-pill v-{tone}'><i>{sign}</i>{word}</span>"


def _what_next(one: WaitingUpload, is_closed: bool) -> str:
    if one.state != "waiting":
        return f"{escaped(one.ended_by)} {one.ended_at:%Y-%m-%d} {escaped(one.reason)}"
    words = f"重开 {one.month} 后入库，或撤回" if is_closed else f"{one.month} 已重开，可以入库，或撤回"
    return links.to("closing", words, pkg=one.package, month=one.month)


def draw_actions(package: int, month: str, found: Sequence[WaitingUpload], is_closed: bool) -> None:
    """Take what waits for the chosen month into the store, or withdraw it with a reason."""
    own = {one.waiting_id: one for one in found
           if (one.package, one.month, one.state) == (package, month, "waiting")}  # fmt: skip
    if not own or not visitor.may(Right.UPLOAD, package):
        return
    with st.container(border=True, key="panel-waiting"):
        st.html(f"<h2 class='k-panel'>{month} 的待处理<small>{len(own)} 份</small></h2>")
        chosen = st.selectbox(
            "哪一份", list(own), format_func=lambda one: f"{one}　{own[one].file_name or '本月无'}", filter_mode=None,
            key=f"waiting-{package}-{month}", width=520,
        )  # fmt: skip
        if not is_closed:
            _draw_readmitting(package, chosen)
        with st.form("withdraw-form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
            reason = st.text_input("理由（必填）", key="withdraw-reason", placeholder="为什么不要这份上报")
            sent = st.form_submit_button("撤回", icon=":material/undo:", key="withdraw")
        if sent:
            store, by = session.store_of(package, chosen), visitor.who().signature
            say(acting.act(
                Right.UPLOAD, package, Action.WITHDRAW, chosen, partial(withdraw, store, chosen, by, reason),
                state=partial(_waiting, package),
            ), f"{chosen} 已撤回")  # fmt: skip
            st.rerun()


def _draw_readmitting(package: int, waiting_id: str) -> None:
    """Look at what taking it in changes; only then it can be taken in."""
    if st.button("看入库后的变化", icon=":material/compare_arrows:", key="foresee-readmitting"):
        with st.spinner("正在试算，不保存任何改动"):
            seen = guard.attempted(partial(foresee_readmitting, package, waiting_id))
        st.session_state[_FORESEEN] = waiting_id, seen
    of, seen = st.session_state.get(_FORESEEN, (None, None))
    if of != waiting_id:
        return
    if isinstance(seen, SupervisionError):
        st.html(f"<p class='k-demo' role='alert'>{escaped(seen)}</p>")
    elif seen.is_of_now:
        title = f"{escaped(waiting_id)} 入库后的变化<small>试算的结果，还没有保存</small>"
        st.html(f"<h2 class='k-panel'>{title}</h2>{effects.foreseen_block(seen)}")
        if seen.after is not None and st.button(
            "替换本月的数据并入库", type="primary", icon=":material/download_done:", key="readmit"
        ):
            store, by = session.store_of(package, waiting_id), visitor.who().signature
            done = acting.act(
                Right.UPLOAD, package, Action.IMPORT, waiting_id,
                partial(readmit, store, waiting_id, admitted_by=by, refresh=rebuild),
                state=partial(_waiting, package), told=_tell,
            )  # fmt: skip
            say(*_came_of(done, waiting_id))
            st.rerun()


def _waiting(package: int) -> list[WaitingUpload]:
    return [one for one in closed.waiting() if one.package == package]


def _tell(changed: Changed, receipt: Receipt) -> None:
    changed.result = "ok" if receipt.accepted else "failed"
    changed.note = "；".join([*(one.batch_id for one in receipt.batches), *(one.message for one in receipt.problems)])


def _came_of(outcome: Receipt | SupervisionError, waiting_id: str) -> tuple[object, str]:
    if isinstance(outcome, SupervisionError) or outcome.accepted:
        return outcome, f"{waiting_id} 已入库，得分已按它重算"
    return outcome, "没有入库：" + "；".join(one.message for one in outcome.problems[:5])
