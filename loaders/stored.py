"""The rows that stand for one upload type, package and month, as they were read."""

from typing import Any

from data.store import Store
from loaders.datasets import DATASETS

_ROWS = """
SELECT stored.* FROM "{dataset}" AS stored
WHERE batch_id = (
    SELECT arg_max(batch_id, version) FROM publications
    WHERE package = ? AND dataset = ? AND month = ? AND version <= (SELECT version FROM published)
) ORDER BY "row"
"""


def stored_rows(store: Store, package: int, dataset: str, month: str) -> list[dict[str, Any]]:
    """The rows of the current batch, each field → value; [] without one. KeyError for a name that is no dataset."""
    fields = [column.field for column in DATASETS[dataset].columns]
    with store.reading() as cursor:
        found = cursor.execute(_ROWS.format(dataset=dataset), [package, dataset, month])
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return [{name: row.get(name) for name in fields} for row in rows]
