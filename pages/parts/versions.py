"""The versions of an upload type and month, and the way back to one: seen first, then done, with name and reason."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from access.audit import Action, Changed
from access.rights import Right
from data.errors import SupervisionError
from kpi.measures import rebuild
from loaders.batches import BatchInfo, restore
from loaders.datasets import DATASETS
from loaders.receipts import Receipt
from loaders.versions import Publication
from pages.parts import acting, effects, filters, guard, look, session, visitor
from pages.parts.foresight import Foreseen, foresee_restoring
from pages.parts.handed_in import content_words, place_of, state_pill
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped

_FORESEEN, _SAID = "restore_foreseen", "restore_said"


def come_first() -> bool:
    """Whether somebody has followed a link to the versions of something, and so wants to see them first. A choice made
    on the page itself moves nothing."""
    asked, picked = st.query_params.get("of"), st.session_state.get("picked_of")
    if asked is None:
        st.session_state["versions_first"] = False
    elif asked != picked:
        st.session_state["versions_first"] = True
        # It was picked before this link was followed: the next link to it is one again.
        st.session_state.pop("picked_of", None)
    return bool(st.session_state.get("versions_first", False))


def draw_panel(package: int, batches: Sequence[BatchInfo]) -> None:
    """Choose an upload type and month of a package, see its versions, and go back to one. batches: the package's."""
    places = _places(batches)
    if not places:
        return
    default = next((place for place, own in places.items() if len(own) > 1), next(iter(places)))
    with st.container(border=True, key="panel-versions"):
        st.html("<h2 class='k-panel'>版本与恢复<small>每次上报、替换、恢复都留有记录；旧版本随时可以恢复</small></h2>")
        names = {place: _name(own) for place, own in places.items()}
        with st.container(width=420):
            chosen = places[filters.version(names, default)]
        look.put(_said())
        st.html(_history(chosen, session.publications(package)))
        if visitor.may(Right.RESTORE, package):
            _offer(package, chosen)


def _places(batches: Sequence[BatchInfo]) -> Mapping[str, list[BatchInfo]]:
    """Upload types and months with their batches, the latest month first."""
    found: dict[str, list[BatchInfo]] = {}
    order = list(DATASETS)
    for one in sorted(batches, key=lambda one: order.index(one.dataset)):
        found.setdefault(place_of(one.dataset, one.month), []).append(one)
    return dict(sorted(found.items(), key=lambda item: item[1][0].month, reverse=True))


def _name(own: Sequence[BatchInfo]) -> str:
    first = own[0]
    return f"{first.month} {DATASETS[first.dataset].title}（{len(own)} 个版本）"


def _history(batches: Sequence[BatchInfo], published: Sequence[Publication]) -> str:
    """Every time that one of the batches became the current one, the newest first."""
    by_id = {one.batch_id: one for one in batches}
    newest = set(by_id)
    rows = []
    for one in published:
        batch = by_id.get(one.batch_id)
        if batch is None:
            continue
        done = "恢复" if one.is_restored else "上报" if one.is_first else "替换"
        # The state is the batch's: it stands at the last time that it became the current one.
        state = state_pill(batch) if one.batch_id in newest else ""
        newest.discard(one.batch_id)
        rows.append([
            f"<span class='k-day'>{one.at:%Y-%m-%d %H:%M}</span>", done, f"<b>{escaped(one.batch_id)}</b>",
            content_words(batch), state, escaped(batch.file_name or NOTHING), escaped(one.by or NOTHING),
            escaped(one.reason or NOTHING),
        ])  # fmt: skip
    return plain_table("版本", ("时间", "操作", "批次编号", "内容", "状态", "文件", "经手人", "理由"), rows)


def _offer(package: int, batches: Sequence[BatchInfo]) -> None:
    """Choose a replaced batch and look at what restoring it changes."""
    replaced = {one.batch_id: one for one in batches if one.state == "superseded"}
    if not replaced:
        st.html("<p class='k-quiet'>只有一个版本，没有可以恢复的</p>")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "要恢复的版本", list(replaced), format_func=partial(_described, replaced), filter_mode=None,
            key=f"restored-{package}-{place_of(batches[0].dataset, batches[0].month)}",
        )  # fmt: skip
        if st.button("看恢复后的变化", icon=":material/compare_arrows:", key="foresee"):
            with st.spinner("正在试算，不保存任何改动"):
                seen = guard.attempted(partial(foresee_restoring, package, chosen))
            st.session_state[_FORESEEN] = chosen, seen
    of, seen = st.session_state.get(_FORESEEN, (None, None))
    if of != chosen:
        return
    if isinstance(seen, SupervisionError):
        st.html(f"<p class='k-demo' role='alert'>{escaped(seen)}</p>")
    elif seen.is_of_now:
        _draw_foreseen(package, chosen, seen)


def _described(replaced: Mapping[str, BatchInfo], batch_id: str) -> str:
    one = replaced[batch_id]
    return f"{batch_id}　{content_words(one)}　{one.file_name or ''}　{one.uploaded_at:%Y-%m-%d %H:%M} 上报"


def _draw_foreseen(package: int, batch_id: str, seen: Foreseen) -> None:
    """What would change, and the form that does it."""
    st.html(f"<h2 class='k-panel'>恢复 {escaped(batch_id)} 后的变化<small>试算的结果，还没有保存</small></h2>")
    st.html(effects.foreseen_block(seen))
    if seen.after is None:
        return
    with st.form("restore-form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.text_input("理由（必填）", key="restore-reason", placeholder="为什么恢复这个版本")
        sent = st.form_submit_button("确认恢复", type="primary", icon=":material/history:", key="restore")
    if sent:
        st.session_state[_SAID] = _restored(package, batch_id, reason.strip())
        st.rerun()


def _restored(package: int, batch_id: str, reason: str) -> str:
    """What came of it, in words."""
    if not reason:
        return "没有恢复：请填写理由，它会和您的姓名一起记入版本记录"

    def work() -> Receipt:
        store, by = session.store_of(package, batch_id), visitor.who().signature
        return restore(store, batch_id, restored_by=by, reason=reason, refresh=rebuild)

    done = acting.act(
        Right.RESTORE, package, Action.RESTORE, batch_id, work, state=partial(_current_ids, package), told=_tell
    )
    if isinstance(done, SupervisionError):
        return str(done)
    if not done.accepted:
        return "没有恢复：" + "；".join(one.message for one in done.problems)
    return f"已恢复 {batch_id}，全部得分已按它重算"


def _current_ids(package: int) -> list[str]:
    return sorted(one.batch_id for one in session.current_batches() if one.package == package)


def _tell(changed: Changed, receipt: Receipt) -> None:
    changed.result = "ok" if receipt.accepted else "failed"
    changed.note = "；".join(one.message for one in receipt.problems)


def _said() -> str:
    """What came of the last attempt; '' without one."""
    said = st.session_state.pop(_SAID, None)
    return f"<p class='k-demo' role='status'>{escaped(said)}</p>" if said else ""
