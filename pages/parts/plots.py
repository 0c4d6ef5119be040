"""Charts in Plotly, all made here so that they look alike."""

from collections.abc import Mapping

import plotly.graph_objects as go

from kpi.measures import measures
from kpi.targets import Indicator
from kpi.values import Finding
from kpi.words import VERDICTS, shown_value
from pages.parts.verdicts import LOOKS

_LINE = "#5b87b8"
_TARGET = "#c0392b"
_ASIDE = "#8795a4"
_BESIDE_NET = {"gross": "availability_gross", "planned_as_up": "availability_planned_as_up"}
_SYMBOLS = {"met": "circle", "missed": "x", "on_track": "triangle-up", "behind": "triangle-down"}


def trend_figure(indicator: Indicator, months: Mapping[str, Finding]) -> go.Figure:
    """The value of every month as a line, its markers by verdict, and the target as a dashed line.

    Months without a value leave a gap.
    """
    names = list(months)
    values = [one.value if isinstance(one.value, int | float) else None for one in months.values()]
    figure = go.Figure(
        go.Scatter(
            x=names,
            y=values,
            mode="lines+markers",
            line={"color": _LINE, "width": 2},
            marker={
                "size": 11,
                "color": [LOOKS[one.verdict].fill[0] for one in months.values()],
                "symbol": [_SYMBOLS.get(one.verdict, "circle-open") for one in months.values()],
            },
            customdata=[f"{shown_value(one)}　{VERDICTS[one.verdict]}" for one in months.values()],
            hovertemplate="%{x}　%{customdata}<extra></extra>",
            connectgaps=False,
        )
    )
    if isinstance(indicator.target, int | float):
        figure.add_hline(
            y=indicator.target, line={"color": _TARGET, "width": 1.5, "dash": "dash"},
            annotation={"text": f"目标 {indicator.as_written}", "font": {"color": _TARGET, "size": 12}},
            annotation_position="top left",
        )  # fmt: skip
    return _framed(figure, names, indicator.definition.unit)


def availability_figure(indicator: Indicator, months: Mapping[str, Finding]) -> go.Figure:
    """Net availability by month as trend_figure, with gross and planned-as-up as thin lines beside it."""
    figure = trend_figure(indicator, months)
    figure.data[0].name = "净可用率"
    for (key, measure), dash in zip(_BESIDE_NET.items(), ("dot", "dashdot"), strict=True):
        figure.add_trace(
            go.Scatter(
                x=list(months), y=[one.beside.get(key) for one in months.values()], name=measures()[measure].title,
                mode="lines", line={"color": _ASIDE, "width": 1.5, "dash": dash}, connectgaps=False,
                hovertemplate="%{x}　%{y:.2f}%<extra>%{fullData.name}</extra>",
            )
        )  # fmt: skip
    figure.update_layout(
        showlegend=True, legend={"orientation": "h", "y": -0.12, "font": {"color": _ASIDE}}, height=390
    )
    return figure


def _framed(figure: go.Figure, months: list[str], unit: str) -> go.Figure:
    figure.update_layout(
        height=250, margin={"l": 8, "r": 8, "t": 24, "b": 8}, showlegend=False, hoverlabel={"align": "left"},
        dragmode=False, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
    )  # fmt: skip
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=months, fixedrange=True)
    figure.update_yaxes(
        fixedrange=True,
        nticks=5,
        ticksuffix="%" if unit == "%" else "",
        title=None,
        zeroline=False,
        rangemode="normal" if unit == "%" else "tozero",
    )
    return figure
