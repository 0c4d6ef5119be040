"""The time of one system, every second explained: which record took it, which merged outage it belongs to, and why it
counts or not. Segments follow each other without a gap and add up to the span that they are asked of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple

from data.store import Cursor, Store
from kpi.facts import facts_version
from kpi.workspace import Workspace

Kind = Literal["up", "down", "planned", "exempt", "no_service", "unreported"]


@dataclass(frozen=True)
class SpanRecord:
    """A record of an outage or a maintenance window, and where it stands in the files.

    role: counted, exempt, maintenance or unapproved; note: how it is taken; ends_at: the end of service or of the term
    where nothing ended it (is_open); words: cause or reason as written.
    """

    dataset: str
    record_id: str
    role: str
    note: str
    starts_at: datetime
    ends_at: datetime
    is_open: bool
    words: str
    file: str | None
    sheet: str | None
    row: int | None
    batch_id: str


class Piece(NamedTuple):
    """A piece of time between two edges of records: whether counted outages or exclusions cover it, and the earliest
    record of each that does."""

    starts_at: datetime
    ends_at: datetime
    is_down: bool
    is_excluded: bool
    down_id: str | None
    excluded_id: str | None
    excluded_by: str | None


class Segment(NamedTuple):
    """A stretch of time of one kind. record_id: the record that takes it (the earliest); removed_id: the outage of
    which an exclusion takes it."""

    starts_at: datetime
    ends_at: datetime
    kind: Kind
    record_id: str | None = None
    removed_id: str | None = None

    @property
    def seconds(self) -> float:
        """How long it is."""
        return (self.ends_at - self.starts_at).total_seconds()


@dataclass(frozen=True)
class MergedOutage:
    """Counted outages that overlap or touch, as one; cut at the data cut-off. segments add up to its span."""

    starts_at: datetime
    ends_at: datetime
    records: list[SpanRecord]
    segments: list[Segment]

    @property
    def recorded_seconds(self) -> float:
        """The records added up as if none overlapped."""
        return sum((min(one.ends_at, self.ends_at) - one.starts_at).total_seconds() for one in self.records)

    @property
    def seconds(self) -> float:
        """What the union makes of them."""
        return (self.ends_at - self.starts_at).total_seconds()

    def seconds_of(self, *kinds: Kind) -> float:
        """How much of it is of these kinds."""
        return sum(one.seconds for one in self.segments if one.kind in kinds)


@dataclass(frozen=True)
class DayTimeline:
    """One day of a system up to the data cut-off: segments from its start to its end, the records that touch it, the
    merged outages that do."""

    system_id: str
    day: date
    segments: list[Segment]
    records: list[SpanRecord]
    outages: list[MergedOutage]


_RECORDS = """
SELECT span.ref.dataset, span.ref.record_id, span.role, span.note, span.starts_at, span.ends_at,
    coalesce(outage.up_at IS NULL AND span.ref.dataset = 'outages', FALSE), coalesce(outage.cause, planned.reason, ''),
    batch.file_name, span.ref.sheet, span.ref."row", span.ref.batch_id
FROM outage_spans AS span
LEFT JOIN current_outages AS outage ON outage.ref = span.ref
LEFT JOIN current_maintenance AS planned ON planned.ref = span.ref
JOIN batches AS batch ON batch.batch_id = span.ref.batch_id
WHERE span.system_id = $system_id AND span.starts_at < $until AND span.ends_at > $since
    AND span.starts_at < span.ends_at
ORDER BY span.starts_at, span.ref"""
_MERGED = """
SELECT starts_at, least(ends_at, $cut) FROM merged_outages
WHERE system_id = $system_id AND starts_at < $until AND ends_at > $since ORDER BY starts_at"""
_PIECES = """
SELECT starts_at, ends_at, coalesce(is_down, FALSE), coalesce(is_excluded, FALSE), down_ref.record_id,
    excluded_ref.record_id, excluded_ref.dataset
FROM outage_segments
WHERE system_id = $system_id AND starts_at < $until AND ends_at > $since ORDER BY starts_at"""
_SERVICE = """
SELECT starts_at, ends_at, month IN (
    SELECT month FROM package_coverage WHERE dataset IN ('outages', 'maintenance') GROUP BY month HAVING count(*) = 2
) FROM service_days
WHERE system_id = $system_id AND starts_at < $until AND ends_at > $since ORDER BY starts_at"""


def day_timeline(store: Store, system_id: str, day: date, as_of: date) -> DayTimeline:
    """One day of a system, up to the end of the day as_of at most; a day after it has no segments."""
    package, cut = int(system_id[1]), datetime.combine(as_of + timedelta(days=1), time())
    since = datetime.combine(day, time())
    until = max(min(since + timedelta(days=1), cut), since)
    with store.reading() as cursor:
        Workspace(cursor, package, facts_version(cursor, package)).provide(_RECORDS, _MERGED, _PIECES, _SERVICE)
        asked = {"system_id": system_id, "since": since, "until": until}
        merged = cursor.execute(_MERGED, asked | {"cut": cut}).fetchall()
        wide = {
            "system_id": system_id,
            "since": min([since, *(start for start, _ in merged)]),
            "until": max([until, *(end for _, end in merged)]),
        }
        records = [SpanRecord(*row) for row in cursor.execute(_RECORDS, wide).fetchall()]
        pieces = [Piece(*row) for row in cursor.execute(_PIECES, wide).fetchall()]
        service = _service(cursor, wide)
    outages = [
        MergedOutage(
            start,
            end,
            [one for one in records if one.role == "counted" and start <= one.starts_at < end],
            segments_of(start, end, service, pieces),
        )
        for start, end in merged
        if start < end
    ]
    touching = [one for one in records if one.starts_at < until and one.ends_at > since]
    return DayTimeline(system_id, day, segments_of(since, until, service, pieces), touching, outages)


def _service(cursor: Cursor, asked: dict[str, object]) -> list[tuple[datetime, datetime, bool]]:
    return [(start, end, covered) for start, end, covered in cursor.execute(_SERVICE, asked).fetchall()]


def segments_of(
    since: datetime, until: datetime, service: Sequence[tuple[datetime, datetime, bool]], pieces: Iterable[Piece]
) -> list[Segment]:
    """[since, until) cut into segments that add up to it. service: hours of service as (start, end, reported)."""
    found = list(pieces)
    edges = {since, until}
    spans = [(start, end) for start, end, _ in service] + [(one.starts_at, one.ends_at) for one in found]
    edges |= {moment for span in spans for moment in span if since < moment < until}
    ordered = sorted(edges)
    segments: list[Segment] = []
    for start, end in pairwise(ordered):
        reported = next((one for first, last, one in service if first <= start < last), None)
        piece = next((one for one in found if one.starts_at <= start < one.ends_at), None)
        segment = _explained(start, end, reported, piece)
        if segments and segments[-1][2:] == segment[2:]:
            segment = segment._replace(starts_at=segments.pop().starts_at)
        segments.append(segment)
    return segments


def _explained(start: datetime, end: datetime, reported: bool | None, piece: Piece | None) -> Segment:
    """What a stretch without an edge inside is."""
    if reported is None:
        return Segment(start, end, "no_service")
    if not reported:
        return Segment(start, end, "unreported")
    if piece is not None and piece.is_excluded:
        kind: Kind = "planned" if piece.excluded_by == "maintenance" else "exempt"
        return Segment(start, end, kind, piece.excluded_id, piece.down_id)
    if piece is not None and piece.is_down:
        return Segment(start, end, "down", piece.down_id)
    return Segment(start, end, "up")
