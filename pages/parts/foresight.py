"""What restoring or replacing would come to: done in a transaction that is rolled back, and looked at inside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from data.store import Cursor
from kpi.measures import rebuild
from kpi.score import Scorecard, scorecard
from loaders.batches import receive_nil, restore
from loaders.receipts import Receipt
from loaders.receiving import Refresh, receive
from loaders.versions import Difference, differences
from pages.parts import session


@dataclass
class Foreseen:
    """What something would come to, on top of a version of the store. receipt: accepted, or why not; after: None if it
    is not accepted. before, after: the scorecard to date."""

    version: int
    before: Scorecard
    receipt: Receipt
    after: Scorecard | None = None
    changes: list[Difference] = field(default_factory=list)

    @property
    def is_of_now(self) -> bool:
        """Whether nothing has changed in the store since."""
        return self.version == session.store().version()


def foresee_restoring(package: int, batch_id: str) -> Foreseen:
    """What restoring a batch of a package would change."""
    return _foresee(package, lambda look: restore(session.store(), batch_id, refresh=look, check_only=True))


def foresee_replacing(
    package: int, month: str, files: Sequence[tuple[str, bytes]], nil: Sequence[str]
) -> list[Foreseen]:
    """What the good rows of each file (name, bytes), and the nil returns, would change in place of the month's data."""
    store = session.store()
    actions: list[Callable[[Refresh], Receipt]] = [
        partial(_received, package, month, name, content) for name, content in files
    ]
    if nil:
        actions.append(
            lambda look: receive_nil(store, package, month, nil, replace=True, refresh=look, check_only=True)
        )
    return [_foresee(package, action) for action in actions]


def _received(package: int, month: str, name: str, content: bytes, look: Refresh) -> Receipt:
    return receive(
        session.store(), package, month, name, content, replace=True, good_rows=True, refresh=look,
        check_only=True,
    )  # fmt: skip


def _foresee(package: int, action: Callable[[Refresh], Receipt]) -> Foreseen:
    store = session.store()
    version, before = store.version(), session.scorecard(package, "todate")
    found: list[tuple[list[Difference], Scorecard]] = []

    def look(cursor: Cursor, package: int, number: int) -> None:
        rebuild(cursor, package, number)
        would_be = scorecard(store.foreseen(cursor, number), package)
        found.append((differences(cursor, package, number), would_be))

    receipt = action(look)
    changes, after = found[0] if found else ([], None)
    return Foreseen(version, before, receipt, after, changes)
