"""MTBF on the page 故障: value, failures allowed and used, how sure it is, how it came to be, system by system."""

from datetime import date

import streamlit as st

from kpi.judge import reached
from kpi.periods import Month
from kpi.reliability import Allowance, allowance, cumulative_failures, interval_sentence
from kpi.remarks import remarks
from kpi.sentences import amount, name_of, sentence
from kpi.values import SystemValue
from kpi.words import VERDICTS, shown_number, shown_target, shown_value
from pages.parts import links
from pages.parts.faults_scene import Scene, meter, place
from pages.parts.plots import cumulative_figure
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, verdict

SHOWN_FAILURES = 100


def draw(scene: Scene) -> None:
    """The figures beside the chart, the systems below, and each failure with its record."""
    own = _looked_at(scene)
    if own is None or not own.part:
        st.html(_head(scene, f"<p class='k-sentence'>{escaped(_nothing(scene))}。</p>"))
        return
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.html(_head(scene, _figures(scene, own)))
    with right, st.container(border=True, key="panel-cumulative"):
        st.html("<h2 class='k-panel'>故障累计<small>实线在虚线以上，就是超过了目标允许的次数</small></h2>")
        _draw_chart(scene)
    if scene.scope.system_id is None:
        st.html(_system_table(scene))
    _draw_failures(scene)


def _target(scene: Scene) -> float:
    return scene.mtbf.indicator.at_least or 1.0


def _looked_at(scene: Scene) -> SystemValue | None:
    """MTBF of the package, or of the system chosen; its parts as the scorecard has them."""
    finding, system_id = scene.mtbf, scene.scope.system_id
    if system_id is not None:
        return next((one for one in finding.systems if one.system_id == system_id), None)
    value = finding.value if isinstance(finding.value, float | int) else None
    return SystemValue("", value, finding.part, finding.whole)


def _nothing(scene: Scene) -> str:
    if scene.scope.system_id is not None and scene.mtbf.part:
        return f"{name_of(scene.scope.system_id)} 本期没有服务时间"
    return sentence(scene.mtbf)


def _head(scene: Scene, inner: str) -> str:
    finding = scene.mtbf
    one, is_package = finding.indicator, scene.scope.system_id is None
    name = links.indicator(one.code, f"<small>{one.code}</small> 平均故障间隔 MTBF")
    tags = "".join(f"<span class='k-tag'>{escaped(words)}</span>" for words in remarks(finding))
    return (
        f"<section class='k-finding k-mtbf v-{finding.verdict if is_package else 'not_due'}' data-code='{one.code}'>"
        f"<header><h2>{name}</h2>{verdict(finding.verdict) if is_package else '<span>单个系统，供参考</span>'}</header>"
        f"{inner}{f'<p class=k-tags>{tags}</p>' if tags else ''}</section>"
    )


def shown_mtbf(own: SystemValue) -> str:
    """'1,234.56 小时', or that nothing failed in so many hours."""
    if own.value is not None:
        return f"{shown_number(own.value, 2, 'at_least')} 小时"
    return f"≥ {shown_number(own.part or 0, 0, 'at_least')} 小时" if own.part else NOTHING


def _figures(scene: Scene, own: SystemValue) -> str:
    hours, failures, target = own.part or 0.0, own.whole or 0.0, _target(scene)
    left = allowance(hours, failures, target)
    value = shown_value(scene.mtbf) if scene.scope.system_id is None else shown_mtbf(own)
    main, _, note = value.partition("（")
    beside = note.rstrip("）") or f"{amount(hours, '小时')} ÷ {failures:.0f} 次"
    tone = "met" if left.left >= 0 else "missed"
    cells = (
        (f"目标 {escaped(shown_target(scene.mtbf.indicator))}", main, beside, "k-value"),
        ("故障", f"{failures:.0f} 次", f"目标允许 {left.allowed} 次{meter(_used(left), tone)}", ""),
        ("还剩", *_left(left), f"v-{tone} k-left"),
    )
    shown = "".join(
        f"<div><small>{name}</small><b class='{css}'>{number}</b><span>{words}</span></div>"
        for name, number, words, css in cells
    )
    why = "“故障”由停机记录合并得出，与工单的单数不同，不分软件硬件。区间按故障随机发生推算。"
    sure = escaped(interval_sentence(hours, failures, target))
    return (
        f"<div class='k-figures'>{shown}</div><p class='k-sentence k-sure'>{sure}</p><p class='k-quiet k-why'>{why}</p>"
    )


def _used(left: Allowance) -> float:
    return left.used / left.allowed if left.allowed else float(left.used > 0)


def _left(left: Allowance) -> tuple[str, str]:
    if left.left < 0:
        return f"超 {-left.left} 次", "已超过目标允许"
    return f"{left.left} 次", "本期内再发生这么多仍达标"


def _draw_chart(scene: Scene) -> None:
    period = scene.card.period
    days = cumulative_failures(scene.records.uptime, _target(scene), period, scene.scope.system_id)
    gaps = [(month.first_day, month.end) for month in scene.mtbf.missing_months]
    figure = cumulative_figure(days, (period.start, _last_day(scene)), gaps)
    last = days[-1]
    said = f"故障累计：到 {last.day} 共 {last.failures:.0f} 次，目标允许 {last.allowed:.1f} 次"
    st.plotly_chart(figure, key="cumulative", config={"displayModeBar": False}, alt=said)


def _last_day(scene: Scene) -> date:
    return max(scene.scope.moment, Month.of(scene.scope.start).end)


def _system_table(scene: Scene) -> str:
    """The systems with what each may still use, those that have used the most of it first."""
    target = _target(scene)
    known = [(one, allowance(one.part or 0, one.whole or 0, target)) for one in scene.mtbf.systems if one.part]
    known.sort(key=lambda pair: (pair[1].left, -(pair[0].whole or 0), pair[0].system_id))
    rows = [_system_row(scene, one, left) for one, left in known]
    rows += [
        [links.system(one.system_id), NOTHING, NOTHING, NOTHING, NOTHING, "本期没有可算的服务时间"]
        for one in scene.mtbf.systems
        if not one.part
    ]
    if not rows:
        return ""
    note = "一个系统自己按目标允许的次数；包件按所有系统合计判定"
    if not any(left.allowed for _, left in known):
        note += f"。期间不足 {target:g} 小时，单个系统都允许 0 次"
    heads = ("系统", "可用时间", "MTBF", "允许", "已用", "还剩")
    table = plain_table("各系统的故障次数", heads, rows, "k-spent")
    return f"<section class='k-block'><h2>各系统的故障次数<small>{note}</small></h2>{table}</section>"


def _system_row(scene: Scene, one: SystemValue, left: Allowance) -> list[str]:
    tone = "met" if left.left >= 0 else "missed"
    is_short = one.value is not None and not reached(scene.mtbf.indicator, one.value)
    mark = f"<b class='v-missed k-mark' title='{VERDICTS['missed']}'>✕</b>" if is_short else ""
    spare = f"<b class='v-{tone} k-mark'>{'✕ ' if left.left < 0 else ''}{_left(left)[0]}</b>"
    return [
        links.system(one.system_id),
        f"<span class='k-number'>{amount(one.part or 0, '小时')}</span>",
        f"<span class='k-number'>{mark}{shown_mtbf(one)}</span>",
        f"<span class='k-number'>{left.allowed} 次</span>",
        f"<span class='k-number'>{left.used} 次</span>{meter(_used(left), tone)}",
        f"<span class='k-number'>{spare}</span>",
    ]


def _draw_failures(scene: Scene) -> None:
    """Each failure on its first day, with the earliest outage record behind it."""
    period, system_id = scene.card.period, scene.scope.system_id
    found = [
        one
        for one in scene.records.failures
        if period.start <= one.day < period.end and system_id in (None, one.system_id)
    ]
    if not found:
        return
    rows = [
        [
            f"<span class='k-day'>{one.day}</span>",
            links.system(one.system_id),
            f"<span class='k-number'>{amount(one.hours, '小时')}</span>",
            escaped(one.record_id),
            place(one.file, one.sheet, one.row, one.batch_id),
        ]
        for one in found[:SHOWN_FAILURES]
    ]
    shown = "" if len(found) <= SHOWN_FAILURES else f"，列出最近 {SHOWN_FAILURES} 次，全部见指标页"
    with st.expander(f"这 {len(found)} 次故障，逐次看停机记录{shown}"):
        heads = ("第一天", "系统", "排除时间以外停机", "最早的停机记录", "出处")
        st.html(plain_table("逐次故障", heads, rows))
