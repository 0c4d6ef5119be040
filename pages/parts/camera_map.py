"""The map of the cameras: points, or hexagons where there are too many, each fetched by the browser by URL."""

from collections.abc import Sequence
from typing import Any

import pydeck as pdk
import streamlit as st

from kpi.cameras import Camera
from pages.parts import basemap, links
from pages.parts.camera_cells import named_cell
from pages.parts.camera_choice import Choice
from pages.parts.camera_feed import CELLS, MOST_POINTS, POINTS, address
from pages.parts.camera_looks import LOOKS, hexed

HEIGHT = 560
_ALL = {"longitude": 121.872, "latitude": 30.916, "zoom": 10.55}
_TOOLTIP = {
    "text": "{title}\n{said}",
    "style": {"fontSize": "13px", "maxWidth": "22rem", "lineHeight": "1.5", "borderRadius": "4px"},
}


def legend(cameras: Sequence[Camera], choice: Choice) -> str:
    """Every state with its colour, sign, word and count; each leads to its cameras."""
    counts = {name: sum(one.state == name for one in cameras) for name in LOOKS}
    lines = []
    for name, look in LOOKS.items():
        if not counts[name]:
            continue
        dot = f"<i style='background:{hexed(look.colour)}'>{look.sign}</i>"
        words = f"{dot}<span>{look.word}</span><b>{counts[name]:,}</b>"
        is_chosen = choice.state == name
        named = choice.address(state="all" if is_chosen else name)
        css = "k-chosen" if is_chosen else ""
        link = links.to("cameras", words, css=css, **named)
        lines.append(f"<li title='{look.meaning}'>{link}</li>")
    return f"<ul class='k-legend k-dots'>{''.join(lines)}</ul>"


def draw(cameras: Sequence[Camera], choice: Choice, chosen: Camera | None) -> None:
    """The map of the chosen cameras; a click on one puts it into the address, one on a hexagon its cell."""
    placed = [one for one in cameras if one.is_in_area]
    is_crowded = len(placed) > MOST_POINTS
    over = _cells(choice) if is_crowded else _points(choice)
    if chosen is not None and chosen.is_in_area:
        over.append(_ring(chosen))
    st.pydeck_chart(
        basemap.deck(over, _view(choice, chosen), _TOOLTIP),
        height=HEIGHT,
        key="map",
        selection_mode="single-object",
        on_select=_clicked,
    )
    where = "底图为示意，非测绘成果" if not basemap.has_tiles() else "底图由地图服务提供"
    how = f"多于 {MOST_POINTS:,} 路时合并成六边形，点开看每一路" if is_crowded else "点一个点看它的一物一档"
    st.html(f"<p class='k-caption'>{how}；{where}。</p>")


def _clicked() -> None:
    objects: dict[str, list[dict[str, Any]]] = st.session_state["map"]["selection"]["objects"]
    for layer, name in (("points", "camera"), ("cells", "cell")):
        if objects.get(layer):
            st.query_params[name] = str(objects[layer][0]["id"])


def _view(choice: Choice, chosen: Camera | None) -> pdk.ViewState:
    cell = named_cell(choice.cell)
    if cell is None:
        return pdk.ViewState(**_ALL)
    longitude, latitude = cell.centre
    return pdk.ViewState(longitude=longitude, latitude=latitude, zoom=14.5)


def _points(choice: Choice) -> list[pdk.Layer]:
    url = address(POINTS, choice)
    outline = [15, 25, 35] if basemap.is_dark() else [255, 255, 255]
    return [
        pdk.Layer(
            "ScatterplotLayer", url, id="points", get_position="at", get_fill_color="colour", get_radius="radius",
            radius_units=pdk.types.String("pixels"), pickable=True, auto_highlight=True, stroked=True,
            get_line_color=outline, line_width_units=pdk.types.String("pixels"), get_line_width=0.8,
        ),
        basemap.text_layer("signs", url, "sign", size=10, colour=[255, 255, 255]),
    ]  # fmt: skip


def _cells(choice: Choice) -> list[pdk.Layer]:
    url = address(CELLS, choice)
    return [
        pdk.Layer(
            "PolygonLayer", url, id="cells", get_polygon="ring", get_fill_color="colour", opacity=0.75, pickable=True,
            auto_highlight=True, stroked=True, get_line_color=[255, 255, 255],
            line_width_units=pdk.types.String("pixels"), get_line_width=1,
        ),
        basemap.text_layer("counts", url, "count", size=11, colour=[20, 30, 40]),
    ]  # fmt: skip


def _ring(chosen: Camera) -> pdk.Layer:
    ink = [255, 255, 255] if basemap.is_dark() else [20, 30, 45]
    return pdk.Layer(
        "ScatterplotLayer", [{"at": [chosen.longitude, chosen.latitude]}], id="chosen", get_position="at",
        radius_units=pdk.types.String("pixels"), get_radius=13, filled=False, stroked=True, get_line_color=ink,
        line_width_units=pdk.types.String("pixels"), get_line_width=2.5, pickable=False,
    )  # fmt: skip
