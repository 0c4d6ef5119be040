"""Outages and maintenance windows of a package over the five months."""

from datetime import date, datetime, time, timedelta
from random import Random

from data.demo.assets import HARDWARE
from data.demo.chance import Row, any_moment, busy_days, distinct_days, minutes, spread, stream
from data.demo.events import OUTAGES, WINDOWS, Outage, Window
from data.demo.story import Plot
from data.demo.systems import subsystems_of, systems_of
from data.demo.term import MONTHS, month_of
from data.demo.words import (
    APPROVERS,
    SMALL_OUTAGE_CAUSES_HARDWARE,
    SMALL_OUTAGE_CAUSES_SOFTWARE,
    WINDOW_REASONS,
)

_LONGEST_SMALL_OUTAGE = 430.0


def outages_of(plot: Plot, seed: int) -> list[Outage]:
    """All outages of a package, by start: those of the story and the small ones, which never touch another."""
    planned = [outage for outage in OUTAGES if outage.system_id.startswith(f"P{plot.package}-")]
    taken = {(outage.parent, day) for outage in planned for day in _days_touched(outage)}
    small = [
        outage
        for month, count in zip(MONTHS, plot.small_outages, strict=True)
        for outage in _small_outages(stream(seed, plot.package, "outages", month), plot, month, count, taken)
    ]
    return sorted(planned + small, key=lambda outage: outage.down_at)


def outage_rows(package: int, outages: list[Outage], tickets: dict[Outage, str]) -> list[Row]:
    """The rows of the outages; `tickets` gives the ticket number of an outage that has one."""
    rows: list[Row] = []
    numbers = dict.fromkeys(MONTHS, 0)
    for outage in outages:
        month = month_of(outage.down_at)
        numbers[month] += 1
        rows.append(
            {
                "outage_id": f"TJ{package}-{month[2:4]}{month[5:]}-{numbers[month]:02d}",
                "system_id": outage.system_id,
                "down_at": outage.down_at,
                "up_at": outage.up_at,
                "cause": outage.cause,
                "exempt_reason": outage.exempt_reason,
                "incident_id": tickets.get(outage),
            }
        )
    return rows


def maintenance_rows(plot: Plot, seed: int) -> list[Row]:
    """The rows of all announced maintenance windows of a package, by start."""
    windows = [window for window in WINDOWS if window.system_id.startswith(f"P{plot.package}-")]
    for month, count in zip(MONTHS, plot.windows, strict=True):
        windows += _quiet_windows(stream(seed, plot.package, "maintenance", month), plot.package, month, count)
    return [
        {
            "system_id": window.system_id,
            "starts_at": window.starts_at,
            "ends_at": window.ends_at,
            "approved_by": window.approved_by,
            "approved_at": window.approved_at,
            "reason": window.reason,
        }
        for window in sorted(windows, key=lambda window: window.starts_at)
    ]


def _days_touched(outage: Outage) -> list[date]:
    """The days of an outage and the day on either side, so that no small outage comes near it."""
    last = outage.up_at or outage.down_at + timedelta(days=30)
    first = outage.down_at.date() - timedelta(days=1)
    return [first + timedelta(days=n) for n in range((last.date() - first).days + 2)]


def _small_outages(rng: Random, plot: Plot, month: str, count: int, taken: set[tuple[str, date]]) -> list[Outage]:
    """Short outages of a month; adds the days that they take to `taken`."""
    systems = list(systems_of(plot.package))
    subsystems = subsystems_of(plot.package)
    found: list[Outage] = []
    for span in spread(rng, count, plot.outage_minutes):
        while True:
            system, day = rng.choice(systems), busy_days(rng, month, 1)[0]
            if (system, day) not in taken:
                break
        taken |= {(system, day + timedelta(days=n)) for n in (-1, 0, 1)}
        parts = [part for part in subsystems if part.startswith(system)]
        hardware = system in HARDWARE and rng.random() < plot.hardware_share
        down_at = any_moment(rng, day)
        found.append(
            Outage(
                system_id=rng.choice(parts) if parts and rng.random() < 0.4 else system,
                down_at=down_at,
                up_at=down_at + minutes(min(max(span, 8.0), _LONGEST_SMALL_OUTAGE)),
                cause=rng.choice(SMALL_OUTAGE_CAUSES_HARDWARE if hardware else SMALL_OUTAGE_CAUSES_SOFTWARE),
                hardware=hardware,
                severity="较大" if span > 200 else "一般",
            )
        )
    return found


def _quiet_windows(rng: Random, package: int, month: str, count: int) -> list[Window]:
    """Approved night windows in which nothing was recorded as down."""
    found: list[Window] = []
    for day in distinct_days(rng, month, count):
        starts_at = datetime.combine(day, time(rng.choice((0, 20, 21, 22))))
        asked = starts_at - timedelta(days=rng.randint(2, 4))
        found.append(
            Window(
                system_id=rng.choice(list(systems_of(package))),
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=rng.choice((2, 3, 4))),
                reason=rng.choice(WINDOW_REASONS),
                approved_by=APPROVERS[package],
                approved_at=datetime.combine(asked.date(), time(rng.randint(10, 16), rng.choice((0, 15, 30, 40)))),
            )
        )
    return found
