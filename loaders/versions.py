"""The versions of an upload type and month: how they followed each other, and what one changes against another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from data.store import Cursor, Store
from loaders.current import Current
from loaders.dataset import Dataset
from loaders.datasets import DATASETS

MOST_NAMED = 200


@dataclass(frozen=True)
class Publication:
    """One time that a batch became the current one. by and reason: '' where nobody said; is_restored: it had been the
    current one before; is_first: nothing stood for the month until then."""

    version: int
    dataset: str
    month: str
    batch_id: str
    at: datetime
    by: str
    reason: str
    is_restored: bool
    is_first: bool


class FieldChange(NamedTuple):
    """A field that differs: its header, and the value as text before and after (None: blank)."""

    header: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class RecordChange:
    """A record that the later version adds, leaves out, or holds otherwise (then with the fields that differ)."""

    kind: Literal["added", "removed", "changed"]
    record_id: str
    fields: list[FieldChange]


@dataclass(frozen=True)
class Difference:
    """What a version changes against the one that stands for its upload type and month. before: the batch that stands,
    if any; records: the first MOST_NAMED of each kind, by id."""

    dataset: str
    month: str
    before: str | None
    after: str
    added: int
    removed: int
    changed: int
    records: list[RecordChange]


def publications(store: Store, package: int) -> list[Publication]:
    """Every time that a batch of a package became current, the newest first."""
    with store.reading() as cursor:
        rows = cursor.execute(
            """SELECT version, publications.dataset, publications.month, batch_id, published_at,
                   coalesce(published_by, CASE WHEN published_at = uploaded_at THEN uploaded_by END, ''),
                   coalesce(reason, ''),
                   row_number() OVER (PARTITION BY batch_id ORDER BY version) > 1,
                   row_number() OVER (PARTITION BY publications.dataset, publications.month ORDER BY version) = 1
               FROM publications JOIN batches USING (batch_id)
               WHERE publications.package = ? AND version <= (SELECT version FROM published)
               ORDER BY version DESC, publications.dataset""",
            [package],
        ).fetchall()
    return [Publication(*row) for row in rows]


def differences(cursor: Cursor, package: int, version: int) -> list[Difference]:
    """What a version changes against the one before it, for each upload type and month that it touches; read inside
    the transaction that writes it."""
    before, after = (Current(cursor, package, number).slots for number in (version - 1, version))
    old_ids = {slot: before[slot].batch_id if slot in before else None for slot in after}
    return [
        _difference(cursor, DATASETS[slot[0]], slot[1], old_ids[slot], standing.batch_id)
        for slot, standing in sorted(after.items())
        if standing.batch_id != old_ids[slot]
    ]


_COMPARED = """
WITH compared AS (
    SELECT coalesce(old.record_id, new.record_id) AS record_id,
        CASE WHEN old.record_id IS NULL THEN 'added' WHEN new.record_id IS NULL THEN 'removed' ELSE 'changed' END
            AS kind,
        [{differing}] AS fields
    FROM (FROM "{dataset}" WHERE batch_id = $before) AS old
    FULL JOIN (FROM "{dataset}" WHERE batch_id = $after) AS new ON old.record_id = new.record_id
    WHERE old.record_id IS NULL OR new.record_id IS NULL OR ({any})
)
SELECT kind, record_id, list_filter(fields, lambda field: field IS NOT NULL), count(*) OVER (PARTITION BY kind)
FROM compared QUALIFY row_number() OVER (PARTITION BY kind ORDER BY record_id) <= $most
ORDER BY record_id
"""


def _difference(cursor: Cursor, dataset: Dataset, month: str, before: str | None, after: str) -> Difference:
    names = [name for name, _ in dataset.table().columns]
    headers = {name: column.header for name, column in dataset.by_field.items()}
    differs = {name: f'old."{name}" IS DISTINCT FROM new."{name}"' for name in names}
    shown = [
        f'CASE WHEN {differs[name]} THEN [\'{headers[name]}\', old."{name}"::VARCHAR, new."{name}"::VARCHAR] END'
        for name in names
        if name in headers
    ]
    query = _COMPARED.format(dataset=dataset.name, differing=", ".join(shown), any=" OR ".join(differs.values()))
    rows = cursor.execute(query, {"before": before, "after": after, "most": MOST_NAMED}).fetchall()
    counts = {kind: count for kind, _, _, count in rows}
    records = [
        RecordChange(kind, record_id, [FieldChange(*field) for field in fields] if kind == "changed" else [])
        for kind, record_id, fields, _ in rows
    ]
    return Difference(
        dataset.name,
        month,
        before,
        after,
        counts.get("added", 0),
        counts.get("removed", 0),
        counts.get("changed", 0),
        records,
    )
