"""What the probes of a package have seen: time without a probe, failed probes, outages that nobody may have reported.

It never changes a score. Rules: a gap of more than three usual intervals (the median of the month) in hours of service
is unseen; a single failed probe is no outage; two or more failed ones in a row, in hours of service and none inside a
reported outage or an approved maintenance window, are listed as 疑似未上报停机. Only the runs made of each log at load
are read (loaders/datasets/probes.py), and the log itself only where the cut-off or the end of a system cuts a run.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from data.store import Store
from kpi.facts import facts_version
from kpi.periods import Month
from kpi.workspace import Workspace

GAP = 3
"""A gap of more than so many usual intervals is unseen."""
LEAST_FAILURES = 2
"""So many failed probes in a row are an outage."""

Span = tuple[datetime, datetime]


class Run(NamedTuple):
    """Probes of one system in a row with the same answer. usual_seconds None: the month has one probe only."""

    month: Month
    is_up: bool
    starts_at: datetime
    ends_at: datetime
    probes: int
    usual_seconds: float | None
    failed_at: list[datetime] | None
    file: str | None
    sheet: str | None
    row: int | None


@dataclass(frozen=True)
class Suspected:
    """Failed probes in a row that no record explains. seen_up_at: the next probe, which was well; None: not seen."""

    system_id: str
    starts_at: datetime
    last_at: datetime
    seen_up_at: datetime | None
    failed: int
    file: str | None
    sheet: str | None
    row: int | None


@dataclass(frozen=True)
class ProbeMonth:
    """The probes of one system in one month. usual_seconds: median interval, None where one probe says nothing of it;
    singles: failed probes that stand alone; unseen: the gaps inside the month; unseen_seconds: of them what lies in
    the hours of service."""

    system_id: str
    month: Month
    probes: int
    failed: int
    singles: int
    usual_seconds: float | None
    unseen: list[Span]
    unseen_seconds: float
    suspected: list[Suspected]


_RUNS = """
WITH placed AS (
    SELECT run.*, place.top_id, batch.month, batch.file_name,
        least($cut, coalesce(place.out_of_service_on::TIMESTAMP, $cut)) AS seen_until
    FROM main.probe_runs AS run JOIN current_batches USING (batch_id) JOIN batches AS batch USING (batch_id)
    JOIN system_placing AS place ON place.system_id = run.system_id AND place.month = batch.month
),
-- of a run that goes on past the cut-off or the end of its system, only the probes before it
begun AS (
    SELECT run.batch_id, run.system_id, run.starts_at, max(log.probed_at) AS ends_at, count(*) AS probes,
        list(log.probed_at ORDER BY log.probed_at) FILTER (NOT log.is_up) AS failed_at
    FROM placed AS run JOIN main.probes AS log ON log.batch_id = run.batch_id AND log.system_id = run.system_id
        AND log.probed_at >= run.starts_at AND log.probed_at < run.seen_until
    WHERE run.starts_at < run.seen_until AND run.ends_at >= run.seen_until
    GROUP BY run.batch_id, run.system_id, run.starts_at
)
SELECT run.system_id, run.top_id, run.month, run.is_up, run.starts_at, coalesce(begun.ends_at, run.ends_at),
    coalesce(begun.probes, run.probes), run.usual_seconds,
    CASE WHEN begun.probes IS NULL THEN run.failed_at ELSE begun.failed_at END, run.file_name, run.sheet, run."row"
FROM placed AS run LEFT JOIN begun USING (batch_id, system_id, starts_at)
WHERE run.starts_at < run.seen_until ORDER BY run.system_id, run.starts_at"""
_KNOWN = """
SELECT system_id, starts_at, ends_at FROM outage_spans WHERE role <> 'unapproved' AND starts_at < ends_at
ORDER BY system_id, starts_at"""
_SERVED = "SELECT system_id, starts_at, ends_at FROM service_days WHERE day < $cut ORDER BY system_id, starts_at"


def probe_months(store: Store, package: int, as_of: date) -> list[ProbeMonth]:
    """Every system and month with probes up to the end of the day as_of; [] where nobody has sent any."""
    cut = datetime.combine(as_of + timedelta(days=1), time())
    with store.reading() as cursor:
        Workspace(cursor, package, facts_version(cursor, package)).provide(_RUNS, _KNOWN, _SERVED)
        found = cursor.execute(_RUNS, {"cut": cut}).fetchall()
        if not found:
            return []
        known, served = defaultdict(list), defaultdict(list)
        for system_id, start, end in cursor.execute(_KNOWN).fetchall():
            known[system_id].append((start, end))
        for system_id, start, end in cursor.execute(_SERVED, {"cut": cut}).fetchall():
            served[system_id].append((start, end))
    runs: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for system_id, top_id, month, *rest in found:
        runs[system_id, top_id].append(Run(Month.parse(month), *rest))
    return [
        month
        for (system_id, top_id), of_system in runs.items()
        for month in months_of(system_id, of_system, known[top_id], served[top_id], cut)
    ]


def months_of(
    system_id: str, runs: Sequence[Run], known: Sequence[Span], served: Sequence[Span], cut: datetime
) -> list[ProbeMonth]:
    """The months of one system from its runs in order. known: what is reported as down or planned; served: the hours of
    service; cut: the data cut-off."""
    by_month: dict[Month, list[Run]] = defaultdict(list)
    for run in runs:
        by_month[run.month].append(run)
    suspects = suspected(system_id, runs, known, served)
    return [
        _month(system_id, month, by_month, [one for one in suspects if Month.of(one.starts_at) == month], served, cut)
        for month in sorted(by_month)
    ]


def _month(
    system_id: str,
    month: Month,
    by_month: Mapping[Month, list[Run]],
    suspects: list[Suspected],
    served: Sequence[Span],
    cut: datetime,
) -> ProbeMonth:
    runs, usual = by_month[month], by_month[month][0].usual_seconds
    begins, ends = datetime.combine(month.first_day, time()), min(datetime.combine(month.end, time()), cut)
    before, after = by_month.get(month.plus(-1)), by_month.get(month.plus(1))
    last_seen = [before[-1].ends_at if before else begins, *(run.ends_at for run in runs)]
    next_seen = [*(run.starts_at for run in runs), after[0].starts_at if after else ends]
    found = zip(last_seen, next_seen, strict=True)
    gaps = [(last, after) for last, after in found if _is_gap(last, after, usual)]
    # What a gap leaves unseen are hours of service: a night between two days of office hours is none.
    gaps = [gap for gap in gaps if _seconds_inside([gap], served) > GAP * (usual or 0)]
    cut_to_month = [(max(last, begins), min(after, ends)) for last, after in gaps]
    unseen = [(start, end) for start, end in cut_to_month if start < end]
    failed = [run for run in runs if not run.is_up]
    return ProbeMonth(
        system_id, month, sum(run.probes for run in runs), sum(run.probes for run in failed),
        sum(run.probes == 1 for run in failed), usual, unseen, _seconds_inside(unseen, served), suspects,
    )  # fmt: skip


def _is_gap(earlier: datetime, later: datetime, usual: float | None) -> bool:
    return usual is not None and (later - earlier).total_seconds() > GAP * usual


def _seconds_inside(spans: Iterable[Span], served: Sequence[Span]) -> float:
    return sum(
        max((min(end, until) - max(start, since)).total_seconds(), 0.0)
        for start, end in spans
        for since, until in served
        if since < end and until > start
    )


def suspected(system_id: str, runs: Sequence[Run], known: Sequence[Span], served: Sequence[Span]) -> list[Suspected]:
    """Failed probes in a row, at least two, none of them inside a known span or outside the hours of service, and none
    after a gap. Each of these and a well probe ends the row; month ends do not."""
    opens = [start for start, _ in served]
    found: list[Suspected] = []
    row: list[tuple[datetime, Run]] = []

    def close(seen_up_at: datetime | None) -> None:
        if len(row) >= LEAST_FAILURES:
            (first, run), (last, _) = row[0], row[-1]
            found.append(Suspected(system_id, first, last, seen_up_at, len(row), run.file, run.sheet, run.row))
        row.clear()

    before: Run | None = None
    for run in runs:
        if before is not None and _is_gap(before.ends_at, run.starts_at, run.usual_seconds):
            close(None)
        if run.is_up:
            close(run.starts_at)
        for moment in run.failed_at or ():
            hours = bisect_right(opens, moment) - 1
            is_served = hours >= 0 and moment < served[hours][1]
            if not is_served or any(start <= moment < end for start, end in known):
                close(None)
            else:
                row.append((moment, run))
        before = run
    close(None)
    return found
