"""Response and repair on the page 故障: mean, share within the limit, and how the times are spread around it."""

from collections.abc import Sequence

from kpi.handling import BINS, Bin, Handling, handling, histogram
from kpi.judge import reached
from kpi.remarks import remarks
from kpi.targets import Indicator
from kpi.values import Finding, Number
from kpi.words import VERDICTS, shown_figure, shown_number, shown_target, shown_value, unit_words
from pages.parts import links
from pages.parts.faults_scene import Scene
from pages.parts.text import NOTHING, escaped, verdict
from pages.parts.verdicts import LOOKS

NAMES = {
    ("response_time", None): "响应",
    ("repair_time", "software"): "软件修复",
    ("repair_time", "hardware"): "硬件修复",
}


def short_name(indicator: Indicator) -> str:
    """'响应', '软件修复', '硬件修复' or 'MTTR'."""
    return NAMES.get((indicator.measure, indicator.tag), "MTTR")


def cards(scene: Scene) -> str:
    """A card for each indicator on response and repair."""
    shown = "".join(_card(scene, one) for one in scene.timed)
    note = "柱上是单数，虚线是限时，右边的超过了"
    return (
        f"<section class='k-block'><h2>响应和修复<small>{note}</small></h2><div class='k-timed'>{shown}</div></section>"
    )


def _card(scene: Scene, finding: Finding) -> str:
    one = finding.indicator
    pairs = scene.standings[one.code]
    mine = handling(standing for _, standing in pairs)
    head = links.indicator(one.code, f"<small>{one.code}</small>{escaped(short_name(one))}")
    is_whole = scene.is_whole(finding)
    mean, tone = _mean(scene, finding, mine)
    if finding.verdict == "no_data":
        body = f"<p class='k-quiet'>{escaped('，'.join(remarks(finding)) or '没有可算的工单')}</p>"
    else:
        bars = histogram((standing for _, standing in pairs), one)
        body = f"{_within(scene, finding, mine)}{bar_chart(bars, one) if mine.counted else ''}"
    said = remarks(finding) if is_whole and finding.verdict != "no_data" else []
    tags = "".join(f"<span class='k-tag'>{escaped(words)}</span>" for words in said)
    judged = _judged(is_whole, finding, tone)
    return (
        f"<article class='v-{tone}' data-code='{one.code}'><header><h3>{head}</h3>{judged}</header>"
        f"<p class='k-mean'><b>{escaped(mean)}</b><small>平均，目标 {escaped(shown_target(one))}</small></p>"
        f"{body}<p class='k-tags'>{tags}</p></article>"
    )


def _mean(scene: Scene, finding: Finding, mine: Handling) -> tuple[str, str]:
    """The mean in words and its tone: the scorecard's where it has one, else that of the tickets looked at."""
    if scene.is_whole(finding):
        return shown_value(finding), finding.verdict
    is_known, value = scene.value(finding)
    value = value if is_known else mine.mean
    if value is None:
        return ("没有办结的" if mine.open else "本期未发生"), "not_due"
    return shown_figure(finding.indicator, value), "met" if reached(finding.indicator, value) else "missed"


def _judged(is_whole: bool, finding: Finding, tone: str) -> str:
    if is_whole:
        return verdict(finding.verdict)
    return f"<span class='k-quiet'>{LOOKS['missed'].sign} 这部分超过目标</span>" if tone == "missed" else ""


def _within(scene: Scene, finding: Finding, mine: Handling) -> str:
    """Share within the limit, number, and what is open."""
    share: Number = finding.beside.get("within_limit") if scene.is_whole(finding) else mine.within
    shown = NOTHING if share is None else f"{shown_number(share, 1, 'at_least')}%"
    said = [f"限时内 <b>{shown}</b>", f"办结 {mine.counted} 单"]
    if mine.open:
        late = f"，其中超时 {mine.late} 单" if mine.late else ""
        said.append(
            f"<span class='v-{'behind' if mine.late else 'not_due'} k-open'>期末未结 {mine.open} 单{late}</span>"
        )
    return f"<p class='k-within'>{'　'.join(said)}</p>"


def bar_chart(bars: Sequence[Bin], indicator: Indicator) -> str:
    """A histogram as HTML with the limit as a line; each bar says what it counts."""
    most = max((one.tickets for one in bars), default=0) or 1
    drawn = "".join(
        f"<i class='f-{'met' if one.is_within else 'missed'}' style='height:{100 * one.tickets / most:.0f}%' "
        f"title='{_range(one, indicator)}：{one.tickets} 单'>{f'<em>{one.tickets}</em>' if one.tickets else ''}</i>"
        for one in bars
    )
    limit, unit = indicator.at_most or 0.0, unit_words(indicator)
    edge = 100 * (BINS // 2) / len(bars)
    over = sum(one.tickets for one in bars if not one.is_within)
    said = f"限时内 {sum(one.tickets for one in bars) - over} 单，超过 {over} 单"
    return (
        f"<div class='k-spread' role='img' aria-label='{said}'><div>{drawn}<b style='left:{edge:.2f}%'></b></div>"
        f"<p><span>0</span><span style='left:{edge:.2f}%'>限 {limit:g}{unit}</span>"
        f"<span class='k-end'>{2 * limit:g} 以上</span></p></div>"
    )


def _range(one: Bin, indicator: Indicator) -> str:
    unit = unit_words(indicator)
    return f"超过 {one.low:g}{unit}" if one.high is None else f"{one.low:.4g} 至 {one.high:.4g}{unit}"


def marked(indicator: Indicator, value: Number) -> str:
    """A mean in a table, marked where it does not reach the target by itself."""
    if value is None:
        return f"<span class='k-number k-quiet'>{NOTHING}</span>"
    is_short = not reached(indicator, value)
    sign = f"<b class='v-missed k-mark' title='{VERDICTS['missed']}'>{LOOKS['missed'].sign}</b>" if is_short else ""
    return f"<span class='k-number'>{sign}{escaped(shown_figure(indicator, value))}</span>"
