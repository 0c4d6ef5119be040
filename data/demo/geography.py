"""Where things stand in Lingang: a hand-drawn seawall, the lake with its ring roads, main streets, housing areas.

Points are (longitude, latitude) in WGS84, drawn from general knowledge of the place, good to a few hundred metres.
"""

from bisect import bisect_right
from itertools import accumulate, pairwise
from math import cos, hypot, pi, sin

Point = tuple[float, float]
Line = tuple[Point, ...]

METRES_PER_DEGREE_NORTH = 110_900.0
METRES_PER_DEGREE_EAST = 95_600.0

LAKE_CENTRE: Point = (121.934, 30.901)
LAKE_RADIUS = 1_300.0

SEAWALL: Line = (
    (121.7560, 30.8420),
    (121.7800, 30.8450),
    (121.8050, 30.8480),
    (121.8300, 30.8520),
    (121.8480, 30.8550),
    (121.8700, 30.8530),
    (121.8950, 30.8540),
    (121.9200, 30.8575),
    (121.9450, 30.8650),
    (121.9620, 30.8745),
    (121.9715, 30.8840),
    (121.9770, 30.8980),
    (121.9800, 30.9150),
    (121.9805, 30.9350),
    (121.9780, 30.9550),
    (121.9730, 30.9750),
    (121.9680, 30.9930),
)
"""From the Zhonggang sluice in the west round the Nanhui spit to the east gate of the Dazhi river; land on the left."""

ROADS: dict[str, Line] = {
    "滨果公路": ((121.9380, 30.9900), (121.9345, 30.9790), (121.9310, 30.9670), (121.9270, 30.9570)),
    "申港大道": (
        (121.9165, 30.9035),
        (121.9000, 30.9010),
        (121.8800, 30.8985),
        (121.8600, 30.8960),
        (121.8420, 30.8940),
    ),
    "临港大道": ((121.9215, 30.9155), (121.9100, 30.9260), (121.8960, 30.9390), (121.8800, 30.9530)),
    "两港大道": (
        (121.9260, 30.9880),
        (121.9060, 30.9560),
        (121.8860, 30.9250),
        (121.8620, 30.8980),
        (121.8260, 30.8810),
    ),
    "南芦公路": ((121.8040, 30.9820), (121.8180, 30.9480), (121.8340, 30.9120), (121.8470, 30.8760)),
    "沪城环路": (
        (121.9340, 30.9330),
        (121.9120, 30.9270),
        (121.8990, 30.9100),
        (121.8985, 30.8900),
        (121.9110, 30.8740),
    ),
    "新元南路": ((121.8120, 30.8960), (121.8260, 30.8780), (121.8380, 30.8640)),
    "江山路": ((121.7900, 30.8720), (121.8120, 30.8700), (121.8400, 30.8680), (121.8640, 30.8690)),
    "海洋一路": ((121.9060, 30.8770), (121.9210, 30.8730), (121.9370, 30.8760), (121.9500, 30.8830)),
    "东大公路": ((121.9270, 30.9570), (121.9050, 30.9650), (121.8760, 30.9730)),
}

RING_ROADS = {"环湖一路": 1_600.0, "环湖二路": 1_950.0, "环湖三路": 2_450.0}
"""Ring road round the lake → its radius in metres."""

HOUSING_AREAS: dict[str, Point] = {
    "申港": (121.9080, 30.9050),
    "芦潮港": (121.8480, 30.8690),
    "泥城": (121.8150, 30.9090),
    "书院": (121.8700, 30.9620),
    "万祥": (121.8190, 30.9560),
}

KEY_PLACES: dict[str, Point] = {
    "滴水湖站": (121.9245, 30.9145),
    "行政服务中心": (121.9030, 30.9015),
    "南汇嘴": (121.9690, 30.8810),
    "海洋公园": (121.9090, 30.9150),
    "芦潮港码头": (121.8500, 30.8575),
}
"""Key public areas 重点区域."""


def distance(one: Point, other: Point) -> float:
    """Metres between two points."""
    return hypot((one[0] - other[0]) * METRES_PER_DEGREE_EAST, (one[1] - other[1]) * METRES_PER_DEGREE_NORTH)


def length(line: Line) -> float:
    """Metres along a line."""
    return sum(distance(start, end) for start, end in pairwise(line))


def shift(point: Point, east: float, north: float) -> Point:
    """The point moved by metres to the east and to the north."""
    return point[0] + east / METRES_PER_DEGREE_EAST, point[1] + north / METRES_PER_DEGREE_NORTH


def along(line: Line, fraction: float, to_the_left: float = 0.0) -> Point:
    """The point at a fraction 0..1 of a line's length, moved to its left side by metres."""
    legs = [distance(start, end) for start, end in pairwise(line)]
    marks = [0.0, *accumulate(legs)]
    wanted = fraction * marks[-1]
    leg = min(bisect_right(marks, wanted) - 1, len(legs) - 1)
    (lon, lat), (next_lon, next_lat) = line[leg], line[leg + 1]
    part = (wanted - marks[leg]) / legs[leg]
    east = (next_lon - lon) * METRES_PER_DEGREE_EAST / legs[leg]
    north = (next_lat - lat) * METRES_PER_DEGREE_NORTH / legs[leg]
    point = (lon + part * (next_lon - lon), lat + part * (next_lat - lat))
    return shift(point, -north * to_the_left, east * to_the_left)


def on_ring(radius: float, turn: float) -> Point:
    """The point of a ring round the lake at a turn 0..1, clockwise from north; radius in metres."""
    return shift(LAKE_CENTRE, radius * sin(2 * pi * turn), radius * cos(2 * pi * turn))


def is_key_place(point: Point, within: float) -> bool:
    """Whether a point lies within some metres of a key public area."""
    return any(distance(point, place) <= within for place in KEY_PLACES.values())
