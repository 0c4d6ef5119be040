"""Repair time, response time and joint response of the fault tickets, and the completion of requests."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import fsum

from .months import covered_months, inside
from .records import Figures, Records, Row, Value, counting, is_yes

_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_Cases = list[tuple[str, Row]]


@dataclass(frozen=True)
class Open:
    """Cases still open at a moment, and how many of them are older than the limit."""

    count: int
    over_limit: int


def _faults(records: Records, fault_class: str | None = None) -> _Cases:
    """(system, ticket) of the faults that are not exempt, of one class or of both."""
    return [
        (system_id, row)
        for system_id, row in counting(records, "incidents")
        if not row.get("exempt_reason") and fault_class in (None, row["fault_class"])
    ]


def _pooled(figures: list[tuple[str, float, float]], scale: float = 1) -> Value:
    """Pool (system, part, whole) facts; the value is part / whole × scale."""
    by_system: dict[str, Figures] = {}
    for system_id in sorted({s for s, _, _ in figures}):
        part = fsum(p for s, p, _ in figures if s == system_id)
        whole = fsum(w for s, _, w in figures if s == system_id)
        by_system[system_id] = (scale * part / whole if whole else None, part, whole)
    part, whole = fsum(p for _, p, _ in figures), fsum(w for _, _, w in figures)
    return Value(scale * part / whole if whole else None, part, whole, by_system)


def _restored(records: Records, start: datetime, end: datetime, fault_class: str | None) -> _Cases:
    months = covered_months(records, ("incidents",), start, end)
    faults = _faults(records, fault_class)
    return [(s, r) for s, r in faults if r.get("restored_at") and inside(r["restored_at"], months, start, end)]


def _unrestored(records: Records, at: datetime, fault_class: str | None) -> _Cases:
    faults = [(s, r) for s, r in _faults(records, fault_class) if r["reported_at"] < at]
    return [(s, r) for s, r in faults if r.get("restored_at") is None or r["restored_at"] >= at]


def repair(records: Records, start: datetime, end: datetime, fault_class: str | None = None) -> Value:
    """Mean hours from report to restoring of the faults restored in the period (`fault_class` None: MTTR)."""
    cases = _restored(records, start, end, fault_class)
    return _pooled([(s, (r["restored_at"] - r["reported_at"]) / _HOUR, 1) for s, r in cases])


def repair_open(records: Records, end: datetime, limit_hours: float, fault_class: str | None = None) -> Open:
    """The faults reported before `end` and not restored by then."""
    cases = _unrestored(records, end, fault_class)
    return Open(len(cases), sum((end - r["reported_at"]) / _HOUR > limit_hours for _, r in cases))


def repair_within_limit(
    records: Records, start: datetime, end: datetime, limit_hours: float, fault_class: str | None = None
) -> Value:
    """Percent repaired within the limit, of those restored in the period and those open past the limit at `end`."""
    cases = _restored(records, start, end, fault_class)
    late = [(s, r) for s, r in _unrestored(records, end, fault_class) if (end - r["reported_at"]) / _HOUR > limit_hours]
    within = [(s, float((r["restored_at"] - r["reported_at"]) / _HOUR <= limit_hours), 1.0) for s, r in cases]
    return _pooled(within + [(s, 0.0, 1.0) for s, _ in late], 100)


def _reported(records: Records, start: datetime, end: datetime, answered: bool) -> _Cases:
    months = covered_months(records, ("incidents",), start, end)
    faults = [(s, r) for s, r in _faults(records) if inside(r["reported_at"], months, start, end)]
    return [(s, r) for s, r in faults if (r.get("responded_at") is not None) == answered]


def response(records: Records, start: datetime, end: datetime) -> Value:
    """Mean minutes from report to first response of the faults reported in the period and answered, even if later."""
    cases = _reported(records, start, end, answered=True)
    return _pooled([(s, (r["responded_at"] - r["reported_at"]) / _MINUTE, 1) for s, r in cases])


def response_open(records: Records, start: datetime, end: datetime, limit_minutes: float, at: datetime) -> Open:
    """The faults reported in the period and never answered, aged at `at`."""
    cases = _reported(records, start, end, answered=False)
    return Open(len(cases), sum((at - r["reported_at"]) / _MINUTE > limit_minutes for _, r in cases))


def response_within_limit(
    records: Records, start: datetime, end: datetime, limit_minutes: float, at: datetime
) -> Value:
    """Percent answered within the limit, of the answered ones and those unanswered past the limit at `at`."""
    answered = _reported(records, start, end, answered=True)
    waiting = _reported(records, start, end, answered=False)
    late = [(s, r) for s, r in waiting if (at - r["reported_at"]) / _MINUTE > limit_minutes]
    within = [(s, float((r["responded_at"] - r["reported_at"]) / _MINUTE <= limit_minutes), 1.0) for s, r in answered]
    return _pooled(within + [(s, 0.0, 1.0) for s, _ in late], 100)


def joint_response(records: Records, start: datetime, end: datetime) -> Value:
    """Percent of the emergencies reported in the period, without exempt ones, that were answered jointly."""
    months = covered_months(records, ("incidents",), start, end)
    return _pooled(
        [
            (system_id, float(is_yes(row.get("is_joint"))), 1.0)
            for system_id, row in _faults(records)
            if is_yes(row.get("is_emergency")) and inside(row["reported_at"], months, start, end)
        ],
        100,
    )


def request_completion(records: Records, start: datetime, end: datetime) -> Value:
    """Percent of the requests of kind 需求 (or blank) falling due in the period that were completed by then."""
    months = covered_months(records, ("requests",), start, end)
    return _pooled(
        [
            (system_id, float(row.get("completed_at") is not None and row["completed_at"] <= row["due_at"]), 1.0)
            for system_id, row in counting(records, "requests")
            if row.get("kind") in (None, "", "需求") and inside(row["due_at"], months, start, end)
        ],
        100,
    )
