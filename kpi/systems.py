"""One system by itself: its days, outages, tickets, inspections and assets, as the views of its package give them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from data.store import Cursor, Store
from kpi.facts import facts_version
from kpi.workspace import Workspace


@dataclass(frozen=True)
class ServiceDay:
    """One day: seconds of planned service, and of them not available. down 0 and planned 0: no service planned."""

    day: date
    planned: float
    down: float


@dataclass(frozen=True)
class RecordLine:
    """A record of the system. ends_at None: still open. note: why it does not count, or ''."""

    record_id: str
    began_at: datetime
    ended_at: datetime | None
    words: str
    note: str
    batch_id: str
    sheet: str | None
    row: int | None


@dataclass(frozen=True)
class SystemSheet:
    """What is known of one system up to a day."""

    system_id: str
    package: int
    days: list[ServiceDay] = field(default_factory=list)
    outages: list[RecordLine] = field(default_factory=list)
    tickets: list[RecordLine] = field(default_factory=list)
    inspected: dict[str, int] = field(default_factory=dict)
    assets: dict[str, int] = field(default_factory=dict)


_DAYS = """
SELECT day, sum(whole), sum(whole - part) FROM daily_facts
WHERE version = ? AND package = ? AND measure = 'availability' AND system_id = ? AND day < ?
GROUP BY day ORDER BY day"""
_OUTAGES = """
SELECT record_id, down_at, up_at, coalesce(cause, ''), coalesce('豁免：' || exempt_reason, ''), ref.batch_id, ref.sheet,
    ref."row"
FROM current_outages WHERE top_system_id = ? AND placed_at < ? AND NOT is_retired ORDER BY down_at DESC"""
_TICKETS = """
SELECT record_id, reported_at, restored_at, fault_class || coalesce('，' || description, ''),
    coalesce('豁免：' || exempt_reason, ''), ref.batch_id, ref.sheet, ref."row"
FROM current_incidents WHERE top_system_id = ? AND placed_at < ? AND NOT is_retired ORDER BY reported_at DESC"""
_INSPECTED = """
SELECT strftime(inspected_at, '%Y-%m'), count(DISTINCT inspected_at::DATE)
FROM current_inspections WHERE top_system_id = ? AND placed_at < ? AND target = '系统' AND NOT is_retired
GROUP BY ALL ORDER BY ALL"""
_ASSETS = """
SELECT CASE WHEN is_camera THEN '摄像机' WHEN class_tag = 'hardware' THEN '硬件' WHEN class_tag = 'software' THEN '软件'
    ELSE '应用' END AS kind, count(*)
FROM assets_in_force WHERE system_id = ? AND month = strftime(?::DATE - 1, '%Y-%m')
    AND (in_service_from IS NULL OR in_service_from < ?) AND (out_of_service_on IS NULL OR out_of_service_on >= ?)
GROUP BY ALL ORDER BY ALL"""


def system_sheet(store: Store, system_id: str, as_of: date) -> SystemSheet:
    """Everything of one system up to the end of the day as_of, newest records first."""
    package, cut = int(system_id[1]), as_of + timedelta(days=1)
    with store.reading() as cursor:
        version = facts_version(cursor, package)
        views = Workspace(cursor, package, version)
        views.provide(_OUTAGES, _TICKETS, _INSPECTED, _ASSETS)
        days = cursor.execute(_DAYS, [version, package, system_id, cut]).fetchall()
        return SystemSheet(
            system_id,
            package,
            [ServiceDay(*row) for row in days],
            _lines(cursor, _OUTAGES, system_id, cut),
            _lines(cursor, _TICKETS, system_id, cut),
            dict(_fetched(cursor, _INSPECTED, [system_id, cut])),
            dict(_fetched(cursor, _ASSETS, [system_id, cut, cut, cut])),
        )


def _lines(cursor: Cursor, query: str, system_id: str, cut: date) -> list[RecordLine]:
    return [RecordLine(*row) for row in _fetched(cursor, query, [system_id, cut])]


def _fetched(cursor: Cursor, query: str, values: Sequence[object]) -> list[Any]:
    return cursor.execute(query, list(values)).fetchall()
