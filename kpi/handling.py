"""How fault tickets were handled: response, repair and arrival against their limits, by ticket, system, class and hour.

The rules are those of the measures response_time and repair_time and of kpi/cases.py. What the scorecard says of a
package or a system is taken from there; this is for tickets one by one and for parts that it does not know.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple

from kpi.faults import HARDWARE, FaultRecords, Ticket
from kpi.periods import Month, Period
from kpi.targets import Indicator
from kpi.values import Number

TIMED = ("response_time", "repair_time")
"""The measures in which each ticket has a limit of its own."""
ONSITE_LIMIT = timedelta(hours=2)
"""Urgent or batch faults: on site within 2 h (五、运维服务需求 of packages 3 and 4)."""
BINS = 12
"""Bars of a histogram up to twice the limit: six within it, six beyond, and one for all that took longer still."""


@dataclass(frozen=True)
class Scope:
    """Which tickets are looked at: a period up to 00:00 of `moment`, one system or class or all.

    covered: the months of which tickets were uploaded.
    """

    start: date
    moment: date
    covered: frozenset[Month]
    system_id: str | None = None
    fault_class: str | None = None

    @classmethod
    def of(cls, records: FaultRecords, period: Period) -> "Scope":
        """All tickets of a package in a period, up to the data cut-off."""
        return cls(period.start, min(period.end, records.cut), records.covered)

    def only(self, system_id: str | None, fault_class: str | None) -> "Scope":
        """The same for one system, one class, or both."""
        return replace(self, system_id=system_id, fault_class=fault_class)

    @cached_property
    def judged_at(self) -> datetime:
        """The moment at which open tickets are aged."""
        return datetime.combine(self.moment, time.min)

    def has_day(self, at: datetime | None) -> bool:
        """Whether something that happened then counts in the period."""
        return at is not None and self.start <= at.date() < self.moment and Month.of(at.date()) in self.covered

    def holds(self, ticket: Ticket) -> bool:
        """Whether the ticket counts at all and is of the system and class looked at."""
        return (
            ticket.counts
            and self.system_id in (None, ticket.system_id)
            and self.fault_class in (None, ticket.fault_class)
        )


class Standing(NamedTuple):
    """How a ticket stands against one indicator. took: how long it took, or its age if it is open.

    is_counted: it stands in the indicator's mean. is_open: not closed at the moment; is_late: open and past the limit.
    """

    indicator: Indicator
    took: timedelta
    limit: timedelta
    is_counted: bool
    is_open: bool
    is_late: bool

    @property
    def is_within(self) -> bool:
        """Closed within the limit."""
        return self.is_counted and self.took <= self.limit

    @property
    def is_over(self) -> bool:
        """Took longer than the limit, or is open past it."""
        return self.is_late or (self.is_counted and self.took > self.limit)


def limit_of(indicator: Indicator) -> timedelta:
    """The limit of each ticket: the target of the mean."""
    return timedelta(seconds=(indicator.at_most or 0.0) * indicator.definition.part_per)


def applies(indicator: Indicator, ticket: Ticket) -> bool:
    """Whether an indicator looks at tickets of this class."""
    return indicator.tag in (None, _tag_of(ticket))


def _tag_of(ticket: Ticket) -> str:
    return "hardware" if ticket.fault_class == HARDWARE else "software"


def standing(ticket: Ticket, indicator: Indicator, scope: Scope) -> Standing | None:
    """How a ticket stands against an indicator of TIMED; None where it is no matter of it in this scope."""
    return next((one for _, one in against([ticket], indicator, scope)), None)


def standings(tickets: Iterable[Ticket], indicator: Indicator, scope: Scope) -> list[Standing]:
    """How all tickets stand that are a matter of an indicator."""
    return [one for _, one in against(tickets, indicator, scope)]


def against(tickets: Iterable[Ticket], indicator: Indicator, scope: Scope) -> list[tuple[Ticket, Standing]]:
    """The tickets that are a matter of an indicator of TIMED in this scope, each with how it stands."""
    is_response, tag, limit = indicator.measure == "response_time", indicator.tag, limit_of(indicator)
    found = []
    for ticket in tickets:
        begun, closed_at = ticket.reported_at, ticket.responded_at if is_response else ticket.restored_at
        if begun >= scope.judged_at or (is_response and not scope.has_day(begun)):
            continue
        if tag not in (None, _tag_of(ticket)) or not scope.holds(ticket):
            continue
        one = _standing(ticket, indicator, limit, scope, closed_at)
        if one is not None:
            found.append((ticket, one))
    return found


def _standing(
    ticket: Ticket, indicator: Indicator, limit: timedelta, scope: Scope, closed_at: datetime | None
) -> Standing | None:
    moment = scope.judged_at
    is_counted = closed_at is not None and (indicator.measure == "response_time" or scope.has_day(closed_at))
    is_open = closed_at is None or closed_at >= moment
    if not is_counted and not is_open:
        return None
    took = ticket.ran(closed_at if is_counted and closed_at is not None else moment)
    is_late = is_open and (took if not is_counted else ticket.ran(moment)) > limit
    return Standing(indicator, took, limit, is_counted, is_open, is_late)


@dataclass(frozen=True)
class Handling:
    """Tickets together against one indicator. mean: in its unit; within: percent, as the scorecard's within_limit."""

    counted: int
    mean: Number
    within: Number
    open: int
    late: int
    over: int


def handling(found: Iterable[Standing]) -> Handling:
    """The mean of the counted ones, and the share within the limit of those and of the open ones past it."""
    every = list(found)
    counted = [one for one in every if one.is_counted]
    judged = len(counted) + sum(one.is_late and not one.is_counted for one in every)
    mean = None
    if counted:
        per = counted[0].indicator.definition.part_per
        mean = sum(one.took.total_seconds() for one in counted) / per / len(counted)
    return Handling(
        len(counted),
        mean,
        100 * sum(one.is_within for one in counted) / judged if judged else None,
        sum(one.is_open for one in every),
        sum(one.is_late for one in every),
        sum(one.is_over for one in every),
    )


class Bin(NamedTuple):
    """A bar of a histogram: more than low, up to and with high (None: no end), in the indicator's unit."""

    low: float
    high: Number
    tickets: int
    is_within: bool


def histogram(found: Iterable[Standing], indicator: Indicator) -> list[Bin]:
    """How long the counted tickets took; the limit is an edge and belongs to the bar below it."""
    limit = indicator.at_most or 0.0
    width = limit / (BINS // 2)
    counts = [0] * (BINS + 1)
    for one in found:
        if one.is_counted:
            # Whole bars passed; what ends exactly at an edge has not passed it.
            bars = -(-(one.took * (BINS // 2)) // one.limit) - 1
            counts[min(max(bars, 0), BINS)] += 1
    return [
        Bin(at * width, (at + 1) * width if at < BINS else None, count, at < BINS // 2)
        for at, count in enumerate(counts)
    ]


def reported(tickets: Iterable[Ticket], scope: Scope) -> list[Ticket]:
    """The counting tickets reported in the scope."""
    return [one for one in tickets if scope.holds(one) and scope.has_day(one.reported_at)]


def left_out(tickets: Iterable[Ticket], scope: Scope) -> list[Ticket]:
    """The tickets reported in the scope that count nowhere: exempt, or of a system no longer in service."""
    return [
        one
        for one in tickets
        if not one.counts
        and scope.has_day(one.reported_at)
        and scope.system_id in (None, one.system_id)
        and scope.fault_class in (None, one.fault_class)
    ]


def weekday_hours(tickets: Iterable[Ticket]) -> list[list[int]]:
    """How many were reported on which weekday (0: Monday) in which hour (0-23)."""
    grid = [[0] * 24 for _ in range(7)]
    for one in tickets:
        grid[one.reported_at.weekday()][one.reported_at.hour] += 1
    return grid


class Arrival(NamedTuple):
    """How an urgent ticket stands against ONSITE_LIMIT. took: until arrival, or its age without one.

    state: within, late (arrived late, or nobody there past the limit), waiting (young), or unneeded (restored before
    anybody had to be there).
    """

    took: timedelta
    state: str


def arrival(ticket: Ticket, scope: Scope) -> Arrival | None:
    """How an urgent ticket reported in the scope stands; None for others. Without an arrival its age decides, which
    ends with its restoring."""
    if not ticket.is_urgent or not scope.holds(ticket) or not scope.has_day(ticket.reported_at):
        return None
    if ticket.onsite_at is not None:
        took = ticket.ran(ticket.onsite_at)
        return Arrival(took, "within" if took <= ONSITE_LIMIT else "late")
    is_over = ticket.restored_at is not None and ticket.restored_at < scope.judged_at
    ended = ticket.restored_at if is_over and ticket.restored_at is not None else scope.judged_at
    age = ticket.ran(ended)
    return Arrival(age, "late" if age > ONSITE_LIMIT else "unneeded" if is_over else "waiting")


@dataclass(frozen=True)
class OnSite:
    """Urgent tickets together. share: percent within of the decided ones; late_unseen: late without an arrival."""

    within: int
    late: int
    late_unseen: int
    waiting: int
    unneeded: int

    @property
    def share(self) -> Number:
        """None where none is decided."""
        decided = self.within + self.late
        return 100 * self.within / decided if decided else None


def on_site(tickets: Iterable[Ticket], scope: Scope) -> OnSite:
    """The urgent tickets of a scope against ONSITE_LIMIT."""
    found = [(one, said) for one in tickets if (said := arrival(one, scope)) is not None]
    states = [said.state for _, said in found]
    unseen = sum(said.state == "late" and one.onsite_at is None for one, said in found)
    return OnSite(
        states.count("within"), states.count("late"), unseen, states.count("waiting"), states.count("unneeded")
    )
