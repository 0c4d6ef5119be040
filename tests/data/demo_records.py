"""The invented sample months as tests read them: by package and month, and the newest version of a record."""

from datetime import date, datetime
from functools import cache

from data.demo import SampleMonth, sample_months

MONTHS = ["2026-07", "2026-08", "2026-09", "2026-10", "2026-11"]
RECORD_ID = {
    "outages": "outage_id",
    "incidents": "incident_id",
    "requests": "request_id",
    "inspections": "inspection_id",
    "reports": "report_id",
    "surveys": "response_id",
    "changes": "change_id",
    "drills": "drill_id",
    "security_events": "event_id",
    "acceptances": "acceptance_id",
    "duties": "duty_id",
}

Row = dict[str, object]
Months = dict[tuple[int, str], SampleMonth]


@cache
def demo_months() -> Months:
    """The sample months of the usual seed by package and month, in the order in which they come."""
    return {(sample.package, sample.month): sample for sample in sample_months()}


def when(row: Row, field: str) -> datetime:
    """A time of a row; a bare day is its midnight."""
    value = row[field]
    if isinstance(value, datetime):
        return value
    assert isinstance(value, date), f"{field} holds {value!r}"
    return datetime(value.year, value.month, value.day)


def month_of(row: Row, field: str) -> str:
    """The month in which a time of a row lies."""
    return f"{when(row, field):%Y-%m}"


def current(months: Months, package: int, dataset: str) -> list[Row]:
    """The newest version of every record of a package."""
    newest: dict[object, Row] = {}
    for month in MONTHS:
        for row in months[package, month].rows.get(dataset, []):
            newest[row[RECORD_ID[dataset]]] = row
    return list(newest.values())


def all_rows(months: Months) -> list[tuple[SampleMonth, str, Row]]:
    """Every row with its month and dataset."""
    return [
        (sample, dataset, row) for sample in months.values() for dataset, rows in sample.rows.items() for row in rows
    ]
