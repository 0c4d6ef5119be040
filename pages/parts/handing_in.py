"""A file that a page itself has made (定性评价), handed in at once: nobody has to be asked what it is."""

from dataclasses import dataclass
from functools import partial

from data.errors import SupervisionError
from kpi.measures import rebuild
from kpi.score import Scorecard
from loaders.receipts import Receipt
from loaders.receiving import receive
from pages.parts import guard, queue_desk, session


@dataclass(frozen=True)
class Answer:
    """What one handing in came to: a receipt, or what stopped it. before, after: the scorecard to date."""

    package: int
    outcome: Receipt | SupervisionError
    before: Scorecard
    after: Scorecard

    @property
    def is_stored(self) -> bool:
        """Whether it was stored."""
        return isinstance(self.outcome, Receipt) and self.outcome.accepted


def hand_in(package: int, month: str, file: tuple[str, bytes], *, replace: bool) -> Answer:
    """Take a file (name, bytes) for a package and month. replace: in place of what the month has."""
    before = session.scorecard(package, "todate")
    taken = partial(
        receive, session.store(), package, month, *file, replace=replace, uploaded_by=queue_desk.who(), refresh=rebuild
    )  # fmt: skip
    return Answer(package, guard.attempted(taken), before, session.scorecard(package, "todate"))
