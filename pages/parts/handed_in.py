"""What has been handed in: completeness by package and by upload type, versions, and going back to one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from data.errors import SupervisionError
from kpi.evidence import Contradiction
from kpi.measures import rebuild
from kpi.targets import PACKAGES
from loaders.batches import BatchInfo, restore
from loaders.completeness import Slot, Standing, State
from loaders.datasets import DATASETS
from pages.parts import guard, links, session
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, package_name

SHOWN_BATCHES = 100
_LOOKS: dict[State, tuple[str, str, str]] = {
    "received": ("met", "✓", "已收"),
    "nil": ("met", "∅", "本月无"),
    "carried": ("not_due", "↩", "沿用"),
    "partial": ("behind", "！", "部分入库"),
    "due": ("on_track", "…", "待报"),
    "missing": ("no_data", "？", "缺"),
    "open": ("not_due", "○", "当月"),
    "optional": ("not_due", "·", "不要求"),
}
"""State → verdict colour, sign, word."""

Grid = Mapping[Slot, Standing]


def legend() -> str:
    """The signs of the grids in words."""
    items = "".join(f"<li class='v-{tone}'><i>{sign}</i>{word}</li>" for tone, sign, word in _LOOKS.values())
    return f"<ul class='k-legend'>{items}<li class='v-behind'><i>迟</i>过了报送期才收到</li></ul>"


def package_grid(standing: Grid) -> str:
    """Packages × months: how many of the required uploads have come in."""
    months = sorted({slot.month for slot in standing})
    heads = ["包件", *months]
    rows = [
        [links.to("batches", escaped(package_name(package)), pkg=package)]
        + [_package_cell(package, month, standing) for month in months]
        for package in PACKAGES
    ]
    return plain_table("各包件各月的完整性", heads, rows, css="k-grid k-slots")


def _package_cell(package: int, month: str, standing: Grid) -> str:
    states = Counter(one.state for slot, one in standing.items() if slot.package == package and slot.month == month)
    required = sum(states.values()) - states["optional"]
    here = required - states["missing"] - states["due"] - states["open"]
    ranked: tuple[State, ...] = ("missing", "partial", "due", "open")
    tone: State = next((name for name in ranked if states[name]), "received")
    look, sign, word = _LOOKS[tone]
    more = f"，{word} {states[tone]}" if tone != "received" else ""
    return f"<span class='k-slot v-{look}'><i>{sign}</i>{here}/{required}<small>{more.strip('，')}</small></span>"


def dataset_grid(package: int, standing: Grid) -> str:
    """Upload types × months of one package."""
    months = sorted({slot.month for slot in standing})
    own = [one for one in DATASETS.values() if package in one.packages]
    rows = [
        [escaped(dataset.title)] + [_dataset_cell(standing[Slot(package, dataset.name, month)]) for month in months]
        for dataset in own
    ]
    return plain_table("各类数据各月的完整性", ["数据", *months], rows, css="k-grid k-slots")


def _dataset_cell(one: Standing) -> str:
    look, sign, word = _LOOKS[one.state]
    if one.batch is not None and not one.batch.is_nil:
        word = f"{one.batch.rows:,} 行" + (f"，{one.batch.refused} 行未入库" if one.batch.refused else "")
    late = "<b class='v-behind'>迟</b>" if one.is_late else ""
    return f"<span class='k-slot v-{look}'><i>{sign}</i>{word}{late}</span>"


def batch_table(batches: Sequence[BatchInfo]) -> str:
    """All batches of a package: what, when, by whom, from which file, current or replaced."""
    rows = [
        [
            f"<b>{escaped(one.batch_id)}</b>",
            f"<span class='k-day'>{one.month}</span>",
            escaped(DATASETS[one.dataset].title),
            "本月无" if one.is_nil else f"{one.rows:,} 行" + (f"，{one.refused} 行未入库" if one.refused else ""),
            _state(one),
            escaped(one.file_name or NOTHING),
            f"<span class='k-day'>{one.uploaded_at:%Y-%m-%d %H:%M}</span>",
            escaped(one.uploaded_by or NOTHING),
        ]
        for one in sorted(batches, key=lambda one: (one.uploaded_at, one.batch_id), reverse=True)[:SHOWN_BATCHES]
    ]
    if not rows:
        return "<p class='k-quiet'>还没有上报任何数据</p>"
    return plain_table("批次", ("批次编号", "月份", "数据", "内容", "状态", "文件", "上报时间", "上报人"), rows)


def _state(one: BatchInfo) -> str:
    if one.state == "current":
        return "<span class='k-pill v-met'><i>✓</i>当前</span>"
    return "<span class='k-pill v-not_due'><i>○</i>已被替换</span>"


def contradiction_table(found: Sequence[Contradiction]) -> str:
    """Stored records that count nowhere, or lists that speak against each other; '' without any."""
    rows = [
        [
            escaped(DATASETS[one.dataset].title),
            f"<b>{escaped(one.record_id)}</b>",
            escaped(one.reason),
            f"<span class='k-place'>{escaped(one.file or NOTHING)}<small>第 {one.row} 行</small></span>",
        ]
        for one in found[:SHOWN_BATCHES]
    ]
    if not rows:
        return ""
    more = f"，只列出前 {SHOWN_BATCHES} 条" if len(found) > SHOWN_BATCHES else ""
    table = plain_table("互相矛盾的记录", ("数据", "编号", "为什么不计", "出处"), rows)
    return f"<section class='k-block'><h2>已入库但不计的记录<small>{len(found)} 条{more}</small></h2>{table}</section>"


def offer_restoring(batches: Sequence[BatchInfo]) -> None:
    """Choose a replaced batch and make it the current one again."""
    replaced = {one.batch_id: one for one in batches if one.state == "superseded"}
    _say_outcome()
    if not replaced:
        return
    with st.container(border=True, key="panel-restore"):
        st.html("<h2 class='k-panel'>恢复旧批次<small>恢复后立即按它重算；现在的批次不会丢，可以再换回来</small></h2>")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = st.selectbox("要恢复的批次", list(replaced), format_func=partial(_named, replaced), key="restored")
            pressed = st.button("恢复为当前批次", icon=":material/history:", key="restore")
    if pressed and chosen:
        st.session_state["restoring"] = _restored(chosen)
        st.rerun()


def _named(replaced: Mapping[str, BatchInfo], batch_id: str) -> str:
    one = replaced[batch_id]
    return f"{one.month} {DATASETS[one.dataset].title}　{batch_id}　{one.file_name or '本月无'}"


def _restored(batch_id: str) -> str:
    """What came of it, in words."""
    done = guard.attempted(lambda: restore(session.store(), batch_id, refresh=rebuild, uploaded_by="网页"))
    if isinstance(done, SupervisionError):
        return str(done)
    return f"已恢复 {batch_id}" if done.accepted else "；".join(one.message for one in done.problems)


def _say_outcome() -> None:
    said = st.session_state.pop("restoring", None)
    if said:
        st.html(f"<p class='k-demo' role='status'>{escaped(said)}</p>")
