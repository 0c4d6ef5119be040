"""Where one ticket counts: indicator by indicator, in which month, or why it is left out."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from kpi.faults import FaultRecords, Ticket
from kpi.handling import TIMED, Scope, applies, limit_of
from kpi.periods import Month, Period
from kpi.targets import Indicator


class Place(NamedTuple):
    """What a ticket is to one indicator. took: until it closed, or its age; limit: None where each ticket has none.

    counts: it stands in the value of the period looked at; words: in which month, or why not.
    """

    indicator: Indicator
    took: timedelta | None
    limit: timedelta | None
    is_closed: bool
    counts: bool
    words: str


def places(ticket: Ticket, indicators: Iterable[Indicator], records: FaultRecords, period: Period) -> list[Place]:
    """Every indicator on response, repair and joint response that looks at tickets of this kind."""
    return [
        _place(ticket, one, records, period)
        for one in indicators
        if (one.measure in TIMED and applies(one, ticket)) or (one.measure == "joint_response" and ticket.is_emergency)
    ]


def _place(ticket: Ticket, indicator: Indicator, records: FaultRecords, period: Period) -> Place:
    scope = Scope.of(records, period)
    closed_at = _closed_at(ticket, indicator)
    counted_at = ticket.reported_at if indicator.measure != "repair_time" else closed_at
    # One not answered belongs to its month without standing in the mean of it.
    said = "计入" if closed_at is not None or indicator.measure == "joint_response" else "属于"
    counts, words = _counted(ticket, counted_at, scope, period, said)
    if indicator.measure == "joint_response":
        words = f"{words}，{'已联动响应' if ticket.is_joint else '没有联动响应'}" if counts else words
        return Place(indicator, None, None, True, counts, words)
    limit = limit_of(indicator)
    took = ticket.ran(closed_at or scope.judged_at)
    if counts and closed_at is None:
        counts, words = False, "还没有响应，不进平均值" + ("；已超时，降低限时内占比" if took > limit else "")
    known = closed_at is not None or took >= timedelta(0)
    return Place(indicator, took if known else None, limit, closed_at is not None, counts, words)


def _closed_at(ticket: Ticket, indicator: Indicator) -> datetime | None:
    return ticket.restored_at if indicator.measure == "repair_time" else ticket.responded_at


def _counted(ticket: Ticket, at: datetime | None, scope: Scope, period: Period, said: str) -> tuple[bool, str]:
    """Whether what happened `at` counts in the period, and in words where or why not; said: before the month."""
    if ticket.is_retired:
        return False, "系统停用后的记录，不计"
    if ticket.exempt_reason is not None:
        return False, f"豁免（{ticket.exempt_reason}），不计"
    if at is None:
        return False, "还没有恢复，恢复后计入恢复的那个月"
    month = Month.of(at.date())
    if month not in scope.covered:
        return False, f"{month} 的故障工单没有上报，不计"
    if at.date() < period.start or at.date() >= period.end:
        return False, f"{said} {month}，不在所选期间"
    if at.date() >= scope.moment:
        return False, f"{at:%Y-%m-%d} 在数据截止之后，暂不计"
    return True, f"{said} {month}"
