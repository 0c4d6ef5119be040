"""Who is on site in time, when faults come, and how classes and systems stand side by side."""

from collections.abc import Sequence

from data.reference import reference_systems
from kpi.faults import Ticket
from kpi.handling import Handling, OnSite, handling, on_site, weekday_hours
from kpi.targets import Indicator
from kpi.values import Number
from kpi.words import shown_number
from pages.parts import links
from pages.parts.faults_scene import Scene
from pages.parts.faults_times import marked, short_name
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
BOUND = (3, 4)
"""The packages whose clauses say it of urgent and batch faults; for the others it stands there to compare."""
_STEPS = 4


def arrival_and_hours(scene: Scene) -> str:
    """Arrival of the urgent ones on the left, the hours of the week on the right; '' where nobody said what came."""
    if scene.is_unreported:
        return ""
    return (
        f"<div class='k-pair'>{_arrival(on_site(scene.records.tickets, scene.scope), scene.card.package)}"
        f"{_hours(weekday_hours(scene.reported))}</div>"
    )


def _arrival(found: OnSite, package: int) -> str:
    source = "服务条款" if package in BOUND else "供参考，本包件的条款写法不同"
    title = f"<h2>紧急故障 2 小时内到场<small>{source}</small></h2>"
    if not any((found.within, found.late, found.waiting, found.unneeded)):
        return f"<section class='k-block k-arrival'>{title}<p class='k-quiet'>本期没有紧急或批量的故障。</p></section>"
    share = NOTHING if found.share is None else f"{shown_number(found.share, 1, 'at_least')}%"
    tone = "not_due" if found.share is None or package not in BOUND else "met" if not found.late else "missed"
    rows = (
        ("met", "2 小时内到场", found.within, ""),
        ("missed", "超过 2 小时", found.late, f"其中 {found.late_unseen} 单没有到场时间" if found.late_unseen else ""),
        ("not_due", "还不到 2 小时", found.waiting, "不算"),
        ("not_due", "2 小时内已恢复，没有到场", found.unneeded, "不算"),
    )
    shown = "".join(
        f"<li class='v-{tone}'><span>{words}</span><b>{count} 单</b><small>{note}</small></li>"
        for tone, words, count, note in rows
        if count
    )
    return (
        f"<section class='k-block k-arrival'>{title}<div><p class='v-{tone}'><b>{share}</b>"
        f"<small>{found.within} ÷ {found.within + found.late} 单</small></p><ul>{shown}</ul></div></section>"
    )


def _hours(grid: Sequence[Sequence[int]]) -> str:
    """Weekdays × hours by report, with the sums at the edges."""
    most = max(max(row) for row in grid) or 1
    hours = [sum(row[hour] for row in grid) for hour in range(24)]
    head = "".join(f"<small>{hour}</small>" for hour in range(24))
    rows = "".join(_weekday(name, row, most) for name, row in zip(WEEKDAYS, grid, strict=True))
    foot = "".join(f"<b>{count or ''}</b>" for count in hours)
    said = "，".join(f"{name} {sum(row)} 单" for name, row in zip(WEEKDAYS, grid, strict=True))
    return (
        "<section class='k-block'><h2>什么时候报修<small>颜色越深越多；右边和下边是合计</small></h2>"
        f"<div class='k-hours' role='img' aria-label='{said}'><span></span>{head}<small>合计</small>{rows}"
        f"<span>合计</span>{foot}<b>{sum(hours)}</b></div></section>"
    )


def _weekday(name: str, row: Sequence[int], most: int) -> str:
    cells = "".join(_cell(name, hour, count, most) for hour, count in enumerate(row))
    return f"<span>{name}</span>{cells}<b>{sum(row)}</b>"


def _cell(name: str, hour: int, count: int, most: int) -> str:
    step = -(-count * _STEPS // most)
    return f"<i class='h-{step}' title='{name} {hour}:00 至 {hour + 1}:00：{count} 单'>{count or ''}</i>"


# --- side by side ---

Cell = tuple[Indicator, Number, Handling]


def by_class(scene: Scene) -> str:
    """Software and hardware side by side; '' where one of them was chosen."""
    if scene.scope.fault_class is not None or not scene.by_ticket:
        return ""
    rows = []
    for name in ("软件", "硬件"):
        cells = {short_name(cell[0]): cell for cell in _cells(scene, None, name)}
        counts = _counts(scene, None, name)
        timed = (*_timed(cells.get("响应")), *_timed(cells.get(f"{name}修复")))
        rows.append([f"<b>{name}</b>", counts[0], *timed, *counts[1:]])
    heads = ("类别", "报修", "平均响应", "限时内", "平均修复", "限时内", "超时", "期末未结")
    table = plain_table("按故障类别", heads, rows, "k-right")
    return f"<section class='k-block'><h2>按故障类别</h2>{table}</section>"


def by_system(scene: Scene) -> str:
    """The systems of the package side by side, those with the most tickets over a limit first."""
    if scene.scope.system_id is not None or not scene.by_ticket:
        return ""
    rows = []
    for system_id in _systems(scene):
        counts = _counts(scene, system_id, None)
        means = [marked(indicator, mean) for indicator, mean, _ in _cells(scene, system_id, None)]
        over = sum(one.system_id == system_id for one in scene.over)
        rows.append((-over, system_id, [links.system(system_id), counts[0], *means, *counts[1:]]))
    names = [short_name(one.indicator) for one in scene.timed]
    heads = ("系统", "报修", *(name if name == "MTTR" else f"平均{name}" for name in names), "超时", "期末未结")
    table = plain_table("各系统的工单", heads, [row for *_, row in sorted(rows)], "k-right")
    note = "超时多的在前；✕ 为该系统自身没有达到目标值"
    return f"<section class='k-block'><h2>各系统的工单<small>{note}</small></h2>{table}</section>"


def _systems(scene: Scene) -> list[str]:
    """Those of the contract, and those that tickets count for."""
    package = scene.card.package
    listed = {one.system_id for one in reference_systems() if one.parent_id is None and one.package == package}
    return sorted({ticket.system_id for pairs in scene.standings.values() for ticket, _ in pairs} | listed)


def _cells(scene: Scene, system_id: str | None, fault_class: str | None) -> list[Cell]:
    """Of a part of what is looked at, against each indicator: the mean, the scorecard's if it has it, and the rest."""
    part = scene.only(system_id, fault_class)
    cells = []
    for finding in part.timed:
        # What only stayed open through months that nobody uploaded makes no share.
        pairs = scene.standings[finding.indicator.code] if finding.verdict != "no_data" else []
        mine = handling(one for ticket, one in pairs if _is_of(ticket, system_id, fault_class))
        is_known, mean = part.value(finding)
        cells.append((finding.indicator, mean if is_known else mine.mean, mine))
    return cells


def _timed(cell: Cell | None) -> tuple[str, str]:
    if cell is None:
        return (NOTHING, NOTHING)
    indicator, mean, mine = cell
    share = NOTHING if mine.within is None else f"{shown_number(mine.within, 1, 'at_least')}%"
    return marked(indicator, mean), f"<span class='k-number'>{share}</span>"


def _is_of(ticket: Ticket, system_id: str | None, fault_class: str | None) -> bool:
    return system_id in (None, ticket.system_id) and fault_class in (None, ticket.fault_class)


def _counts(scene: Scene, system_id: str | None, fault_class: str | None) -> list[str]:
    """How many were reported, passed a limit, are open."""
    lists = (scene.reported, scene.over, scene.open)
    counts = [sum(_is_of(one, system_id, fault_class) for one in tickets) for tickets in lists]
    return [f"<span class='k-number{'' if count else ' k-quiet'}'>{count}</span>" for count in counts]
