"""What the map draws, as JSON that the browser fetches by URL: a point a camera, or a hexagon for many."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from kpi.cameras import FAR_BELOW, Camera, State, added, clauses
from kpi.cameras import PACKAGE as CAMERAS_OF
from kpi.judge import reached
from kpi.words import shown_number
from pages.parts import acting, camera_records, session
from pages.parts.camera_cells import cell_of
from pages.parts.camera_choice import Choice
from pages.parts.camera_looks import LOOKS
from pages.parts.text import NOTHING

POINTS, CELLS = "/api/cameras.json", "/api/camera_cells.json"
MOST_POINTS = 10_000
"""More cameras than that are drawn as cells."""


def address(route: str, choice: Choice) -> str:
    """The URL of the data of a choice; it names the version, so that a browser may keep what it has fetched."""
    query = {"version": session.store().version(), "as_of": session.as_of(), "period": choice.period}
    return f"{route}?{urlencode(query | choice.address())}"


def is_of_today(query: Mapping[str, str]) -> bool:
    """Whether a URL asks for the data that are current, and its answer may be kept."""
    return (query.get("version"), query.get("as_of")) == (str(session.store().version()), str(session.as_of()))


def feed(route: str, query: Mapping[str, str]) -> bytes:
    """The current data for a URL as JSON. DefinitionError for a period that there is not."""
    choice = Choice.asked(query.get("period", "todate"), query)
    acting.see(CAMERAS_OF, route)
    return _made(route, choice, session.store().path, session.store().version(), session.as_of())


@lru_cache(maxsize=32)
def _made(route: str, choice: Choice, _path: Path, _version: int, _as_of: date) -> bytes:
    found = [one for one in choice.of(camera_records.in_service(choice.period)) if one.is_in_area]
    rows = [_point(one) for one in _upwards(found)] if route == POINTS else _cells(found)
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def _upwards(cameras: list[Camera]) -> list[Camera]:
    """What needs somebody comes last and is drawn on top."""
    return sorted(cameras, key=lambda one: LOOKS[one.state].radius)


def rate_words(camera: Camera) -> str:
    """The rate of a camera as shown; a dash without one."""
    rate = camera.counts.rate
    return NOTHING if rate is None else f"{shown_number(rate, 2, 'at_least')}%"


def _point(one: Camera) -> dict[str, Any]:
    look = LOOKS[one.state]
    said = f"{look.word} · 在线率 {rate_words(one)}，离线 {one.counts.offline} 天 / 应在线 {one.counts.due} 天"
    return {
        "id": one.asset_id,
        "at": [one.longitude, one.latitude],
        "colour": look.colour,
        "radius": look.radius,
        "sign": look.sign,
        "title": f"{one.name}（{one.asset_id}）",
        "said": said,
    }


def _band(rate: float, is_reached: bool) -> State:
    return "met" if is_reached else "far_below" if rate < FAR_BELOW else "below"


def _cells(cameras: list[Camera]) -> list[dict[str, Any]]:
    _, overall = clauses()
    by_cell: dict[Any, list[Camera]] = defaultdict(list)
    for one in cameras:
        by_cell[cell_of(one)].append(one)
    rows = []
    for cell, members in by_cell.items():
        counts = added(one.counts for one in members)
        rate, off = counts.rate, sum(one.state == "offline" for one in members)
        look = LOOKS["no_data" if rate is None else _band(rate, reached(overall, rate))]
        shown = NOTHING if rate is None else f"{shown_number(rate, 2, 'at_least')}%"
        rows.append(
            {
                "id": cell.name,
                "ring": cell.corners,
                "at": cell.centre,
                "colour": look.colour,
                "count": str(len(members)),
                "title": f"{len(members)} 路摄像机，点开看每一路",
                "said": f"合计在线率 {shown}，低于目标 {sum(one.is_below for one in members)} 路，最近离线 {off} 路",
            }
        )
    return rows
