"""What restoring or replacing would come to: done in a transaction that is rolled back, and looked at inside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from data.store import Cursor
from kpi.measures import rebuild
from kpi.score import Scorecard, scorecard
from loaders.batches import receive_nil, restore
from loaders.readmitting import readmit
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
    return _foresee(
        package, lambda look: restore(session.store_of(package, batch_id), batch_id, refresh=look, check_only=True)
    )


def foresee_storing(package: int, month: str, file_name: str, content: bytes, nil: Sequence[str]) -> Foreseen:
    """What the good rows of a file (or nil returns, without a file) would change, in place of what the month has."""
    store = session.store_of(package, file_name)
    if nil:
        return _foresee(
            package,
            lambda look: receive_nil(store, package, month, nil, replace=True, refresh=look, check_only=True),
        )
    return _foresee(
        package,
        lambda look: receive(
            store, package, month, file_name, content, replace=True, good_rows=True, refresh=look, check_only=True
        ),
    )


def foresee_readmitting(package: int, waiting_id: str) -> Foreseen:
    """What taking in an upload that waits would change."""
    return _foresee(
        package, lambda look: readmit(session.store_of(package, waiting_id), waiting_id, refresh=look, check_only=True)
    )


def _foresee(package: int, action: Callable[[Refresh], Receipt]) -> Foreseen:
    store = session.store_of(package, "试算")
    version, before = store.version(), session.scorecard(package, "todate")
    found: list[tuple[list[Difference], Scorecard]] = []

    def look(cursor: Cursor, package: int, number: int) -> None:
        rebuild(cursor, package, number)
        would_be = scorecard(store.foreseen(cursor, number), package)
        found.append((differences(cursor, package, number), would_be))

    receipt = action(look)
    changes, after = found[0] if found else ([], None)
    return Foreseen(version, before, receipt, after, changes)
