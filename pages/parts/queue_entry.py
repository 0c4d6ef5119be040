"""One file of the queue: what it was taken for, what is wrong, what it would change, and what is done with it.

Its buttons carry its number and act before the page is drawn anew: a click on what has changed or gone meanwhile is
never taken for one on another file, and is answered.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from data.errors import SupervisionError
from loaders.originals import read_original
from loaders.queue import Decision, Entry
from loaders.queue_checks import receipt_of
from loaders.queue_states import DECIDABLE
from loaders.receipts import Receipt
from pages.parts import effects, filters, guard, look, mapping, queue_desk, queue_receipt, session, visitor
from pages.parts.foresight import Foreseen, foresee_storing
from pages.parts.queue_list import LOOKS, pill
from pages.parts.queue_problems import batches_aside, problem_groups
from pages.parts.queue_recognition import previews, recognition
from pages.parts.text import escaped, package_name

_FORESEEN = "queue_foreseen"


def draw(one: Entry, entries: Sequence[Entry]) -> None:
    """The panel of a file."""
    answer = queue_desk.queue().answer(one.entry_id)
    receipt = receipt_of(answer)
    with st.container(border=True, key="queue-entry"):
        st.html(_head(one))
        if "recognition" in answer and one.state in (*DECIDABLE, "stored"):
            st.html(recognition(answer["recognition"], is_chosen=one.is_chosen, target=target_words(one)))
        if one.state in DECIDABLE:
            _draw_decision(one, entries, receipt, answer.get("preview", []))
        if one.state == "stored":
            queue_receipt.draw(one.entry_id)
        if one.state in DECIDABLE and one.package and receipt is not None:
            _draw_questions(one, receipt)
        if receipt is not None:
            look.put(_receipt(one, receipt, answer if one.state in DECIDABLE else {}))
        if one.state == "ready" and one.package and receipt is not None:
            mapping.offer(one.package, [receipt])


def target_words(one: Entry) -> str:
    """'包件3 城市治理 2026-10'."""
    return f"{package_name(one.package)} {one.month}" if one.package and one.month else ""


def _head(one: Entry) -> str:
    tone = LOOKS[one.state][0]
    to = f"<small>{escaped(target_words(one))}</small>" if one.state != "unsure" else ""
    came = f"{one.entry_id}，{escaped(one.received_by)} {one.received_at:%Y-%m-%d %H:%M} 交"
    return (
        f"<section class='k-entry v-{tone}'><h3>{escaped(one.name)}{to}{pill(one)}</h3>"
        f"<p>{escaped(one.words)}<small>{came}</small></p></section>"
    )


def _receipt(one: Entry, receipt: Receipt, answer: Mapping[str, Any]) -> str:
    """What was stored, what is wrong, what is worth knowing, the first rows. answer: of the check, for these."""
    body = batches_aside(receipt.batches) if one.state == "stored" else ""
    body += problem_groups(receipt.problems, receipt.more) if one.state != "returned" else ""
    body += "".join(f"<p class='k-said'>{escaped(note)}</p>" for note in receipt.notes)
    body += previews(answer.get("preview", []), is_head=answer.get("recognition", {}).get("is_head", False))
    return f"<section class='k-answer v-{LOOKS[one.state][0]}'>{body}</section>" if body else ""


# --- deciding ---


def _draw_decision(
    one: Entry, entries: Sequence[Entry], receipt: Receipt | None, shown_rows: Sequence[Mapping[str, Any]]
) -> None:
    if one.state == "unsure":
        st.html("<p class='k-demo' role='alert'>请核对：这份文件是哪个包件、哪个月的？选好后再检查，不会自动入库。</p>")
        _draw_choice(one, "按此检查")
    other = queue_desk.clashes(entries).get(one.entry_id)
    if other is not None:
        st.html(
            f"<p class='k-demo' role='alert'>“{escaped(other.name)}”也是{escaped(target_words(one))}的同一种数据："
            "一个月的一种数据只能有一份，请撤回其中一份，或合并后再交。</p>"
        )
    has_rows = one.state == "ready" or one.summary.get("good_rows")
    seen = _foreseen(one) if receipt is not None and has_rows and one.summary.get("replaces") else None
    with st.container(horizontal=True, key="queue-actions"):
        _draw_storing(one, seen)
        if one.state == "faulty" and one.file_name and receipt is not None:
            queue_receipt.draw_marked(one, receipt, shown_rows)
        if one.state != "unsure" and not one.nil:
            with st.popover("改包件或月份", icon=":material/edit_calendar:"):
                _draw_choice(one, "按此重新检查")
        st.button("重新检查", icon=":material/refresh:", key=f"check-again-{one.entry_id}", on_click=_acted, args=(
            one, partial(queue_desk.check_again, one)))  # fmt: skip
        st.button("撤回", icon=":material/undo:", key=f"withdraw-{one.entry_id}", on_click=_acted, args=(
            one, partial(queue_desk.withdraw, one)))  # fmt: skip
    shown = seen if seen is not None else _kept(one)
    if shown is not None:
        _draw_foreseen(one, shown)


def _acted(one: Entry, action: partial[None]) -> None:
    """Do something to a file and go on looking at it."""
    st.query_params["entry"] = one.entry_id
    action()


def _decided(one: Entry, decision: Decision) -> None:
    st.query_params["entry"] = one.entry_id
    queue_desk.decide([one], decision)


def _draw_choice(one: Entry, label: str) -> None:
    """Package and month of a file, chosen by hand; what was recognised stands first."""
    months = filters.upload_months()
    numbers = visitor.packages()
    with st.form(f"choice-{one.entry_id}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "包件", numbers, numbers.index(one.package) if one.package in numbers else None, key=f"pkg-{one.entry_id}",
            format_func=package_name, placeholder="请选择", filter_mode=None, width=200,
        )  # fmt: skip
        st.selectbox(
            "月份", months, months.index(one.month) if one.month in months else None, key=f"month-{one.entry_id}",
            placeholder="请选择", filter_mode=None, width=160,
        )  # fmt: skip
        st.form_submit_button(label, type="primary", icon=":material/fact_check:", on_click=_chosen, args=(one,))


def _chosen(one: Entry) -> None:
    package, month = (st.session_state.get(f"{name}-{one.entry_id}") for name in ("pkg", "month"))
    if package is None or month is None:
        st.query_params["entry"] = one.entry_id
        queue_desk.say("还没有选齐包件和月份")
    else:
        _acted(one, partial(queue_desk.choose, one, package, month))


def _draw_storing(one: Entry, seen: Foreseen | SupervisionError | None) -> None:
    """The buttons that store a file: as it is, in place of what stands (once that was looked at), its good rows."""
    replaces = tuple(one.summary.get("replaces", ()))
    by, can_replace = queue_desk.who(), isinstance(seen, Foreseen) and seen.after is not None
    if one.state == "ready" and not replaces:
        label = "放入待处理" if one.summary.get("is_closed") else "入库"
        st.button(label, type="primary", icon=":material/download_done:", key=f"store-{one.entry_id}",
                  on_click=_decided, args=(one, Decision(by)))  # fmt: skip
    elif one.state == "ready" and can_replace:
        st.button("替换本月已有的数据", type="primary", icon=":material/swap_horiz:", key=f"replace-{one.entry_id}",
                  on_click=_decided, args=(one, Decision(by, replace=True, agreed=replaces)))  # fmt: skip
    if one.state == "faulty" and one.summary.get("good_rows") and (not replaces or can_replace):
        label = "只存没有问题的行" + ("，并替换本月已有的数据" if replaces else "")
        st.button(label, icon=":material/checklist:", key=f"good-rows-{one.entry_id}", on_click=_decided, args=(
            one, Decision(by, replace=bool(replaces), good_rows=True, agreed=replaces)))  # fmt: skip
    can_foresee = (one.state == "ready" or one.summary.get("good_rows")) and not one.summary.get("is_closed")
    words = "先看入库后的变化"
    if (
        not replaces
        and can_foresee
        and st.button(words, icon=":material/compare_arrows:", key=f"foresee-{one.entry_id}")
    ):
        _foreseen(one)


# --- what storing would change ---


def _kept(one: Entry) -> Foreseen | SupervisionError | None:
    """What was foreseen last, if it is of this file and of now."""
    of, seen = st.session_state.get(_FORESEEN, (None, None))
    if of != (one.entry_id, one.at) or (isinstance(seen, Foreseen) and not seen.is_of_now):
        return None
    return seen  # type: ignore[no-any-return]


def _foreseen(one: Entry) -> Foreseen | SupervisionError:
    """What the file, or its good rows, would change in place of what the month has; kept while nothing changes."""
    kept = _kept(one)
    if kept is None:
        with st.spinner("正在试算，不保存任何改动"):
            kept = guard.attempted(partial(_foresee, one))
        st.session_state[_FORESEEN] = (one.entry_id, one.at), kept
    return kept


def _foresee(one: Entry) -> Foreseen:
    store = session.store_of(one.package or 0, one.name)
    content = read_original(store, one.sha256, one.file_name) if one.sha256 and one.file_name else b""
    return foresee_storing(one.package or 0, one.month or "", one.file_name or "", content, one.nil)


def _draw_foreseen(one: Entry, seen: Foreseen | SupervisionError) -> None:
    if isinstance(seen, SupervisionError):
        st.html(f"<p class='k-demo' role='alert'>{escaped(seen)}</p>")
        return
    left_out = "，有问题的行不算在内" if one.state == "faulty" and seen.after else ""
    done = "替换" if one.summary.get("replaces") else "入库"
    st.html(f"<h2 class='k-panel'>{done}后的变化<small>试算的结果，还没有保存{left_out}</small></h2>")
    st.html(effects.foreseen_block(seen))


def _draw_questions(one: Entry, receipt: Receipt) -> None:
    """Headers that nobody can read for sure; once said, all open files of the package are read again."""
    assert one.package is not None
    if mapping.ask(one.package, [receipt]):
        st.query_params["entry"] = one.entry_id
        for each in queue_desk.entries(DECIDABLE):
            if each.package == one.package:
                queue_desk.check_again(each)
        st.rerun()
