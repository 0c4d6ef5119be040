"""A stretch of time as the bits of one integer: union is |, intersection &, what is left & ~, a length a bit count."""

from collections.abc import Iterator
from datetime import datetime, timedelta


class Timeline:
    """Marks on [base, end), one bit for each `step` seconds, the earliest the lowest."""

    def __init__(self, base: datetime, end: datetime, step: int) -> None:
        self.base = base
        self.step = step
        self.size = self._place(end)

    def _place(self, moment: datetime) -> int:
        return int((moment - self.base).total_seconds()) // self.step

    def mark(self, start: datetime, end: datetime | None) -> int:
        """The bits of [start, end), cut to the timeline; without an end to the end of the timeline."""
        first = min(max(self._place(start), 0), self.size)
        last = self.size if end is None else min(max(self._place(end), 0), self.size)
        return ((1 << (last - first)) - 1) << first if last > first else 0

    def hours(self, marks: int) -> float:
        """How many hours are marked."""
        return marks.bit_count() * self.step / 3600

    def first(self, marks: int) -> datetime:
        """The first marked instant; `marks` must not be 0."""
        return self.base + timedelta(seconds=((marks & -marks).bit_length() - 1) * self.step)

    def runs(self, marks: int) -> Iterator[int]:
        """The unbroken runs in time order, each as marks of its own; touching stretches are one run."""
        while marks:
            run = marks & ~(marks + (marks & -marks))
            yield run
            marks ^= run


def step_for(moments: list[datetime]) -> int:
    """60 if all the moments are whole minutes, else 1: the coarsest exact step in seconds of the two."""
    return 60 if all(m.second == 0 for m in moments) else 1
