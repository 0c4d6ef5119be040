"""Random but valid months of one package, and periods over them, for hypothesis.

Every example obeys the reading rules of the datasets, if its months are loaded in order at a clock of 2027-08-01:
ids are unique but for continuations, rows lie in their month, ends are not before starts. Times are whole minutes.
Yes and no are 是 and 否, dates are `date`, moments `datetime`; a blank cell is None.
The systems list is uploaded for 2026-07, even if nothing else is uploaded for that month.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from . import draw_events, draw_lists
from .draw_base import CALENDAR_YEAR, TERM_BEGINS, WORKING_DAYS, Ground, ground
from .draw_events import Uploads
from .months import first_day, next_month
from .records import Records, Row

_STATES = ["rows", "rows", "rows", "rows", "nil", "missing"]


@st.composite
def records(draw: DrawFn, package: int = 1, reference: tuple[Row, ...] = ()) -> Records:
    """One to four months of all datasets but the camera checks.

    With `reference`, the rows of the shipped systems list of the package, one example in four uploads no systems
    list, so that the reference holds; without it every example does.
    """
    base = ground(draw, package, list(reference))
    parts = _outage_parts(draw, base, most=4)
    parts["assets"] = draw_lists.assets(draw, base) if draw(st.integers(0, 5)) else {}
    named = _ids(parts["assets"])
    parts["incidents"] = _some_months(draw, base, partial(draw_events.incidents, draw, base, asset_ids=named))
    parts["requests"] = _some_months(draw, base, partial(draw_events.requests, draw, base))
    parts["inspections"] = _some_months(draw, base, partial(draw_lists.inspections, draw, base, asset_ids=named))
    parts["surveys"] = _some_months(draw, base, partial(draw_lists.surveys, draw, base))
    return _assembled(base, parts, package, reference)


@st.composite
def outage_records(draw: DrawFn, package: int = 1, reference: tuple[Row, ...] = ()) -> Records:
    """Only systems, outages and maintenance, more of them: for availability, MTBF and interruption."""
    base = ground(draw, package, list(reference))
    return _assembled(base, _outage_parts(draw, base, most=8), package, reference)


@st.composite
def camera_records(draw: DrawFn, reference: tuple[Row, ...] = ()) -> Records:
    """One or two months of package 3 with two to four cameras and their checks, near 95 % checked."""
    drawn = ground(draw, 3, list(reference))
    base = replace(drawn, months=drawn.months[:2])
    parts = {"assets": draw_lists.cameras(draw, base)}
    checks = partial(draw_lists.camera_checks, draw, asset_ids=_ids(parts["assets"]))
    parts["camera_checks"] = _some_months(draw, base, checks)
    return _assembled(base, parts, 3, reference)


@st.composite
def periods(draw: DrawFn) -> tuple[datetime, datetime]:
    """(start, end) of a run of whole months of 2026-07 .. 2026-12, at times cut by as_of inside its last month."""
    first = draw(st.integers(7, 12))
    last = draw(st.integers(first, 12))
    start, end = datetime(CALENDAR_YEAR, first, 1), first_day(next_month(f"{CALENDAR_YEAR}-{last:02d}"))
    return start, end - timedelta(days=draw(st.one_of(st.just(0), st.integers(0, 27))))


def _outage_parts(draw: DrawFn, base: Ground, most: int) -> dict[str, Uploads]:
    outages = _some_months(draw, base, partial(draw_events.outages, draw, base, most=most))
    down = [row for rows in outages.values() for row in rows]
    windows = _some_months(draw, base, partial(draw_events.maintenance, draw, base, outage_rows=down))
    return {"outages": outages, "maintenance": windows}


def _some_months(draw: DrawFn, base: Ground, made: Callable[..., Uploads]) -> Uploads:
    """Rows for most months, a nil return for some, nothing for others."""
    states = {month: draw(st.sampled_from(_STATES)) for month in base.months}
    drawn = made(months=[month for month in base.months if states[month] == "rows"])
    return drawn | {month: [] for month in base.months if states[month] == "nil"}


def _ids(lists: Uploads) -> list[str]:
    return sorted({row["asset_id"] for rows in lists.values() for row in rows})


def _assembled(base: Ground, parts: dict[str, Uploads], package: int, reference: tuple[Row, ...]) -> Records:
    uploads = parts | ({"systems": base.lists} if base.uploaded else {})
    months = {
        month: {dataset: by_month[month] for dataset, by_month in uploads.items() if month in by_month}
        for month in sorted({TERM_BEGINS, *base.months})
    }
    return Records(months, list(reference), WORKING_DAYS, package)
