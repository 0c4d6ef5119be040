"""One system drawn: the availability wall, what it touches, its records."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from data.reference import ReferenceSystem
from kpi.periods import Period
from kpi.score import Scorecard
from kpi.sentences import amount, fraction, some_months
from kpi.systems import RecordLine, ServiceDay, SystemSheet
from kpi.values import Finding, SystemValue
from kpi.words import shown_figure, shown_number, shown_target
from pages.parts import links
from pages.parts.clauses_table import pill
from pages.parts.day_wall import HOUR, SHADES, shade_of
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped

SHOWN_RECORDS = 30


def within(sheet: SystemSheet, period: Period) -> SystemSheet:
    """What of a system lies in a period: its days, and the records that began in it."""

    def inside(lines: Sequence[RecordLine]) -> list[RecordLine]:
        return [one for one in lines if period.start <= one.began_at.date() < period.end]

    months = {str(month) for month in period.months}
    return replace(
        sheet,
        days=[one for one in sheet.days if period.start <= one.day < period.end],
        outages=inside(sheet.outages),
        tickets=inside(sheet.tickets),
        inspected={month: days for month, days in sheet.inspected.items() if month in months},
    )


def head(named: ReferenceSystem, sheet: SystemSheet, missing: Mapping[str, list[str]], when: str) -> str:
    """Who the system is, and its figures in the period. missing: upload type → months that have not come in, if any."""
    cells = "".join(
        f"<div><small>{name}</small><b>{value}</b><span>{escaped(note)}</span></div>"
        for name, value, note in _figures(sheet, missing)
    )
    return (
        f"<section class='k-finding k-system'><header><small>{named.system_id}</small>"
        f"<h1>{escaped(named.short_name or named.system_name)}</h1><span>{when}</span></header>"
        f"<p class='k-sentence'>{escaped(named.system_name)}，服务时间 {named.service_hours}。</p>"
        f"<div class='k-figures'>{cells}</div></section>"
    )


def _figures(sheet: SystemSheet, missing: Mapping[str, list[str]]) -> list[tuple[str, str, str]]:
    planned, down = sum(day.planned for day in sheet.days), sum(day.down for day in sheet.days)
    share = f"{shown_number((planned - down) / planned * 100, 2, 'at_least')}%" if planned else NOTHING
    open_tickets = sum(one.ended_at is None for one in sheet.tickets)
    assets = "，".join(f"{kind} {count:,}" for kind, count in sheet.assets.items())
    inspected = "，".join(f"{month} {days} 天" for month, days in list(sheet.inspected.items())[-3:])
    return [
        ("可用性", share, f"累计停机 {amount(down / HOUR, '小时')}" if planned else "停机和计划停机没有报齐"),
        _counted("停机", len(sheet.outages), "次", "豁免的也在内", missing.get("outages")),
        _counted("故障工单", len(sheet.tickets), "单", f"未恢复 {open_tickets} 单", missing.get("incidents")),
        _counted("巡检", sum(sheet.inspected.values()), "天", inspected or "没有巡检", missing.get("inspections")),
        _counted("在用资产", sum(sheet.assets.values()), "项", assets or "清单里没有", missing.get("assets")),
    ]


def _counted(name: str, count: int, unit: str, note: str, months: list[str] | None) -> tuple[str, str, str]:
    """A count with its note; nothing found while months are missing is no zero."""
    if not months:
        return name, f"{count:,} {unit}", note
    return name, f"{count:,} {unit}" if count else NOTHING, f"{note}；{_lacking(months)}" if count else _lacking(months)


def _lacking(months: Sequence[str]) -> str:
    return f"{some_months(months, 2)} 没有上报"


def availability_wall(sheet: SystemSheet) -> str:
    """A square a day, a row a month: darker, the longer it was down."""
    if not sheet.days:
        words = "停机记录和计划停机还没有报齐，无法显示。"
        return f"<section class='k-block'><h2>可用性</h2><p class='k-quiet'>{words}</p></section>"
    rows = "".join(
        f"<div><small>{month}</small>{''.join(_square(sheet.system_id, day) for day in days)}</div>"
        for month, days in groupby(sheet.days, key=lambda one: f"{one.day:%Y-%m}")
    )
    key = "".join(f"<li><i class='{css}'></i>{words}</li>" for css, words in SHADES)
    return (
        "<section class='k-block'><h2>可用性<small>一格一天，点开看那天的每一秒；计划停机和豁免的停机不算</small></h2>"
        f"<div class='k-wall'>{rows}</div><ul class='k-legend k-shades'>{key}</ul></section>"
    )


def _square(system_id: str, day: ServiceDay) -> str:
    shade = shade_of(day.down) if day.planned > 0 else "d-none"
    words = {"d-0": "全天可用", "d-none": "没有服务时间"}.get(shade, f"停机 {amount(day.down / HOUR, '小时')}")
    href = escaped(links.address("availability", day=day.day, id=system_id))
    return f"<a class='k-link {shade}' href='{href}' title='{day.day} {words}'>{day.day.day}</a>"


def touched_indicators(card: Scorecard, system_id: str) -> str:
    """The indicators and clauses of the package in which the system has a value of its own."""
    findings = [*(scored.finding for scored in card.indicators), *card.clauses]
    rows = []
    for finding in findings:
        own = next((one for one in finding.systems if one.system_id == system_id), None)
        if own is not None and finding.indicator.definition.blame:
            rows.append(_touched(finding, own))
    if not rows:
        return ""
    heads = ("指标", "目标值", "本系统", "分子 ÷ 分母", "包件结论")
    return f"<section class='k-block'><h2>涉及的指标</h2>{plain_table('涉及的指标', heads, rows)}</section>"


def _touched(finding: Finding, own: SystemValue) -> list[str]:
    one = finding.indicator
    return [
        links.indicator(one.code, f"<small>{one.code}</small> {escaped(one.name)}"),
        escaped(shown_target(one)),
        f"<b>{escaped(NOTHING if own.value is None else shown_figure(one, own.value))}</b>",
        f"<span class='k-said'>{escaped(fraction(one, own))}</span>",
        pill(finding),
    ]


def records(title: str, lines: Sequence[RecordLine], months: Sequence[str]) -> str:
    """The newest records of a kind, with how long they lasted and where they stand. months: those not handed in."""
    rows = [
        [
            f"<span class='k-day'>{line.began_at:%Y-%m-%d %H:%M}</span>"
            f"<span class='k-place'>{escaped(line.record_id)}</span>",
            f"<span class='k-day'>{_lasted(line)}</span>",
            f"<span class='k-said'>{escaped(_words(line))}</span>",
            f"<span class='k-place'>{escaped(line.batch_id)} 第 {line.row} 行</span>",
        ]
        for line in lines[:SHOWN_RECORDS]
    ]
    note = f"最近 {len(rows)} 条，共 {len(lines)} 条" if len(lines) > len(rows) else f"{len(lines)} 条"
    note += f"；{_lacking(months)}" if months else ""
    table = plain_table(title, ("开始", "历时", "说明", "出处"), rows) if rows else "<p class='k-quiet'>没有记录</p>"
    return f"<section class='k-block'><h2>{title}<small>{note}</small></h2>{table}</section>"


def _words(line: RecordLine) -> str:
    return "；".join(word for word in (line.words, line.note) if word) or NOTHING


def _lasted(line: RecordLine) -> str:
    if line.ended_at is None:
        return "<b class='v-behind k-open'>未恢复</b>"
    return amount((line.ended_at - line.began_at).total_seconds() / HOUR, "小时")
