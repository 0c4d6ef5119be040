"""The online rate day by day, with the days on which nobody looked."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

import plotly.graph_objects as go
import streamlit as st

from kpi.cameras import CameraDays, Counts, clauses
from kpi.words import shown_target
from pages.parts.text import escaped

_KEY, _ALL = "#b0562f", "#3f7fbf"
_GAP, _UNCOVERED = "rgba(120,130,145,.28)", "rgba(120,130,145,.14)"
_CHECKED = "rgba(110,125,145,.55)"

Run = tuple[date, date]
"""First and last day of days that follow each other."""


def draw(days: CameraDays) -> None:
    """The chart with its gaps, and the gaps once more in words; a sentence where there is nothing to draw."""
    overall, key = days.by_day(), days.by_day(key_only=True)
    gaps, uncovered = unchecked_runs(overall), uncovered_runs(days)
    note = "线断开的地方没有巡检；下面的柱是当天检查到的份额"
    st.html(f"<h2 class='k-panel'>逐日在线率<small>{note}</small></h2>")
    if any(one.due for one in overall.values()):
        figure = _figure(overall, key, gaps, uncovered)
        st.plotly_chart(figure, key="by-day", config={"displayModeBar": False}, alt=_alt(overall))
    st.html(f"<p class='k-caption'>{escaped(gap_words(gaps, uncovered))}</p>")


def unchecked_runs(overall: dict[date, Counts]) -> list[Run]:
    """Days in months that were handed in, with cameras in service and not one check."""
    return _runs([day for day, one in overall.items() if one.in_service and not one.checked])


def uncovered_runs(days: CameraDays) -> list[Run]:
    """Days of months without camera checks or without a list."""
    return _runs([day for day in days.days if f"{day:%Y-%m}" not in days.covered])


def _runs(found: Sequence[date]) -> list[Run]:
    numbered = enumerate(found)
    groups = groupby(numbered, key=lambda one: one[1] - timedelta(days=one[0]))
    runs = [[day for _, day in members] for _, members in groups]
    return [(run[0], run[-1]) for run in runs]


def gap_words(gaps: Sequence[Run], uncovered: Sequence[Run]) -> str:
    """Both kinds of gaps in words."""
    said = [f"没有巡检的日子：{_run_words(gaps)}。" if gaps else "上报的月份里每天都有巡检。"]
    if uncovered:
        said.append(f"没有上报清单或视频在线巡检：{_run_words(uncovered)}。")
    return "".join(said)


def _run_words(runs: Sequence[Run]) -> str:
    return "、".join(f"{first}" if first == last else f"{first} 至 {last}" for first, last in runs)


def _alt(overall: dict[date, Counts]) -> str:
    known = {day: one.rate for day, one in overall.items() if one.rate is not None}
    lowest = min(known, key=lambda day: known[day] or 0)
    return f"逐日整体在线率，{len(known)} 天，最低 {lowest} {known[lowest]:.2f}%"


def _figure(
    overall: dict[date, Counts], key: dict[date, Counts], gaps: Sequence[Run], uncovered: Sequence[Run]
) -> go.Figure:
    key_clause, overall_clause = clauses()
    figure = go.Figure(
        [
            _line("整体", overall, _ALL, "solid"),
            _line("重点区域", key, _KEY, "dot"),
            _checked_bars(overall),
        ]
    )
    for clause, colour in ((key_clause, _KEY), (overall_clause, _ALL)):
        figure.add_hline(
            y=clause.target, line={"color": colour, "width": 1.2, "dash": "dash"},
            annotation={"text": f"目标 {shown_target(clause)}", "font": {"color": colour, "size": 11}},
            annotation_position="bottom left",
        )  # fmt: skip
    for runs, colour in ((gaps, _GAP), (uncovered, _UNCOVERED)):
        for first, last in runs:
            begin, end = (f"{day:%Y-%m-%d} 12:00" for day in (first - timedelta(days=1), last))
            figure.add_vrect(x0=begin, x1=end, fillcolor=colour, line_width=0, layer="below")
    lowest = min(one.rate for one in (*overall.values(), *key.values()) if one.rate is not None)
    figure.update_layout(
        height=320, margin={"l": 8, "r": 8, "t": 8, "b": 8}, dragmode=False, hovermode="x unified",
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", legend={"orientation": "h", "y": 1.12, "x": 0},
        bargap=0.15,
        yaxis={"domain": [0.3, 1], "ticksuffix": "%", "range": [max(0, min(94, lowest) - 1), 100.3],
               "fixedrange": True, "nticks": 6, "zeroline": False},
        yaxis2={"domain": [0, 0.18], "range": [0, 100], "fixedrange": True, "tickvals": [0, 100],
                "ticktext": ["0", "100%"], "zeroline": False, "anchor": "x"},
        xaxis={"fixedrange": True, "tickformat": "%Y-%m-%d", "hoverformat": "%Y-%m-%d", "anchor": "y2", "nticks": 9},
    )  # fmt: skip
    return figure


def _line(name: str, days: dict[date, Counts], colour: str, dash: str) -> go.Scatter:
    return go.Scatter(
        name=name, x=list(days), y=[one.rate for one in days.values()], mode="lines", connectgaps=False,
        line={"color": colour, "width": 1.8, "dash": dash},
        customdata=[f"{one.online:,} / {one.due:,} 台" for one in days.values()],
        hovertemplate=f"{name} %{{y:.2f}}（%{{customdata}}）<extra></extra>",
    )  # fmt: skip


def _checked_bars(days: dict[date, Counts]) -> go.Bar:
    shares = [100 * one.checked / one.in_service if one.in_service else None for one in days.values()]
    return go.Bar(
        name="当日检查份额", x=list(days), y=shares, yaxis="y2", marker={"color": _CHECKED},
        customdata=[f"{one.checked:,} / {one.in_service:,} 台" for one in days.values()],
        hovertemplate="检查 %{y:.1f}%（%{customdata}）<extra></extra>",
    )  # fmt: skip
