"""Checked rows → a batch in the store: its row in `batches`, its records, its refused rows, its publication."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from data.store import Cursor
from loaders.checking import Checked
from loaders.dataset import Dataset
from loaders.plain_rows import PlainRows
from loaders.problems import Problem
from loaders.receipts import BatchLine
from loaders.uploads import Upload
from loaders.vectors import ARROW_TYPES


@dataclass(frozen=True)
class Source:
    """Where a batch comes from. file_name and sha256 are None for a nil return without a file."""

    file_name: str | None
    sha256: str | None
    uploaded_by: str


def store_sheet(cursor: Cursor, version: int, checked: Checked, source: Source) -> BatchLine:
    """Store the good rows of a sheet (or its 本月无) as a batch, published under the version of this transaction."""
    table, upload = checked.table, checked.upload
    kept, plain = [] if table.is_nil else checked.good, checked.plain
    refused = len(table.numbers) - len(kept)
    line = BatchLine(
        _next_batch_id(cursor, upload, checked.dataset.name),
        checked.dataset.name,
        len(kept) + plain.count,
        table.skipped_totals,
        list(table.dropped_columns),
        list(table.ignored_columns),
        list(table.mapped_columns),
    )
    _insert_batch(cursor, upload, line, source, is_nil=table.is_nil, refused=refused, notes=checked.notes)
    if kept:
        _insert_records(cursor, checked, line.batch_id, kept)
    if plain.count:
        _insert_plain(cursor, plain, line.batch_id)
    if checked.dataset.rollup and line.rows:
        cursor.execute(checked.dataset.rollup, [line.batch_id])
    if refused:
        _insert_refused(cursor, line.batch_id, checked.problems)
    publish(cursor, version, upload, line.dataset, line.batch_id, by=source.uploaded_by)
    return line


def store_nil(cursor: Cursor, version: int, upload: Upload, dataset: Dataset, source: Source) -> BatchLine:
    """Store that nothing happened."""
    line = BatchLine(_next_batch_id(cursor, upload, dataset.name), dataset.name, 0)
    _insert_batch(cursor, upload, line, source, is_nil=True, refused=0, notes=[])
    publish(cursor, version, upload, dataset.name, line.batch_id, by=source.uploaded_by)
    return line


def publish(
    cursor: Cursor, version: int, upload: Upload, dataset: str, batch_id: str, *, by: str, reason: str = ""
) -> None:
    """Make a batch the current one of its dataset and month, as of a version. by, reason: who did it and why."""
    cursor.execute(
        """INSERT INTO publications (version, package, dataset, month, batch_id, published_at, published_by, reason)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        [version, upload.package, dataset, upload.month, batch_id, upload.now, by, reason],
    )


def _next_batch_id(cursor: Cursor, upload: Upload, dataset: str) -> str:
    return f"P{upload.package}-{upload.month}-{dataset}-{_next_sequence(cursor, upload, dataset)}"


def _next_sequence(cursor: Cursor, upload: Upload, dataset: str) -> int:
    row = cursor.execute(
        "SELECT coalesce(max(sequence), 0) + 1 FROM batches WHERE package = ? AND dataset = ? AND month = ?",
        [upload.package, dataset, upload.month],
    ).fetchone()
    return int(row[0]) if row else 1


def _insert_batch(
    cursor: Cursor, upload: Upload, line: BatchLine, source: Source, *, is_nil: bool, refused: int, notes: list[str]
) -> None:
    row: dict[str, Any] = {
        "batch_id": line.batch_id,
        "package": upload.package,
        "dataset": line.dataset,
        "month": upload.month,
        "sequence": int(line.batch_id.rpartition("-")[2]),
        "file_name": source.file_name,
        "sha256": source.sha256,
        "uploaded_at": upload.now,
        "uploaded_by": source.uploaded_by,
        "is_nil": is_nil,
        "rows": line.rows,
        "refused": refused,
        "skipped_totals": line.skipped_totals,
        "dropped_columns": line.dropped_columns,
        "ignored_columns": line.ignored_columns,
        "notes": notes,
        "mapped_columns": line.mapped_columns,
    }
    names = ", ".join(f'"{name}"' for name in row)
    cursor.execute(f"INSERT INTO batches ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def _insert_records(cursor: Cursor, checked: Checked, batch_id: str, kept: Sequence[int]) -> None:
    """The records go in as one Arrow table; is_open is worked out by the store from the dataset's own rule."""
    dataset = checked.dataset
    count = len(checked.table.numbers)
    early = set(checked.early)
    columns: dict[str, tuple[Sequence[Any], Any]] = {
        "batch_id": ([batch_id] * count, pa.string()),
        "sheet": ([checked.table.sheet] * count, pa.string()),
        "row": (checked.table.numbers, pa.int32()),
        "record_id": (checked.record_ids, pa.string()),
        "placed_at": (_placed(checked), pa.timestamp("us")),
        "is_continuation": ([index in early for index in range(count)], pa.bool_()),
        "fixed_key": (checked.fixed_keys, pa.string()),
    }
    values = checked.values | checked.derived
    for name, kind in dataset.table().columns:
        columns[name] = (values[name], ARROW_TYPES[kind])
    table = pa.table({name: _array(cells, kind, kept) for name, (cells, kind) in columns.items()})
    cursor.register("incoming", table)
    try:
        cursor.execute(
            f"""INSERT INTO "{dataset.name}" BY NAME
                SELECT *, coalesce(({dataset.open_when or "FALSE"}), FALSE) AS is_open FROM incoming"""
        )
    finally:
        cursor.unregister("incoming")


def _insert_plain(cursor: Cursor, plain: PlainRows, batch_id: str) -> None:
    """The rows of a large log go in by columns as they are; the store joins their ids."""
    dataset = plain.dataset
    cursor.register("incoming", plain.table())
    try:
        cursor.execute(
            f"""INSERT INTO "{dataset.name}" BY NAME
                SELECT ?::VARCHAR AS batch_id, {plain_id(dataset)} AS record_id, "{dataset.placed_by}" AS placed_at,
                    FALSE AS is_continuation, FALSE AS is_open, incoming.* FROM incoming""",
            [batch_id],
        )
    finally:
        cursor.unregister("incoming")
        plain.let_go()


def plain_id(dataset: Dataset) -> str:
    """SQL for the record id of a row kept by columns, as loaders.checking makes it."""
    own = dataset.by_field
    parts = [
        f"strftime(\"{name}\", '%Y-%m-%dT%H:%M:%S')" if own[name].kind == "time" else f'"{name}"'
        for name in dataset.record_id
    ]
    return " || '|' || ".join(parts)


def _placed(checked: Checked) -> Sequence[datetime | None]:
    return checked.placed if checked.dataset.placed_by else [checked.upload.last_day] * len(checked.table.numbers)


def _array(cells: Sequence[Any], kind: Any, kept: Sequence[int]) -> Any:
    return pa.array(cells if len(kept) == len(cells) else [cells[index] for index in kept], kind)


def _insert_refused(cursor: Cursor, batch_id: str, problems: Iterable[Problem]) -> None:
    rows = [one for one in problems if one.row is not None]
    names = ("code", "sheet", "row", "column", "value", "message")
    table = {name: pa.array([getattr(one, name) for one in rows]) for name in names}
    table["row"] = pa.array([one.row for one in rows], pa.int32())
    table["batch_id"] = pa.array([batch_id] * len(rows))
    cursor.register("incoming", pa.table({"column_name" if name == "column" else name: table[name] for name in table}))
    try:
        cursor.execute("INSERT INTO refused_rows BY NAME SELECT * FROM incoming")
    finally:
        cursor.unregister("incoming")
