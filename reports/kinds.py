"""The kinds of assessment reports: what they are called and which periods they are of."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from data.errors import DefinitionError
from kpi.periods import Month, Period, parse_period
from kpi.targets import Contract, current_contract


@dataclass(frozen=True)
class Kind:
    """A kind of report. word: as in its title; form: what its period looks like, an example in example; previous: the
    period before a given one that it is compared with, None where it shows how things went month by month instead."""

    name: str
    word: str
    form: str
    example: str
    previous: Callable[[Period], str] | None = None

    @property
    def title(self) -> str:
        """'月度考核报告'."""
        return f"{self.word}考核报告"

    def check(self, period: str, as_of: date) -> Period:
        """The period as an object; DefinitionError if it is not one of this kind, lies outside the service term, or
        has not begun."""
        if not re.fullmatch(self.form, period):
            raise DefinitionError(f"{self.title}的期间不能是“{period}”", f"请写成 {self.example}")
        found = parse_period(period, current_contract(), as_of)
        if found.start > as_of:
            raise DefinitionError(f"{period_words(found)}在数据截止 {as_of} 时还没有开始", "请选择已经开始的期间")
        return found

    def default_period(self, as_of: date) -> str:
        """The last period of the kind that is over by the end of the day as_of; the first of the term if none is."""
        contract = current_contract()
        if self.name in ("midterm", "annual"):
            return self.example
        length = 1 if self.name == "monthly" else 3
        return _name(_last_over(contract, as_of, length), length)

    def compared_with(self, period: Period) -> str | None:
        """The period before, if the term has it."""
        if self.previous is None or period.first <= current_contract().first_month:
            return None
        return self.previous(period)


def _last_over(contract: Contract, as_of: date, length: int) -> Month:
    """The first month of the last run of so many months (a calendar month or quarter) that is over."""
    after = Month.of(as_of + timedelta(days=1))
    begun = after if length == 1 else after.quarter[0]
    first = contract.first_month if length == 1 else contract.first_month.quarter[0]
    last = contract.last_month if length == 1 else contract.last_month.quarter[0]
    return min(max(begun.plus(-length), first), last)


def _name(first: Month, length: int) -> str:
    return str(first) if length == 1 else f"{first.year}Q{(first.number + 2) // 3}"


KINDS: dict[str, Kind] = {
    one.name: one
    for one in (
        Kind("monthly", "月度", r"\d{4}-\d{2}", "2026-10", lambda period: _name(period.first.plus(-1), 1)),
        Kind("quarterly", "季度", r"\d{4}Q[1-4]", "2026Q4", lambda period: _name(period.first.plus(-3), 3)),
        Kind("midterm", "中期", "midterm", "midterm"),
        Kind("annual", "年度", "term", "term"),
    )
}
"""By name, in the order in which they are offered."""


def kind_of(name: str) -> Kind:
    """The kind of a name; DefinitionError naming all for another one."""
    if name not in KINDS:
        raise DefinitionError(f"没有“{name}”这种考核报告", f"可用的有：{'、'.join(KINDS)}")
    return KINDS[name]


def month_words(month: Month) -> str:
    """'2026年10月'."""
    return f"{month.year}年{month.number}月"


def period_words(period: Period) -> str:
    """'2026年10月', '2026年第四季度', '2026年7月至11月', '2026年7月至2027年6月'."""
    first, last = period.first, period.last
    if first == last:
        return month_words(first)
    if period.name[4:5] == "Q":
        return f"{first.year}年第{'一二三四'[(first.number - 1) // 3]}季度"
    if first.year == last.year:
        return f"{month_words(first)}至{last.number}月"
    return f"{month_words(first)}至{month_words(last)}"


def day_words(day: date) -> str:
    """'2026年10月31日'."""
    return f"{day.year}年{day.month}月{day.day}日"
