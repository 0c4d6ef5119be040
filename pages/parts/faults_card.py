"""The card of one fault ticket: its times, its limits, where it counts, and the row it came from."""

from datetime import datetime

import streamlit as st

from kpi.faults import NamedAsset, Surroundings, Ticket
from kpi.handling import ONSITE_LIMIT, Scope, arrival
from kpi.whereabouts import Place, places
from kpi.words import duration
from pages.parts import filters, links, session
from pages.parts.faults_scene import Scene, place
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped
from pages.parts.verdicts import LOOKS

_STEPS = (
    ("响应", "responded_at"),
    ("查证", "verified_at"),
    ("方案", "planned_at"),
    ("到场", "onsite_at"),
    ("备机到场", "spare_at"),
    ("恢复", "restored_at"),
)


def draw(ticket_id: str) -> None:
    """The card in place of the page, with the period, in which it may or may not count, and the way back."""
    package = filters.package_named()
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        with st.container(width="stretch"):
            back = filters.kept(pkg=package, **filters.carried("system", "class", "list"))
            st.page_link("faults.py", label="返回故障", icon=":material/arrow_back:", query_params=back)
        with st.container(key="filters", width=260):
            period = filters.period()
    card, records = session.scorecard(package, period), session.fault_records(package)
    scene = Scene(card, records, Scope.of(records, card.period))
    ticket = scene.records.ticket(ticket_id)
    if ticket is None:
        words = f"包件{package} 现在的数据里没有工单 {ticket_id}：可能已被替换，或只是一条没有原记录的续报。"
        st.html(f"<div class='k-stop' role='alert'><b>没有这张工单</b><p>{escaped(words)}</p></div>")
        return
    around = session.surroundings(package, ticket)
    st.html(_head(scene, ticket, around.asset))
    st.html(_timeline(scene, ticket))
    st.html(_counts(scene, ticket, around))


def _head(scene: Scene, ticket: Ticket, asset: NamedAsset | None) -> str:
    tags = [ticket.fault_class, ticket.severity, "紧急或批量" if ticket.is_urgent else None]
    tags += [
        "突发应急事件" if ticket.is_emergency else None,
        f"豁免：{ticket.exempt_reason}" if ticket.exempt_reason else None,
    ]
    shown = "".join(f"<span class='k-tag'>{escaped(word)}</span>" for word in tags if word)
    facts = (
        ("系统", _system(ticket)),
        ("资产", _asset(ticket, asset)),
        ("出处", place(ticket.file, ticket.sheet, ticket.row, ticket.batch_id)),
        ("上报时间", f"{ticket.uploaded_at:%Y-%m-%d %H:%M}{_appeal(ticket)}"),
    )
    listed = "".join(f"<div><dt>{name}</dt><dd>{words}</dd></div>" for name, words in facts)
    return (
        f"<section class='k-finding k-ticket v-{_tone(scene, ticket)}' data-ticket='{escaped(ticket.ticket_id)}'>"
        f"<header><small>故障工单</small><h1>{escaped(ticket.ticket_id)}</h1><span>{shown}</span></header>"
        f"<p class='k-sentence'>{escaped(ticket.description or '没有故障描述')}</p><dl>{listed}</dl></section>"
    )


def _appeal(ticket: Ticket) -> str:
    """Where a claim on the ticket can be entered."""
    named = {"for": ticket.system_id[1], "dataset": "incidents", "record": ticket.ticket_id}
    return f"<small>{links.to('claims', '提出申诉', css='', **named)}</small>"


def _tone(scene: Scene, ticket: Ticket) -> str:
    found = scene.by_ticket.get(ticket.ticket_id, [])
    if any(one.is_late for one in found):
        return "behind"
    return "missed" if any(one.is_over for one in found) else "met" if found else "not_due"


def _system(ticket: Ticket) -> str:
    shown = links.system(ticket.system_id)
    part = f"<small>工单写的是 {escaped(ticket.named_id)}</small>" if ticket.named_id != ticket.system_id else ""
    return f"{shown}{part}"


def _asset(ticket: Ticket, asset: NamedAsset | None) -> str:
    if ticket.asset_id is None:
        return "没有写资产"
    if asset is None:
        return f"{escaped(ticket.asset_id)}<small>不在当月的资产清单中</small>"
    more = "，".join(word for word in (asset.device_type, asset.location) if word)
    return f"{escaped(asset.name)}<small>{escaped(ticket.asset_id)}{f'，{escaped(more)}' if more else ''}</small>"


def _timeline(scene: Scene, ticket: Ticket) -> str:
    """Every time given, in order, with how long after the report it was."""
    given: list[tuple[datetime, str]] = [
        (at, words) for words, field in _STEPS if (at := getattr(ticket, field)) is not None
    ]
    steps = [f"<li><b>报修</b><span>{ticket.reported_at:%Y-%m-%d %H:%M}</span><small>开始计时</small></li>"]
    for at, words in sorted(given, key=lambda pair: pair[0]):
        after = duration(at - ticket.reported_at)
        steps.append(f"<li><b>{words}</b><span>{at:%Y-%m-%d %H:%M}</span><small>报修后 {after}</small></li>")
    if ticket.restored_at is None and scene.scope.judged_at > ticket.reported_at:
        age = duration(scene.scope.judged_at - ticket.reported_at)
        steps.append(
            f"<li class='v-behind k-waits'><b>还没有恢复</b><span>已经 {age}</span><small>{_until(scene)}</small></li>"
        )
    return f"<section class='k-block'><h2>经过</h2><ol class='k-steps-of'>{''.join(steps)}</ol></section>"


def _until(scene: Scene) -> str:
    return f"算到 {scene.scope.judged_at:%Y-%m-%d %H:%M}"


def _counts(scene: Scene, ticket: Ticket, around: Surroundings) -> str:
    """Each indicator that looks at the ticket: the time against the limit, and where it counts or why not."""
    table = [one.indicator for one in scene.findings]
    rows = [_place_row(one) for one in places(ticket, table, scene.records, scene.card.period)]
    rows += _arrival_row(scene, ticket) + _asset_row(ticket, around.asset) + _outage_rows(around)
    heads = ("看什么", "用时", "限时", "结果", "计入哪里")
    note = f"所选期间 {scene.card.period.first} 至 {scene.card.period.last}"
    return (
        f"<section class='k-block'><h2>对照限时，计入哪里<small>{note}</small></h2>"
        f"{plain_table('计入哪里', heads, rows, 'k-counts')}</section>"
    )


def _place_row(one: Place) -> list[str]:
    name = links.indicator(one.indicator.code, f"<small>{one.indicator.code}</small> {escaped(one.indicator.name)}")
    mark = f"<b class='v-met k-mark'>{LOOKS['met'].sign}</b>" if one.counts else ""
    limit = duration(one.limit) if one.limit is not None else NOTHING
    took = NOTHING if one.took is None else f"{'' if one.is_closed else '已经 '}{duration(one.took)}"
    said = "" if one.took is None or one.limit is None else _result(one.took <= one.limit, one.is_closed)
    return [name, took, limit, said or NOTHING, f"{mark}{escaped(one.words)}"]


def _result(is_within: bool, is_closed: bool) -> str:
    if is_within:
        return f"<span class='v-met k-over'><i>{LOOKS['met'].sign}</i>限时内</span>" if is_closed else "还在限时内"
    tone = "missed" if is_closed else "behind"
    return f"<span class='v-{tone} k-over'><i>{LOOKS[tone].sign}</i>{'超时' if is_closed else '超时未结'}</span>"  # type: ignore[index]


def _arrival_row(scene: Scene, ticket: Ticket) -> list[list[str]]:
    found = arrival(ticket, scene.scope)
    if found is None:
        return []
    said = {"waiting": "还不到 2 小时", "unneeded": "2 小时内已恢复，不需到场"}.get(found.state)
    result = said or _result(found.state == "within", True)
    words = "没有到场时间" if ticket.onsite_at is None else ""
    return [
        [
            "紧急或批量故障到场",
            duration(found.took),
            duration(ONSITE_LIMIT),
            result,
            words or "紧急故障 2 小时内到场的占比",
        ]
    ]


def _asset_row(ticket: Ticket, asset: NamedAsset | None) -> list[list[str]]:
    """The ticket as care for its asset: exempt ones count for that too."""
    if asset is None or ticket.is_retired:
        return []
    month = f"{ticket.reported_at:%Y-%m}"
    words = f"资产 {ticket.asset_id} 因此单在 {month} 计作已运维"
    words = words if asset.serves_all_month else f"资产 {ticket.asset_id} 在 {month} 不是全月在用，不计"
    return [["运维覆盖率", NOTHING, NOTHING, NOTHING, escaped(words)]]


def _outage_rows(around: Surroundings) -> list[list[str]]:
    """The outages that name the ticket: those, not the ticket, count for availability and MTBF."""
    return [
        [
            f"停机 {escaped(one.record_id)}",
            duration(one.up_at - one.down_at) if one.up_at else "进行中",
            NOTHING,
            NOTHING,
            escaped(f"豁免（{one.exempt_reason}），不计" if one.exempt_reason else "由停机记录计入可用性和 MTBF"),
        ]
        for one in around.outages
    ]
