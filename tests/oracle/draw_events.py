"""Random outages, maintenance windows, fault tickets and requests, with the continuations of the open ones."""

from collections.abc import Callable
from datetime import datetime, time
from itertools import count

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from .draw_base import MINUTE, Ground, lengths, moments
from .records import Row, month_of

Uploads = dict[str, list[Row]]
"""month → rows of one dataset."""

REASONS = ["不可抗力", "台风"]


def outages(draw: DrawFn, ground: Ground, months: list[str], most: int = 4) -> Uploads:
    """Outages of the given months: overlapping, touching, over midnight and month end, without an end, exempt."""
    uploads: Uploads = {}
    seen: set[tuple[str, datetime]] = set()
    numbers = count(1)
    for month in months:
        rows: list[Row] = []
        for _ in range(draw(st.integers(0, most))):
            row = _outage(draw, ground, month, rows)
            if (row["system_id"], row["down_at"]) in seen:
                continue
            seen.add((row["system_id"], row["down_at"]))
            row["outage_id"] = draw(st.sampled_from([f"OUT-{next(numbers)}", None]))
            rows.append(row)
        uploads[month] = rows
    return _continued(draw, ground, uploads, "down_at", lambda r: r["up_at"] is None, _ended)


def _outage(draw: DrawFn, ground: Ground, month: str, others: list[Row]) -> Row:
    system_id = draw(st.sampled_from(ground.systems(month)))
    down_at = draw(moments(month))
    if draw(st.booleans()) and others:
        system_id, near = draw(st.sampled_from([(r["system_id"], _near(r, month)) for r in others]))
        down_at = draw(st.sampled_from(near))
    up_at = None if draw(st.integers(0, 4)) == 4 else _told_apart(down_at, down_at + draw(lengths()))
    reason = draw(st.sampled_from([None, None, None, *REASONS]))
    return {"system_id": system_id, "down_at": down_at, "up_at": up_at, "cause": None, "exempt_reason": reason}


def _near(row: Row, month: str) -> list[datetime]:
    """Starts in the same month that make an outage overlap or touch `row`, or just miss it."""
    up_at = row["up_at"] or row["down_at"] + 600 * MINUTE
    near = [up_at, up_at - MINUTE, up_at + MINUTE, row["down_at"] + (up_at - row["down_at"]) // (2 * MINUTE) * MINUTE]
    return [moment for moment in near if month_of(moment) == month] or [row["down_at"]]


def _ended(draw: DrawFn, row: Row, month: str) -> Row:
    up_at = draw(st.one_of(st.none(), moments(month)))
    return row | {
        "up_at": up_at,
        "exempt_reason": row["exempt_reason"] or draw(st.sampled_from([None, None, "不可抗力"])),
    }


def maintenance(draw: DrawFn, ground: Ground, months: list[str], outage_rows: list[Row]) -> Uploads:
    """Maintenance windows, half of them around or inside an outage; approved, not approved, approved too late."""
    uploads: Uploads = {}
    seen: set[tuple[object, ...]] = set()
    for month in months:
        uploads[month] = []
        near = [row for row in outage_rows if month_of(row["down_at"]) == month]
        for _ in range(draw(st.integers(0, 3))):
            system_id = draw(st.sampled_from(ground.systems(month)))
            starts_at = draw(moments(month))
            if draw(st.booleans()) and near:
                row = draw(st.sampled_from(near))
                shift = draw(st.sampled_from([-60, -1, 0, 1, 30])) * MINUTE
                moved = row["down_at"] + shift
                system_id, starts_at = row["system_id"], moved if month_of(moved) == month else row["down_at"]
            ends_at = starts_at + MINUTE + draw(lengths())
            approved_by, approved_at = draw(st.sampled_from(_approvals(starts_at)))
            if (system_id, starts_at, ends_at) not in seen:
                seen.add((system_id, starts_at, ends_at))
                uploads[month].append(
                    {
                        "system_id": system_id,
                        "starts_at": starts_at,
                        "ends_at": ends_at,
                        "approved_by": approved_by,
                        "approved_at": approved_at,
                        "reason": "升级",
                    }
                )
    return uploads


def _approvals(starts_at: datetime) -> list[tuple[str | None, datetime | None]]:
    before, after = starts_at - 1440 * MINUTE, starts_at + MINUTE
    return [("李工", None), ("李工", before), ("李工", starts_at), ("李工", after), (None, None), (None, before)]


def incidents(draw: DrawFn, ground: Ground, months: list[str], asset_ids: list[str]) -> Uploads:
    """Fault tickets: answered and restored, late, months later or never; exempt ones, emergencies."""
    numbers = count(1)
    uploads = {
        month: [_incident(draw, ground, month, next(numbers), asset_ids) for _ in range(draw(st.integers(0, 4)))]
        for month in months
    }
    return _continued(draw, ground, uploads, "reported_at", _is_open_fault, _handled)


def _is_open_fault(row: Row) -> bool:
    return row["responded_at"] is None or row["restored_at"] is None


def _incident(draw: DrawFn, ground: Ground, month: str, number: int, asset_ids: list[str]) -> Row:
    reported_at = draw(moments(month))
    row: Row = {
        "incident_id": f"INC-{number}",
        "system_id": draw(st.sampled_from(ground.systems(month))),
        "asset_id": draw(st.sampled_from([None, "A-404", *asset_ids])),
        "fault_class": draw(st.sampled_from(["软件", "硬件"])),
        "is_emergency": draw(st.sampled_from([None, "否", "是", "是"])),
        "reported_at": reported_at,
        "responded_at": None,
        "restored_at": None,
        "is_joint": draw(st.sampled_from([None, "否", "是"])),
        "exempt_reason": draw(st.sampled_from([None, None, None, *REASONS])),
    }
    stage = draw(st.sampled_from(["new", "answered", "restored", "restored", "unanswered"]))
    if stage in ("answered", "restored"):
        row["responded_at"] = reported_at + draw(st.sampled_from([0, 1, 29, 30, 31, 60, 1440])) * MINUTE
    if stage in ("restored", "unanswered"):
        row["restored_at"] = (row["responded_at"] or reported_at) + draw(lengths())
    for later in ("responded_at", "restored_at"):
        row[later] = _told_apart(reported_at, row[later])
    return row


def _told_apart(start: datetime, end: datetime | None) -> datetime | None:
    """Two midnights of one day read as days without a clock, and are refused: the later one is moved by a minute."""
    return end + MINUTE if end == start and start.time() == time() else end


def _handled(draw: DrawFn, row: Row, month: str) -> Row:
    """The ticket as it stands a month or more later, with what was still blank filled in or left so."""
    later = draw(moments(month))
    row = dict(row)
    if row["responded_at"] is None and draw(st.booleans()):
        row["responded_at"] = min(later, row["restored_at"] or later)
    if row["restored_at"] is None and draw(st.booleans()):
        row["restored_at"] = max(later, row["responded_at"] or later)
    return row


def requests(draw: DrawFn, ground: Ground, months: list[str]) -> Uploads:
    """Requests due in their month or later, never at midnight; in time, at the minute, late or open."""
    numbers = count(1)
    uploads = {
        month: [_request(draw, ground, month, next(numbers)) for _ in range(draw(st.integers(0, 4)))]
        for month in months
    }
    return _continued(draw, ground, uploads, "requested_at", lambda r: r["completed_at"] is None, _completed)


def _request(draw: DrawFn, ground: Ground, month: str, number: int) -> Row:
    requested_at = draw(moments(month))
    due_at = requested_at + MINUTE + draw(lengths())
    if (due_at.hour, due_at.minute) == (0, 0):
        due_at += MINUTE
    done = draw(st.sampled_from([None, requested_at, due_at, due_at - MINUTE, due_at + MINUTE, due_at + 9999 * MINUTE]))
    return {
        "request_id": f"REQ-{number}",
        "system_id": draw(st.sampled_from(ground.systems(month))),
        "kind": draw(st.sampled_from(["需求", None, "需求", "标准服务请求"])),
        "requested_at": requested_at,
        "due_at": due_at,
        "completed_at": done,
        "description": None,
    }


def _completed(draw: DrawFn, row: Row, month: str) -> Row:
    in_time = [row["due_at"]] if month_of(row["due_at"]) <= month else []
    return row | {"completed_at": draw(st.one_of(st.sampled_from([None, *in_time]), moments(month)))}


def _continued(
    draw: DrawFn,
    ground: Ground,
    uploads: Uploads,
    placed_by: str,
    is_open: Callable[[Row], bool],
    newer: Callable[[DrawFn, Row, str], Row],
) -> Uploads:
    """Repeat open records in later months, at times several times, until they are closed.

    A month without own rows stays a nil return; a system that left the list has no continuations.
    """
    stated = [month for month in uploads if uploads[month]]
    for position, month in enumerate(stated):
        for row in [r for r in uploads[month] if month_of(r[placed_by]) == month]:
            version = row
            for later in stated[position + 1 :]:
                if is_open(version) and row["system_id"] in ground.systems(later) and draw(st.booleans()):
                    version = newer(draw, version, later)
                    uploads[later].append(version)
    return uploads
