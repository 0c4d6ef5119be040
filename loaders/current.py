"""What is current in a package at a version: which batch stands for which dataset and month, and what the lists say."""

from dataclasses import dataclass
from datetime import date, datetime

from data import reference
from data.store import Cursor


@dataclass(frozen=True)
class Standing:
    """A batch that is current for its dataset and month."""

    batch_id: str
    dataset: str
    month: str
    sha256: str | None
    file_name: str | None
    uploaded_at: datetime
    is_nil: bool
    refused: int
    mapped_columns: list[str]

    @property
    def described(self) -> str:
        """The batch for a sentence: id, time, file."""
        source = "本月无" if self.is_nil else self.file_name or ""
        return f"{self.batch_id}（{self.uploaded_at:%Y-%m-%d %H:%M}，{source}）"


class Current:
    """The current batches of one package, and questions to their records."""

    def __init__(self, cursor: Cursor, package: int, version: int) -> None:
        """As of a version, through the cursor of a transaction."""
        self.cursor = cursor
        self.package = package
        rows = cursor.execute(
            """SELECT batch_id, dataset, month, sha256, file_name, uploaded_at, is_nil, refused,
                   coalesce(mapped_columns, [])
               FROM batches WHERE batch_id IN (
                   SELECT arg_max(batch_id, version) FROM publications
                   WHERE package = ? AND version <= ? GROUP BY dataset, month)""",
            [package, version],
        ).fetchall()
        self.slots = {(standing.dataset, standing.month): standing for standing in (Standing(*row) for row in rows)}

    def batch_ids(self, dataset: str, *, before: str = "9999", but: str = "") -> list[str]:
        """Ids of the current batches of a dataset, of the months before one, without that of one month."""
        return [
            standing.batch_id
            for (name, month), standing in self.slots.items()
            if name == dataset and but != month < before
        ]

    def list_before(self, dataset: str, month: str) -> str | None:
        """The batch of a list (systems, assets) in force before a month; None if there is none."""
        months = [listed for name, listed in self.slots if name == dataset and listed < month]
        return self.slots[dataset, max(months)].batch_id if months else None

    def ids_of(self, dataset: str, batch_ids: list[str]) -> set[str]:
        """The record ids of some batches."""
        query = f'SELECT DISTINCT record_id FROM "{dataset}" WHERE list_contains(?::VARCHAR[], batch_id)'
        return {row[0] for row in self.cursor.execute(query, [batch_ids]).fetchall()}

    def systems_of(self, batch_ids: list[str]) -> dict[str, tuple[str | None, date | None]]:
        """system_id → parent and 停用日期, of some batches of 系统清单; of one listed twice the later month's."""
        rows = self.cursor.execute(
            """SELECT record_id, parent_id, out_of_service_on FROM systems
               WHERE list_contains(?::VARCHAR[], batch_id) ORDER BY placed_at""",
            [batch_ids],
        ).fetchall()
        return {row[0]: (row[1], row[2]) for row in rows}


def reference_parents(package: int) -> dict[str, str | None]:
    """The shipped systems of a package: system_id → parent."""
    return {one.system_id: one.parent_id for one in reference.reference_systems() if one.package == package}
