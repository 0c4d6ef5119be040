"""Looks for torn reads while batches are written. `python -m tests.bench.torn [UPLOADS]`

Eight readers compare the rows that each batch declares with those that they find, with the rule of the store (only what
was published counts) and without it (whatever a transaction has committed). Ends with 1 if the rule lets one through.
"""

import sys
import tempfile
import threading
from datetime import datetime
from pathlib import Path

from data.store import Store
from loaders.datasets import record_tables

UPLOADS, READERS, ROWS = 300, 8, 1_500
_WITHOUT = """
SELECT any_value(batches."rows"), count(outages.record_id)
FROM batches LEFT JOIN outages USING (batch_id) GROUP BY batch_id"""
_WITH = """
WITH visible AS (FROM publications WHERE version <= (SELECT version FROM published))
SELECT any_value(batches."rows"), count(outages.record_id)
FROM visible JOIN batches USING (batch_id) LEFT JOIN outages USING (batch_id) GROUP BY batch_id"""


def main() -> None:
    """Load under both ways of reading, print how often half an upload was seen."""
    uploads = int(sys.argv[1]) if len(sys.argv) > 1 else UPLOADS
    found = {name: _count(query, uploads) for name, query in (("without the rule", _WITHOUT), ("with the rule", _WITH))}
    for name, (torn, reads) in found.items():
        print(f"{name}: {torn} torn of {reads} reads, {uploads} uploads of {ROWS} rows, {READERS} readers")
    sys.exit(found["with the rule"][0] > 0)


def _count(query: str, uploads: int) -> tuple[int, int]:
    torn, reads = [0] * READERS, [0] * READERS
    done = threading.Event()
    with tempfile.TemporaryDirectory(prefix="kpi-torn-") as name, _open(Path(name)) as store:

        def look(number: int) -> None:
            while not done.is_set():
                with store.reading() as cursor:
                    pairs = cursor.execute(query).fetchall()
                reads[number] += 1
                torn[number] += any(declared != there for declared, there in pairs)

        readers = [threading.Thread(target=look, args=(number,)) for number in range(READERS)]
        for reader in readers:
            reader.start()
        for number in range(uploads):
            _write(store, f"T{number}")
        done.set()
        for reader in readers:
            reader.join()
    return sum(torn), sum(reads)


def _open(folder: Path) -> Store:
    return Store.open(folder / "kpi.duckdb", record_tables(), clock=lambda: datetime(2026, 12, 8, 9))


def _write(store: Store, batch_id: str) -> None:
    """A batch as the loaders write one: its row, its records, its publication, in one transaction."""
    with store.publishing() as (cursor, version):
        cursor.execute('INSERT INTO batches (batch_id, package, dataset, "rows") VALUES (?, 1, ?, ?)',
                       [batch_id, "outages", ROWS])  # fmt: skip
        cursor.execute(
            """INSERT INTO outages (batch_id, record_id, outage_id) SELECT $name, $name || i, $name || i
               FROM range($rows) AS numbers(i)""",
            {"name": batch_id, "rows": ROWS},
        )
        cursor.execute(
            "INSERT INTO publications (version, package, dataset, month, batch_id) VALUES (?, 1, 'outages', ?, ?)",
            [version, "2026-10", batch_id],
        )


if __name__ == "__main__":
    main()
