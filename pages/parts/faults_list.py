"""The tickets on the page 故障: those over a limit, the open ones, the urgent ones, all; each leads to its card."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import streamlit as st

from kpi.faults import Ticket
from kpi.handling import ONSITE_LIMIT, Arrival, Standing, arrival
from kpi.words import duration
from pages.parts import filters, links
from pages.parts.faults_scene import Scene, place
from pages.parts.faults_times import short_name
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped
from pages.parts.verdicts import LOOKS

SUMMARY = "summary"
PAGE_ROWS = 50
WORST = 5
_SIGNS = {"missed": LOOKS["missed"].sign, "behind": LOOKS["behind"].sign}
_HEADS = ("工单", "系统", "类别", "内容", "响应", "到场", "修复", "出处")
_NOTES = {
    "over": "响应或修复超过限时的，和没办结已经超过的；超得最多的在前。",
    "open": "到 {day} 结束时还没有响应或没有恢复的，最久的在前；时长算到那时。",
    "urgent": "本期报修的紧急或批量故障，2 小时内没有人到场的在前。",
    "all": "本期报修的，和在本期恢复或仍未恢复的，新的在前；豁免的和系统停用后的不在内。",
}


def choose(scene: Scene) -> str:
    """Which view was chosen: SUMMARY, or a list of tickets, each with its number."""
    counts = {
        "over": f"超时 {len(scene.over)}",
        "open": f"未结 {len(scene.open)}",
        "urgent": f"紧急或批量 {len(_urgent(scene))}",
        "all": f"全部 {len(_all(scene))}",
    }
    return filters.fault_list({SUMMARY: "概况"} | counts)


def draw(scene: Scene, chosen: str) -> None:
    """The tickets of a list, page by page."""
    found = _tickets(scene, chosen)
    if not found:
        st.html(
            f"<p class='k-quiet'>{'没有这样的工单。' if not scene.is_unreported else '本期的故障工单没有上报。'}</p>"
        )
        return
    day = f"{scene.scope.judged_at - timedelta(days=1):%Y-%m-%d}"
    pages = -(-len(found) // PAGE_ROWS)
    with st.container(key="tickets", horizontal=True, vertical_alignment="center"):
        st.html(f"<p class='k-quiet k-why'>{_NOTES[chosen].format(day=day)}</p>", width="stretch")
        page = st.pagination(pages, key=f"tickets-{chosen}") if pages > 1 else 1
    rows = [_row(scene, one) for one in found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]]
    st.html(plain_table("工单", _HEADS, rows, "k-tickets"))


def worst(scene: Scene) -> str:
    """The few tickets that are over a limit by the most; '' where none is."""
    found = _tickets(scene, "over")[:WORST]
    if not found:
        return ""
    table = plain_table("超时最多的工单", _HEADS, [_row(scene, one) for one in found], "k-tickets")
    more = scene.list_link("over", f"全部 {len(scene.over)} 单")
    return f"<section class='k-block'><h2>超时最多的工单<small>{more}</small></h2>{table}</section>"


def _tickets(scene: Scene, chosen: str) -> list[Ticket]:
    match chosen:
        case "over":
            return sorted(scene.over, key=lambda one: -_worst(scene, one))
        case "open":
            return sorted(scene.open, key=lambda one: one.reported_at)
        case "urgent":
            return _urgent(scene)
        case _:
            return _all(scene)


def _urgent(scene: Scene) -> list[Ticket]:
    found = [(one, said) for one in scene.reported if (said := arrival(one, scene.scope)) is not None]
    return [one for one, _ in sorted(found, key=lambda pair: (pair[1].state != "late", -pair[1].took))]


def _all(scene: Scene) -> list[Ticket]:
    return [one for one in scene.records.tickets if one.ticket_id in scene.by_ticket]


def _worst(scene: Scene, ticket: Ticket) -> float:
    """By how many times its limit the ticket is over."""
    return max(one.took / one.limit for one in scene.by_ticket[ticket.ticket_id] if one.is_over)


def _row(scene: Scene, ticket: Ticket) -> list[str]:
    found = scene.by_ticket.get(ticket.ticket_id, [])
    response = [one for one in found if one.indicator.measure == "response_time"]
    repair = [one for one in found if one.indicator.measure == "repair_time"]
    level = f"<small>{escaped(ticket.severity)}</small>" if ticket.severity else ""
    urgent = "<span class='k-tag'>紧急</span>" if ticket.is_urgent else ""
    number = scene.ticket_link(ticket, f"<b>{escaped(ticket.ticket_id)}</b>")
    return [
        f"<span class='k-day'>{number}</span><span class='k-place'>{ticket.reported_at:%Y-%m-%d %H:%M}</span>",
        links.system(ticket.system_id),
        f"<span class='k-day'>{escaped(ticket.fault_class)}{level}</span>",
        f"{urgent}<span class='k-said'>{escaped(ticket.description or NOTHING)}</span>",
        _took(response) or _plainly(ticket, ticket.responded_at),
        _arrived(arrival(ticket, scene.scope), ticket),
        _took(repair) or _plainly(ticket, ticket.restored_at),
        place(ticket.file, ticket.sheet, ticket.row, ticket.batch_id),
    ]


def _took(found: Sequence[Standing]) -> str:
    """A time against its limits; which of them it passed."""
    if not found:
        return ""
    one, passed = found[0], [each for each in found if each.is_over]
    waits = "未响应 " if one.indicator.measure == "response_time" else "未恢复 "
    words = f"{'' if one.is_counted else waits}{duration(one.took)}"
    if not passed:
        return f"<span class='k-day'>{words}</span>"
    look = "missed" if one.is_counted else "behind"
    limits = "".join(f"<small>{short_name(each.indicator)}限 {duration(each.limit)}</small>" for each in passed)
    return f"<span class='k-day v-{look} k-over'><i>{_SIGNS[look]}</i>{words}{limits}</span>"


def _plainly(ticket: Ticket, at: datetime | None) -> str:
    """How long after the report something was, without a judgement."""
    return f"<span class='k-day k-quiet'>{NOTHING if at is None else duration(ticket.ran(at))}</span>"


def _arrived(one: Arrival | None, ticket: Ticket) -> str:
    """Arrival, judged for the urgent ones only."""
    if one is None:
        return _plainly(ticket, ticket.onsite_at)
    if one.state == "unneeded":
        return "<span class='k-day k-quiet'>不需到场</span>"
    words = duration(one.took) if ticket.onsite_at else "没有到场"
    if one.state != "late":
        return f"<span class='k-day'>{words}</span>"
    limit = f"<small>到场限 {duration(ONSITE_LIMIT)}</small>"
    return f"<span class='k-day v-missed k-over'><i>{_SIGNS['missed']}</i>{words}{limit}</span>"
