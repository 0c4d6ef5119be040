"""What of the months has come in, by hand-made months."""

from datetime import datetime

from loaders.batches import list_batches
from loaders.completeness import Slot, Standing, completeness
from tests.loaders.conftest import Desk, workbook

MONTHS = ("2026-09", "2026-10", "2026-11", "2026-12")


def standing(desk: Desk, now: datetime) -> dict[Slot, Standing]:
    return completeness(list_batches(desk.store), dict.fromkeys(MONTHS, 10), now)


def test_received_nil_late_missing_due_and_open(desk: Desk) -> None:
    row = {"outage_id": "A", "system_id": "P1-01", "down_at": "2026-10-05 08:00", "up_at": "2026-10-05 09:00"}
    desk.now = datetime(2026, 11, 10, 23, 59)
    desk.send(workbook({"outages": [row]}))
    desk.now = datetime(2026, 11, 11, 0, 0)
    desk.nil("maintenance")
    found = standing(desk, datetime(2026, 12, 8, 9))

    def state(dataset: str, month: str) -> tuple[str, bool]:
        one = found[Slot(1, dataset, month)]
        return one.state, one.is_late

    assert state("outages", "2026-10") == ("received", False)
    assert state("maintenance", "2026-10") == ("nil", True)
    assert state("incidents", "2026-10") == ("missing", False)
    assert state("outages", "2026-11") == ("due", False)
    assert state("outages", "2026-12") == ("open", False)
    assert state("acceptances", "2026-10") == ("optional", False)
    assert Slot(1, "camera_checks", "2026-10") not in found
    assert found[Slot(1, "probes", "2026-10")].state == "optional"
    assert standing(desk, datetime(2026, 12, 11))[Slot(1, "outages", "2026-11")].state == "missing"


def test_lists_and_quarters_stand_for_other_months(desk: Desk) -> None:
    asset = {"asset_id": "S", "asset_name": "服务器", "system_id": "P1-01", "asset_class": "硬件"}
    desk.load({"assets": [asset]})
    desk.nil("surveys")
    found = standing(desk, datetime(2026, 12, 8, 9))
    assert [found[Slot(1, "assets", month)].state for month in MONTHS] == ["missing", "received", "carried", "carried"]
    quarter = [found[Slot(1, "surveys", month)].state for month in MONTHS]
    assert quarter == ["missing", "nil", "in_quarter", "in_quarter"]
    standing_by = found[Slot(1, "surveys", "2026-12")].stands_by
    assert standing_by is not None
    assert (standing_by.month, standing_by.is_nil) == ("2026-10", True)
    listed = found[Slot(1, "assets", "2026-11")].stands_by
    assert listed is not None
    assert listed.batch_id == "P1-2026-10-assets-1"
    assert found[Slot(1, "systems", "2026-09")].state == "carried"
    assert found[Slot(2, "systems", "2026-09")].state == "missing"


def test_refused_rows_leave_a_month_partial(desk: Desk) -> None:
    good = {"outage_id": "A", "system_id": "P1-01", "down_at": "2026-10-05 08:00", "up_at": "2026-10-05 09:00"}
    desk.send(workbook({"outages": [good, good | {"outage_id": "B", "up_at": "2026-10-05 07:00"}]}), good_rows=True)
    one = standing(desk, datetime(2026, 12, 8, 9))[Slot(1, "outages", "2026-10")]
    assert (one.state, one.batch.refused if one.batch else None) == ("partial", 1)


def test_surveys_fall_due_with_the_last_month_of_a_quarter(desk: Desk) -> None:
    months = ("2026-07", "2026-08", "2026-09", "2026-10", "2026-11", "2026-12")

    def states(now: datetime) -> list[str]:
        found = completeness(list_batches(desk.store), dict.fromkeys(months, 10), now)
        return [found[Slot(1, "surveys", month)].state for month in months]

    # Only the last month is ever missing: the others have the verdict 未到期 until the quarter's batch has come.
    assert states(datetime(2026, 12, 8, 9)) == ["not_due", "not_due", "missing", "not_due", "not_due", "open"]
    assert states(datetime(2027, 1, 5, 9))[3:] == ["not_due", "not_due", "due"]
    assert states(datetime(2027, 1, 11, 9))[3:] == ["not_due", "not_due", "missing"]
    desk.nil("surveys", month="2026-09")
    assert states(datetime(2026, 12, 8, 9))[:3] == ["in_quarter", "in_quarter", "nil"]
