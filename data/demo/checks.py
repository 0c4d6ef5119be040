"""The daily on-line checks of the 2,335 cameras of package 3."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random

from data.demo.assets import is_monitored_camera, serves_on
from data.demo.chance import Row, moment_in, stream
from data.demo.events import SLOW_CAMERA_CHECKS, Outage
from data.demo.story import CAMERA_PLOTS, UNCHECKED_CAMERA_DAYS
from data.demo.term import days_of

_FIRST_CHECK_HOUR = 8
_MINUTES_OF_A_ROUND = 110
_UNCHECKED_ON_THE_SLOW_DAY = 0.25

Dark = dict[str, list[tuple[datetime, datetime, str | None]]]
"""System or asset → spans in which its cameras are off line, with the reason that exempts them."""


def dark_spans(outages: Iterable[Outage], tickets: Iterable[Row]) -> Dark:
    """The spans in which cameras are surely off line: outages that darken a system, open tickets on a camera."""
    spans: Dark = {}
    for outage in outages:
        if outage.dark:
            spans.setdefault(outage.system_id, []).append(
                (outage.down_at, outage.up_at or datetime.max, outage.exempt_reason)
            )
    for ticket in tickets:
        if ticket["asset_id"]:
            until = ticket["restored_at"]
            end = until if isinstance(until, datetime) else datetime.max
            spans.setdefault(str(ticket["asset_id"]), []).append((moment_in(ticket, "reported_at"), end, None))
    return spans


def camera_check_rows(seed: int, month: str, listed: list[Row], dark: Dark) -> list[Row]:
    """The checks of a month by day and round: every camera in service once a day, but for those left out."""
    cameras = [row for row in listed if is_monitored_camera(row)]
    days = days_of(month)
    columns = [
        _of_camera(
            stream(seed, "checks", month, row["asset_id"]),
            row,
            number * _MINUTES_OF_A_ROUND // len(cameras),
            days,
            dark,
        )
        for number, row in enumerate(cameras)
    ]
    return [row for same_day in zip(*columns, strict=True) for row in same_day if row]


def _of_camera(rng: Random, camera: Row, minute: int, days: tuple[date, ...], dark: Dark) -> list[Row | None]:
    """The checks of one camera on the days of a month, None where there is none."""
    asset_id = str(camera["asset_id"])
    plot = CAMERA_PLOTS[f"{days[0]:%Y-%m}"]
    fails = plot.fails * (plot.key_factor if camera["is_key_area"] == "是" else 1)
    spans = [*dark.get(asset_id, ()), *dark.get(str(camera["system_id"]), ())]
    is_broken = rng.random() < fails / (fails + plot.mended)
    rows: list[Row | None] = []
    for day in days:
        is_broken = rng.random() >= plot.mended if is_broken else rng.random() < fails
        skipped = rng.random() < (_UNCHECKED_ON_THE_SLOW_DAY if day == SLOW_CAMERA_CHECKS else UNCHECKED_CAMERA_DAYS)
        if skipped or not serves_on(camera, day):
            rows.append(None)
            continue
        checked_at = datetime(day.year, day.month, day.day, _FIRST_CHECK_HOUR) + timedelta(minutes=minute + day.day % 5)
        covering = [reason for start, end, reason in spans if start <= checked_at < end]
        row: Row = {
            "asset_id": asset_id,
            "checked_at": checked_at,
            "is_online": "离线" if is_broken or covering else "在线",
        }
        reason = next(filter(None, covering), None)
        if reason:
            row["exempt_reason"] = reason
        rows.append(row)
    return rows
