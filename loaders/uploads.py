"""What a file is handed in for: package, month, moment; and in which span of time its records must lie."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.contract import term
from loaders.dataset import Dataset
from loaders.problems import Problem, problem


@dataclass(frozen=True)
class Upload:
    """What a file is handed in for: package, month 'YYYY-MM', and the moment of the upload."""

    package: int
    month: str
    now: datetime

    @property
    def starts_at(self) -> datetime:
        """The first moment of the month."""
        return datetime.fromisoformat(f"{self.month}-01")

    @property
    def ends_at(self) -> datetime:
        """The first moment after the month."""
        return _months_later(self.starts_at, 1)

    @property
    def last_day(self) -> datetime:
        """00:00 of the last day of the month."""
        return self.ends_at - timedelta(days=1)

    def span(self, dataset: Dataset) -> tuple[datetime, datetime]:
        """From when to before when the records of the dataset lie: the month, or its quarter."""
        if dataset.cadence != "quarterly":
            return self.starts_at, self.ends_at
        first = self.starts_at.replace(month=(self.starts_at.month - 1) // 3 * 3 + 1)
        return first, _months_later(first, 3)


def _months_later(moment: datetime, count: int) -> datetime:
    months = moment.year * 12 + moment.month - 1 + count
    return moment.replace(year=months // 12, month=months % 12 + 1)


def month_problem(upload: Upload) -> Problem | None:
    """What is wrong with the month of an upload: before the term, or not yet begun; None if nothing is."""
    first = term()[0]
    if upload.month < first:
        return problem("month_before_term", month=upload.month, first=first)
    if upload.starts_at > upload.now:
        return problem("month_not_begun", month=upload.month)
    return None


_NAMED_PACKAGE = re.compile(r"(?:包件|package|pkg)[_ -]?([1-5一二三四五])(?!\d)", re.IGNORECASE)
_NAMED_MONTH = re.compile(r"(20\d{2})(?:年|[-_.])(1[0-2]|0?[1-9])(?!\d)月?")


def disagreements(file_name: str, upload: Upload) -> list[str]:
    """What the name of a file says against the package and month chosen, as notes for the receipt."""
    notes = []
    package = _NAMED_PACKAGE.search(file_name)
    if package and ("一二三四五".find(package[1]) + 1 or int(package[1])) != upload.package:
        notes.append(f"请核对：文件名写的是“{package[0]}”，所选的是包件{upload.package}")
    month = _NAMED_MONTH.search(file_name)
    if month and f"{month[1]}-{int(month[2]):02}" != upload.month:
        notes.append(f"请核对：文件名写的是“{month[0]}”，所选的是 {upload.month}")
    return notes
