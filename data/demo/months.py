"""From what happened to what was written: the workbooks of the five packages, month by month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from data.demo.assets import AssetLists, asset_lists
from data.demo.chance import Row, moment_in
from data.demo.checks import Dark, camera_check_rows, dark_spans
from data.demo.duties import duty_rows
from data.demo.events import Outage
from data.demo.incidents import tickets_of
from data.demo.inspections import inspection_rows
from data.demo.judgements import ACCEPTANCE_MONTH, acceptance_rows, assessment_rows
from data.demo.operations import change_rows, drill_rows, request_rows, security_rows
from data.demo.outages import maintenance_rows, outage_rows, outages_of
from data.demo.probing import probe_rows
from data.demo.reporting import report_rows
from data.demo.story import PLOTS, Plot
from data.demo.surveys import SURVEY_MONTH, survey_rows
from data.demo.systems import own_list
from data.demo.term import MONTHS, month_of, written_at


@dataclass(frozen=True)
class SampleMonth:
    """What one package hands in for one month.

    rows: dataset → rows of field name → value as a person would have typed it (a missing key or None is a blank cell;
    the further questions of surveys stand under their Chinese headers). nil: datasets of which nothing happened. A
    dataset in neither was not provided.
    """

    package: int
    month: str
    rows: dict[str, list[Row]]
    nil: tuple[str, ...]


@dataclass(frozen=True)
class _Ledger:
    """The field that places a record in its month, the one that closes it, and its other times."""

    placed_by: str
    closed_by: str | None = None
    times: tuple[str, ...] = ()


_LEDGERS: dict[str, _Ledger] = {
    "outages": _Ledger("down_at", "up_at"),
    "maintenance": _Ledger("starts_at"),
    "incidents": _Ledger(
        "reported_at", "restored_at", ("responded_at", "verified_at", "planned_at", "onsite_at", "spare_at")
    ),
    "requests": _Ledger("requested_at", "completed_at"),
    "inspections": _Ledger("inspected_at"),
    "reports": _Ledger("due_from", "submitted_at"),
    "changes": _Ledger("implemented_at"),
    "drills": _Ledger("held_at"),
    "security_events": _Ledger("occurred_at", "closed_at"),
}


@dataclass(frozen=True)
class _History:
    """All that happened in one package, and its asset lists."""

    outages: list[Outage]
    records: dict[str, list[Row]]
    assets: AssetLists
    dark: Dark


def sample_months(seed: int = 2026) -> Iterator[SampleMonth]:
    """The 25 invented months: 2026-07 .. 2026-11, in each the packages 1 .. 5; equal seeds give equal rows."""
    histories = {package: _history(plot, seed) for package, plot in PLOTS.items()}
    for month in MONTHS:
        for package, history in histories.items():
            yield _workbook(package, month, history, seed)


def _history(plot: Plot, seed: int) -> _History:
    assets = asset_lists(plot.package, seed)
    outages = outages_of(plot, seed)
    tickets, numbers = tickets_of(plot, seed, assets, outages)
    records = {
        "outages": outage_rows(plot.package, outages, numbers),
        "maintenance": maintenance_rows(plot, seed),
        "incidents": tickets,
        "requests": request_rows(plot, seed),
        "inspections": inspection_rows(plot, seed, assets),
        "reports": report_rows(plot, seed),
        "changes": change_rows(plot, seed),
        "drills": drill_rows(plot, seed),
        "security_events": security_rows(plot.package),
    }
    return _History(outages, records, assets, dark_spans(outages, tickets))


def _workbook(package: int, month: str, history: _History, seed: int) -> SampleMonth:
    rows = {dataset: _written(ledger, history.records[dataset], package, month) for dataset, ledger in _LEDGERS.items()}
    nil = tuple(dataset for dataset, written in rows.items() if not written)
    rows["assessments"] = assessment_rows(package, month, seed)
    rows["duties"] = duty_rows(package, month, seed, history.records["incidents"])
    if month == MONTHS[0]:
        rows["systems"] = own_list(package)
    rows["assets"] = history.assets.by_month.get(month, [])
    rows["probes"] = probe_rows(package, month, history.outages, seed)
    if package == 3:
        rows["camera_checks"] = camera_check_rows(seed, month, history.assets.in_force(month), history.dark)
    if month == SURVEY_MONTH:
        rows["surveys"] = survey_rows(PLOTS[package], seed)
    if month == ACCEPTANCE_MONTH:
        rows["acceptances"] = acceptance_rows(package)
    for dataset in PLOTS[package].not_provided.get(month, ()):
        del rows[dataset]
    return SampleMonth(package, month, {dataset: written for dataset, written in rows.items() if written}, nil)


def _written(ledger: _Ledger, records: list[Row], package: int, month: str) -> list[Row]:
    """The rows of a month as known when its workbook was finished: its own records, then continuations of open ones."""
    own: list[Row] = []
    continued: list[Row] = []
    for record in records:
        placed = month_of(moment_in(record, ledger.placed_by))
        if placed == month:
            own.append(_as_known(ledger, record, written_at(package, month)))
        elif placed < month and _closes_in(ledger, record, package) == month:
            continued.append(record)
    return own + continued


def _as_known(ledger: _Ledger, record: Row, moment: datetime) -> Row:
    """The record without the times that lay ahead at a moment."""
    times = {*ledger.times, ledger.closed_by}
    return {
        field: None if field in times and isinstance(value, datetime) and value > moment else value
        for field, value in record.items()
    }


def _closes_in(ledger: _Ledger, record: Row, package: int) -> str | None:
    """The first month whose workbook shows the record closed; None if it never does."""
    closed = record.get(ledger.closed_by) if ledger.closed_by else None
    if not isinstance(closed, datetime):
        return None
    placed = month_of(moment_in(record, ledger.placed_by))
    return next((month for month in MONTHS if month >= placed and closed <= written_at(package, month)), None)
