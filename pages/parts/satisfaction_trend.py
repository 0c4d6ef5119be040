"""Satisfaction from quarter to quarter against the target: a chart for one package, a grid for all."""

from collections.abc import Mapping

import streamlit as st

from kpi.satisfaction import rate_of
from kpi.values import Finding
from kpi.words import shown_target, shown_value
from pages.parts import links
from pages.parts.plots import trend_figure
from pages.parts.tables import plain_table
from pages.parts.text import escaped, package_name, verdict

Quarters = Mapping[str, Finding]


def draw(packages: Mapping[int, Quarters]) -> None:
    """The quarters of the term that have begun, of one package as a chart; nothing for several."""
    if len(packages) > 1:
        return
    (quarters,) = packages.values()
    with st.container(border=True, key="panel-trend"):
        st.html("<h2 class='k-panel'>各季度<small>竖线为 95% 区间，虚线为目标</small></h2>")
        if any(one.value is not None for one in quarters.values()):
            _chart(quarters)
        st.html(_strip(quarters))


def _chart(quarters: Quarters) -> None:
    indicator = next(iter(quarters.values())).indicator
    named = {quarter_name(name): one for name, one in quarters.items()}
    figure = trend_figure(indicator, named)
    rates = [rate_of(one) for one in quarters.values()]
    ups = [(rate.interval[1] or 0) - rate.share if rate.share is not None else None for rate in rates]
    downs = [rate.share - (rate.interval[0] or 0) if rate.share is not None else None for rate in rates]
    figure.update_traces(
        error_y={"type": "data", "symmetric": False, "array": ups, "arrayminus": downs, "thickness": 1.5, "width": 6},
    )
    lows = [low for rate in rates if (low := rate.interval[0]) is not None]
    target = float(indicator.at_least or indicator.above or 0.0)
    figure.update_yaxes(range=[max(0.0, min([*lows, target]) - 4), 101])
    said = "，".join(f"{name} {shown_value(one)}" for name, one in named.items())
    st.plotly_chart(figure, key="quarters", config={"displayModeBar": False}, alt=f"各季度满意率：{said}")


def _strip(quarters: Quarters) -> str:
    cells = "".join(
        f"<li><small>{quarter_name(name)}</small><b>{escaped(shown_value(one))}</b>{verdict(one.verdict)}"
        f"<small>{_answers(one)}</small></li>"
        for name, one in quarters.items()
    )
    return f"<ul class='k-months'>{cells}</ul>"


def grid(packages: Mapping[int, Quarters]) -> str:
    """The quarters that have begun of several packages; '' for one."""
    if len(packages) == 1:
        return ""
    names = list(next(iter(packages.values())))
    rows = [
        [
            links.to("satisfaction", escaped(package_name(package)), pkg=package),
            escaped(shown_target(next(iter(quarters.values())).indicator)),
            *(_cell(package, name, quarters[name]) for name in names),
        ]
        for package, quarters in packages.items()
    ]
    heads = ["包件", "目标值", *(quarter_name(name) for name in names)]
    table = plain_table("各季度", heads, rows, css="k-sat-quarters")
    return (
        f"<section class='k-block'><h2>各季度<small>一季一报，季末过后没有报来才算缺数据</small></h2>{table}</section>"
    )


def _cell(package: int, quarter: str, finding: Finding) -> str:
    value = links.to("satisfaction", f"<b>{escaped(shown_value(finding))}</b>", pkg=package, period=quarter)
    return f"{value} {verdict(finding.verdict)}<small>{_answers(finding)}</small>"


def _answers(finding: Finding) -> str:
    n = rate_of(finding).n
    return f"{n} 份" if n else ""


def quarter_name(name: str) -> str:
    """'2026年第3季度'."""
    return f"{name[:4]}年第{name[-1]}季度"
