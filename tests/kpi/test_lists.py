"""Lists of systems and assets against each other and against what is recorded of them."""

from datetime import datetime
from typing import Any

from kpi.evidence import contradictions
from tests.product import Product


def system(system_id: str, parent: str | None = None) -> dict[str, Any]:
    return {"system_id": system_id, "system_name": f"名 {system_id}", "parent_id": parent}


def test_a_parent_left_out_of_a_newer_list_stays_below_its_own_parent(product: Product) -> None:
    tops = [system(f"P1-{number:02}") for number in range(1, 14)]
    product.load(1, "2026-08", {"systems": [*tops, system("P1-01-A", "P1-01"), system("P1-01-A-1", "P1-01-A")]})
    product.load(1, "2026-09", {"systems": [*tops, system("P1-01-A-1", "P1-01-A")]})
    outage = {"outage_id": "D1", "system_id": "P1-01-A-1", "down_at": "2026-09-01 01:00", "up_at": "2026-09-01 03:00"}
    product.load(1, "2026-09", {"outages": [outage]}, ["maintenance"])
    assert product.find("1.02", "2026-09", "2026-09-30")["value"] == 13
    (failed,) = [one for one in product.find("1.08", "2026-09", "2026-09-30")["systems"] if one["whole"]]
    assert (failed["system_id"], failed["whole"]) == ("P1-01", 1)


def camera(asset_id: str, **more: Any) -> dict[str, Any]:
    return {"asset_id": asset_id, "asset_name": "设备", "system_id": "P3-03", "asset_class": "硬件"} | more


def check(asset_id: str) -> dict[str, Any]:
    return {"asset_id": asset_id, "checked_at": datetime(2026, 9, 1, 9), "is_online": "在线"}


def test_why_a_checked_camera_does_not_count(product: Product) -> None:
    systems = [system(f"P3-{number:02}") for number in range(1, 11)]
    listed = [camera("C1", device_type="球机"), camera("C2"), camera("C3", device_type="球机", system_id="P3-04")]
    product.load(3, "2026-08", {"systems": systems, "assets": listed})
    product.load(3, "2026-09", {"systems": [one for one in systems if one["system_id"] != "P3-04"]})
    ticket = {
        "incident_id": "T", "system_id": "P3-03", "asset_id": "C3", "fault_class": "硬件",
        "reported_at": datetime(2026, 9, 2, 9),
    }  # fmt: skip
    product.load(3, "2026-09", {"camera_checks": [check(f"C{n}") for n in range(1, 5)], "incidents": [ticket]})
    said = {one.record_id: one.reason for one in contradictions(product.store, 3) if one.dataset == "camera_checks"}
    assert said == {
        "C2": "视频巡检中有，资产清单中的设备类型不是摄像机，不计（1 天）",
        "C3": "视频巡检中有，所属系统已不在系统清单中，不计（1 天）",
        "C4": "视频巡检中有，资产清单中没有，不计（1 天）",
    }
    # C3 is in the asset list, though its system has left service.
    assert "T" not in {one.record_id for one in contradictions(product.store, 3)}


def test_an_open_outage_ends_with_the_subsystem_that_it_names(product: Product) -> None:
    tops = [system(f"P1-{number:02}") for number in range(1, 14)]
    outage = {"outage_id": "D1", "system_id": "P1-01-A", "down_at": "2026-09-30 00:00", "up_at": None}
    product.load(1, "2026-09", {"systems": [*tops, system("P1-01-A", "P1-01")], "outages": [outage]}, ["maintenance"])
    product.load(1, "2026-10", {"systems": tops}, ["outages", "maintenance"])
    assert product.find("1.C3", "2026-09..2026-10", "2026-10-31")["value"] == 24
    assert product.find("1.07", "2026-10", "2026-10-31")["value"] == 100
    retired = system("P1-01-A", "P1-01") | {"out_of_service_on": "2026-09-30"}
    product.load(1, "2026-09", {"systems": [*tops, retired]}, replace=True)
    assert product.find("1.C3", "2026-09..2026-10", "2026-10-31")["value"] == 0


def test_without_any_system_in_service_nothing_is_reached(product: Product) -> None:
    out = [system(f"P4-{number:02}") | {"out_of_service_on": "2026-08-15"} for number in range(1, 5)]
    product.load(4, "2026-09", {"systems": out}, ["outages", "maintenance", "inspections"])
    for code in ("4.04", "4.06", "4.07", "4.C3"):
        finding = product.find(code, "2026-09", "2026-09-30")
        assert (finding["value"], finding["verdict"]) == (None, "no_data"), code


def test_a_tool_about_cameras_is_no_camera(product: Product) -> None:
    listed = [
        camera("C1", device_type="监控探头"),
        camera("C2", device_type="摄像机管理平台", asset_class="软件"),
        camera("C3", device_type="卡口服务器"),
    ]
    checks = [{"asset_id": "C1", "checked_at": datetime(2026, 9, day, 9), "is_online": "在线"} for day in range(1, 31)]
    product.load(3, "2026-09", {"assets": listed, "camera_checks": checks})
    finding = product.find("3.C2", "2026-09", "2026-09-30")
    assert (finding["whole"], finding["beside"]["checked_share"]) == (30, 100)
