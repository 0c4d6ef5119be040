"""Batches once stored: nil returns, restoring an earlier one, listing them."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from data.closings import closed_months
from data.store import Cursor, Store
from loaders.current import Current
from loaders.datasets import DATASETS
from loaders.problems import listed, problem
from loaders.receipts import BatchLine, Receipt
from loaders.receiving import Refresh, finish, needs_replace, transaction
from loaders.rules import current_ids
from loaders.storing import Source, publish, store_nil
from loaders.uploads import Upload, month_problem
from loaders.waiting_list import Kept, put_aside


@dataclass(frozen=True)
class BatchInfo:
    """A batch that was published at some time. state: current, or superseded by a later one."""

    batch_id: str
    package: int
    dataset: str
    month: str
    state: Literal["current", "superseded"]
    file_name: str | None
    sha256: str | None
    uploaded_at: datetime
    uploaded_by: str
    is_nil: bool
    rows: int
    refused: int
    notes: list[str]
    mapped_columns: list[str]

    def to_json(self) -> dict[str, object]:
        """As the command line prints it."""
        return asdict(self) | {"uploaded_at": self.uploaded_at.isoformat()}


def receive_nil(
    store: Store,
    package: int,
    month: str,
    datasets: Sequence[str],
    *,
    replace: bool = False,
    beside: Collection[str] = (),
    uploaded_by: str = "",
    refresh: Refresh | None,
    check_only: bool = False,
) -> Receipt:
    """Take the word that nothing happened in a month, for all the datasets or none. Over a current batch only with
    `replace`, and never over one of `beside`, which the same handing in has just stored; never for systems and assets.
    check_only: say what would happen, no more.
    """
    upload = Upload(package, month, store.now())
    receipt = Receipt(False, package, month, None)
    wanted = [DATASETS[name] for name in dict.fromkeys(datasets)]
    wrong_month = month_problem(upload)
    receipt.problems += [wrong_month] if wrong_month else []
    receipt.problems += [problem("nil_not_allowed", title=one.title) for one in wanted if not one.may_be_nil]
    receipt.problems += [
        problem("dataset_of_others", package=package, title=one.title) for one in wanted if package not in one.packages
    ]
    source = Source(None, None, uploaded_by)
    with transaction(store, receipt, check_only=check_only) as (cursor, version):
        current = Current(cursor, package, version - 1)
        for dataset in wanted:
            standing = current.slots.get((dataset.name, month))
            if standing and standing.is_nil:
                receipt.problems.append(problem("duplicate", batch=standing.described))
            elif standing and standing.batch_id in beside:
                receipt.problems.append(problem("nil_beside_file", title=dataset.title, batch=standing.described))
            elif standing and not replace:
                receipt.problems.append(needs_replace(dataset, upload, standing.described))
        is_closed = month in closed_months(cursor, package, version - 1)
        if not receipt.problems and not is_closed:
            receipt.accepted = True
            receipt.batches = [store_nil(cursor, version, upload, dataset, source) for dataset in wanted]
            receipt.notes = [f"{dataset.title}：本月无" for dataset in wanted]
            finish(cursor, version, receipt, wanted, refresh)
    if is_closed:
        kept = Kept(package, month, uploaded_by, nil=tuple(one.name for one in wanted))
        receipt.problems = [put_aside(store, kept, check_only=check_only)]
    return receipt


def restore(
    store: Store,
    batch_id: str,
    *,
    restored_by: str = "",
    reason: str = "",
    refresh: Refresh | None,
    check_only: bool = False,
) -> Receipt:
    """Make a superseded batch the current one of its dataset and month again; the other stays and can be restored.

    restored_by, reason: kept with the history of the versions (loaders.versions). check_only: say what would happen, no
    more. Refused if an id of it stands in another current batch of the package. An unknown batch gives package 0,
    month ''.
    """
    receipt = Receipt(False, 0, "", None)
    with transaction(store, receipt, check_only=check_only) as (cursor, version):
        found = _published(cursor, batch_id)
        if found is None:
            receipt.problems.append(problem("unknown_batch", batch=batch_id))
            return receipt
        receipt.package, receipt.month, receipt.file_name = found["package"], found["month"], found["file_name"]
        dataset = DATASETS[found["dataset"]]
        current = Current(cursor, receipt.package, version - 1)
        if current.slots[dataset.name, receipt.month].batch_id == batch_id:
            receipt.problems.append(problem("already_current", batch=batch_id))
            return receipt
        if receipt.month in closed_months(cursor, receipt.package, version - 1):
            of = receipt.package, receipt.month
            receipt.problems.append(problem("restore_closed", package=of[0], month=of[1], batch=batch_id))
            return receipt
        clashes = [] if dataset.is_list else _clashes(current, dataset.name, receipt.month, batch_id)
        if clashes:
            ids, count = listed(clashes), len(clashes)
            receipt.problems.append(problem("ids_current_elsewhere", batch=batch_id, count=count, ids=ids))
            return receipt
        receipt.accepted = True
        upload = Upload(receipt.package, receipt.month, store.now())
        publish(cursor, version, upload, dataset.name, batch_id, by=restored_by, reason=reason)
        receipt.batches = [
            BatchLine(
                batch_id, dataset.name, found["rows"], found["skipped_totals"], found["dropped_columns"],
                found["ignored_columns"], found["mapped_columns"] or [],
            )
        ]  # fmt: skip
        receipt.notes = list(found["notes"])
        finish(cursor, version, receipt, [dataset], refresh)
    return receipt


def _published(cursor: Cursor, batch_id: str) -> dict[str, Any] | None:
    """A batch by its id, if it was ever published."""
    names = ("package", "dataset", "month", "file_name", "rows", "skipped_totals", "dropped_columns",
             "ignored_columns", "notes", "mapped_columns")  # fmt: skip
    quoted = ", ".join(f'"{name}"' for name in names)
    row = cursor.execute(
        f"SELECT {quoted} FROM batches WHERE batch_id = ? AND batch_id IN (SELECT batch_id FROM publications)",
        [batch_id],
    ).fetchone()
    return dict(zip(names, row, strict=True)) if row else None


def _clashes(current: Current, dataset: str, month: str, batch_id: str) -> list[str]:
    """Records of the batch that stand, as records of their own, in current batches of other months."""
    ids = current.cursor.execute(
        f'SELECT record_id FROM "{dataset}" WHERE batch_id = ? AND NOT is_continuation', [batch_id]
    ).fetchall()
    others = current.batch_ids(dataset, but=month)
    return [record_id for record_id, _ in current_ids(current.cursor, dataset, [row[0] for row in ids], others)]


def list_batches(store: Store, package: int | None = None, month: str | None = None) -> list[BatchInfo]:
    """All batches that were ever published, newest month first; only those of a package or month if given."""
    with store.reading() as cursor:
        rows = cursor.execute(
            """WITH visible AS (FROM publications WHERE version <= (SELECT version FROM published)),
                    newest AS (SELECT arg_max(batch_id, version) AS batch_id FROM visible
                               GROUP BY package, dataset, month)
               SELECT batch_id, package, dataset, month,
                   CASE WHEN batch_id IN (FROM newest) THEN 'current' ELSE 'superseded' END,
                   file_name, sha256, uploaded_at, uploaded_by, is_nil, "rows", refused, notes,
                   coalesce(mapped_columns, [])
               FROM batches
               WHERE batch_id IN (SELECT batch_id FROM visible)
                   AND (?::INTEGER IS NULL OR package = ?) AND (?::VARCHAR IS NULL OR month = ?)
               ORDER BY package, month DESC, dataset, sequence DESC""",
            [package, package, month, month],
        ).fetchall()
    return [BatchInfo(*row) for row in rows]
