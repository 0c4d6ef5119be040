"""Problems beyond the first of their kind: counted to the last one, not listed. A log may have a million bad rows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from loaders.problems import CATALOGUE, Kind, Problem

MOST_LISTED = 1_000
"""So many problems of one kind, sheet and column are listed row by row."""
Group = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class More:
    """How many further problems there are of a kind in a sheet and column; codes as in the catalogue."""

    code: str
    sheet: str | None
    column: str | None
    count: int

    @property
    def kind(self) -> Kind:
        """Its entry in the catalogue."""
        return CATALOGUE[self.code]

    @property
    def group(self) -> Group:
        """What it is of."""
        return self.code, self.sheet, self.column

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        return asdict(self)


def group_of(one: Problem) -> Group:
    """The kind, sheet and column under which a problem is counted."""
    return one.code, one.sheet, one.column


def joined(more: Iterable[More]) -> list[More]:
    """One count for each kind, sheet and column."""
    counts: Counter[Group] = Counter()
    for one in more:
        counts[one.group] += one.count
    return [More(*group, count) for group, count in counts.items()]


def shortened(problems: Sequence[Problem], more: Iterable[More], most: int) -> tuple[list[Problem], list[More]]:
    """The first problems of a list, at most so many, and the counts of all others with those of `more`."""
    left_out = Counter(map(group_of, problems[most:]))
    return list(problems[:most]), joined([*more, *(More(*group, count) for group, count in left_out.items())])


def listed_only(listed: int, more: Iterable[More]) -> str:
    """'共 300,000 处问题，这里列出前 1,000 处'; '' where all are listed."""
    others = sum(one.count for one in more)
    return f"共 {listed + others:,} 处问题，这里列出前 {listed:,} 处" if others else ""
