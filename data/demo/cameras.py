"""The 2,335 cameras of package 3 and the 170 checkpoint and e-police devices of package 4, each at its place."""

from collections.abc import Iterator
from datetime import date
from random import Random

from data.demo.chance import Row, stream
from data.demo.geography import (
    HOUSING_AREAS,
    LAKE_RADIUS,
    RING_ROADS,
    ROADS,
    SEAWALL,
    Line,
    Point,
    along,
    is_key_place,
    length,
    on_ring,
    shift,
)

Site = tuple[str, str, Point]
"""Name, device type 设备类型 and place of one camera."""

SEAWALL_SITES = 128
BINGUO_SITES = 12
SEAWALL_CAMERAS = 375
STREET_CAMERAS = 856
LAKESIDE_CAMERAS = 219
LANE_CHANGE_DEVICES = 19
PARKING_DEVICES = 151
KEY_WITHIN = 850.0

# What the tender says of the housing estates: gates for vehicles, gates for people, inner roads, replaced cameras.
ESTATE_CAMERAS = (
    ("车辆卡口", "枪机", 206),
    ("人员卡口", "半球", 310),
    ("主干道", "球机", 167),
    ("改造点", "摄像机", 202),
)
ESTATES = tuple(
    (f"{area}{name}{kind}", area)
    for area, kind in zip(HOUSING_AREAS, ("苑", "家园", "新村", "雅居", "花园"), strict=True)
    for name in ("海韵", "临澜", "听潮", "望海", "沐风", "鸥洲", "锦汐", "云帆", "芦影", "书香", "晨汐")
)

_BRANDS = ("沪视", "浦联", "东海安防", "申讯")
_KILOMETRES_OF_SEAWALL = 44.2


def camera_rows(seed: int) -> list[Row]:
    """The cameras of package 3 as asset rows: 885 in estates, 856 on streets, 375 on the seawall, 219 of P3-08."""
    groups = (
        ("P3-03", _in_estates, date(2021, 6, 30)),
        ("P3-04", _on_streets, date(2020, 12, 31)),
        ("P3-05", _on_seawall, date(2022, 5, 31)),
        ("P3-08", _round_the_lake, date(2023, 11, 30)),
    )
    rows: list[Row] = []
    for system, sites, since in groups:
        rng = stream(seed, "cameras", system)
        rows += [_asset(rng, system, number, site, since) for number, site in enumerate(sites(rng), start=1)]
    return rows


def enforcement_rows(seed: int) -> list[Row]:
    """The 151 parking checkpoints 卡口 and 19 lane-change cameras 电警 of package 4 as asset rows."""
    rng = stream(seed, "cameras", "P4-03")
    kinds = ["电警"] * LANE_CHANGE_DEVICES + ["卡口"] * PARKING_DEVICES
    places = list(_street_places(rng, len(kinds), spacing_of_a_pole=1))
    rng.shuffle(places)
    names = {"电警": "违法变道电警", "卡口": "违停抓拍"}
    return [
        _asset(rng, "P4-03", number, (f"{street}{names[kind]}{number:03d}", kind, place), date(2022, 9, 30))
        for number, (kind, (street, place)) in enumerate(zip(kinds, places, strict=True), start=1)
    ]


def replacement_of(camera: Row, number: int, since: date) -> Row:
    """A new camera that takes the place of an old one under a number of its own."""
    system = str(camera["system_id"])
    return camera | {
        "asset_id": f"{system}-C{number:04d}",
        "asset_name": f"{camera['asset_name']}（新装）",
        "model": "HX-6220",
        "in_service_from": since,
        "photo": f"{system}-C{number:04d}.jpg",
    }


def _asset(rng: Random, system: str, number: int, site: Site, since: date) -> Row:
    name, kind, place = site
    asset_id = f"{system}-C{number:04d}"
    return {
        "asset_id": asset_id,
        "asset_name": name,
        "system_id": system,
        "asset_class": "硬件",
        "device_type": kind,
        "is_key_area": "是" if is_key_place(place, KEY_WITHIN) else "否",
        "longitude": round(place[0], 6),
        "latitude": round(place[1], 6),
        "crs": "WGS84",
        "brand": rng.choice(_BRANDS),
        "model": rng.choice(("HX-5120", "HX-5140", "HX-6200", "DS-88")),
        "location": name,
        "in_service_from": since,
        "photo": f"{asset_id}.jpg",
    }


def _on_seawall(rng: Random) -> Iterator[Site]:
    """Poles along the seawall and the Binguo road, two or three cameras each."""
    poles = [("海堤", SEAWALL, (n + 0.5) / SEAWALL_SITES) for n in range(SEAWALL_SITES)]
    poles += [("滨果公路", ROADS["滨果公路"], (n + 0.5) / BINGUO_SITES) for n in range(BINGUO_SITES)]
    with_three = set(rng.sample(range(len(poles)), SEAWALL_CAMERAS - 2 * len(poles)))
    for n, (name, line, fraction) in enumerate(poles):
        kilometres = _KILOMETRES_OF_SEAWALL if line is SEAWALL else length(line) / 1000
        place = along(line, fraction, to_the_left=rng.uniform(8, 30))
        mark = f"{name}K{int(kilometres * fraction)}+{int(kilometres * fraction * 1000) % 1000:03d}"
        for kind in ("球机", "枪机", "枪机")[: 3 if n in with_three else 2]:
            yield f"{mark}{kind}", kind, shift(place, rng.uniform(-2, 2), rng.uniform(0, 3))


def _street_places(rng: Random, count: int, spacing_of_a_pole: int) -> Iterator[tuple[str, Point]]:
    """Street and place of `count` devices, evenly along all streets and ring roads, some devices sharing a pole."""
    lines: list[tuple[str, Line]] = [*ROADS.items()]
    lines += [(name, tuple(on_ring(radius, turn / 72) for turn in range(73))) for name, radius in RING_ROADS.items()]
    total = sum(length(line) for _, line in lines)
    step = total / count * spacing_of_a_pole
    offset, name, line = 0.0, *lines[0]
    rest = iter(lines[1:])
    for n in range(count):
        if n % spacing_of_a_pole == 0 and n:
            offset += step
        while offset > length(line):
            offset -= length(line)
            name, line = next(rest)
        side = rng.choice((-1, 1)) * rng.uniform(6, 14)
        yield name, along(line, offset / length(line), side)


def _on_streets(rng: Random) -> Iterator[Site]:
    for number, (street, place) in enumerate(_street_places(rng, STREET_CAMERAS, spacing_of_a_pole=2), start=1):
        kind = ("枪机", "球机", "枪机", "摄像机")[number % 4]
        yield f"{street}杆{(number + 1) // 2:03d}{kind}", kind, place


def _in_estates(rng: Random) -> Iterator[Site]:
    """Cameras dealt out over the 55 estates, which stand in rows round the centres of their areas."""
    centres = {name: _estate_centre(rng, n, HOUSING_AREAS[area]) for n, (name, area) in enumerate(ESTATES)}
    dealt = 0
    for use, kind, count in ESTATE_CAMERAS:
        for _ in range(count):
            estate, _area = ESTATES[dealt % len(ESTATES)]
            place = shift(centres[estate], rng.uniform(-120, 120), rng.uniform(-90, 90))
            yield f"{estate}{use}{dealt // len(ESTATES) + 1:02d}", kind, place
            dealt += 1


def _estate_centre(rng: Random, number: int, area: Point) -> Point:
    column, row = number % 11 % 4 - 1.5, number % 11 // 4 - 1
    return shift(area, column * 360 + rng.uniform(-60, 60), row * 330 + rng.uniform(-50, 50))


def _round_the_lake(rng: Random) -> Iterator[Site]:
    """Cameras on the lake shore, on four high points, and in estates (lifts) and shop streets."""
    shore = 150
    for n in range(shore):
        kind = "半球" if n % 3 else "球机"
        yield f"环湖步道{n + 1:03d}{kind}", kind, on_ring(LAKE_RADIUS + rng.uniform(60, 140), n / shore)
    for tower, area in enumerate(list(HOUSING_AREAS.values())[:4], start=1):
        for side in ("东", "南", "西", "北"):
            yield f"高空点位{tower}{side}向", "球机", shift(area, rng.uniform(-3, 3), rng.uniform(-3, 3))
    for n in range(LAKESIDE_CAMERAS - shore - 16):
        street = ("申港大道", "临港大道")[n % 2]
        place = along(ROADS[street], rng.uniform(0.02, 0.5), rng.choice((-18.0, 18.0)))
        yield f"{street}店招{n + 1:02d}", "摄像机", place
