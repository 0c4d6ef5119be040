"""The schematic base map of Lingang 南汇新城 (GeoJSON of our own, WGS84), and whether a point lies in the area served.

Drawn by hand from general knowledge, good to a few hundred metres: 示意, no survey.
"""

import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "basemap"


@cache
def basemap(name: str) -> dict[str, Any]:
    """One part as a GeoJSON FeatureCollection: land, lake, roads, seawall, places, area. Nobody changes it."""
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.geojson").read_text(encoding="utf-8"))
    return content


def is_in_area(longitude: float, latitude: float) -> bool:
    """Whether a point lies in the area served, the water just before the seawall included."""
    (ring,) = basemap("area")["features"][0]["geometry"]["coordinates"]
    inside = False
    # A ray to the east crosses the ring an odd number of times if it starts inside.
    for (lon, lat), (next_lon, next_lat) in pairwise(ring):
        if (lat > latitude) != (next_lat > latitude):
            crossing = lon + (latitude - lat) / (next_lat - lat) * (next_lon - lon)
            inside ^= longitude < crossing
    return inside
