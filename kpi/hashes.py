"""SHA-256 of what is stored, from its canonical text: the same rows give the same hash, in whatever order they lie."""

from collections.abc import Mapping

from data import contract, reference
from data.digests import digest, files_digest, hashed, text_digest
from data.store import Cursor
from data.tables import BATCH_TABLES
from kpi.measures import MEASURES
from kpi.workspace import VIEWS

__all__ = ["batch_digests", "batch_tables", "digest", "rule_digests", "text_digest"]


def batch_tables(dataset: str) -> tuple[str, ...]:
    """The tables that hold something of a batch of a dataset."""
    return dataset, *BATCH_TABLES


def batch_digests(cursor: Cursor, datasets: Mapping[str, str]) -> dict[str, str]:
    """The hash of everything stored of each batch: its own row, records, refused rows, rollups. datasets: batch → its
    dataset. Each table is read once, however many batches there are."""
    rows = {
        table: hashed(
            cursor, f'SELECT * FROM "{table}" WHERE list_contains($batches::VARCHAR[], batch_id)', "batch_id",
            {"batches": list(datasets)},
        )
        for table in sorted({*datasets.values(), *BATCH_TABLES})
    }  # fmt: skip
    return {
        batch_id: text_digest([
            rows[table][batch_id].sha256 if batch_id in rows[table] else "" for table in batch_tables(dataset)
        ])
        for batch_id, dataset in datasets.items()
    }  # fmt: skip


def claim_digests(cursor: Cursor, package: int, version: int) -> dict[str, str]:
    """The claims 申诉 of a package whose newest decision up to a version accepts them: number → hash of all that was
    entered of each, its decisions up to then included."""
    accepted = cursor.execute(
        """SELECT number FROM claim_decisions WHERE package = ? AND version <= ?
           GROUP BY number HAVING arg_max(decision, version) = 'accepted' ORDER BY number""",
        [package, version],
    ).fetchall()
    return {
        number: text_digest([
            digest(cursor, f"SELECT * EXCLUDE (version) FROM {table} WHERE number = $number AND version <= $version",
                   {"number": number, "version": version})
            for table in ("claims", "claim_decisions")
        ])
        for (number,) in accepted
    }  # fmt: skip


def rule_digests() -> dict[str, str]:
    """By which rules numbers are made: hashes of the contract's files, measures and views, reference lists."""
    folders = {
        "contract": contract.newest_folder().glob("*.toml"),
        "measures": [*MEASURES.glob("*.sql"), *(path for path in VIEWS.rglob("*") if path.is_file())],
        "reference": reference.FOLDER.glob("*.csv"),
    }
    return {name: files_digest(paths) for name, paths in folders.items()}
