"""The faults of a package: tickets, failures (merged outages) and up-time by day, as the measures of its package see
them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from data.store import Cursor, Store
from kpi.facts import covered_months, facts_version
from kpi.periods import Month
from kpi.workspace import Workspace

HARDWARE = "硬件"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A fault ticket in its newest version. system_id: the system that it counts for, named_id the one it names.

    is_retired: its system was no longer in service. waits: begin and length of each wait for the customer (claims).
    Times are those of the file, whether before the cut-off or not.
    """

    ticket_id: str
    system_id: str
    named_id: str
    asset_id: str | None
    fault_class: str
    severity: str | None
    is_urgent: bool
    is_emergency: bool
    is_joint: bool
    reported_at: datetime
    responded_at: datetime | None
    verified_at: datetime | None
    planned_at: datetime | None
    onsite_at: datetime | None
    restored_at: datetime | None
    spare_at: datetime | None
    description: str
    exempt_reason: str | None
    is_retired: bool
    file: str | None
    sheet: str | None
    row: int | None
    batch_id: str
    uploaded_at: datetime
    waits: tuple[tuple[datetime, timedelta], ...] = ()

    def ran(self, until: datetime) -> timedelta:
        """How long it had run until a moment, without the customer's waiting time of accepted claims."""
        if not self.waits:
            return until - self.reported_at
        waited = (max(timedelta(), min(until - begin, length)) for begin, length in self.waits)
        return until - self.reported_at - sum(waited, timedelta())

    @property
    def counts(self) -> bool:
        """Whether response, repair and joint response look at it: not exempt, its system in service."""
        return self.exempt_reason is None and not self.is_retired


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure as MTBF counts it, on its first day, with the earliest record behind it. hours: up to the cut-off."""

    system_id: str
    day: date
    hours: float
    record_id: str
    file: str | None
    sheet: str | None
    row: int | None
    batch_id: str


class UptimeDay(NamedTuple):
    """The facts of MTBF of one system and day."""

    system_id: str
    day: date
    hours: float
    failures: float


@dataclass(frozen=True)
class FaultRecords:
    """What is known of the faults of a package. Tickets: all, newest first; failures and up-time: before `cut`.

    covered: the months of which fault tickets were uploaded. version: of the facts.
    """

    package: int
    version: int
    cut: date
    tickets: list[Ticket]
    failures: list[Failure]
    uptime: list[UptimeDay]
    covered: frozenset[Month]

    def ticket(self, ticket_id: str) -> Ticket | None:
        """A ticket by its number; None if no current batch has it, or only as a continuation that counts nowhere."""
        return next((one for one in self.tickets if one.ticket_id == ticket_id), None)


@dataclass(frozen=True)
class NamedAsset:
    """The asset that a ticket names, by the list in force that month. serves_all_month: then the ticket is its care."""

    name: str
    device_type: str
    location: str
    serves_all_month: bool


class LinkedOutage(NamedTuple):
    """An outage that names a ticket."""

    record_id: str
    down_at: datetime
    up_at: datetime | None
    exempt_reason: str | None


@dataclass(frozen=True)
class Surroundings:
    """What else the records say around a ticket: its asset (None: none named, or not in the list), its outages."""

    asset: NamedAsset | None
    outages: list[LinkedOutage]


_TICKETS = """
SELECT record_id, coalesce(top_system_id, system_id), system_id, asset_id, fault_class, severity,
    coalesce(is_urgent, FALSE), coalesce(is_emergency, FALSE), coalesce(is_joint, FALSE),
    reported_at, responded_at, verified_at, planned_at, onsite_at, restored_at, spare_at,
    coalesce(description, ''), exempt_reason, is_retired, batch.file_name, sheet, "row", batch_id, batch.uploaded_at,
    [(wait.starts_at, to_seconds(wait.seconds)) FOR wait IN waits]
FROM current_incidents JOIN batches AS batch USING (batch_id) ORDER BY reported_at DESC, record_id"""
_FAILURES = """
SELECT system_id, min(day), max(seconds_so_far) / 3600, any_value(ref.record_id), any_value(batch.file_name),
    any_value(ref.sheet), any_value(ref."row"), any_value(ref.batch_id)
FROM failures JOIN batches AS batch ON batch.batch_id = ref.batch_id
WHERE day < ? GROUP BY system_id, failure_no ORDER BY min(day) DESC, system_id"""
_UPTIME = """
SELECT system_id, day, sum(part) / 3600, sum(whole) FROM daily_facts
WHERE version = ? AND package = ? AND measure = 'mtbf' AND day < ? GROUP BY ALL ORDER BY day, system_id"""
_ASSET = """
SELECT listed.asset_name, coalesce(listed.device_type, ''), coalesce(listed.location, ''),
    (force.in_service_from IS NULL OR force.in_service_from <= months.starts_on)
        AND (force.out_of_service_on IS NULL OR force.out_of_service_on >= months.ends_on)
FROM assets_in_force AS force JOIN months USING (month)
JOIN main.assets AS listed ON listed.batch_id = force.ref.batch_id AND listed.asset_id = force.asset_id
WHERE force.asset_id = ? AND force.month = ?"""
_OUTAGES = """
SELECT record_id, down_at, up_at, exempt_reason FROM current_outages
WHERE incident_id = ? AND NOT is_retired ORDER BY down_at"""


def fault_records(store: Store, package: int, as_of: date) -> FaultRecords:
    """Tickets, failures and up-time of a package up to the end of the day as_of; empty without uploads."""
    cut = as_of + timedelta(days=1)
    with store.reading() as cursor:
        version = facts_version(cursor, package)
        Workspace(cursor, package, version).provide(_TICKETS, _FAILURES)
        return FaultRecords(
            package,
            version,
            cut,
            [_ticket(row) for row in cursor.execute(_TICKETS).fetchall()],
            [Failure(*row) for row in cursor.execute(_FAILURES, [cut]).fetchall()],
            [UptimeDay(*row) for row in cursor.execute(_UPTIME, [version, package, cut]).fetchall()],
            covered_months(cursor, package, version, "incidents"),
        )


def _ticket(row: tuple[Any, ...]) -> Ticket:
    *plain, waits = row
    return Ticket(*[*plain, tuple(waits or ())])


def surroundings(store: Store, package: int, ticket_id: str, asset_id: str | None, month: str) -> Surroundings:
    """The asset that a ticket names, as listed in a month 'YYYY-MM', and the outages that name the ticket."""
    with store.reading() as cursor:
        Workspace(cursor, package, facts_version(cursor, package)).provide(_ASSET, _OUTAGES)
        outages = [LinkedOutage(*row) for row in cursor.execute(_OUTAGES, [ticket_id]).fetchall()]
        return Surroundings(_asset(cursor, asset_id, month), outages)


def _asset(cursor: Cursor, asset_id: str | None, month: str) -> NamedAsset | None:
    row = cursor.execute(_ASSET, [asset_id, month]).fetchone()
    return NamedAsset(*row) if row else None
