"""MTBF beyond its value: how many failures the target allows, how sure the value is, how it came to be day by day."""

from collections.abc import Iterable
from datetime import date
from math import floor
from typing import NamedTuple

from scipy.special import chdtri

from kpi.faults import UptimeDay
from kpi.periods import Period
from kpi.values import Number
from kpi.words import shown_number

CONFIDENCE = 0.90
_TAIL = (1 - CONFIDENCE) / 2


class Allowance(NamedTuple):
    """Failures that the hours of service allow at the target, those that happened, and what is left (below 0: over)."""

    allowed: int
    used: int

    @property
    def left(self) -> int:
        """How many more would still meet the target."""
        return self.allowed - self.used


def allowance(hours: float, failures: float, target: float) -> Allowance:
    """floor(hours / target) failures are allowed (domain.md section 3, MTBF)."""
    return Allowance(floor(round(hours / target, 9)), round(failures))


class Interval(NamedTuple):
    """Between which hours the true MTBF lies with 90 % confidence; high None without a failure."""

    low: float
    high: Number


def mtbf_interval(hours: float, failures: float) -> Interval | None:
    """The exact interval of a time-truncated test: 2T / χ²(0.95; 2r+2) and 2T / χ²(0.05; 2r) (IEC 60605-4); None
    without an hour of service. It supposes failures at random, at a constant rate.
    """
    if hours <= 0:
        return None
    count = round(failures)
    high = 2 * hours / float(chdtri(2 * count, 1 - _TAIL)) if count else None
    return Interval(2 * hours / float(chdtri(2 * count + 2, _TAIL)), high)


def interval_sentence(hours: float, failures: float, target: float) -> str:
    """The interval in one sentence, with what it says of the target; '' where there is none."""
    found = mtbf_interval(hours, failures)
    if found is None:
        return ""
    low, seen = _hours(found.low), f"{_hours(hours)} 小时里{f'发生 {failures:.0f} 次故障' if failures else '没有故障'}"
    if found.high is None:
        # One bound alone: only one of the two tails is given away.
        said = f"有 {100 * (1 - _TAIL):.0f}% 的把握不低于 {low} 小时"
    else:
        said = f"有 {100 * CONFIDENCE:.0f}% 的把握在 {low} 与 {_hours(found.high)} 小时之间"
    return f"{seen}，真实的平均间隔{said}，{_against(found, target)}。"


def _against(found: Interval, target: float) -> str:
    if found.low >= target:
        return f"高于目标 {target:g} 小时"
    if found.high is not None and found.high < target:
        return f"低于目标 {target:g} 小时"
    if found.high is None:
        return f"还不足以断定达到目标 {target:g} 小时"
    return f"目标 {target:g} 小时也在其中，单凭这些次数还不能断定"


def _hours(value: float) -> str:
    return shown_number(value, 0, "at_least")


class CumulativeDay(NamedTuple):
    """Failures so far at the end of a day, and how many the hours so far allow (not yet rounded down)."""

    day: date
    failures: float
    allowed: float


def cumulative_failures(
    uptime: Iterable[UptimeDay], target: float, period: Period, system_id: str | None = None
) -> list[CumulativeDay]:
    """Day by day through a period, of one system or all; days of months without uploads are left out."""
    by_day: dict[date, tuple[float, float]] = {}
    for one in uptime:
        if period.start <= one.day < period.end and system_id in (None, one.system_id):
            hours, failures = by_day.get(one.day, (0.0, 0.0))
            by_day[one.day] = (hours + one.hours, failures + one.failures)
    days, hours, failures = [], 0.0, 0.0
    for day in sorted(by_day):
        hours, failures = hours + by_day[day][0], failures + by_day[day][1]
        days.append(CumulativeDay(day, failures, hours / target))
    return days
