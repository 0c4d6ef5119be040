"""Rounds that the service clauses ask for by the day, week or month: machine rooms, databases, devices in the field."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from zlib import crc32

from data.demo.assets import is_enforcement, is_outdoor, serves_on
from data.demo.chance import Row, distinct_days, stream, working_moment
from data.demo.systems import systems_of
from data.demo.term import days_of
from data.demo.words import CAMERA_FINDINGS, FINDINGS, INSPECTORS

_FINDS_SOMETHING = 0.03
_TRAFFIC_MACHINE_ROOM = "P4-02"
_ROUNDS_A_DAY, _MINUTES_APART, _STARTS_LATE = 9, 160, 15
_FIRE_ROUND_HOURS = (9, 21)
_DAILY_CHECKED = ("P4-01", "P4-02", "P4-04")
_FIELD_SYSTEMS = ("P4-02", "P4-03")
_OWN_MACHINE_ROOMS = ("P5-01", "P5-03")
_PHOTO_LOST, _PHOTO_AFTER_LOST = 500, 40

# Lapses: day → machine room rounds of that day that nobody made; days with one fire round; a system not checked.
_ROUNDS_MISSED: dict[date, tuple[int, ...]] = {
    date(2026, 8, 23): (3, 4, 5),
    date(2026, 9, 16): (5,),
    date(2026, 11, 7): (0,),
}
_ONE_FIRE_ROUND = frozenset({date(2026, 9, 16), date(2026, 11, 22)})
_NOT_CHECKED = {("P4-04", "数据库", date(2026, 8, day)) for day in range(15, 18)}
_WEEKS_MISSED = frozenset({("P1-09", date(2026, 9, 21))})


def round_rows(package: int, month: str, seed: int, listed: list[Row]) -> Iterator[Row]:
    """The rounds of a package in a month. They have a stream of their own."""
    rng = stream(seed, package, "rounds", month)
    if package == 1:
        yield from _parameters_and_databases(rng, month)
    if package == 4:
        yield from _machine_room(rng, month)
        yield from _daily_checks(rng, month)
        yield from _in_the_field(rng, month, listed)
    if package == 5:
        for system in _OWN_MACHINE_ROOMS:
            for day in distinct_days(rng, month, 2):
                yield inspection_row(rng, package, system, "机房", working_moment(rng, day))


def _parameters_and_databases(rng: Random, month: str) -> Iterator[Row]:
    """The parameters of every system on Mondays, its database once a month."""
    for system in systems_of(1):
        for day in days_of(month):
            if day.weekday() == 0 and (system, day) not in _WEEKS_MISSED:
                yield inspection_row(rng, 1, system, "硬件", working_moment(rng, day))
        yield inspection_row(rng, 1, system, "数据库", working_moment(rng, distinct_days(rng, month, 1)[0]))


def _machine_room(rng: Random, month: str) -> Iterator[Row]:
    """The machine room of the traffic centre, never more than three hours apart, and two fire rounds a day."""
    for day in days_of(month):
        midnight = datetime(day.year, day.month, day.day)
        for number in range(_ROUNDS_A_DAY):
            inspected_at = midnight + timedelta(minutes=number * _MINUTES_APART + rng.randint(0, _STARTS_LATE))
            if number not in _ROUNDS_MISSED.get(day, ()):
                yield inspection_row(rng, 4, _TRAFFIC_MACHINE_ROOM, "机房", inspected_at)
        for hour in _FIRE_ROUND_HOURS[: 1 if day in _ONE_FIRE_ROUND else 2]:
            inspected_at = midnight + timedelta(hours=hour, minutes=rng.randint(0, 25))
            yield inspection_row(rng, 4, _TRAFFIC_MACHINE_ROOM, "消防", inspected_at)


def _daily_checks(rng: Random, month: str) -> Iterator[Row]:
    """Virtual machines and databases of three systems every morning."""
    for day in days_of(month):
        for system in _DAILY_CHECKED:
            for target in ("虚拟机", "数据库"):
                if (system, target, day) not in _NOT_CHECKED:
                    yield inspection_row(rng, 4, system, target, working_moment(rng, day, 8, 10))


def _in_the_field(rng: Random, month: str, listed: list[Row]) -> Iterator[Row]:
    """Signals and what else stands in the field, every day; checkpoints and e-police are visited by their own round."""
    for asset in listed:
        if asset["asset_class"] != "硬件" or asset["system_id"] not in _FIELD_SYSTEMS or is_enforcement(asset):
            continue
        for day in days_of(month):
            if serves_on(asset, day):
                yield inspection_row(rng, 4, str(asset["system_id"]), "硬件", working_moment(rng, day, 8, 12), asset)


def inspection_row(
    rng: Random, package: int, system: str, target: str, inspected_at: datetime, asset: Row | None = None
) -> Row:
    """One inspection without its number; package 3 takes photos of every device, few of which are lost."""
    row: Row = {
        "inspection_id": None,
        "system_id": system,
        "asset_id": asset["asset_id"] if asset else None,
        "target": target,
        "inspected_at": inspected_at,
        "inspector": rng.choice(INSPECTORS[package]),
        "result": "正常",
    }
    stem = f"{asset['asset_id']}_{inspected_at:%Y%m%d}" if asset and package == 3 else None
    if stem and crc32(stem.encode()) % _PHOTO_LOST:
        row["photo"] = f"{stem}.jpg"
    if rng.random() < _FINDS_SOMETHING:
        row["result"] = "异常"
        row["finding"] = rng.choice(CAMERA_FINDINGS if asset and is_outdoor(asset) else FINDINGS)
        row["fixed_at"] = inspected_at + timedelta(minutes=rng.randint(15, 2_400))
        if stem:
            row["photo_before"] = f"{stem}_前.jpg"
            row["photo_after"] = f"{stem}_后.jpg" if crc32(stem.encode()) % _PHOTO_AFTER_LOST else None
    return row
