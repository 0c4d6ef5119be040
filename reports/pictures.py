"""The pictures of the reports as PNG: bars and lines that look like those of an office program, and the map."""

import io
from collections.abc import Sequence
from itertools import cycle

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator
from PIL import Image

from reports.camera_map import draw_places
from reports.document import Chart, Places, Series
from reports.fonts import font

WIDTH = 6.3
"""Inches, 160 mm."""
DPI = 200
COLOURS = 96
_HEIGHT, _LYING_ROW, _LYING_FRAME = 2.7, 0.27, 0.85
_INK, _GRID, _TARGET = "#404040", "#e3e6ea", "#c0504d"
_COLOURS = ("#4f81bd", "#e0a04e", "#9aa9b8", "#7ea55f")
_TEXT, _SMALL = 9.0, 8.0
_HALO = [withStroke(linewidth=2.5, foreground="white")]
_BARS_WIDTH = 0.66
_MOST_LABELS = 14
_MOST_WORDS = 26
"""From more values on their words would run into each other."""


def draw(drawing: Chart | Places) -> bytes:
    """The picture as PNG; the same drawing gives the same bytes. ReportError without a Chinese font."""
    figure = draw_places(drawing, WIDTH, DPI) if isinstance(drawing, Places) else _draw_chart(drawing)
    canvas = FigureCanvasAgg(figure)
    # Few colours are enough for a chart, and make a file a third as large.
    pixels, size = canvas.print_to_buffer()  # type: ignore[no-untyped-call]
    drawn = Image.frombuffer("RGBA", size, bytes(pixels), "raw", "RGBA", 0, 1)
    image = drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", dpi=(DPI, DPI))
    return buffer.getvalue()


def _draw_chart(chart: Chart) -> Figure:
    height = _LYING_FRAME + _LYING_ROW * len(chart.labels) * max(1, len(chart.series)) if chart.is_lying else _HEIGHT
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, layout="constrained", facecolor="white")
    axes = figure.subplots()
    _frame(axes, chart)
    if chart.kind == "lines":
        _lines(axes, chart)
    else:
        _bars(axes, chart)
    _label(axes, chart)
    _limit(axes, chart)
    _mark_target(axes, chart)
    if len(chart.series) > 1:
        figure.legend(
            loc="outside lower center", ncols=len(chart.series), frameon=False, prop=font(_SMALL), labelcolor=_INK,
            handlelength=1.4,
        )  # fmt: skip
    return figure


def _frame(axes: Axes, chart: Chart) -> None:
    """A thin grid behind, across the values; a base line; no box."""
    for side in ("top", "right", "left" if not chart.is_lying else "bottom"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color("#bfc5cc")
        axes.spines[side].set_linewidth(0.8)
    axes.grid(axis="x" if chart.is_lying else "y", color=_GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, colors=_INK)


def _lines(axes: Axes, chart: Chart) -> None:
    places = range(len(chart.labels))
    is_dense = len(chart.labels) > _MOST_LABELS
    for series, colour in zip(chart.series, cycle(_COLOURS), strict=False):
        values = [float("nan") if one is None else one for one in series.values]
        axes.plot(
            places, values, color=colour, linewidth=1.8, marker="o", markersize=2.2 if is_dense else 4.5,
            label=series.name, clip_on=False, zorder=3,
        )  # fmt: skip
        for place, value, words in _said(chart, series):
            is_under = any((one.values[place] or value) > value for one in chart.series)
            axes.annotate(
                words, (place, value), (0, -5 if is_under else 5), textcoords="offset points", ha="center",
                va="top" if is_under else "bottom", color=_INK, fontproperties=font(_SMALL), zorder=5,
                path_effects=_HALO,
            )  # fmt: skip
    axes.set_xlim(-0.5, len(chart.labels) - 0.5)


def _bars(axes: Axes, chart: Chart) -> None:
    wide = _BARS_WIDTH / max(1, len(chart.series))
    thick = min(wide, 0.42) if len(chart.labels) < 4 and not chart.is_lying else wide
    for number, (series, colour) in enumerate(zip(chart.series, cycle(_COLOURS), strict=False)):
        shift = (number - (len(chart.series) - 1) / 2) * thick
        values = [0.0 if one is None else one for one in series.values]
        at = [place + shift for place in range(len(chart.labels))]
        if chart.is_lying:
            axes.barh(at, values, thick * 0.92, color=colour, label=series.name, zorder=2)
        else:
            axes.bar(at, values, thick * 0.92, color=colour, label=series.name, zorder=2)
        for place, value, words in _said(chart, series):
            _beside_bar(axes, chart, (place + shift, value), words)
    if chart.is_lying:
        axes.set_ylim(len(chart.labels) - 0.5, -0.5)
    else:
        axes.set_xlim(-0.5, len(chart.labels) - 0.5)


def _beside_bar(axes: Axes, chart: Chart, at: tuple[float, float], words: str) -> None:
    """The words of a bar at its end; at the edge of the axis where the bar does not reach into the picture."""
    place, value = at
    value = max(value, chart.low or 0.0)
    point, offset = ((value, place), (4, 0)) if chart.is_lying else ((place, value), (0, 2))
    across, along = ("left", "center") if chart.is_lying else ("center", "bottom")
    axes.annotate(
        words, point, offset, textcoords="offset points", ha=across, va=along, color=_INK, fontproperties=font(_SMALL)
    )


def _said(chart: Chart, series: Series) -> list[tuple[int, float, str]]:
    """Place, value and words of each value that has words, unless there are too many to be read."""
    if len(chart.labels) * len(chart.series) > _MOST_WORDS and not chart.is_lying:
        return []
    pairs = zip(series.values, series.words, strict=False)
    return [(place, value, words) for place, (value, words) in enumerate(pairs) if value is not None and words]


def _label(axes: Axes, chart: Chart) -> None:
    places, labels = list(range(len(chart.labels))), list(chart.labels)
    if chart.is_lying:
        axes.set_yticks(places, labels, fontproperties=font(_TEXT))
        axes.set_xlabel(chart.unit, fontproperties=font(_SMALL), color=_INK, loc="right")
    else:
        step = -(-len(labels) // _MOST_LABELS)
        axes.set_xticks(places[::step], labels[::step], fontproperties=font(_TEXT))
        axes.set_title(f"单位：{chart.unit}", fontproperties=font(_SMALL), color=_INK, loc="left", pad=15)
    for text in axes.get_xticklabels() if chart.is_lying else axes.get_yticklabels():
        text.set_fontproperties(font(_SMALL))
        text.set_color(_INK)


def _limit(axes: Axes, chart: Chart) -> None:
    """The axis of the values: from low, or 0, to high, or a little above the largest value."""
    known = _known(chart)
    low = 0.0 if chart.low is None else chart.low
    most = max([*known, low]) if known else low + 1
    high = most + (most - low) * (0.18 if chart.is_lying else 0.15) if chart.high is None else chart.high
    limits = (low, high if high > low else low + 1)
    if chart.is_lying:
        axes.set_xlim(*limits)
    else:
        axes.set_ylim(*limits)
    axis = axes.xaxis if chart.is_lying else axes.yaxis
    axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=_is_whole(known)))
    for text in axis.get_ticklabels():
        text.set_fontproperties(font(_SMALL))


def _known(chart: Chart) -> list[float]:
    values = [value for series in chart.series for value in series.values if value is not None]
    return [*values, *([chart.target[0]] if chart.target else [])]


def _is_whole(values: Sequence[float]) -> bool:
    return all(value == round(value) for value in values)


def _mark_target(axes: Axes, chart: Chart) -> None:
    if chart.target is None:
        return
    value, words = chart.target
    if chart.is_lying:
        axes.axvline(value, color=_TARGET, linewidth=1.1, linestyle=(0, (4, 3)), zorder=4)
        axes.annotate(
            words, (value, 1), (0, 3), xycoords=("data", "axes fraction"), textcoords="offset points", ha="center",
            va="bottom", color=_TARGET, fontproperties=font(_SMALL),
        )  # fmt: skip
    else:
        axes.axhline(value, color=_TARGET, linewidth=1.1, linestyle=(0, (4, 3)), zorder=4)
        axes.annotate(
            words.replace(" ", "\n", 1), (1, value), (4, 0), xycoords=("axes fraction", "data"),
            textcoords="offset points", ha="left", va="center", color=_TARGET, fontproperties=font(_SMALL),
        )  # fmt: skip
