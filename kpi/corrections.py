"""What of a package was handed in anew: uploads that were replaced by a later file, or by an earlier one restored."""

from dataclasses import dataclass
from datetime import datetime

from data.store import Store


@dataclass(frozen=True)
class Handed:
    """An upload: its number, file (None: said to be none) and rows."""

    batch_id: str
    file: str | None
    rows: int
    is_nil: bool


@dataclass(frozen=True)
class Correction:
    """One time that another upload took the place of the one that stood. dataset: its Chinese title; by and reason: ''
    where nobody said; is_restored: `after` had been the current one before."""

    dataset: str
    month: str
    before: Handed
    after: Handed
    at: datetime
    by: str
    reason: str
    is_restored: bool


_CORRECTIONS = """
WITH told AS (
    SELECT dataset, month, batch_id, version, published_at, published_by, reason,
        row_number() OVER (PARTITION BY batch_id ORDER BY version) > 1 AS is_restored,
        lag(batch_id) OVER (PARTITION BY dataset, month ORDER BY version) AS before_id
    FROM publications WHERE package = ? AND version <= (SELECT version FROM published)
)
SELECT datasets.title, told.month, old.batch_id, old.file_name, old."rows", old.is_nil, new.batch_id, new.file_name,
    new."rows", new.is_nil, published_at,
    coalesce(published_by, CASE WHEN published_at = new.uploaded_at THEN new.uploaded_by END, ''),
    coalesce(reason, ''), is_restored
FROM told JOIN datasets USING (dataset) JOIN batches AS old ON old.batch_id = told.before_id
JOIN batches AS new ON new.batch_id = told.batch_id
WHERE told.before_id <> told.batch_id ORDER BY told.month, version, told.dataset"""


def corrections(store: Store, package: int) -> list[Correction]:
    """Every correction of a package, by month and then as they followed each other."""
    with store.reading() as cursor:
        rows = cursor.execute(_CORRECTIONS, [package]).fetchall()
    return [Correction(row[0], row[1], Handed(*row[2:6]), Handed(*row[6:10]), *row[10:]) for row in rows]
