"""Charts in Plotly, all made here so that they look alike."""

from collections.abc import Mapping

import plotly.graph_objects as go

from kpi.targets import Indicator
from kpi.values import Finding
from kpi.words import VERDICTS, digits_of, shown_value
from pages.parts.verdicts import LOOKS

_LINE = "#5b87b8"
_TARGET = "#d1493b"
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
