"""Random assets, inspections, surveys, cameras and camera checks."""

from datetime import datetime, time, timedelta
from itertools import count

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .draw_base import Ground, days, moments
from .draw_events import REASONS, Uploads
from .months import days_of
from .records import Row, quarter_of

WORDS = ["很满意", "非常满意", "满意", "比较满意", "一般", "不满意", "不太满意", "很不满意", "非常不满意"]
BLANKS = [None, "(跳过)", "(空)", "不了解"]
TARGETS = [None, "系统", "系统", "系统", "硬件", "机房", "其他"]


def assets(draw: DrawFn, ground: Ground) -> Uploads:
    """At most two lists: from some month on, and a newer one that leaves an asset out."""
    rows = [_asset(draw, ground, n) for n in range(1, draw(st.integers(1, 5)) + 1)]
    return _lists(draw, ground, rows)


def _lists(draw: DrawFn, ground: Ground, rows: list[Row]) -> Uploads:
    first = draw(st.sampled_from([ground.months[0], *ground.months]))
    uploads = {first: rows}
    later = [month for month in ground.months if month > first]
    if later and len(rows) > 1 and draw(st.booleans()):
        uploads[draw(st.sampled_from(later))] = rows[:-1]
    return uploads


def _asset(draw: DrawFn, ground: Ground, number: int) -> Row:
    window = st.sampled_from(ground.months).flatmap(days)
    begun = draw(st.one_of(st.none(), st.none(), st.none(), window))
    out = draw(st.one_of(st.none(), st.none(), st.none(), window))
    if begun and out and out < begun:
        begun, out = out, begun
    return {
        "asset_id": f"A-{number}",
        "asset_name": f"资产{number}",
        "system_id": draw(st.sampled_from(ground.lasting)),
        "asset_class": draw(st.sampled_from(["硬件", "软件", "应用"])),
        "device_type": "服务器",
        "is_key_area": None,
        "in_service_from": begun,
        "out_of_service_on": out,
    }


def inspections(draw: DrawFn, ground: Ground, months: list[str], asset_ids: list[str]) -> Uploads:
    """Inspections of systems, at times several a day, and of other things, naming an asset or none."""
    numbers = count(1)
    uploads: Uploads = {}
    for month in months:
        uploads[month] = []
        for _ in range(draw(st.integers(0, 6))):
            uploads[month].append(
                {
                    "inspection_id": f"INS-{next(numbers)}",
                    "system_id": draw(st.sampled_from(ground.systems(month))),
                    "asset_id": draw(st.sampled_from([None, "A-404", *asset_ids])),
                    "target": draw(st.sampled_from(TARGETS)),
                    "inspected_at": draw(moments(month)),
                    "result": "正常",
                }
            )
    return uploads


def surveys(draw: DrawFn, ground: Ground, months: list[str]) -> Uploads:
    """Questionnaires on words, on 1-5 or on 0-100, answered on any day of the quarter of the chosen month."""
    numbers = count(1)
    uploads: Uploads = {}
    for month in months:
        answers = draw(
            st.sampled_from(
                [st.sampled_from(WORDS), st.integers(1, 5), st.sampled_from([1.5, 3.5, 4.5]), st.integers(6, 100)]
            )
        )
        uploads[month] = []
        for _ in range(draw(st.integers(0, 8))):
            answered_in = draw(st.sampled_from([m for m in _quarter_months(month) if m >= min(ground.lists)]))
            uploads[month].append(
                {
                    "response_id": f"SUR-{next(numbers)}",
                    "system_id": draw(st.sampled_from([None, *ground.lasting])),
                    "answered_at": draw(moments(answered_in)),
                    "overall": draw(st.one_of(answers, answers, answers, st.sampled_from(BLANKS))),
                    "invited": draw(st.sampled_from([None, 20, 35])),
                }
            )
    return uploads


def _quarter_months(month: str) -> list[str]:
    year = month[:4]
    return [m for m in (f"{year}-{n:02d}" for n in range(1, 13)) if quarter_of(m) == quarter_of(month)]


def cameras(draw: DrawFn, ground: Ground) -> Uploads:
    """Lists of two to four cameras and a server; some in key areas, some with dates, the last left out later."""
    rows = []
    for number in range(1, draw(st.integers(2, 4)) + 1):
        kind = draw(st.sampled_from(["摄像机", "球机", "枪机", "半球", "卡口", "电警"]))
        key = draw(st.sampled_from(["是", "否", None]))
        rows.append(_asset(draw, ground, number) | {"asset_class": "硬件", "device_type": kind, "is_key_area": key})
    server = _asset(draw, ground, len(rows) + 1) | {"asset_class": "硬件"}
    return _lists(draw, ground, [server, *rows])


def camera_checks(draw: DrawFn, months: list[str], asset_ids: list[str]) -> Uploads:
    """Daily checks but for a few days, with offline days, exempt days, days of several checks and unlisted cameras."""
    uploads: Uploads = {}
    for month in months:
        uploads[month] = []
        strangers = ["C-404"] if draw(st.booleans()) else []
        for asset_id in asset_ids + strangers:
            uploads[month] += _checks(draw, month, asset_id)
    return uploads


def _checks(draw: DrawFn, month: str, asset_id: str) -> list[Row]:
    every = list(days_of(month))
    some = st.sets(st.sampled_from(every), max_size=3)
    unchecked, offline, exempt = draw(some), draw(some), draw(some)
    several = draw(st.dictionaries(st.sampled_from(every), st.lists(st.booleans(), min_size=2, max_size=4), max_size=3))
    spelling = draw(st.sampled_from([("在线", "离线"), ("是", "否"), ("正常", "异常")]))
    rows = []
    for day in every:
        if day in unchecked:
            continue
        online = several.get(day, [day not in offline])
        for number, up in enumerate(online):
            rows.append(
                {
                    "asset_id": asset_id,
                    "checked_at": datetime.combine(day, time(8)) + timedelta(hours=number * 5),
                    "is_online": spelling[0] if up else spelling[1],
                    "exempt_reason": REASONS[0] if day in exempt and number == 0 else None,
                }
            )
    return rows
