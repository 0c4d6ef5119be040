"""The map of the cameras on paper: points by state over the schematic base of data/basemap, with a legend."""

from collections.abc import Iterator
from math import cos, radians
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from data.basemap import basemap
from reports.document import Places
from reports.fonts import font

_SEA, _LAND, _WATER, _ROAD, _WALL = "#e4edf4", "#f7f5ef", "#cfe0ee", "#d5d0c4", "#8a9aa8"
_TOWN, _NAMED = "#6b7683", "#7f98b0"
_WINDOW = (121.745, 121.995, 30.835, 31.0)
"""West, east, south, north: the district served; points beyond widen it."""
_MARGIN = 0.006
_ABOVE_TOWN = 0.0075
"""Degrees: the name of a town stands above its cameras."""
_EDGE, _LEGEND = 0.05, 0.34
"""Inches around the map, and below it."""


def draw_places(places: Places, width: float, dpi: float) -> Figure:
    """The map, so many inches wide, as high as the district asks."""
    west, east, south, north = _window(places)
    stretch = 1 / cos(radians((south + north) / 2))
    inner = width - 2 * _EDGE
    height = inner * (north - south) * stretch / (east - west)
    whole = height + 2 * _EDGE + _LEGEND
    figure = Figure(figsize=(width, whole), dpi=dpi, facecolor="white")
    axes = figure.add_axes((_EDGE / width, 1 - (height + _EDGE) / whole, inner / width, height / whole))
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(stretch)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color("#bfc5cc")
    _base(axes)
    for number, (name, colour, points) in enumerate(places.points):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        # What is listed later needs somebody sooner: it lies above.
        axes.scatter(
            xs, ys, s=7 + 2 * number, color=colour, edgecolors="white", linewidths=0.3, zorder=5 + number,
            label=f"{name} {len(points):,}",
        )  # fmt: skip
    axes.annotate(
        "底图为示意，非测绘成果", (0.995, 0.008), xycoords="axes fraction", ha="right", va="bottom", color=_NAMED,
        fontproperties=font(7), zorder=20,
    )  # fmt: skip
    figure.legend(
        loc="lower center", borderaxespad=0.2, ncols=max(1, len(places.points)), frameon=False, prop=font(8.5),
        markerscale=1.8, handletextpad=0.1, columnspacing=1.2, labelcolor="#404040",
    )  # fmt: skip
    return figure


def _window(places: Places) -> tuple[float, float, float, float]:
    west, east, south, north = _WINDOW
    every = [point for _, _, points in places.points for point in points]
    xs, ys = [x for x, _ in every], [y for _, y in every]
    return (
        min([west, *(x - _MARGIN for x in xs)]),
        max([east, *(x + _MARGIN for x in xs)]),
        min([south, *(y - _MARGIN for y in ys)]),
        max([north, *(y + _MARGIN for y in ys)]),
    )


def _base(axes: Axes) -> None:
    axes.set_facecolor(_SEA)
    for part, colour in (("land", _LAND), ("lake", _WATER)):
        for ring in _rings(part):
            axes.fill([x for x, _ in ring], [y for _, y in ring], color=colour, linewidth=0, zorder=1)
    for part, colour, thick in (("roads", _ROAD, 0.9), ("seawall", _WALL, 1.3)):
        for line in _rings(part):
            axes.plot([x for x, _ in line], [y for _, y in line], color=colour, linewidth=thick, zorder=2)
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    for one in basemap("places")["features"]:
        x, y = one["geometry"]["coordinates"]
        if west < x < east and south < y < north:
            is_water = one["properties"]["kind"] == "water"
            axes.text(
                x, y if is_water else y + _ABOVE_TOWN, one["properties"]["name"], ha="center", va="center",
                color=_NAMED if is_water else _TOWN, fontproperties=font(8), zorder=15,
                path_effects=[] if is_water else [withStroke(linewidth=2.2, foreground=_LAND)],
            )  # fmt: skip


def _rings(part: str) -> Iterator[list[Any]]:
    """The outlines and lines of a part of the base, each a list of points."""
    for one in basemap(part)["features"]:
        geometry = one["geometry"]
        if geometry["type"] == "LineString":
            yield geometry["coordinates"]
        else:
            yield from geometry["coordinates"]
