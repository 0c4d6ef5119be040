"""Receipts 回执: what was stored of a file, under a number that stays; written with the batches or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from data.errors import UploadError
from data.store import Cursor, Store
from loaders.queue import Entry


class StoredAlreadyError(UploadError):
    """A file of the queue is to be stored a second time."""


@dataclass(frozen=True)
class StoredBatch:
    """A batch as a receipt names it. replaced: the batch in whose place it came, if any."""

    batch_id: str
    dataset: str
    rows: int
    refused: int
    is_nil: bool
    replaced: str | None


@dataclass(frozen=True)
class StoredReceipt:
    """A receipt. receipt_id: '20261126-0007'; received: when and by whom the file was handed in; stored: when it was
    decided to store it, and by whom."""

    receipt_id: str
    entry_id: str
    package: int
    month: str
    file_name: str | None
    sha256: str | None
    received_at: datetime
    received_by: str
    stored_at: datetime
    stored_by: str
    batches: list[StoredBatch]

    @property
    def rows(self) -> int:
        """How many rows were stored."""
        return sum(one.rows for one in self.batches)

    @property
    def refused(self) -> int:
        """How many rows were left out."""
        return sum(one.refused for one in self.batches)


def write_receipt(cursor: Cursor, version: int, entry: Entry, now: datetime, by: str) -> None:
    """Write the receipt of an entry for all batches of a version, in its transaction.

    Raises StoredAlreadyError if the entry has one: then nothing of the transaction may stay.
    """
    if receipt_ids(cursor, [entry.entry_id]):
        raise StoredAlreadyError(f"{entry.name} 已经入库", "请刷新页面")
    day = f"{now:%Y%m%d}"
    row = cursor.execute("SELECT count(*) + 1 FROM receipts WHERE starts_with(receipt_id, ?)", [day]).fetchone()
    cursor.execute(
        """INSERT INTO receipts SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, list(batch_id ORDER BY dataset)
           FROM publications WHERE version = ?""",
        [version, f"{day}-{row[0] if row else 1:04}", entry.entry_id, entry.package, entry.month, entry.file_name,
         entry.sha256, entry.received_at, entry.received_by, now, by, version],
    )  # fmt: skip


def receipt_ids(cursor: Cursor, entry_ids: Sequence[str]) -> dict[str, str]:
    """entry_id → receipt_id of those entries that have been stored."""
    rows = cursor.execute(
        """SELECT entry_id, receipt_id FROM receipts WHERE list_contains(?::VARCHAR[], entry_id)
           AND version <= (SELECT version FROM published)""",
        [list(entry_ids)],
    ).fetchall()
    return dict(rows)


def batches_of_drop(store: Store, drop_id: str) -> set[str]:
    """The batches that have been stored of what was dropped together."""
    with store.reading() as cursor:
        rows = cursor.execute(
            """SELECT unnest(batch_ids) FROM receipts JOIN queue_entries USING (entry_id)
               WHERE drop_id = ? AND version <= (SELECT version FROM published)""",
            [drop_id],
        ).fetchall()
    return {row[0] for row in rows}


def stored_receipts(store: Store) -> list[StoredReceipt]:
    """All receipts, the newest first."""
    with store.reading() as cursor:
        rows = cursor.execute(
            """SELECT receipt_id, entry_id, receipts.package, receipts.month, receipts.file_name, receipts.sha256,
                   received_at, received_by, stored_at, stored_by,
                   batch_id, batches.dataset, "rows", refused, is_nil,
                   (SELECT arg_max(earlier.batch_id, earlier.version) FROM publications AS earlier
                    WHERE earlier.package = receipts.package AND earlier.dataset = batches.dataset
                        AND earlier.month = receipts.month AND earlier.version < receipts.version)
               FROM (SELECT *, unnest(batch_ids) AS batch_id FROM receipts
                     WHERE version <= (SELECT version FROM published)) AS receipts
               JOIN batches USING (batch_id) ORDER BY receipt_id DESC, batches.dataset"""
        ).fetchall()
    found: dict[str, StoredReceipt] = {}
    for row in rows:
        found.setdefault(row[0], StoredReceipt(*[*row[:10], []])).batches.append(StoredBatch(*row[10:]))
    return list(found.values())


def first_storer(store: Store, entry: Entry) -> str:
    """Who stored the same bytes for the same package and month first, in words; '' if nobody did in the queue."""
    same = [one for one in stored_receipts(store)
            if (one.sha256, one.package, one.month) == (entry.sha256, entry.package, entry.month)]  # fmt: skip
    if not same or entry.sha256 is None:
        return ""
    first = same[-1]
    return f"{first.stored_by} {first.stored_at:%Y-%m-%d %H:%M} 先入了库，回执 {first.receipt_id}"
