"""What an upload is answered with."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from loaders.problems import Problem
from loaders.tally import More


@dataclass(frozen=True)
class BatchLine:
    """One batch that was stored; rows: how many records of it."""

    batch_id: str
    dataset: str
    rows: int
    skipped_totals: int = 0
    dropped_columns: list[str] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    mapped_columns: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Question:
    """A header that nobody can read for sure. guesses: the fields that it may mean, the likeliest first. is_needed: the
    file is refused until somebody says what it means. samples: the first different cells below it."""

    dataset: str
    sheet: str | None
    header: str
    guesses: tuple[str, ...]
    is_needed: bool
    samples: tuple[str, ...] = ()


@dataclass
class Receipt:
    """The answer to one upload. An accepted one may carry problems too: those of the rows that were left out.

    file_name: None where no file was handed in (nil returns, restoring). questions: headers that were not read and may
    be mapped by hand (loaders.mappings). more: how many problems there are beyond those listed; rows, refused: how many
    records the file has, and how many of them have a problem (0 as far as it was not read).
    """

    accepted: bool
    package: int
    month: str
    file_name: str | None
    batches: list[BatchLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    more: list[More] = field(default_factory=list)
    rows: int = 0
    refused: int = 0

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        return {
            "accepted": self.accepted,
            "package": self.package,
            "month": self.month,
            "file": self.file_name,
            "batches": [asdict(line) for line in self.batches],
            "problems": [one.to_json() for one in self.problems],
            "more": [one.to_json() for one in self.more],
            "rows": self.rows,
            "refused": self.refused,
            "notes": list(self.notes),
            "questions": [asdict(one) for one in self.questions],
        }


def stored_batches(receipts: Iterable[Receipt]) -> set[str]:
    """The ids of all batches that were stored."""
    return {line.batch_id for receipt in receipts for line in receipt.batches}
