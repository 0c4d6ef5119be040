"""One indicator through the months and over the systems: trend with the target line, ranking, month × system grid."""

from collections.abc import Mapping

import streamlit as st

from kpi.judge import reached
from kpi.periods import Period
from kpi.sentences import fraction
from kpi.targets import Indicator
from kpi.values import Finding, SystemValue
from kpi.words import figure_number, shown_value, unit_words
from pages.parts import links
from pages.parts.plots import trend_figure
from pages.parts.text import NOTHING, escaped, verdict
from pages.parts.verdicts import LOOKS

Months = Mapping[str, Finding]


def draw_months_and_systems(finding: Finding, months: Months) -> None:
    """The trend on the left, the systems ranked on the right; the trend alone where no system has a value."""
    ranking = _system_ranking(finding)
    left, right = st.columns([3, 2], gap="medium") if ranking else (st.container(), None)
    with left, st.container(border=True, key="panel-trend"):
        st.html("<h2 class='k-panel'>各月</h2>")
        if any(isinstance(one.value, int | float) for one in months.values()):
            figure = trend_figure(finding.indicator, months)
            st.plotly_chart(figure, key="trend", config={"displayModeBar": False}, alt=_alt(finding, months))
        st.html(_month_strip(months))
    if right is not None:
        with right, st.container(border=True, key="panel-systems"):
            st.html(f"<h2 class='k-panel'>各系统<small>{_bar_words(finding.indicator)}</small></h2>{ranking}")


def _alt(finding: Finding, months: Months) -> str:
    said = "，".join(f"{month} {shown_value(one)}" for month, one in months.items())
    return f"{finding.indicator.name}各月：{said}"


def _month_strip(months: Months) -> str:
    """The months by themselves: value and verdict in words, for those who cannot read the chart."""
    cells = "".join(
        f"<li><small>{month}</small><b>{escaped(shown_value(one))}</b>{verdict(one.verdict)}</li>"
        for month, one in months.items()
    )
    return f"<ul class='k-months'>{cells}</ul>"


def _system_ranking(finding: Finding) -> str:
    """The systems from bad to good as bars; '' where fewer than one has a value."""
    indicator = finding.indicator
    known = [one for one in finding.systems if one.value is not None]
    if not known or not indicator.definition.blame:  # a target that no system can reach by itself
        return ""
    ordered = sorted(known, key=lambda one: ((one.value or 0) * (1 if indicator.rising else -1), one.system_id))
    largest = max(_length(indicator, one) for one in known) or 1.0
    lines = "".join(_ranked(indicator, one, _length(indicator, one) / largest) for one in ordered)
    unsaid = [one for one in finding.systems if one.value is None]
    blank = f"<span></span><b class='k-quiet'>{NOTHING}</b>"
    lines += "".join(f"<li>{links.system(one.system_id)}{blank}</li>" for one in unsaid)
    return f"<ul class='k-ranking'>{lines}</ul>"


def _bar_words(indicator: Indicator) -> str:
    return "从差到好，条长为距 100% 的差" if indicator.rising and indicator.definition.percent else "从差到好"


def _length(indicator: Indicator, one: SystemValue) -> float:
    """What the bar shows: what is lacking to 100 % where more is better, else the value."""
    value = one.value or 0.0
    return 100 - value if indicator.rising and indicator.definition.percent else abs(value)


def _ranked(indicator: Indicator, one: SystemValue, share: float) -> str:
    value = one.value or 0.0
    tone = "met" if reached(indicator, value) else "missed"
    return (
        f"<li class='v-{tone}' title='{escaped(fraction(indicator, one))}'>{links.system(one.system_id)}"
        f"<span><i class='f-{tone}' style='width:{share * 100:.1f}%'></i></span>"
        f"<b>{_number(indicator, value)}</b></li>"
    )


def _number(indicator: Indicator, value: float) -> str:
    """The value in a column that says the unit above it, but for percents."""
    return figure_number(indicator, value) + (unit_words(indicator) if indicator.definition.unit == "%" else "")


def system_grid(indicator: Indicator, months: Months, period: Period) -> str:
    """Months × systems: every system's value of every month, marked where it does not reach the target by itself.

    Each leads to its evidence below: of the period, or of the month where the period is without it.
    """
    values = {
        (one.system_id, month): one.value
        for month, finding in months.items()
        for one in finding.systems
        if one.value is not None
    }
    if not values or not indicator.definition.blame:
        return ""
    within = {str(month) for month in period.months}
    heads = "".join(f"<th scope='col'>{month}</th>" for month in months)
    body = "".join(
        f"<tr><th scope='row'>{links.system(system_id)}</th>"
        + "".join(
            _grid_cell(indicator, system_id, month, values.get((system_id, month)), month in within) for month in months
        )
        + "</tr>"
        for system_id in sorted({system_id for system_id, _ in values})
    )
    unit = indicator.definition.unit
    note = f"单位 {unit}；{LOOKS['missed'].sign} 为该系统当月自身未达到目标值；点数值看明细"
    return (
        f"<section class='k-block'><h2>月份 × 系统<small>{note}</small></h2><div class='k-wide'>"
        f"<table class='k-table k-grid'><caption class='k-unseen'>各系统各月的值</caption>"
        f"<thead><tr><th scope='col'>系统</th>{heads}</tr></thead><tbody>{body}</tbody></table></div></section>"
    )


def _grid_cell(indicator: Indicator, system_id: str, month: str, value: float | None, is_within: bool) -> str:
    if value is None:
        return f"<td class='k-quiet'>{NOTHING}</td>"
    is_met = reached(indicator, value)
    words = ("" if is_met else f"<i>{LOOKS['missed'].sign}</i>") + _number(indicator, value)
    link = links.evidence(indicator.code, month, system_id, words, keeps_period=is_within)
    return f"<td class='v-{'met' if is_met else 'missed'}'>{link}</td>"
