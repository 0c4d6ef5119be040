"""Months, periods, the data cut-off (as_of), and which months are due."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from data.errors import DefinitionError

if TYPE_CHECKING:
    from kpi.targets import Contract

PERIOD_FORMS = "2026-10、2026Q4、midterm、todate、term、2026-07..2026-10"


class Month(NamedTuple):
    """A calendar month in Shanghai."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """'YYYY-MM' → Month; DefinitionError otherwise."""
        found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text)
        if not found:
            raise DefinitionError(f"“{text}”不是月份", "请写成 2026-10")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month of a day."""
        return cls(day.year, day.month)

    def plus(self, months: int) -> "Month":
        """The month so many months later."""
        count = self.year * 12 + self.number - 1 + months
        return Month(count // 12, count % 12 + 1)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def end(self) -> date:
        """The first day after it."""
        return date(self.year + self.number // 12, self.number % 12 + 1, 1)

    @property
    def is_quarter_end(self) -> bool:
        """Last month of a calendar quarter."""
        return self.number % 3 == 0

    @property
    def quarter(self) -> tuple["Month", "Month", "Month"]:
        """The three months of its calendar quarter."""
        first = self.plus(-((self.number - 1) % 3))
        return first, first.plus(1), first.plus(2)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


@dataclass(frozen=True)
class Period:
    """A run of whole months; name as the user wrote it."""

    name: str
    first: Month
    last: Month

    @property
    def start(self) -> date:
        """Its first day."""
        return self.first.first_day

    @property
    def end(self) -> date:
        """The first day after it."""
        return self.last.end

    @property
    def months(self) -> list[Month]:
        """Its months in order."""
        return month_range(self.first, self.last)


def month_range(first: Month, last: Month) -> list[Month]:
    """All months from first to last, both included."""
    count = (last.year - first.year) * 12 + last.number - first.number
    return [first.plus(step) for step in range(count + 1)]


def parse_period(text: str, contract: "Contract", as_of: date) -> Period:
    """A period as users write it (see PERIOD_FORMS); 'todate' ends with the month of as_of.

    Raises DefinitionError for other words and for months outside the service term.
    """
    first, last = contract.first_month, contract.last_month
    if text == "term":
        return Period(text, first, last)
    if text == "midterm":
        return Period(text, first, contract.midterm_last_month)
    if text == "todate":
        return Period(text, first, min(max(Month.of(as_of), first), last))
    if found := re.fullmatch(r"(\d{4})Q([1-4])", text):
        begin = Month(int(found[1]), int(found[2]) * 3 - 2)
        return _inside(Period(text, begin, begin.plus(2)), contract)
    if found := re.fullmatch(r"(\d{4}-\d{2})\.\.(\d{4}-\d{2})", text):
        period = Period(text, Month.parse(found[1]), Month.parse(found[2]))
        if period.last < period.first:
            raise DefinitionError(f"期间“{text}”的结束早于开始", "请交换前后月份")
        return _inside(period, contract)
    if re.fullmatch(r"\d{4}-\d{2}", text):
        month = Month.parse(text)
        return _inside(Period(text, month, month), contract)
    raise DefinitionError(f"不认识期间“{text}”", f"可用的写法：{PERIOD_FORMS}")


def _inside(period: Period, contract: "Contract") -> Period:
    if period.first < contract.first_month or period.last > contract.last_month:
        raise DefinitionError(
            f"期间“{period.name}”超出服务期 {contract.first_month} 至 {contract.last_month}", "请选择服务期内的月份"
        )
    return period


def default_as_of(now: datetime, uploaded: Iterable[str], contract: "Contract") -> date:
    """The last day of the month up to which the data can be judged, one for all packages.

    The last month whose upload deadline has passed, or a later finished month with any accepted upload
    (uploaded: months 'YYYY-MM' of all current batches).
    """
    today = now.date()
    this_month = Month.of(today)
    last = this_month.plus(-1)
    deadline = date(this_month.year, this_month.number, contract.upload_day)
    if today <= deadline and str(last) not in set(uploaded):
        last = last.plus(-1)
    return last.end - timedelta(days=1)
