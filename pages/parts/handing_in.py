"""A file that a page itself has made (定性评价), handed in at once: nobody has to be asked what it is."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from access.audit import Action, Changed
from access.rights import Right
from data.errors import SupervisionError
from kpi.measures import rebuild
from kpi.score import Scorecard
from loaders.receipts import Receipt
from loaders.receiving import receive
from pages.parts import acting, session, visitor


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


def hand_in(package: int, month: str, made: Callable[[], tuple[str, bytes]], *, replace: bool) -> Answer:
    """Take a file for a package and month. made: makes its name and bytes, and keeps what belongs to it, once the right
    has been checked; replace: in place of what the month has."""
    before = session.scorecard(package, "todate")
    store, by = session.store_of(package, "定性评价"), visitor.who().signature

    def taken() -> Receipt:
        return receive(store, package, month, *made(), replace=replace, uploaded_by=by, refresh=rebuild)

    outcome = acting.act(
        Right.ASSESS, package, Action.ASSESS, f"包件{package} {month} 定性评价", taken,
        state=partial(session.stored_rows, package, "assessments", month), told=_tell,
    )  # fmt: skip
    return Answer(package, outcome, before, session.scorecard(package, "todate"))


def _tell(changed: Changed, receipt: Receipt) -> None:
    changed.note = "；".join([*(one.batch_id for one in receipt.batches), *(one.message for one in receipt.problems)])
    changed.result = "ok" if receipt.accepted else "failed"
