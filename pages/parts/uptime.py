"""The availability of a package in figures: the head, the systems side by side, the causes of downtime."""

from collections.abc import Mapping, Sequence

import streamlit as st

from kpi.availability import AvailabilitySheet, CauseShare, SystemHours, by_cause, system_hours
from kpi.judge import below_target, reached
from kpi.measures import measures
from kpi.score import Scorecard
from kpi.sentences import amount, cause_words, name_of, sentence
from kpi.values import Finding, SystemValue
from kpi.words import VERDICTS, figure_number, shown_figure, shown_number, shown_target, shown_value
from pages.parts import links
from pages.parts.plots import availability_figure
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, verdict

SHOWN_CAUSES = 8
_BESIDE = {"gross": "availability_gross", "planned_as_up": "availability_planned_as_up"}


def finding_of(card: Scorecard, measure: str) -> Finding | None:
    """The indicator or clause of the package with this measure."""
    findings = [*(one.finding for one in card.indicators), *card.clauses]
    return next((one for one in findings if one.indicator.measure == measure), None)


def _names(systems: Sequence[SystemValue]) -> str:
    return "、".join(name_of(one.system_id) for one in systems[:3]) + (" 等" if len(systems) > 3 else "")


def head(card: Scorecard, sheet: AvailabilitySheet, months: Mapping[str, Finding], when: str) -> str:
    """Availability at the head of the page: the mean, how many systems miss the target, what stands beside it."""
    finding = finding_of(card, "availability")
    assert finding is not None
    one, known = finding.indicator, [system for system in finding.systems if system.value is not None]
    below = below_target(finding)
    down = sum(hours.down for hours in system_hours(sheet).values())
    figures = [
        ("净可用率（各系统平均）", shown_value(finding), f"目标 {shown_target(one)}"),
        ("低于目标的系统", f"{len(below)} 个" if known else NOTHING, _names(below) or f"共 {len(known)} 个有数"),
        *((measures()[name].title, _percent(finding.beside.get(key)), "各系统平均") for key, name in _BESIDE.items()),
        ("累计停机", amount(down, "小时") if known else NOTHING, "扣除计划和豁免后"),
        *_clauses(card),
    ]
    cells = "".join(
        f"<div><small>{name}</small><b>{escaped(value)}</b><span>{escaped(note)}</span></div>"
        for name, value, note in figures
    )
    said = "；".join(words for words in (sentence(finding), cause_words(finding, months)) if words)
    title = links.indicator(one.code, f"<small>{one.code}</small> {escaped(one.name)}")
    return (
        f"<section class='k-finding k-uptime v-{finding.verdict}' data-code='{one.code}'><header><h1>{title}</h1>"
        f"<span>{when}</span>{verdict(finding.verdict)}</header><p class='k-sentence'>{escaped(said)}。</p>"
        f"<div class='k-figures'>{cells}</div></section>"
    )


def _clauses(card: Scorecard) -> list[tuple[str, str, str]]:
    """The longest interruption and the longest run of the worst system, with what the contract asks."""
    found = [finding_of(card, name) for name in ("longest_interruption", "longest_run")]
    return [
        (
            one.indicator.definition.title,
            shown_value(one),
            f"最差的系统；{shown_target(one.indicator)}，{VERDICTS[one.verdict]}",
        )
        for one in found
        if one is not None
    ]


def _percent(value: float | None) -> str:
    return NOTHING if value is None else f"{shown_number(value, 2, 'at_least')}%"


def system_table(card: Scorecard, sheet: AvailabilitySheet) -> str:
    """The systems, the worst first: net, gross, planned as up, hours, longest interruption and run; '' without any."""
    finding = finding_of(card, "availability")
    hours = system_hours(sheet)
    if finding is None or not finding.systems:
        return ""
    ordered = sorted(finding.systems, key=lambda one: (one.value if one.value is not None else 1000.0, one.system_id))
    others = {name: finding_of(card, name) for name in ("mtbf", "longest_interruption", "longest_run")}
    rows = [
        [
            links.system(one.system_id),
            _judged(finding, one.value),
            *_hours_cells(hours.get(one.system_id)),
            _whole(others["mtbf"], one.system_id),
            _judged_of(others["longest_interruption"], one.system_id),
            _judged_of(others["longest_run"], one.system_id),
        ]
        for one in ordered
    ]
    heads = (
        "系统", "净可用率", *(measures()[name].title for name in _BESIDE.values()),
        "停机（小时）", "计划停机", "豁免停机", "故障",
        *(f"{one.indicator.definition.title}（小时）" for one in list(others.values())[1:] if one),
    )  # fmt: skip
    table = plain_table("各系统的可用率", heads, rows, css="k-grid k-uptimes")
    note = f"差的在前；目标 {escaped(shown_target(finding.indicator))}，✕ 为该系统自身未达到"
    return f"<section class='k-block'><h2>各系统<small>{note}</small></h2>{table}</section>"


def _hours_cells(hours: SystemHours | None) -> list[str]:
    if hours is None:
        return [f"<span class='k-quiet'>{NOTHING}</span>"] * 5
    # Downtime rounds up like the longest interruption beside it, which is a part of it.
    known = ((hours.down, "at_most"), (hours.planned, ""), (hours.exempt, ""))
    spent = [shown_number(value, 2, kind) if round(value, 9) else NOTHING for value, kind in known]
    return [_percent(hours.gross), _percent(hours.planned_as_up), *spent]


def _judged(finding: Finding, value: float | None) -> str:
    """A value of one system, marked where it misses the target; hours without their unit, which the head has."""
    if value is None:
        return f"<span class='k-quiet'>{NOTHING}</span>"
    show = shown_figure if finding.indicator.definition.unit == "%" else figure_number
    words = escaped(show(finding.indicator, value))
    return words if reached(finding.indicator, value) else f"<b class='v-missed k-moved'>✕ {words}</b>"


def _judged_of(finding: Finding | None, system_id: str) -> str:
    own = next((one.value for one in finding.systems if one.system_id == system_id), None) if finding else None
    return _judged(finding, own) if finding else ""


def _whole(finding: Finding | None, system_id: str) -> str:
    own = next((one.whole for one in finding.systems if one.system_id == system_id), None) if finding else None
    return NOTHING if own is None else f"{own:.0f} 次"


def draw_months(months: Mapping[str, Finding]) -> None:
    """Net, gross and planned-as-up by month with the target line."""
    finding = next(iter(months.values()), None)
    if finding is None or not any(isinstance(one.value, int | float) for one in months.values()):
        return
    with st.container(border=True, key="panel-uptime"):
        st.html("<h2 class='k-panel'>各月<small>各系统平均</small></h2>")
        said = "，".join(f"{month} {shown_value(one)}" for month, one in months.items())
        st.plotly_chart(
            availability_figure(finding.indicator, months), key="uptime", config={"displayModeBar": False},
            alt=f"各月可用率：{said}",
        )  # fmt: skip


def cause_list(sheet: AvailabilitySheet) -> str:
    """Downtime by cause as bars, each with the share of it and all larger ones; '' without downtime."""
    shares = by_cause(sheet.causes, SHOWN_CAUSES)
    if not shares:
        return ""
    lines = "".join(_cause(one, one.hours / max(other.hours for other in shares)) for one in shares)
    total = amount(sum(one.hours for one in shares), "小时")
    return (
        f"<section class='k-panel-html'><h2 class='k-panel'>停机原因<small>共 {total}；右列为累计占比</small></h2>"
        f"<ul class='k-causes'>{lines}</ul></section>"
    )


def _cause(one: CauseShare, width: float) -> str:
    return (
        f"<li title='{escaped(one.cause)} 占 {one.share:.1f}%'><span>{escaped(one.cause)}</span>"
        f"<span class='k-causebar'><i class='f-missed' style='width:{width * 100:.1f}%'></i></span>"
        f"<b>{amount(one.hours, '小时')}</b>"
        f"<em><i style='width:{one.cumulative:.1f}%'></i>{one.cumulative:.1f}%</em></li>"
    )


def months_within(months: Mapping[str, Finding], names: Sequence[str]) -> dict[str, Finding]:
    """The months of a trend that lie in a period."""
    return {name: one for name, one in months.items() if name in names}
