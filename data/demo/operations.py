"""Everyday work beside faults: requests, changes, drills, security events."""

from datetime import datetime, time, timedelta
from random import Random

from data.demo.chance import Row, Share, busy_days, distinct_days, stream, working_moment
from data.demo.events import SECURITY_EVENTS
from data.demo.story import Plot
from data.demo.systems import systems_of
from data.demo.term import MONTHS, is_working_day
from data.demo.words import CHANGES, DEPARTMENTS, REQUESTS, STANDARD_REQUESTS

# Drills of P5-02 beyond the emergency drill of every system: month → kind, minutes to restore, minutes of data lost.
_PLATFORM_DRILLS: dict[str, tuple[tuple[str, int | None, int | None], ...]] = {
    "2026-08": (("高可用演练", 4, 0),),
    "2026-09": (("恢复演练", 95, 15), ("权限审计", None, None)),
    "2026-10": (("压力测试", None, None),),
    "2026-11": (("容灾演练", 52, 5), ("恢复演练", 80, 10)),
}
_FAILED_DRILL = "P3-05"
_WEEK_OF_NOTICE, _SHORT_NOTICE = "P2-06", "2026-10"
"""The system whose changes are approved a week ahead, and the month in which they were not."""
_UNAPPROVED = (3, "2026-09", 2)
"""Package, month and number of a change that nobody approved."""


def request_rows(plot: Plot, seed: int) -> list[Row]:
    """The requests of a package; the share done in time is kept evenly over those of kind 需求."""
    in_time = Share(plot.requests_in_time)
    standard = Share(0.25)
    rows: list[Row] = []
    for month, count in zip(MONTHS, plot.requests, strict=True):
        rng = stream(seed, plot.package, "requests", month)
        moments = sorted(working_moment(rng, day) for day in busy_days(rng, month, count))
        for number, requested_at in enumerate(moments, start=1):
            is_standard = standard.hit()
            due_at = _due(requested_at, rng.randint(2, 4) if is_standard else rng.randint(5, 16))
            done_in_time = True if is_standard else in_time.hit()
            rows.append(
                {
                    "request_id": f"XQ{plot.package}-{month[2:4]}{month[5:]}-{number:03d}",
                    "system_id": rng.choice(list(systems_of(plot.package))),
                    "kind": "标准服务请求" if is_standard else "需求",
                    "requested_at": requested_at,
                    "due_at": due_at,
                    "completed_at": _completed(rng, requested_at, due_at, done_in_time),
                    "description": _wish(rng, plot.package, is_standard),
                }
            )
    return rows


def change_rows(plot: Plot, seed: int) -> list[Row]:
    """The changes made: asked for in the days before, approved, done in an evening."""
    rows: list[Row] = []
    for month, count in zip(MONTHS, plot.changes, strict=True):
        rng = stream(seed, plot.package, "changes", month)
        for number, day in enumerate(distinct_days(rng, month, count), start=1):
            implemented_at = working_moment(rng, day, 19, 23)
            asked = day - timedelta(days=rng.randint(3, 8))
            failed = plot.package == 3 and number == 1 and month in ("2026-08", "2026-10")
            rolled_back = rng.random() < 0.04
            system = rng.choice(list(systems_of(plot.package)))
            requested_at = working_moment(rng, asked)
            approved_at = working_moment(rng, day - timedelta(days=rng.randint(1, 2)))
            if system == _WEEK_OF_NOTICE and month != _SHORT_NOTICE:
                requested_at, approved_at = requested_at - timedelta(days=7), approved_at - timedelta(days=7)
            rows.append(
                {
                    "change_id": f"BGD{plot.package}-{month[2:4]}{month[5:]}-{number:02d}",
                    "system_id": system,
                    "requested_at": requested_at,
                    "approved_at": None if (plot.package, month, number) == _UNAPPROVED else approved_at,
                    "implemented_at": implemented_at,
                    "result": "失败" if failed else "回退" if rolled_back else "成功",
                    "caused_major_fault": "否",
                    "description": rng.choice(CHANGES),
                }
            )
    return rows


def drill_rows(plot: Plot, seed: int) -> list[Row]:
    """One emergency drill of every system, dealt over the months, and the further drills of the data platform."""
    rows: list[Row] = []
    systems = list(systems_of(plot.package))
    for month_number, month in enumerate(MONTHS):
        rng = stream(seed, plot.package, "drills", month)
        drills: list[tuple[str, str, int | None, int | None]] = [
            (system, "应急演练", rng.randint(18, 75), None) for system in systems[month_number :: len(MONTHS)]
        ]
        if plot.package == 5:
            drills += [("P5-02", *drill) for drill in _PLATFORM_DRILLS.get(month, ())]
        days = distinct_days(rng, month, len(drills))
        for number, (day, (system, kind, rto, rpo)) in enumerate(zip(days, drills, strict=True), start=1):
            rows.append(
                {
                    "drill_id": f"YL{plot.package}-{month[2:4]}{month[5:]}-{number:02d}",
                    "system_id": system,
                    "kind": kind,
                    "held_at": working_moment(rng, day, 9, 16),
                    "result": "不通过" if system == _FAILED_DRILL else "通过",
                    "rto_minutes": rto,
                    "rpo_minutes": rpo,
                }
            )
    return rows


def security_rows(package: int) -> list[Row]:
    """The security events of the story, numbered."""
    return [
        {"event_id": f"AQ{package}-2026-{number:02d}"} | event
        for number, event in enumerate(SECURITY_EVENTS[package], start=1)
    ]


def _wish(rng: Random, package: int, is_standard: bool) -> str:
    return f"{rng.choice(DEPARTMENTS[package])}：{rng.choice(STANDARD_REQUESTS if is_standard else REQUESTS)}"


def _due(requested_at: datetime, days: int) -> datetime:
    """The end of office hours some days later, moved on to a working day."""
    day = requested_at.date() + timedelta(days=days)
    while not is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(18))


def _completed(rng: Random, requested_at: datetime, due_at: datetime, in_time: bool) -> datetime:
    """When a request was done, in office hours: from the next day up to the due day, or up to a week after it."""
    if in_time:
        day = requested_at.date() + timedelta(days=rng.randint(1, (due_at.date() - requested_at.date()).days))
    else:
        day = due_at.date() + timedelta(days=rng.choice((1, 1, 2, 3, 4, 5, 7)))
    return working_moment(rng, day)
