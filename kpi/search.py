"""Finding a system, a ticket, an outage or an asset by a part of its number or name."""

from dataclasses import dataclass

from data.reference import packages as all_packages
from data.reference import reference_systems
from data.store import Store

MOST_HITS = 60
ALL = frozenset(all_packages())


@dataclass(frozen=True)
class Hit:
    """One thing found. kind: 系统, 故障工单, 停机 or 资产; system_id: the system that it names, whose page shows it."""

    kind: str
    found_id: str
    words: str
    package: int
    system_id: str | None
    month: str | None


_RECORDS = """
WITH newest AS (
    SELECT arg_max(batch_id, version) AS batch_id FROM publications
    WHERE version <= (SELECT version FROM published) GROUP BY package, dataset, month
),
said AS (
    SELECT '系统' AS kind, 1 AS rank, system_id AS found_id, system_name AS words, batch_id, system_id FROM systems
    UNION ALL
    SELECT '故障工单', 2, record_id, coalesce(description, fault_class), batch_id, system_id FROM incidents
    UNION ALL
    SELECT '停机', 3, record_id, coalesce(cause, ''), batch_id, system_id FROM outages
    UNION ALL
    SELECT '资产', 4, asset_id,
        asset_name || CASE WHEN contains(asset_name, location) THEN '' ELSE coalesce('，' || location, '') END,
        batch_id, system_id FROM assets
)
SELECT kind, found_id, arg_max(words, batches.month), batches.package, arg_max(said.system_id, batches.month),
    max(batches.month)
FROM said JOIN newest USING (batch_id) JOIN batches USING (batch_id)
WHERE (contains(lower(found_id), lower($text)) OR contains(lower(words), lower($text)))
    AND list_contains($packages, batches.package)
GROUP BY kind, rank, found_id, batches.package
ORDER BY rank, lower(found_id) <> lower($text), found_id LIMIT $most"""


def find(store: Store, text: str, packages: frozenset[int] = ALL) -> list[Hit]:
    """What a text stands in, in some packages (all of them by default): systems first, then newest tickets, outages,
    assets; [] for a blank text."""
    wanted = text.strip()
    if not wanted:
        return []
    named = [
        Hit("系统", one.system_id, one.system_name, one.package, one.system_id, None)
        for one in reference_systems()
        if one.package in packages and wanted.lower() in f"{one.system_id} {one.system_name} {one.short_name}".lower()
    ]
    with store.reading() as cursor:
        rows = cursor.execute(_RECORDS, {"text": wanted, "packages": sorted(packages), "most": MOST_HITS}).fetchall()
    known = {one.found_id for one in named}
    return [*named, *(Hit(*row) for row in rows if not (row[0] == "系统" and row[1] in known))]
