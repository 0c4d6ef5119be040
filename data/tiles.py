"""Tiles of a map service, fetched on behalf of the browser, so that the service's address and key stay on this machine.

Off unless KPI_MAP_TILES names it: one or more XYZ addresses with {z}, {x} and {y}, parted by blanks, the lowest first,
as 'https://map.intranet/tile/{z}/{x}/{y}.png' or those of 天地图 (vec_w and cva_w, TILEMATRIX={z}, TILECOL={x},
TILEROW={y}, tk=…).
"""

import os
from time import monotonic
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

SECONDS = 4.0
MOST_BYTES = 1_000_000
MOST_ZOOM = 18
MOST_KEPT = 2000
AGAIN_AFTER = 60.0
"""Seconds for which a tile that failed, or a service that does not answer, is not asked again."""
_PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")


class Tile(NamedTuple):
    """A picture as the service sent it."""

    content: bytes
    media_type: str


CLEAR = Tile(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000b4944415478da63600002000005"
        "0001e9fadcd80000000049454e44ae426082"
    ),
    "image/png",
)
"""In place of a tile that the service does not give: what lies below it is seen."""
_kept: dict[str, tuple[float, Tile | None]] = {}
_silent_since: dict[str, float] = {}


def templates() -> tuple[str, ...]:
    """The addresses configured, lowest first; () if there is no service."""
    found = os.environ.get("KPI_MAP_TILES", "").split()
    return tuple(one for one in found if one.startswith(("http://", "https://")))


def tile(layer: int, z: int, x: int, y: int) -> Tile | None:
    """A tile of one of the layers; None if there is no such tile or the service does not give it."""
    known = templates()
    if not (0 <= layer < len(known) and 0 <= z <= MOST_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
        return None
    url = known[layer].replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))
    fetched_at, found = _kept.get(url, (-AGAIN_AFTER, None))
    if found is None and monotonic() - max(fetched_at, _silent_since.get(known[layer], -AGAIN_AFTER)) >= AGAIN_AFTER:
        found = _fetched(url, known[layer])
        if len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[url] = monotonic(), found
    return found


def _fetched(url: str, template: str) -> Tile | None:
    try:
        with urlopen(Request(url, headers={"User-Agent": "kpi-supervision"}), timeout=SECONDS) as answer:
            media_type = answer.headers.get_content_type()
            content: bytes = answer.read(MOST_BYTES + 1)
    except HTTPError as error:
        error.close()
        return None
    except (OSError, ValueError):
        # Nobody there: every further tile would wait as long for nothing.
        _silent_since[template] = monotonic()
        return None
    return Tile(content, media_type) if media_type in _PICTURES and len(content) <= MOST_BYTES else None
