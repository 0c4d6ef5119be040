"""The failures of a package in a period, the longest first, with what the records say of their cause."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data.store import Store
from kpi.availability import NO_CAUSE
from kpi.facts import facts_version
from kpi.periods import Period
from kpi.workspace import Workspace


@dataclass(frozen=True)
class Failed:
    """A failure: outages that overlap or touch, as one. hours: counted, outside exclusions, from its first second to
    the end of the period or of the day as_of, as the measure 最长中断时间 has it; ended_at None: not over by then;
    causes: as written; records: their numbers."""

    system_id: str
    hours: float
    starts_at: datetime
    ended_at: datetime | None
    causes: tuple[str, ...]
    records: tuple[str, ...]


_FAILED = """
WITH counted AS (
    SELECT system_id, failure_no, max(seconds_so_far) / 3600 AS hours FROM failures
    WHERE day >= $start AND day < $end GROUP BY ALL
)
SELECT counted.system_id, hours, merged.starts_at, CASE WHEN merged.ends_at <= $end THEN merged.ends_at END,
    list(coalesce(outage.cause, $no_cause) ORDER BY outage.down_at, outage.record_id),
    list(outage.record_id ORDER BY outage.down_at, outage.record_id)
FROM counted JOIN merged_outages AS merged USING (system_id, failure_no)
JOIN current_outages AS outage ON outage.top_system_id = counted.system_id AND outage.exempt_reason IS NULL
    AND NOT outage.is_retired AND outage.down_at >= merged.starts_at AND outage.down_at < merged.ends_at
GROUP BY ALL ORDER BY hours DESC, merged.starts_at, counted.system_id"""


def failed(store: Store, package: int, period: Period, as_of: date) -> list[Failed]:
    """Every failure of a package with counted downtime in a period."""
    end = min(period.end, as_of + timedelta(days=1))
    with store.reading() as cursor:
        Workspace(cursor, package, facts_version(cursor, package)).provide(_FAILED)
        rows = cursor.execute(_FAILED, {"start": period.start, "end": end, "no_cause": NO_CAUSE}).fetchall()
    return [
        Failed(system_id, hours, starts_at, ended_at, tuple(dict.fromkeys(causes)), tuple(records))
        for system_id, hours, starts_at, ended_at, causes, records in rows
    ]
