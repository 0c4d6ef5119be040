"""What was uploaded, read again: a package's original files through the loaders into a fresh store."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from data.errors import SupervisionError
from data.store import Store
from loaders.batches import receive_nil, restore
from loaders.datasets import DATASETS, record_tables
from loaders.originals import read_original
from loaders.reading import Limits
from loaders.receipts import Receipt
from loaders.receiving import receive

LIMITS = Limits(csv_bytes=500_000_000)
"""As the command line reads them: nothing that was once accepted is refused for its size."""


@dataclass(frozen=True)
class Recorded:
    """A publication as the store has recorded it: what became current when, by whom. is_first: never before."""

    version: int
    batch_id: str
    dataset: str
    month: str
    at: datetime
    is_first: bool
    file_name: str | None
    sha256: str | None
    uploaded_by: str


class _MovingClock:
    """The clock of the fresh store: always the moment of what is being done."""

    moment = datetime(2000, 1, 1)

    def __call__(self) -> datetime:
        return self.moment


@contextmanager
def replica_in(folder: Path) -> Iterator[tuple[Store, _MovingClock]]:
    """A fresh store in a folder, with the clock that it goes by."""
    clock = _MovingClock()
    with Store.open(folder / "replica.duckdb", record_tables(), clock) as replica:
        yield replica, clock


def replay(
    store: Store, package: int, replica: Store, clock: _MovingClock, moments: dict[int, datetime]
) -> Iterator[tuple[int, list[str]]]:
    """Do again what was done with a package's uploads, version by version; facts are not made.

    moments: further versions at which to stop, and when they were made, so that the caller does there what is no
    upload. Gives each version after the uploads up to it, with what of them could not be done as recorded.
    """
    recorded = _recorded(store, package)
    before = 0
    for version in sorted({*recorded, *moments}):
        _map_again(store, package, replica, before, version)
        before = version
        found = recorded.get(version, [])
        clock.moment = found[0].at if found else moments[version]
        yield version, _done_again(store, package, replica, found)


def _map_again(store: Store, package: int, replica: Store, before: int, until: int) -> None:
    """Keep in the fresh store the headers that were mapped by hand after one version and up to another."""
    with store.reading() as cursor:
        rows = cursor.execute(
            """SELECT * EXCLUDE (version) FROM mappings WHERE package = ? AND version > ? AND version <= ?
               ORDER BY version""",
            [package, before, until],
        ).fetchall()
    for row in rows:
        with replica.publishing() as (writer, version):
            writer.execute("INSERT INTO mappings VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [version, *row])


def _recorded(store: Store, package: int) -> dict[int, list[Recorded]]:
    with store.reading() as cursor:
        rows = cursor.execute(
            """SELECT version, batch_id, publications.dataset, publications.month, published_at,
                   row_number() OVER (PARTITION BY batch_id ORDER BY version) = 1,
                   file_name, sha256, coalesce(uploaded_by, '')
               FROM publications JOIN batches USING (batch_id)
               WHERE publications.package = ? AND version <= (SELECT version FROM published)
               ORDER BY version, batch_id""",
            [package],
        ).fetchall()
    found: dict[int, list[Recorded]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(Recorded(*row))
    return dict(found)


def _done_again(store: Store, package: int, replica: Store, found: list[Recorded]) -> list[str]:
    """Upload, nil return or restore as recorded; gives what of it went otherwise."""
    if not found:
        return []
    wanted = {one.batch_id for one in found}
    try:
        receipt = _repeated(store, package, replica, found)
    except SupervisionError as error:
        return [f"批次 {'、'.join(sorted(wanted))}：{error}"]
    made = {line.batch_id for line in receipt.batches}
    if made == wanted:
        return []
    said = "；".join(one.message for one in receipt.problems[:3])
    return [f"批次 {'、'.join(sorted(wanted ^ made))}：重读原件的结果与登记的批次不同。{said}"]


def _repeated(store: Store, package: int, replica: Store, found: list[Recorded]) -> Receipt:
    first = found[0]
    if not first.is_first:
        return restore(replica, first.batch_id, refresh=None)
    datasets = [one.dataset for one in found]
    if first.file_name is None or first.sha256 is None:
        return receive_nil(
            replica, package, first.month, datasets, replace=True, uploaded_by=first.uploaded_by, refresh=None
        )
    content = read_original(store, first.sha256, first.file_name)
    receipt = _read_again(replica, package, first, content, None)
    if not _made_all(receipt, datasets) and len(datasets) == 1:
        # Somebody had said what the file holds.
        return _read_again(replica, package, first, content, datasets[0])
    return receipt


def _made_all(receipt: Receipt, datasets: Collection[str]) -> bool:
    return {line.dataset for line in receipt.batches} == set(datasets)


def _read_again(replica: Store, package: int, one: Recorded, content: bytes, dataset: str | None) -> Receipt:
    assert one.file_name is not None
    return receive(
        replica, package, one.month, one.file_name, content, dataset=dataset, replace=True, good_rows=True,
        uploaded_by=one.uploaded_by, refresh=None, limits=LIMITS,
    )  # fmt: skip


def differing_rows(
    store: Store, replica: Store, batch_id: str, dataset: str, tables: Collection[str], most: int = 3
) -> list[str]:
    """The first rows that the two stores hold otherwise of a batch, in words: table, sheet, row, field, both values."""
    said: list[str] = []
    for table in tables:
        kept, fresh = (_rows(one, table, batch_id) for one in (store, replica))
        for key in sorted({*kept, *fresh}, key=str):
            if kept.get(key) != fresh.get(key) and len(said) < most:
                said.append(_row_words(DATASETS[dataset].title, table, key, kept.get(key), fresh.get(key)))
    return said


_Row = dict[str, object]


def _rows(store: Store, table: str, batch_id: str) -> dict[tuple[object, ...], _Row]:
    with store.reading() as cursor:
        found = cursor.execute(f'SELECT * FROM "{table}" WHERE batch_id = ? ORDER BY ALL', [batch_id])
        names = [column[0] for column in found.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    counted: dict[tuple[object, ...], _Row] = {}
    for row in rows:
        key: tuple[object, ...] = (
            row.get("sheet"),
            row.get("row"),
            row.get("record_id") or row.get("code") or row.get("starts_at"),
        )
        while key in counted:
            key = (*key, "+")
        counted[key] = row
    return counted


def _row_words(title: str, table: str, key: tuple[object, ...], kept: _Row | None, fresh: _Row | None) -> str:
    place = f"{title}（{table}）“{key[0]}”第 {key[1]} 行 {key[2] or ''}".replace("“None”第 None 行", "").strip()
    if kept is None or fresh is None:
        return f"{place}：{'库里没有这一行' if kept is None else '原件里没有这一行'}"
    fields = [name for name in kept if kept[name] != fresh.get(name)]
    changes = "；".join(f"{name} 库里是 {_shown(kept[name])}，原件是 {_shown(fresh.get(name))}" for name in fields[:3])
    return f"{place}：{changes}"


def _shown(value: object) -> str:
    return "（空）" if value is None else str(value)
