"""What of a package is still open, and its systems side by side."""

from collections.abc import Iterable

from kpi.judge import reached
from kpi.score import Scorecard, grade
from kpi.sentences import amount
from kpi.values import Finding, SystemValue
from kpi.words import VERDICTS, shown_figure
from pages.parts import links
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, points
from pages.parts.verdicts import LOOKS

_COLUMNS = (
    ("availability", None, "可用性", "value"),
    ("mtbf", None, "故障", "whole"),
    ("longest_interruption", None, "最长中断", "value"),
    ("response_time", None, "响应", "value"),
    ("repair_time", "software", "软件修复", "value"),
    ("repair_time", "hardware", "硬件修复", "value"),
    ("request_completion", None, "需求完成", "value"),
    ("inspections", None, "月巡检", "value"),
    ("satisfaction", None, "满意度", "value"),
)
"""Measure, tag, head and figure of the columns; those that the package has not are left out."""


def undecided(card: Scorecard) -> str:
    """Between which grades the package will end, and which undecided indicators it hangs on."""
    undecided = [one for one in card.indicators if one.points is None]
    if not undecided:
        return ""
    low, high = grade(card.low), grade(card.high)
    words = f"无论如何都是 {low}" if low == high else f"可能在 {low} 与 {high} 之间"
    lines = "".join(
        f"<li class='v-{one.finding.verdict}'><i>{LOOKS[one.finding.verdict].sign}</i>"
        f"{links.indicator(one.finding.indicator.code, escaped(one.finding.indicator.name))}"
        f"<small>{VERDICTS[one.finding.verdict]}</small><b>{points(one.weight)} 分</b></li>"
        for one in sorted(undecided, key=lambda one: -one.weight)
    )
    more = links.to("outlook", "能否按期达标看展望", pkg=card.package)
    return (
        f"<section class='k-block'><h2>还没定的<small>{len(undecided)} 项共 {points(card.high - card.low)} 分；"
        f"全不得 {points(card.low)}，全得 {points(card.high)}，最终等级{words}；{more}</small></h2>"
        f"<ul class='k-open-list'>{lines}</ul></section>"
    )


def system_table(card: Scorecard) -> str:
    """The systems of the package as rows with their main figures, each where its own value misses the target marked."""
    findings = [*(one.finding for one in card.indicators), *card.clauses]
    columns = [
        (head, figure, found)
        for measure, tag, head, figure in _COLUMNS
        if (found := _find(findings, measure, tag)) is not None and found.systems
    ]
    systems = sorted({one.system_id for _, _, found in columns for one in found.systems})
    if not systems:
        return ""
    rows = [
        [links.system(system_id), *(_cell(found, figure, system_id) for _, figure, found in columns)]
        for system_id in systems
    ]
    heads = ["系统", *(head for head, _, _ in columns)]
    days = links.to("availability", "每天的可用率", pkg=card.package)
    table = plain_table("各系统", heads, rows, css="k-grid")
    note = f"{LOOKS['missed'].sign} 为该系统自身未达到目标值；点系统看停机、工单和资产；{days}"
    return f"<section class='k-block'><h2>各系统<small>{note}</small></h2>{table}</section>"


def _find(findings: Iterable[Finding], measure: str, tag: str | None) -> Finding | None:
    return next((one for one in findings if one.indicator.measure == measure and one.indicator.where == tag), None)


def _cell(finding: Finding, figure: str, system_id: str) -> str:
    own = next((one for one in finding.systems if one.system_id == system_id), None)
    if own is None:
        return f"<span class='k-quiet'>{NOTHING}</span>"
    if figure == "whole":
        return amount(own.whole or 0.0, finding.indicator.definition.whole_unit)
    return _value(finding, own)


def _value(finding: Finding, own: SystemValue) -> str:
    if own.value is None:
        return f"<span class='k-quiet'>{NOTHING}</span>"
    words = shown_figure(finding.indicator, own.value)
    return (
        words
        if reached(finding.indicator, own.value)
        else f"<b class='v-missed k-moved'>{LOOKS['missed'].sign} {words}</b>"
    )
