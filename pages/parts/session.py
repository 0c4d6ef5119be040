"""The store as the pages see it: opened once per process; every reading is cached under the store's version."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple, cast

from data.clock import Clock
from data.errors import StoreError, SupervisionError
from data.store import Store, database_path
from kpi.answers import Questionnaires
from kpi.answers import questionnaires as read_questionnaires
from kpi.availability import AvailabilitySheet, availability_sheet
from kpi.evidence import Contradiction
from kpi.evidence import contradictions as find_contradictions
from kpi.evidence_sheet import EvidenceSheet
from kpi.evidence_sheet import evidence_sheet as lay_out_evidence
from kpi.faults import FaultRecords, Surroundings, Ticket
from kpi.faults import fault_records as read_faults
from kpi.faults import surroundings as read_surroundings
from kpi.measures import refresh_stale
from kpi.outlook import Outlook
from kpi.outlook import outlook as look_ahead
from kpi.periods import Month, month_range, parse_period
from kpi.probes import ProbeMonth
from kpi.probes import probe_months as read_probes
from kpi.satisfaction import by_quarter as judge_satisfaction
from kpi.score import Scorecard, Trend
from kpi.score import scorecard as judge_package
from kpi.score import trend as judge_months
from kpi.score import trend_of as judge_months_of
from kpi.search import Hit, find
from kpi.settings import Settings, settings_of, settings_versions
from kpi.systems import SystemSheet
from kpi.systems import system_sheet as read_system
from kpi.targets import current_contract
from kpi.timeline import DayTimeline
from kpi.timeline import day_timeline as read_day
from kpi.values import Finding
from loaders.batches import BatchInfo, list_batches
from loaders.completeness import Slot, Standing
from loaders.completeness import completeness as find_completeness
from loaders.datasets import record_tables
from loaders.demo import Progress
from loaders.stored import stored_rows as find_rows
from loaders.versions import Publication
from loaders.versions import publications as find_publications
from pages.parts import acting, keeping, scope, visitor


@dataclass
class _Served:
    """What this process serves. path None: the store named by the environment."""

    path: Path | None = None
    clock: Clock | None = None
    is_demo: bool = False
    preparation: Future[None] | None = None
    progress: Progress = field(default_factory=Progress)
    opened: dict[Path, Store] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_served = _Served()
Read = TypeVar("Read")
Given = TypeVarTuple("Given")


def serve_demo(path: Path, clock: Clock, preparation: Future[None], progress: Progress) -> None:
    """Serve the sample store from now on. preparation: its making, if it is not there yet; progress: how far it is."""
    _served.path, _served.clock, _served.is_demo = path, clock, True
    _served.preparation, _served.progress = preparation, progress


def is_demo() -> bool:
    """Whether the records are the invented ones."""
    return _served.is_demo


def waiting() -> Progress | None:
    """How far the making of the sample store is; None once the store can be asked.

    Raises what ended the making, as a StoreError if nobody foresaw it.
    """
    if _served.preparation is None:
        return None
    if not _served.preparation.done():
        return _served.progress
    failure = _served.preparation.exception()
    if failure is not None and not isinstance(failure, SupervisionError):
        raise StoreError("示例数据没有做成", "请重新启动；仍不行时请查看服务的日志", repr(failure)) from failure
    _served.preparation.result()
    return None


def store() -> Store:
    """The store of this process, opened on first use; StoreError if that fails (the next call tries again)."""
    path = _resolved(_served.path or database_path())
    with _served.lock:
        if path not in _served.opened:
            opened = Store.open(path, record_tables(), _served.clock)
            refresh_stale(opened)
            _served.opened[path] = opened
        return _served.opened[path]


@lru_cache
def _resolved(path: Path) -> Path:
    return path.resolve()


def store_of(package: int, what: str) -> Store:
    """The store, to read or change what is of one package; AccessError, on record, if it is not theirs who look."""
    acting.see(package, what)
    return store()


def read(reading: Callable[[Store, *Given], Read], *given: *Given) -> Read:
    """What a reading of the store gives, kept until what it reads has changed. Nobody changes what is kept.

    AccessError if who looks may not see a package that it tells of; one over all packages is narrowed to theirs.
    """
    version, asked = store().version(), scope.asked_packages(reading, given)
    if asked:
        # What comes in for one package must not make everybody read the others anew.
        version = max(keeping.changed_in(store(), version, package) for package in asked)
    return _checked(asked, version, reading, *given)


def read_of(version: int, reading: Callable[[Store, *Given], Read], *given: *Given) -> Read:
    """The same, kept under the version that last changed what it reads."""
    return _checked(scope.asked_packages(reading, given), version, reading, *given)


def _checked(asked: Iterable[int], version: int, reading: Callable[[Store, *Given], Read], *given: *Given) -> Read:
    for package in asked:
        acting.see(package, reading.__name__)
    own = scope.narrowing(reading, visitor.who().packages)
    return cast(Read, keeping.kept(reading)(store(), version, own, *given))


def close() -> None:
    """Close what was opened, and forget what was read."""
    with _served.lock:
        for opened in _served.opened.values():
            opened.close()
        _served.opened.clear()
    keeping.forget()


def version() -> int:
    """The version of the store that the pages show."""
    return store().version()


def as_of() -> date:
    """The default data cut-off."""
    opened = store()
    return keeping.cut_off(opened, opened.version(), opened.now().date())


def scorecard(package: int, period: str) -> Scorecard:
    """The scorecard of a package at the default data cut-off."""
    return read(judge_package, package, period, as_of())


def scorecards(period: str) -> list[Scorecard]:
    """The scorecards of all packages that who looks may see, at the default data cut-off."""
    return [scorecard(package, period) for package in visitor.packages()]


def earlier_scorecard(package: int, period: str) -> Scorecard | None:
    """The scorecard to compare with: of the month before, or of the same period as it stood a month ago; None if there
    was nothing yet."""
    contract, day = current_contract(), as_of()
    chosen = parse_period(period, contract, day)
    month_ago = Month.of(day).first_day - timedelta(days=1)
    if chosen.first == chosen.last:
        before = chosen.first.plus(-1)
        return None if before < contract.first_month else scorecard(package, str(before))
    if month_ago < max(contract.first_month.first_day, chosen.start):
        return None
    return read(judge_package, package, period, month_ago)


def trend(package: int) -> Trend:
    """Every indicator of a package's target table judged for each month to date."""
    return read(judge_months, package, as_of())


def trend_of(package: int, code: str) -> dict[str, Finding]:
    """One indicator or clause judged for each month to date."""
    return read(judge_months_of, package, code, as_of())


def evidence(package: int, code: str, period: str) -> EvidenceSheet:
    """The rows behind an indicator or clause at the default data cut-off."""
    return read(lay_out_evidence, package, code, period, as_of())


def system_sheet(system_id: str) -> SystemSheet:
    """What is known of one system at the default data cut-off."""
    return read(read_system, system_id, as_of())


def questionnaires(package: int) -> Questionnaires:
    """The answered questionnaires of a package, all quarters."""
    return read(read_questionnaires, package)


def satisfaction_by_quarter(package: int) -> dict[str, Finding]:
    """The satisfaction of every quarter that has begun, at the default data cut-off."""
    return read(judge_satisfaction, package, as_of())


def fault_records(package: int) -> FaultRecords:
    """Tickets, failures and up-time of a package at the default data cut-off."""
    return read(read_faults, package, as_of())


def surroundings(package: int, ticket: Ticket) -> Surroundings:
    """The asset that a ticket names and the outages that name it."""
    month = str(Month.of(ticket.reported_at.date()))
    return read(read_surroundings, package, ticket.ticket_id, ticket.asset_id, month)


def availability(package: int) -> AvailabilitySheet:
    """The days of the systems of a package at the default data cut-off."""
    return read(availability_sheet, package, as_of())


def day_timeline(system_id: str, day: date) -> DayTimeline:
    """One day of a system, every second explained, at the default data cut-off."""
    return read(read_day, system_id, day, as_of())


def probe_months(package: int) -> list[ProbeMonth]:
    """What the probes of a package have seen, by system and month, at the default data cut-off."""
    return read(read_probes, package, as_of())


def outlook(package: int) -> Outlook:
    """Whether the indicators of a package can still be reached, at the default data cut-off."""
    return read(look_ahead, package, as_of())


def contradictions(package: int) -> list[Contradiction]:
    """What is stored of a package and counts nowhere."""
    return read(find_contradictions, package)


def found(text: str) -> list[Hit]:
    """What a text stands in: systems, tickets, outages, assets."""
    return read(find, text, visitor.who().packages)


def stored_rows(package: int, dataset: str, month: str) -> list[dict[str, Any]]:
    """The rows of the current batch of an upload type and month."""
    return find_rows(store_of(package, dataset), package, dataset, month)


def all_batches() -> list[BatchInfo]:
    """The batches of all packages and months, superseded ones too."""
    return read(list_batches)


def publications(package: int) -> list[Publication]:
    """Every time that a batch of a package became the current one, the newest first."""
    return read(find_publications, package)


def current_batches() -> list[BatchInfo]:
    """The current batches of all packages and months."""
    return [batch for batch in all_batches() if batch.state == "current"]


def completeness() -> dict[Slot, Standing]:
    """How every upload of the months that have begun stands now."""
    now, contract = store().now(), current_contract()
    last = min(max(Month.of(now.date()), contract.first_month), contract.last_month)
    versions = settings_versions(store())
    days = {str(month): settings_of(versions, month).upload_day for month in month_range(contract.first_month, last)}
    found, own = find_completeness(all_batches(), days, now), visitor.who().packages
    return {slot: standing for slot, standing in found.items() if slot.package in own}


def settings() -> list[Settings]:
    """All versions of the settings, the contract's own first."""
    return settings_versions(store())


def packages_with_data() -> set[int]:
    """The packages of which anything was uploaded, nil returns included."""
    return {batch.package for batch in current_batches()}
