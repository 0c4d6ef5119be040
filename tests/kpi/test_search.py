"""Finding things, and one system by itself."""

from datetime import date

from kpi.search import find
from kpi.systems import system_sheet
from tests.kpi.test_availability import outage, window
from tests.kpi.test_faults import ticket
from tests.product import Product


def test_systems_tickets_outages_and_assets_are_found_by_parts(product: Product) -> None:
    asset = {"asset_id": "CAM-77", "asset_name": "东门球机", "system_id": "P3-04", "asset_class": "硬件"}
    product.load(
        3,
        "2026-09",
        {
            "incidents": [ticket("GZ-77", "09-01 08:00", "09-01 08:05", None, description="球机离线")],
            "outages": [outage("TJ-77", "09-02 08:00", "09-02 09:00", system="P3-01")],
            "assets": [asset],
        },
    )
    found = [(one.kind, one.found_id, one.system_id, one.month) for one in find(product.store, "77")]
    assert found == [
        ("故障工单", "GZ-77", "P3-01", "2026-09"),
        ("停机", "TJ-77", "P3-01", "2026-09"),
        ("资产", "CAM-77", "P3-04", "2026-09"),
    ]
    assert [one.found_id for one in find(product.store, "球机")] == ["GZ-77", "CAM-77"]
    assert [one.found_id for one in find(product.store, "政务大厅")] == ["P1-01"]
    assert find(product.store, "  ") == []


def test_what_was_replaced_is_not_found(product: Product) -> None:
    product.load(1, "2026-09", {"outages": [outage("OLD", "09-02 08:00", "09-02 09:00")]})
    product.load(1, "2026-09", {"outages": [outage("NEW", "09-02 08:00", "09-02 09:00")]}, replace=True)
    assert find(product.store, "OLD") == []


def test_a_system_by_itself(product: Product) -> None:
    product.load(
        1,
        "2026-09",
        {
            "outages": [
                outage("A", "09-10 22:00", "09-11 03:00"),
                outage("E", "09-20 00:00", "09-20 05:00", exempt="台风"),
            ],
            "maintenance": [window("09-11 02:00", "09-11 04:00")],
        },
        ["incidents"],
    )
    sheet = system_sheet(product.store, "P1-01", date(2026, 9, 30))
    down = {f"{one.day:%m-%d}": one.down / 3600 for one in sheet.days if one.down}
    assert down == {"09-10": 2, "09-11": 2}
    assert len(sheet.days) == 30
    assert [(one.record_id, one.note) for one in sheet.outages] == [("E", "豁免：台风"), ("A", "")]
    assert (sheet.tickets, sheet.assets) == ([], {})
    assert system_sheet(product.store, "P1-01", date(2026, 8, 31)).days == []
