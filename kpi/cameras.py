"""The cameras behind the clauses on the online rate: what each did in a period, and all of them day by day.

A camera, a day that is due and one that is online are those of the measures camera_online, camera_checked and
camera_exempt; all counts are camera-days 台·天.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from data.basemap import is_in_area
from data.store import Cursor, Store
from kpi.facts import covered_months, facts_version
from kpi.judge import reached
from kpi.periods import Period, month_range, parse_period
from kpi.targets import Indicator, current_contract
from kpi.workspace import Workspace

PACKAGE = 3
"""The package that checks its cameras every day; the 卡口 and 电警 of package 4 stand under a clause of their own."""
REPEATS = 3
"""From so many times off line, or tickets, in the period on a camera is a repeat offender."""
FAR_BELOW = 90.0

State = Literal["met", "below", "far_below", "offline", "exempt", "unchecked", "no_data", "retired"]
Latest = Literal["online", "offline", "exempt"]


class Counts(NamedTuple):
    """Camera-days: in service; of these checked; of these exempt, the rest is due; of the due ones online."""

    in_service: int = 0
    checked: int = 0
    exempt: int = 0
    due: int = 0
    online: int = 0

    @property
    def rate(self) -> float | None:
        """Online of the due ones in percent; None if none was due."""
        return 100 * self.online / self.due if self.due else None

    @property
    def offline(self) -> int:
        """The due ones that were not online."""
        return self.due - self.online


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera of the list in a period. Coordinates: WGS84 degrees, the original ones as uploaded in `crs`.

    is_below: its rate does not reach the target of its area; is_in_area: placed, and not obviously elsewhere.
    spells: how often it went off line; days off line that follow each other, exempt and unchecked ones left out, are
    one. latest: the state on the last checked day checked_on. is_serving: still in service on the period's last day.
    """

    counts: Counts
    is_below: bool
    is_in_area: bool
    asset_id: str
    name: str
    system_id: str
    device_type: str
    is_key_area: bool
    location: str | None
    longitude: float | None
    latitude: float | None
    crs: str | None
    original_longitude: float | None
    original_latitude: float | None
    spells: int
    tickets: int
    checked_on: date | None
    latest: Latest | None
    is_serving: bool
    file: str | None
    sheet: str | None
    row: int | None

    @property
    def is_placed(self) -> bool:
        """Whether it has coordinates."""
        return self.longitude is not None and self.latitude is not None

    @property
    def is_repeat(self) -> bool:
        """Off line, or reported broken, REPEATS times or more in the period."""
        return self.spells >= REPEATS or self.tickets >= REPEATS

    @property
    def state(self) -> State:
        """What the map shows: what it is now if that is not 'online', else how its rate stands."""
        if not self.is_serving:
            return "retired"
        if not self.counts.checked:
            return "unchecked" if self.counts.in_service else "no_data"
        if self.latest == "offline" or self.latest == "exempt":
            return self.latest
        if not self.is_below:
            return "met"
        return "far_below" if (self.counts.rate or 0) < FAR_BELOW else "below"


@dataclass(frozen=True)
class DayCount:
    """The cameras of one system, in or out of key areas, on one day."""

    day: date
    system_id: str
    is_key_area: bool
    counts: Counts


@dataclass(frozen=True)
class CameraDays:
    """The days from start to before end. covered: the months 'YYYY-MM' with an asset list and camera checks."""

    start: date
    end: date
    covered: frozenset[str]
    rows: list[DayCount]

    @property
    def days(self) -> list[date]:
        """Every day, with and without facts."""
        return [self.start + timedelta(days=step) for step in range(max((self.end - self.start).days, 0))]

    def by_day(self, *, key_only: bool = False) -> dict[date, Counts]:
        """Every day's counts over all systems; zeros where nothing is known."""
        found: dict[date, list[Counts]] = {day: [] for day in self.days}
        for row in self.rows:
            if row.is_key_area or not key_only:
                found[row.day].append(row.counts)
        return {day: added(counts) for day, counts in found.items()}

    def of_months(self, months: Iterable[str], system_id: str | None = None, *, key_only: bool = False) -> Counts:
        """The sum over some months 'YYYY-MM', of one system or all."""
        wanted = set(months)
        return added(
            row.counts
            for row in self.rows
            if f"{row.day:%Y-%m}" in wanted and system_id in (None, row.system_id) and (row.is_key_area or not key_only)
        )


def added(counts: Iterable[Counts]) -> Counts:
    """The sum of counts."""
    return Counts(*(sum(column) for column in zip(Counts(), *counts, strict=True)))


def clauses() -> tuple[Indicator, Indicator]:
    """The two clauses on the online rate: of key public areas, and of all cameras."""
    found = [one for one in current_contract().clauses[PACKAGE] if one.measure == "camera_online"]
    key, overall = sorted(found, key=lambda one: one.tag is None)
    return key, overall


def bounds(period: str, as_of: date) -> tuple[Period, date, date]:
    """The period as written, its first day, and the first day after it or after as_of."""
    chosen = parse_period(period, current_contract(), as_of)
    return chosen, chosen.start, max(min(chosen.end, as_of + timedelta(days=1)), chosen.start)


_DAYS = """
SELECT day, system_id, coalesce(tag = 'key_area', FALSE),
    coalesce(sum(whole) FILTER (measure = 'camera_checked'), 0)::INTEGER,
    coalesce(sum(part) FILTER (measure = 'camera_checked'), 0)::INTEGER,
    coalesce(sum(part) FILTER (measure = 'camera_exempt'), 0)::INTEGER,
    coalesce(sum(whole) FILTER (measure = 'camera_online'), 0)::INTEGER,
    coalesce(sum(part) FILTER (measure = 'camera_online'), 0)::INTEGER
FROM daily_facts
WHERE version = $version AND package = $package AND day >= $start AND day < $end
    AND measure IN ('camera_checked', 'camera_exempt', 'camera_online')
GROUP BY ALL ORDER BY ALL"""


def camera_days(store: Store, period: str, as_of: date) -> CameraDays:
    """What all cameras did on each day of a period up to as_of, from the facts."""
    chosen, start, end = bounds(period, as_of)
    with store.reading() as cursor:
        named = {"version": facts_version(cursor, PACKAGE), "package": PACKAGE}
        covered = covered_months(cursor, PACKAGE, named["version"], "assets", "camera_checks")
        rows = cursor.execute(_DAYS, named | {"start": start, "end": end}).fetchall()
    months = frozenset(str(month) for month in covered & set(month_range(chosen.first, chosen.last)))
    counted = [DayCount(day, system, is_key, Counts(*numbers)) for day, system, is_key, *numbers in rows]
    return CameraDays(start, end, months, counted)


_CAMERAS = """
WITH listed AS (
    SELECT asset.asset_id, arg_max(asset.ref, asset.month) AS ref, arg_max(asset.system_id, asset.month) AS system_id,
        bool_or(months.starts_on <= $end::DATE - 1 AND months.ends_on >= $end
            AND coalesce(asset.out_of_service_on >= $end, TRUE)) AS is_serving
    FROM assets_in_force AS asset JOIN months USING (month)
    WHERE asset.is_camera AND months.starts_on < $end AND months.ends_on > $start
        AND coalesce(asset.in_service_from < least(months.ends_on, $end::DATE), TRUE)
        AND coalesce(asset.out_of_service_on > greatest(months.starts_on, $start::DATE), TRUE)
    GROUP BY asset.asset_id
),
days AS (
    SELECT asset_id, day, checks IS NOT NULL AS is_checked, exempt_reason IS NOT NULL AS is_exempt,
        coalesce(online_checks * 2 > checks, FALSE) AS is_online
    FROM camera_service_days WHERE day >= $start AND day < $end
),
counted AS (
    SELECT asset_id, count(*) AS in_service, count(*) FILTER (is_checked) AS checked,
        count(*) FILTER (is_exempt) AS exempt, count(*) FILTER (is_checked AND NOT is_exempt) AS due,
        count(*) FILTER (is_online AND NOT is_exempt) AS online, max(day) FILTER (is_checked) AS checked_on,
        arg_max(CASE WHEN is_exempt THEN 'exempt' WHEN is_online THEN 'online' ELSE 'offline' END, day)
            FILTER (is_checked) AS latest
    FROM days GROUP BY asset_id
),
spells AS (
    SELECT asset_id, count(*) AS spells
    FROM (
        SELECT asset_id, is_online, lag(is_online, 1, TRUE) OVER (PARTITION BY asset_id ORDER BY day) AS was_online
        FROM days WHERE is_checked AND NOT is_exempt
    ) AS judged
    WHERE NOT is_online AND was_online GROUP BY asset_id
),
tickets AS (
    SELECT asset_id, count(*) AS tickets FROM current_incidents
    WHERE asset_id IS NOT NULL AND NOT is_retired AND placed_at >= $start AND placed_at < $end GROUP BY asset_id
)
SELECT listed.asset_id, asset.asset_name, listed.system_id, asset.device_type, coalesce(asset.is_key_area, FALSE),
    asset.location, asset.longitude, asset.latitude, asset.crs, asset.original_longitude, asset.original_latitude,
    coalesce(in_service, 0), coalesce(checked, 0), coalesce(exempt, 0), coalesce(due, 0), coalesce(online, 0),
    coalesce(spells, 0), coalesce(tickets, 0), checked_on, latest, listed.is_serving,
    batch.file_name, listed.ref.sheet, listed.ref."row"
FROM listed JOIN main.assets AS asset ON asset.batch_id = listed.ref.batch_id AND asset.record_id = listed.ref.record_id
JOIN batches AS batch ON batch.batch_id = listed.ref.batch_id
LEFT JOIN counted ON counted.asset_id = listed.asset_id
LEFT JOIN spells ON spells.asset_id = listed.asset_id
LEFT JOIN tickets ON tickets.asset_id = listed.asset_id
ORDER BY listed.asset_id"""


def cameras(store: Store, period: str, as_of: date) -> list[Camera]:
    """Every camera in service in a period up to as_of, by number, as the newest list of the period describes it."""
    _, start, end = bounds(period, as_of)
    key, overall = clauses()
    with store.reading() as cursor:
        _provide(cursor, _CAMERAS)
        rows = cursor.execute(_CAMERAS, {"start": start, "end": end}).fetchall()
    return [_camera(row, key if row[4] else overall) for row in rows]


def _camera(row: tuple[Any, ...], clause: Indicator) -> Camera:
    counts, longitude, latitude = Counts(*row[11:16]), row[6], row[7]
    is_below = counts.rate is not None and not reached(clause, counts.rate)
    inside = longitude is not None and latitude is not None and is_in_area(longitude, latitude)
    return Camera(counts, is_below, inside, *row[:11], *row[16:])


_LISTED = "SELECT DISTINCT asset_id FROM assets_in_force WHERE is_camera"


def listed_cameras(store: Store) -> frozenset[str]:
    """The numbers of all cameras that any current list names."""
    with store.reading() as cursor:
        _provide(cursor, _LISTED)
        return frozenset(asset_id for (asset_id,) in cursor.execute(_LISTED).fetchall())


def _provide(cursor: Cursor, *queries: str) -> None:
    Workspace(cursor, PACKAGE, facts_version(cursor, PACKAGE)).provide(*queries)
