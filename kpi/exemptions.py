"""What of a package counts nowhere because somebody gave a reason 豁免原因: outages, fault tickets, camera-days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data.store import Store
from kpi.facts import facts_version
from kpi.periods import Period
from kpi.workspace import Workspace


@dataclass(frozen=True)
class Exempt:
    """An exempt outage or fault ticket; kind: the Chinese title of its upload type; ended_at None: not over."""

    kind: str
    record_id: str
    system_id: str
    began_at: datetime
    ended_at: datetime | None
    reason: str
    file: str | None
    row: int | None


@dataclass(frozen=True)
class ExemptDays:
    """Camera-days in service that are exempt for one reason, and of how many cameras."""

    reason: str
    camera_days: int
    cameras: int


@dataclass(frozen=True)
class Exemptions:
    """All exemptions of a package in a period."""

    records: list[Exempt]
    camera_days: list[ExemptDays]


_RECORDS = """
SELECT kind, record_id, system_id, began_at, ended_at, reason, batch.file_name, said.ref."row"
FROM (
    SELECT '停机记录' AS kind, record_id, top_system_id AS system_id, down_at AS began_at, up_at AS ended_at,
        exempt_reason AS reason, ref
    FROM current_outages WHERE exempt_reason IS NOT NULL AND NOT is_retired
        AND down_at < $end AND coalesce(up_at > $start, TRUE)
    UNION ALL
    SELECT '故障工单', record_id, coalesce(top_system_id, system_id), reported_at, restored_at, exempt_reason, ref
    FROM current_incidents WHERE exempt_reason IS NOT NULL AND NOT is_retired
        AND reported_at >= $start AND reported_at < $end
) AS said JOIN batches AS batch ON batch.batch_id = said.ref.batch_id
ORDER BY kind DESC, began_at, record_id"""
_CAMERA_DAYS = """
SELECT exempt_reason, count(*), count(DISTINCT asset_id) FROM camera_service_days
WHERE checks IS NOT NULL AND exempt_reason IS NOT NULL AND day >= $start AND day < $end
GROUP BY ALL ORDER BY count(*) DESC, exempt_reason"""


def exemptions(store: Store, package: int, period: Period, as_of: date, *, with_cameras: bool) -> Exemptions:
    """The exemptions in a period up to the end of the day as_of; camera-days only if asked for."""
    span = {"start": period.start, "end": min(period.end, as_of + timedelta(days=1))}
    with store.reading() as cursor:
        views = Workspace(cursor, package, facts_version(cursor, package))
        views.provide(_RECORDS)
        records = [Exempt(*row) for row in cursor.execute(_RECORDS, span).fetchall()]
        if not with_cameras:
            return Exemptions(records, [])
        views.provide(_CAMERA_DAYS)
        return Exemptions(records, [ExemptDays(*row) for row in cursor.execute(_CAMERA_DAYS, span).fetchall()])
