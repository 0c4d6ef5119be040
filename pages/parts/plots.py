"""Charts in Plotly, all made here so that they look alike."""

from collections.abc import Mapping, Sequence
from datetime import date

import plotly.graph_objects as go

from kpi.measures import measures
from kpi.reliability import CumulativeDay
from kpi.targets import Indicator
from kpi.values import Finding
from kpi.words import VERDICTS, digits_of, shown_value
from pages.parts.verdicts import LOOKS

_LINE = "#5b87b8"
_TARGET = "#d1493b"
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
    shown = [value for value in values if value is not None]
    if isinstance(indicator.target, int | float):
        shown.append(indicator.target)
        # Beyond the last month, where no marker stands.
        figure.add_hline(y=indicator.target, line={"color": _TARGET, "width": 1.5, "dash": "dash"})
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", y=indicator.target, text=f"目标<br>{indicator.as_written}",
            align="left", showarrow=False, font={"color": _TARGET, "size": 12},
        )  # fmt: skip
    return _framed(figure, names, indicator, shown)


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
    shown = [value for line in figure.data for value in line.y if value is not None]
    low, high, step = value_axis([*shown, indicator.at_least or 0.0], is_percent=True, is_counted=False)
    figure.update_yaxes(range=[low, high], dtick=step)
    return figure


def cumulative_figure(
    days: Sequence[CumulativeDay], span: tuple[date, date], gaps: Sequence[tuple[date, date]]
) -> go.Figure:
    """Failures so far as steps against the line that the target allows; gaps: spans without uploads, shaded."""
    figure = go.Figure()
    for name, values, line in (
        ("目标允许", [one.allowed for one in days], {"color": _TARGET, "width": 1.5, "dash": "dash"}),
        ("实际发生", [one.failures for one in days], {"color": _LINE, "width": 2.5, "shape": "hv"}),
    ):
        figure.add_scatter(
            x=[one.day for one in days], y=values, name=name, mode="lines", line=line, hoverinfo="x+y+name",
            hovertemplate=f"{name} %{{y:.1f}} 次" if name == "目标允许" else f"{name} %{{y:.0f}} 次",
        )  # fmt: skip
    for first, end in gaps:
        figure.add_vrect(
            x0=first, x1=end, fillcolor=LOOKS["no_data"].fill[0], opacity=0.25, line_width=0, layer="below",
            annotation={"text": "缺数据", "font": {"size": 11}}, annotation_position="top left",
        )  # fmt: skip
    figure.update_layout(
        height=270, margin={"l": 8, "r": 8, "t": 8, "b": 8}, dragmode=False, hovermode="x unified",
        legend={"orientation": "h", "x": 0, "y": 1.12}, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
    )  # fmt: skip
    few_days, few_failures = (span[1] - span[0]).days <= 62, max((one.failures for one in days), default=0) <= 6
    ticks = {"tickformat": "%m-%d", "dtick": 7 * 86_400_000} if few_days else {"tickformat": "%Y-%m", "dtick": "M1"}
    figure.update_xaxes(range=list(span), hoverformat="%Y-%m-%d", fixedrange=True, **ticks)
    counted = {"dtick": 1} if few_failures else {"nticks": 6}
    figure.update_yaxes(fixedrange=True, rangemode="tozero", zeroline=False, ticksuffix=" 次", **counted)
    return figure


def _framed(figure: go.Figure, months: list[str], indicator: Indicator, shown: list[float]) -> go.Figure:
    figure.update_layout(
        height=250, margin={"l": 8, "r": max(60, 13 * len(indicator.as_written) + 8), "t": 16, "b": 8},
        showlegend=False, hoverlabel={"align": "left"},
        dragmode=False, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
    )  # fmt: skip
    figure.update_xaxes(type="category", categoryorder="array", categoryarray=months, fixedrange=True)
    low, high, step = value_axis(shown, indicator.definition.unit == "%", digits_of(indicator) == 0)
    figure.update_yaxes(
        fixedrange=True, range=[low, high], nticks=5, dtick=step, title=None, zeroline=False,
        ticksuffix="%" if indicator.definition.unit == "%" else "",
    )  # fmt: skip
    return figure


def value_axis(shown: list[float], is_percent: bool, is_counted: bool) -> tuple[float, float, float | None]:
    """From where to where the axis of values goes, and its step (None: as the chart likes).

    Everything shown stands clear of both ends. Percents are seen close up, at least one percent of them;
    other values from 0. What is counted has whole steps, and room for at least 2.
    """
    low, high = min(shown, default=0.0), max(shown, default=0.0)
    if is_percent:
        low = min(low, high - 1.0)
        margin = (high - low) * 0.15
        return low - margin, high + margin, None
    high = max(high, 2.0) if is_counted else high or 1.0
    margin = high * 0.08
    # A little below 0, or a marker on it would be cut; the tick of 0 stays the lowest.
    return -margin, high + margin, max(1.0, -(-high // 4)) if is_counted else None
