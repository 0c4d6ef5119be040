"""Hashes of stored rows are what their definition says, whether they are made at once or a part at a time."""

import hashlib
from collections import defaultdict

import duckdb
import pytest

from data import digests


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def defined(texts: list[str]) -> str:
    """The hashes of the rows in order, joined by their first three digits, and the hashes of these joined."""
    starts: dict[str, list[str]] = defaultdict(list)
    for one in sorted(sha256(text) for text in texts):
        starts[one[:3]].append(one)
    return sha256("".join(sha256("".join(found)) for _, found in sorted(starts.items())))


@pytest.mark.parametrize("most", [1_000_000, 100])
def test_rows_hash_to_what_is_defined(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(digests, "_MOST_AT_ONCE", most)
    with duckdb.connect() as connection:
        cursor = connection.cursor()
        cursor.execute(
            "CREATE TABLE record AS SELECT 'B' || (n % 2) AS batch, n, nullif(n % 3, 0) AS m FROM range(600) t(n)"
        )
        found = digests.hashed(cursor, "SELECT * FROM record WHERE n >= $least", "batch", {"least": 100})
        left = cursor.execute("SELECT count(*) FROM duckdb_tables() WHERE temporary").fetchone()
    for batch in ("B0", "B1"):
        texts = [
            f"batch={batch}\x1f" + (f"m={n % 3}\x1f" if n % 3 else "") + f"n={n}\x1f"
            for n in range(100, 600)
            if f"B{n % 2}" == batch
        ]
        assert (found[batch].rows, found[batch].sha256) == (250, defined(texts))
    assert left == (0,)
