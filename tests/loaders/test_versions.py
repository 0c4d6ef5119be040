"""How versions follow each other, and what one changes against another, by hand-made files."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from data.store import Cursor
from loaders.versions import Difference, FieldChange, RecordChange, differences, publications
from tests.loaders.conftest import Desk


def outage(name: str, until: str, **more: object) -> Mapping[str, object]:
    return {"outage_id": name, "system_id": "P1-01", "down_at": "2026-10-05 08:00", "up_at": until} | more


FIRST = {"outages": [outage("A", "2026-10-05 09:00"), outage("B", "2026-10-05 10:00"), outage("C", "2026-10-05 11:00")]}
SECOND = {
    "outages": [outage("A", "2026-10-05 09:00"), outage("B", "2026-10-05 10:30"), outage("D", "2026-10-05 12:00")]
}


def foreseen(desk: Desk, batch_id: str, **wishes: Any) -> list[Difference]:
    """What restoring a batch would change."""
    found: list[Difference] = []

    def look(cursor: Cursor, package: int, version: int) -> None:
        found.extend(differences(cursor, package, version))

    desk.restore(batch_id, check_only=True, refresh=look, **wishes)
    return found


def test_records_added_left_out_and_changed_by_id(desk: Desk) -> None:
    desk.load(FIRST)
    desk.load(SECOND, replace=True)
    before = desk.query("SELECT count(*) FROM publications")
    (found,) = foreseen(desk, "P1-2026-10-outages-1")
    assert (found.dataset, found.month) == ("outages", "2026-10")
    assert (found.before, found.after) == ("P1-2026-10-outages-2", "P1-2026-10-outages-1")
    assert (found.added, found.removed, found.changed) == (1, 1, 1)
    assert found.records == [
        RecordChange("changed", "B", [FieldChange("恢复时间", "2026-10-05 10:30:00", "2026-10-05 10:00:00")]),
        RecordChange("added", "C", []),
        RecordChange("removed", "D", []),
    ]
    assert desk.query("SELECT count(*) FROM publications") == before
    assert desk.states()["P1-2026-10-outages-2"] == "current"


def test_back_to_a_month_without_any(desk: Desk) -> None:
    desk.nil("outages")
    desk.load(FIRST, replace=True)
    (found,) = foreseen(desk, "P1-2026-10-outages-1")
    assert (found.added, found.removed, found.changed) == (0, 3, 0)
    assert [one.record_id for one in found.records] == ["A", "B", "C"]


def test_the_same_records_in_another_order_change_nothing(desk: Desk) -> None:
    desk.load(FIRST)
    desk.load({"outages": FIRST["outages"][::-1]}, replace=True)
    (found,) = foreseen(desk, "P1-2026-10-outages-1")
    assert (found.added, found.removed, found.changed, found.records) == (0, 0, 0, [])


def test_who_made_a_version_the_current_one_and_why(desk: Desk) -> None:
    desk.now = datetime(2026, 11, 5, 9)
    desk.load(FIRST, uploaded_by="甲")
    desk.now = datetime(2026, 11, 6, 9)
    desk.load(SECOND, replace=True, uploaded_by="乙")
    desk.now = datetime(2026, 11, 7, 9)
    assert desk.restore("P1-2026-10-outages-1", restored_by="丙", reason="第二份报错了月份").accepted
    told = [
        (one.batch_id, one.at.day, one.by, one.reason, one.is_restored, one.is_first)
        for one in publications(desk.store, 1)
    ]
    assert told == [
        ("P1-2026-10-outages-1", 7, "丙", "第二份报错了月份", True, False),
        ("P1-2026-10-outages-2", 6, "乙", "", False, False),
        ("P1-2026-10-outages-1", 5, "甲", "", False, True),
    ]
    assert publications(desk.store, 2) == []
    # Who handed the file in stays who handed it in.
    assert desk.query("SELECT uploaded_by FROM batches WHERE batch_id = 'P1-2026-10-outages-1'") == [("甲",)]
