"""How the systems of a package stood day by day: seconds down, planned, exempt, and the months nobody reported.

Net availability itself is the Scorecard's and is not made again here; what stands here are the seconds behind it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from data.store import Store
from kpi.facts import covered_months, facts_version
from kpi.periods import Month, Period
from kpi.workspace import Workspace

NO_CAUSE = "未填写原因"


class SystemDay(NamedTuple):
    """One day of a system in seconds.

    service: hours of service; down: counted downtime outside exclusions; planned: approved maintenance; exempt: exempt
    outages (where these two overlap, the one that began first has the second, as in the evidence); recorded: everything
    recorded as down. All inside the hours of service.
    """

    day: date
    service: float
    down: float
    planned: float
    exempt: float
    recorded: float


class CauseSeconds(NamedTuple):
    """Counted downtime of a system on a day that records of one cause alone make up (each second once)."""

    system_id: str
    day: date
    cause: str
    seconds: float


@dataclass(frozen=True)
class AvailabilitySheet:
    """The days of a package up to a cut-off. days: system → its days in service, in order, reported or not; covered:
    the months that outages and maintenance were reported for; the seconds of other months are 0 and mean nothing."""

    package: int
    covered: frozenset[Month] = frozenset()
    days: dict[str, list[SystemDay]] = field(default_factory=dict)
    causes: list[CauseSeconds] = field(default_factory=list)


@dataclass(frozen=True)
class SystemHours:
    """The hours of a system in covered months of a period, and two shares beside the net one, in percent (None without
    an hour of service): gross, and planned downtime taken as up."""

    system_id: str
    service: float
    down: float
    planned: float
    exempt: float
    gross: float | None
    planned_as_up: float | None


@dataclass(frozen=True)
class CauseShare:
    """A cause with its hours, its share of all downtime and the share of it and all larger ones, in percent."""

    cause: str
    hours: float
    share: float
    cumulative: float


_DAYS = """
WITH fact AS (
    SELECT system_id, day, sum(CASE WHEN measure = 'availability_gross' THEN whole END) AS service,
        sum(CASE WHEN measure = 'availability' THEN whole - part END) AS down,
        sum(CASE WHEN measure = 'availability_gross' THEN whole - part END) AS recorded
    FROM daily_facts
    WHERE version = $version AND package = $package AND measure IN ('availability', 'availability_gross')
    GROUP BY system_id, day
),
taken AS (
    SELECT system_id, day, sum(seconds) FILTER (excluded_ref.dataset = 'maintenance') AS planned,
        sum(seconds) FILTER (excluded_ref.dataset <> 'maintenance') AS exempt
    FROM outage_days WHERE is_excluded GROUP BY system_id, day
)
SELECT served.system_id, served.day, coalesce(fact.service, 0), coalesce(fact.down, 0),
    CASE WHEN fact.service IS NULL THEN 0 ELSE coalesce(taken.planned, 0) END,
    CASE WHEN fact.service IS NULL THEN 0 ELSE coalesce(taken.exempt, 0) END, coalesce(fact.recorded, 0)
FROM system_days AS served LEFT JOIN fact USING (system_id, day) LEFT JOIN taken USING (system_id, day)
WHERE served.day < $cut ORDER BY ALL"""
_CAUSES = """
SELECT down.system_id, down.day, coalesce(outage.cause, $no_cause), sum(down.seconds)
FROM outage_days AS down JOIN current_outages AS outage ON outage.ref = down.down_ref
WHERE down.is_down AND NOT down.is_excluded AND down.day < $cut
GROUP BY ALL ORDER BY ALL"""


def availability_sheet(store: Store, package: int, as_of: date) -> AvailabilitySheet:
    """The days of all systems of a package from the start of the term to the end of the day as_of."""
    cut = as_of + timedelta(days=1)
    with store.reading() as cursor:
        version = facts_version(cursor, package)
        Workspace(cursor, package, version).provide(_DAYS, _CAUSES)
        rows = cursor.execute(_DAYS, {"version": version, "package": package, "cut": cut}).fetchall()
        causes = cursor.execute(_CAUSES, {"cut": cut, "no_cause": NO_CAUSE}).fetchall()
        covered = covered_months(cursor, package, version, "outages", "maintenance")
    days: dict[str, list[SystemDay]] = defaultdict(list)
    for system_id, *numbers in rows:
        days[system_id].append(SystemDay(*numbers))
    said = [CauseSeconds(*row) for row in causes]
    return AvailabilitySheet(package, covered, dict(days), [one for one in said if Month.of(one.day) in covered])


def within(sheet: AvailabilitySheet, period: Period) -> AvailabilitySheet:
    """What of a sheet lies in a period."""
    days = {
        system_id: [one for one in found if period.start <= one.day < period.end]
        for system_id, found in sheet.days.items()
    }
    causes = [one for one in sheet.causes if period.start <= one.day < period.end]
    return AvailabilitySheet(
        sheet.package, sheet.covered, {name: found for name, found in days.items() if found}, causes
    )


def system_hours(sheet: AvailabilitySheet) -> dict[str, SystemHours]:
    """The hours of every system of a sheet, in covered months."""
    return {system_id: _hours(system_id, days) for system_id, days in sheet.days.items()}


def _hours(system_id: str, days: list[SystemDay]) -> SystemHours:
    service, down, planned, exempt, recorded = (
        sum(column) / 3600 for column in zip(*(one[1:] for one in days), strict=True)
    )
    gross = 100 * (service - recorded) / service if service else None
    as_up = 100 * (service - down) / service if service else None
    return SystemHours(system_id, service, down, planned, exempt, gross, as_up)


def by_cause(causes: list[CauseSeconds], most: int = 10) -> list[CauseShare]:
    """Downtime by cause, the largest first; beyond `most` causes the rest are one line 其他, which stands last."""
    seconds: dict[str, float] = defaultdict(float)
    for one in causes:
        seconds[one.cause] += one.seconds
    ordered = sorted(seconds.items(), key=lambda item: (-item[1], item[0]))
    if len(ordered) > most:
        rest = ordered[most - 1 :]
        ordered = [*ordered[: most - 1], (f"其他 {len(rest)} 种", sum(value for _, value in rest))]
    total, so_far, shares = sum(seconds.values()), 0.0, []
    for cause, value in ordered:
        so_far += value
        shares.append(CauseShare(cause, value / 3600, 100 * value / total, 100 * so_far / total))
    return shares
