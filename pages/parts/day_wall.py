"""The wall of a package: a row a system, a cell a day, each cell the way to what happened on it."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from kpi.availability import AvailabilitySheet, SystemDay
from kpi.periods import Month
from kpi.sentences import amount
from kpi.values import Finding
from kpi.words import shown_figure
from pages.parts import links
from pages.parts.text import NOTHING, escaped
from pages.parts.verdicts import LOOKS

HOUR = 3600
MOST_NUMBERED = 31
"""Up to so many days a cell is wide enough for the number of its day."""
_STEPS = ((8.0, "d-4"), (4.0, "d-3"), (1.0, "d-2"), (0.0, "d-1"))
"""From more than so many hours of downtime on a day has this shade."""
SHADES = (
    ("d-0", "全天可用"),
    ("d-1", "停机不到 1 小时"),
    ("d-2", "1 至 4 小时"),
    ("d-3", "4 至 8 小时"),
    ("d-4", "超过 8 小时"),
)
"""The shades of a day by its downtime, with what each says."""
_LEGEND = (
    *SHADES,
    ("d-0 d-planned", "有计划停机"),
    ("d-0 d-exempt", "有豁免停机"),
    ("d-unreported", "未上报"),
    ("d-none", "没有服务时间"),
)


def day_wall(sheet: AvailabilitySheet, finding: Finding | None) -> str:
    """The wall, the worst system first by net availability; '' without a day."""
    values = {one.system_id: one.value for one in finding.systems} if finding else {}
    ordered = sorted(sheet.days, key=lambda name: (values.get(name) if values.get(name) is not None else 1000.0, name))
    all_days = sorted({one.day for days in sheet.days.values() for one in days})
    if not all_days:
        return ""
    numbered = len(all_days) <= MOST_NUMBERED
    address = escaped(links.address("availability", day="-DAY-", id="-ID-"))
    rows = "".join(
        f"<div><span>{links.system(system_id)}</span><b>{_share(finding, values.get(system_id))}</b>"
        + _cells(sheet, system_id, all_days, address.replace("-ID-", system_id), numbered)
        + "</div>"
        for system_id in ordered
    )
    heads = "".join(
        f"<span style='grid-column:span {len(list(days))}'>"
        f"{links.to('availability', month, pkg=sheet.package, period=month)}</span>"
        for month, days in groupby(all_days, key=lambda day: f"{day:%Y-%m}")
    )
    key = "".join(f"<li><i class='{css}'></i>{words}</li>" for css, words in _LEGEND)
    size = "k-numbered" if numbered else ""
    return (
        "<section class='k-block'><h2>状态墙<small>一行一个系统，一格一天，最差的系统在上；点一格看那天的每一秒"
        f"</small></h2><div class='k-daywall {size}' style='--days:{len(all_days)}'>"
        f"<div class='k-dayhead'><span></span><b>可用率</b>{heads}</div>{rows}</div>"
        f"<ul class='k-legend k-shades'>{key}</ul></section>"
    )


def _share(finding: Finding | None, value: float | None) -> str:
    return NOTHING if finding is None or value is None else shown_figure(finding.indicator, value)


def _cells(
    sheet: AvailabilitySheet,
    system_id: str,
    all_days: Sequence[date],
    address: str,
    numbered: bool,
) -> str:
    by_day = {one.day: one for one in sheet.days[system_id]}
    reported = {day: Month.of(day) in sheet.covered for day in all_days}
    cells = []
    for day in all_days:
        found = by_day.get(day)
        css, words = _look(found, reported[day])
        text = str(day.day) if numbered else ""
        if found is None:
            cells.append(f"<i class='{css}' title='{day:%m-%d} {words}'></i>")
        else:
            href = address.replace("-DAY-", str(day))
            cells.append(f"<a class='k-link {css}' href='{href}' title='{day:%m-%d} {words}'>{text}</a>")
    return "".join(cells)


def _look(one: SystemDay | None, reported: bool) -> tuple[str, str]:
    """The classes of a cell, and what it says in words."""
    if one is None:
        return "d-none", "不在服务期"
    if not reported:
        return "d-unreported", "未上报"
    if one.service <= 0:
        return "d-none", "没有服务时间"
    said = [
        f"{word} {amount(seconds / HOUR, '小时')}"
        for word, seconds in (("停机", one.down), ("计划停机", one.planned), ("豁免停机", one.exempt))
        if round(seconds) > 0
    ]
    marks = (" d-planned" if round(one.planned) > 0 else "") + (" d-exempt" if round(one.exempt) > 0 else "")
    return f"{shade_of(one.down)}{marks}", "，".join(said) or "全天可用"


def shade_of(seconds: float) -> str:
    """The class of a day with so many seconds down."""
    return "d-0" if round(seconds) <= 0 else next(shade for least, shade in _STEPS if seconds / HOUR > least)


def mark_of(system_id: str, day: date) -> str:
    """A style that rings the cell of a day; the wall itself stays as it is, and need not be drawn anew."""
    cell = f".stHtml .k-daywall a[href*='day={day}&id={system_id}']"
    return f"<style>{cell}{{outline:3px solid var(--ink);outline-offset:-1px;z-index:2}}</style>"


def unreported_words(sheet: AvailabilitySheet, months: Sequence[Month]) -> str:
    """A line that names the months nobody reported; '' where there are none."""
    missing = [str(month) for month in months if month not in sheet.covered]
    if not missing:
        return ""
    sign = LOOKS["no_data"].sign
    return (
        f"<p class='k-warn v-no_data'><i>{sign}</i> {'、'.join(missing)} 的停机记录和计划停机没有报齐，"
        "这些月不计入，也不算好月份。</p>"
    )
