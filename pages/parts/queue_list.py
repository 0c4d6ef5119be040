"""The queue as everybody sees it: each file on a line with its state, read anew every two seconds."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from loaders.queue import Entry
from loaders.queue_checks import held_words
from loaders.queue_states import ENDED, MOVING, State
from pages.parts import links, look, queue_desk
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped

LOOKS: dict[State, tuple[str, str, str]] = {
    "waiting": ("not_due", "…", "等待"),
    "checking": ("on_track", "⟳", "检查中"),
    "unsure": ("behind", "？", "待确认"),
    "ready": ("behind", "○", "待确认"),
    "faulty": ("missed", "✕", "有问题"),
    "asked": ("on_track", "…", "等待入库"),
    "storing": ("on_track", "⟳", "入库中"),
    "stored": ("met", "✓", "已入库"),
    "aside": ("not_due", "…", "已转待处理"),
    "returned": ("not_due", "↩", "已退回"),
    "withdrawn": ("not_due", "○", "已撤回"),
}
"""State → colour, sign, word."""
_STAMP = "queue_stamp"
_SHOWN_ENDED = 8


def draw(entries: Sequence[Entry], chosen: Entry | None) -> None:
    """The queue with the button that stores all that nothing speaks against; nothing while it is empty."""
    elsewhere = queue_desk.gone_elsewhere()
    if elsewhere:
        names = "、".join(f"“{one.name}”是包件{one.package}的" for one in elsewhere[:5])
        st.html(f"<p class='k-demo' role='status'>您交的{escaped(names)}，由该包件的监理处理</p>")
    if not entries:
        return
    good = queue_desk.can_be_stored(entries)
    with st.container(key="queue-head", horizontal=True, vertical_alignment="center"):
        st.html(f"<h2 class='k-panel'>上报队列<small>{_counts(entries)}</small></h2>", width="stretch")
        if good:
            st.button(
                f"全部入库（{len(good)} 份没有问题）", type="primary", icon=":material/done_all:",
                key=f"store-all-{good[0].entry_id}-{len(good)}", on_click=partial(queue_desk.store_all, good),
            )  # fmt: skip
    words = queue_desk.said()
    look.put(f"<p class='k-demo' role='status'>{escaped(words)}</p>" if words else "")
    st.session_state[_STAMP] = queue_desk.queue().stamp()
    _watched(chosen.entry_id if chosen else "")


@st.fragment(run_every=2.0)
def _watched(chosen: str) -> None:
    """The list; once anything has changed the whole page is drawn anew."""
    queue = queue_desk.queue()
    if queue.stamp() != st.session_state.get(_STAMP):
        st.rerun()
    st.html(table(queue_desk.entries(), chosen))


def _counts(entries: Sequence[Entry]) -> str:
    moving = sum(one.state in MOVING for one in entries)
    undecided = sum(one.state in ("unsure", "ready", "faulty") for one in entries)
    said = [f"{moving} 份在处理"] if moving else []
    said += [f"{undecided} 份待您决定"] if undecided else []
    return "，".join(said) or "都处理完了"


def table(entries: Sequence[Entry], chosen: str) -> str:
    """Everything that is open, and the last files that are through."""
    ended = [one.entry_id for one in entries if one.state in ENDED][:_SHOWN_ENDED]
    shown = [one for one in entries if one.state not in ENDED or one.entry_id in ended or one.entry_id == chosen]
    rows = [_row(one, is_chosen=one.entry_id == chosen) for one in shown]
    more = len(entries) - len(shown)
    note = f"<p class='k-quiet'>更早的 {more} 份见“上报记录”的回执</p>" if more else ""
    return plain_table("上报队列", ("文件", "包件和月份", "数据", "状态", "说明", "交件"), rows, css="k-queue") + note


def _row(one: Entry, *, is_chosen: bool) -> list[str]:
    name = links.to("upload", f"<b>{escaped(one.name)}</b>", css="k-opened" if is_chosen else "", entry=one.entry_id)
    return [
        name,
        f"包件{one.package} <span class='k-day'>{one.month}</span>" if one.package and one.month else NOTHING,
        escaped(held_words(one.nil or one.summary.get("datasets", []))) or NOTHING,
        pill(one),
        _how_far(one) or escaped(one.words) or NOTHING,
        f"{escaped(one.received_by)} <span class='k-day'>{one.received_at:%m-%d %H:%M}</span>",
    ]


def _how_far(one: Entry) -> str:
    """The bar of the file at hand; '' for others."""
    step = queue_desk.progress(one.entry_id) if one.state in ("checking", "storing") else None
    if step is None:
        return ""
    percent = int(100 * step.share)
    return (
        f"<span class='k-progress' role='progressbar' aria-valuenow='{percent}'><i style='width:{percent}%'></i></span>"
        f"<small>{escaped(step.title)} {percent}%</small>"
    )


def pill(one: Entry) -> str:
    """The state of a file: sign and word."""
    tone, sign, word = LOOKS[one.state]
    return f"<span class='k-pill v-{tone}'><i>{sign}</i>{word}</span>"
