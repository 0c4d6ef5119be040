"""What lies under the points of a map: our own schematic layers, or pictures of a map service with those below them."""

from typing import Any
from urllib.parse import quote, urlsplit

import pydeck as pdk
import streamlit as st

from data.basemap import basemap
from data.tiles import MOST_ZOOM, templates

_FONT = "'Source Han Sans SC','Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"
_SEA = [[[121.2, 30.5], [122.4, 30.5], [122.4, 31.3], [121.2, 31.3], [121.2, 30.5]]]
_INK = {
    # sea, land, water inside, roads, seawall, names of towns, names on water
    False: ("#dfe8f0", "#f6f4ee", "#c9dbea", "#d3cfc4", "#8a9aa8", "#5d6a78", "#6f8aa3"),
    True: ("#101b27", "#1d2935", "#142433", "#344352", "#5f7183", "#9aa8b6", "#5f7f9c"),
}


def is_dark() -> bool:
    """Whether the page is shown in the dark theme."""
    return st.context.theme.type == "dark"


def has_tiles() -> bool:
    """Whether a map service is configured."""
    return bool(templates())


def layers() -> list[pdk.Layer]:
    """The schematic layers with their names, lowest first; only the names of places where pictures lie below."""
    if has_tiles():
        return []
    sea, land, water, road, wall, town, named = (_rgb(one) for one in _INK[is_dark()])
    sheet = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": _SEA}}
    return [
        _drawn("sea", {"type": "FeatureCollection", "features": [sheet]}, fill=sea),
        _drawn("land", basemap("land"), fill=land),
        _drawn("lake", basemap("lake"), fill=water),
        _drawn("roads", basemap("roads"), line=road, width=1.6),
        _drawn("seawall", basemap("seawall"), line=wall, width=2.4),
        _names([_name(one, named if one["properties"]["kind"] == "water" else town) for one in _places()]),
    ]


def _places() -> list[dict[str, Any]]:
    return [one for one in basemap("places")["features"] if one["properties"]["kind"] != "place"]


def _rgb(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _drawn(
    name: str,
    content: dict[str, Any],
    *,
    fill: list[int] | None = None,
    line: list[int] | None = None,
    width: float = 0,
) -> pdk.Layer:
    return pdk.Layer(
        "GeoJsonLayer", content, id=name, filled=fill is not None, stroked=line is not None, get_fill_color=fill or [0],
        get_line_color=line or [0], line_width_units=pdk.types.String("pixels"), get_line_width=width, pickable=False,
    )  # fmt: skip


def _name(place: dict[str, Any], colour: list[int]) -> dict[str, Any]:
    return {"at": place["geometry"]["coordinates"], "name": place["properties"]["name"], "colour": colour}


def _names(rows: list[dict[str, Any]]) -> pdk.Layer:
    return text_layer("names", rows, "name", size=13, colour="colour")


def text_layer(name: str, rows: object, text: str, *, size: float, colour: str | list[int]) -> pdk.Layer:
    """Words on the map. rows: a list or a URL; text, colour: names of their fields; size in pixels."""
    return pdk.Layer(
        "TextLayer", rows, id=name, get_position="at", get_text=text, get_size=size, get_color=colour, pickable=False,
        character_set=pdk.types.String("auto"), font_family=pdk.types.String(_FONT), font_weight=600,
    )  # fmt: skip


def deck(over: list[pdk.Layer], view: pdk.ViewState, tooltip: dict[str, Any]) -> pdk.Deck:
    """A map with layers over the base. Without a map service nothing is asked of any host."""
    if not has_tiles():
        # map_style must not be given at all: even None makes the browser ask a host outside.
        return pdk.Deck([*layers(), *over], initial_view_state=view, map_provider=None, tooltip=tooltip)
    here = urlsplit(st.context.url or "")
    origin = f"{here.scheme}://{here.netloc}"
    style = f"{origin}/api/style.json?origin={quote(origin, safe='')}&dark={int(is_dark())}"
    return pdk.Deck(
        [*layers(), *over], initial_view_state=view, map_provider="maplibre", map_style=style, tooltip=tooltip
    )


def style(origin: str, dark: bool) -> dict[str, Any]:
    """The style (MapLibre, version 8) of the map service's pictures, by our own route, over the schematic layers: where
    a picture fails, those are seen."""
    sea, land, water, road, wall, *_ = _INK[dark]
    sources: dict[str, Any] = {
        name: {"type": "geojson", "data": basemap(name)} for name in ("land", "lake", "roads", "seawall")
    }
    found: list[dict[str, Any]] = [
        {"id": "sea", "type": "background", "paint": {"background-color": sea}},
        {"id": "land", "type": "fill", "source": "land", "paint": {"fill-color": land}},
        {"id": "lake", "type": "fill", "source": "lake", "paint": {"fill-color": water}},
        {"id": "roads", "type": "line", "source": "roads", "paint": {"line-color": road, "line-width": 1.6}},
        {"id": "seawall", "type": "line", "source": "seawall", "paint": {"line-color": wall, "line-width": 2.4}},
    ]
    for number in range(len(templates())):
        name = f"tiles-{number}"
        address = f"{origin}/tiles/{number}/{{z}}/{{x}}/{{y}}"
        sources[name] = {"type": "raster", "tiles": [address], "tileSize": 256, "maxzoom": MOST_ZOOM}
        found.append({"id": name, "type": "raster", "source": name})
    return {"version": 8, "sources": sources, "layers": found}
