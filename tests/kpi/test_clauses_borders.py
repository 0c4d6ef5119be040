"""Clauses up to C70 on outages, lists, checks, reports, drills and changes: exactly at the number, and one below."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.kpi.clause_cases import AS_OF, MONTH, Expected, at, check, flags, row
from tests.product import Product


def outage(name: str, system: str, down: str, up: str, **more: Any) -> dict[str, Any]:
    return {"outage_id": name, "system_id": system, "down_at": at(down), "up_at": at(up)} | more


@pytest.mark.parametrize("package", [1, 2, 3, 4, 5])
def test_no_interruption_is_longer_than_8_hours(product: Product, package: int) -> None:
    # Two of 5 h are not one of 10 h; 8 h exactly are allowed; an exempt one counts nowhere.
    rows = [
        outage("A", f"P{package}-01", "09-02 00:00", "09-02 05:00"),
        outage("B", f"P{package}-01", "09-03 00:00", "09-03 05:00"),
        outage("C", f"P{package}-04", "09-04 20:00", "09-05 04:00"),
        outage("X", f"P{package}-02", "09-06 00:00", "09-08 00:00", exempt_reason="台风"),
    ]
    product.load(package, MONTH, {"outages": rows}, ["maintenance"])
    check(product, MONTH, AS_OF, {f"{package}.C3": (8, 8, None, "met")})
    rows[2] = outage("C", f"P{package}-04", "09-04 20:00", "09-05 04:30")
    product.load(package, MONTH, {"outages": rows}, replace=True)
    check(product, MONTH, AS_OF, {f"{package}.C3": (8.5, 8.5, None, "missed")})


@pytest.mark.parametrize("package", [1, 2, 3, 4, 5])
def test_some_run_of_each_system_reaches_720_hours(product: Product, package: int) -> None:
    # July has 744 h: up for 30 days, which are 720 h, before an hour of failure; then 719 h, and 24 h after it.
    for down, up, run, verdict in [
        ("07-31 00:00", "07-31 01:00", 720, "met"),
        ("07-30 23:00", "07-31 00:00", 719, "missed"),
    ]:
        rows = [outage("A", f"P{package}-02", down, up)]
        product.load(package, "2026-07", {"outages": rows}, ["maintenance"], replace=True)
        found = product.find(f"{package}.C4", "2026-07", "2026-07-31")
        assert (found["value"], found["whole"], found["verdict"]) == (run, None, verdict)
        assert {one["system_id"]: one["value"] for one in found["systems"]} == {
            f"P{package}-{n:02}": run if n == 2 else 744
            for n in range(1, {1: 13, 2: 7, 3: 10, 4: 4, 5: 4}[package] + 1)
        }


def test_all_systems_serve_round_the_clock(product: Product) -> None:
    systems = [{"system_id": f"P5-0{n}", "system_name": "名", "service_hours": "7×24"} for n in range(1, 5)]
    product.load(5, MONTH, {"systems": systems})
    check(product, MONTH, AS_OF, {"5.C5": (100, 4, 4, "met")})
    systems[1]["service_hours"] = "5×8"
    product.load(5, "2026-10", {"systems": systems})
    check(product, "2026-09..2026-10", "2026-10-31", {"5.C5": (75, 7, 8, "missed")})
    check(product, "2026-09..2026-10", "2026-10-30", {"5.C5": (100, 4, 4, "met")})


def report(name: str, kind: str, due: str, submitted: str | None) -> dict[str, Any]:
    return {"report_id": name, "kind": kind, "due_from": at(due).date(), "submitted_at": submitted and at(submitted)}


@pytest.mark.parametrize("package", [1, 2, 3, 4, 5])
def test_a_report_of_each_week_and_every_special_report(product: Product, package: int) -> None:
    # Whole weeks of September with August not covered: from the 7th, 14th and 21st.
    rows = [
        report("W1", "周报", "09-07 00:00", "09-07 09:00"),
        report("W2", "周报", "09-20 00:00", "10-05 09:00"),  # late, and there
        report("W3", "周报", "09-21 00:00", "09-22 09:00"),
        report("S1", "专题报告", "09-10 00:00", "09-30 09:00"),
        report("S2", "专题报告", "09-30 00:00", "10-01 09:00"),
    ]
    product.load(package, MONTH, {"reports": rows})
    kept = {f"{package}.C9": (100, 3, 3, "met"), f"{package}.C11": (100, 2, 2, "met")}
    check(product, MONTH, AS_OF, kept)
    # Two reports of one week are none of the next.
    rows[2]["due_from"] = date(2026, 9, 14)
    rows[4]["submitted_at"] = None
    product.load(package, MONTH, {"reports": rows}, replace=True)
    broken = {f"{package}.C9": (200 / 3, 2, 3, "missed"), f"{package}.C11": (50, 1, 2, "missed")}
    check(product, MONTH, AS_OF, broken)
    product.nil(package, "2026-10", "reports")
    check(product, "2026-10", "2026-10-31", {f"{package}.C11": (None, 0, 0, "not_due")})


@pytest.mark.parametrize(("package", "code"), [(1, "1.C10"), (2, "2.C10"), (5, "5.C10"), (3, "3.C55"), (4, "4.C55")])
def test_a_report_of_each_month(product: Product, package: int, code: str) -> None:
    september = [report("M1", "月报", "09-30 00:00", "10-09 09:00"), report("M2", "月报", "09-30 00:00", None)]
    product.load(package, MONTH, {"reports": september})
    check(product, MONTH, AS_OF, {code: (1, 1, None, "met")})
    # A quarterly or annual report is no monthly one; two in one month are none of the next.
    product.load(package, "2026-10", {"reports": [report("Q", "季报", "10-31 00:00", "10-31 09:00")]})
    check(product, "2026-09..2026-10", "2026-10-31", {code: (0, 1, None, "missed")})
    check(product, "2026-09..2026-10", "2026-10-30", {code: (1, 1, None, "met")})


@pytest.mark.parametrize("package", [3, 4])
def test_a_report_of_each_quarter(product: Product, package: int) -> None:
    for month in ("2026-07", "2026-08", "2026-10", "2026-11", "2026-12"):
        product.nil(package, month, "reports")
    rows = [report("Q", "季报", "09-30 00:00", "10-09 09:00")]
    product.load(package, MONTH, {"reports": rows})
    code = f"{package}.C56"
    check(product, "todate", "2026-12-30", {code: (1, 1, None, "met")})
    check(product, "todate", "2026-12-31", {code: (0, 1, None, "missed")})
    rows[0]["kind"] = "月报"
    product.load(package, MONTH, {"reports": rows}, replace=True)
    check(product, "todate", "2026-09-30", {code: (0, 0, None, "missed")})


def test_two_drills_of_each_system_a_year(product: Product) -> None:
    def drills(month: str, systems: list[int], kind: str = "应急演练") -> list[dict[str, Any]]:
        return [
            {
                "drill_id": f"{month}-{n}",
                "system_id": f"P4-0{n}",
                "kind": kind,
                "held_at": datetime.fromisoformat(month),
            }
            for n in systems
        ]

    product.load(4, "2026-07", {"drills": drills("2026-07-09", [1, 2, 3, 4])})
    product.load(4, "2027-05", {"drills": drills("2027-05-09", [1, 2, 4])})
    product.load(4, "2027-06", {"drills": drills("2027-06-30", [3], "恢复演练")})
    # One of another kind is none of P4-03's two.
    check(product, "term", "2027-06-29", {"4.C15": (1, 7, None, "on_track")})
    check(product, "term", "2027-06-30", {"4.C15": (1, 7, None, "missed")})
    product.load(4, "2027-06", {"drills": drills("2027-06-30", [3])}, replace=True)
    check(product, "term", "2027-06-30", {"4.C15": (2, 8, None, "met")})
    check(product, "2027-06", "2027-06-30", {"4.C15": (2, 8, None, "met")})


def inspection(name: str, system: str, when: str, target: str, asset: str | None = None, **more: Any) -> dict[str, Any]:
    return row(inspection_id=name, system_id=system, target=target, inspected_at=when, asset_id=asset) | more


def test_checks_of_package_1_by_week_and_month(product: Product) -> None:
    # Sunday the 13th is in the week from the 7th, Monday the 21st in the third; hardware or system, but no database.
    days = [("09-13 23:59", "系统"), ("09-14 00:00", "硬件"), ("09-21 00:00", "系统"), ("09-30 10:00", "数据库")]
    rows = [
        inspection(f"{n}-{number}", f"P1-{n:02}", when, target)
        for n in range(1, 14)
        for number, (when, target) in enumerate(days)
    ]
    assets = [
        {"asset_id": f"H{n}", "asset_name": "服务器", "system_id": f"P1-0{n}", "asset_class": "硬件"} for n in (1, 2)
    ]
    product.load(1, MONTH, {"inspections": rows, "assets": assets})
    cases: dict[str, Expected] = {
        "1.C16": (100, 39, 39, "met"),
        "1.C17": (100, 2, 2, "met"),
        "1.C22": (100, 13, 13, "met"),
    }
    check(product, MONTH, AS_OF, cases)
    # The worst system decides: P1-02 has one week of three, no check of its hardware and none of its database.
    dropped = [one for one in rows if one["inspection_id"] not in ("2-0", "2-1", "2-3")]
    product.load(1, MONTH, {"inspections": [*dropped, inspection("D", "P1-02", "09-10 09:00", "数据库")]}, replace=True)
    cases = {"1.C16": (100 / 3, 37, 39, "missed"), "1.C17": (50, 1, 2, "not_due"), "1.C22": (100, 13, 13, "met")}
    check(product, MONTH, AS_OF, cases)
    product.load(1, MONTH, {"inspections": dropped}, replace=True)
    check(product, MONTH, AS_OF, {"1.C22": (0, 12, 13, "not_due")})
    assert "default_number" in flags(product, "1.C22", MONTH, AS_OF)


def device(name: str, system: str = "P3-03", **more: Any) -> dict[str, Any]:
    full = {"asset_class": "硬件", "device_type": "服务器", "model": "R1", "longitude": 121.9, "latitude": 30.9}
    return {"asset_id": name, "asset_name": name, "system_id": system, "photo": "1.jpg"} | full | more


def test_the_file_of_each_device(product: Product) -> None:
    out = device("OUT", photo=None, out_of_service_on=date(2026, 9, 30))
    product.load(3, MONTH, {"assets": [device("A"), device("S", asset_class="软件", photo=None), out]})
    check(product, MONTH, AS_OF, {"3.C58": (100, 1, 1, "met")})
    # Each of type, model, coordinates and picture is asked of each device.
    lacking: list[dict[str, Any]] = [
        {"device_type": None},
        {"model": None},
        {"longitude": None, "latitude": None},
        {"photo": None},
    ]
    rows = [device("A"), *(device(f"B{n}", **one) for n, one in enumerate(lacking))]
    product.load(3, "2026-10", {"assets": rows})
    check(product, "2026-10", "2026-10-31", {"3.C58": (20, 1, 5, "missed")})


def test_each_device_is_inspected_every_month_and_recorded(product: Product) -> None:
    full: dict[str, Any] = {"inspector": "李", "result": "正常", "photo": "a.jpg"}
    rows = [
        inspection("1", "P3-03", "09-01 00:00", "硬件", "A", **full),
        inspection("2", "P3-03", "09-30 23:59", "其他", "B", **full),
    ]
    # C came in the middle of the month, S is software: neither is asked.
    assets = [device("A"), device("B"), device("C", in_service_from=date(2026, 9, 2)), device("S", asset_class="软件")]
    product.load(3, MONTH, {"assets": assets, "inspections": rows})
    check(product, MONTH, AS_OF, {"3.C60": (100, 2, 2, "met"), "3.C61": (100, 2, 2, "met")})
    # An inspection of the system is none of its devices; who, what and a picture are asked each time.
    rows[1] = inspection("2", "P3-03", "09-30 23:59", "系统")
    lacking = [full | {key: None} for key in full]
    rows += [inspection(f"L{n}", "P3-03", "09-15 09:00", "硬件", "A", **one) for n, one in enumerate(lacking)]
    product.load(3, MONTH, {"inspections": rows}, replace=True)
    check(product, MONTH, AS_OF, {"3.C60": (50, 1, 2, "missed"), "3.C61": (25, 1, 4, "missed")})


def test_pictures_of_mending_are_asked_of_devices(product: Product) -> None:
    mended: dict[str, Any] = {"result": "异常", "finding": "镜头脏污", "fixed_at": at("09-12 09:00")}
    pictures = {"photo_before": "b", "photo_after": "c"}
    rows = [
        inspection("1", "P3-03", "09-10 09:00", "硬件", "A", **mended, **pictures),
        inspection("2", "P3-01", "09-10 09:00", "系统", **mended),  # a fault of software has no picture
        inspection("3", "P3-03", "09-10 09:00", "硬件", "A", result="异常", finding="坏"),  # not mended yet
    ]
    product.load(3, MONTH, {"inspections": rows})
    check(product, MONTH, AS_OF, {"3.C62": (100, 1, 1, "met")})
    lacking = [mended | pictures | {key: None} for key in ("finding", "photo_before", "photo_after")]
    rows += [inspection(f"L{n}", "P3-03", "09-11 09:00", "硬件", "A", **one) for n, one in enumerate(lacking)]
    product.load(3, MONTH, {"inspections": rows}, replace=True)
    check(product, MONTH, AS_OF, {"3.C62": (25, 1, 4, "missed")})


def cameras(offline: int, unchecked: int = 0) -> dict[str, list[dict[str, Any]]]:
    """Ten key cameras with so many days offline or without a check, and one of another area, all in September."""
    listed = [device(f"K{n}", device_type="球机", is_key_area=True) for n in range(10)]
    listed.append(device("Z", device_type="球机", is_key_area=False))
    days = [(n, at("09-01 09:00") + timedelta(days=day)) for n in range(10) for day in range(30)]
    checks: list[dict[str, Any]] = [
        {"asset_id": f"K{n}", "checked_at": when, "is_online": "离线" if place < offline else "在线"}
        for place, (n, when) in enumerate(days)
    ][: 300 - unchecked]
    checks += [
        {
            "asset_id": "Z",
            "checked_at": when,
            "is_online": "在线" if n else "离线",
            "exempt_reason": None if n else "台风",
        }
        for n, (_, when) in enumerate(days[:30])
    ]
    return {"assets": listed, "camera_checks": checks}


def test_cameras_at_their_rates(product: Product) -> None:
    # 6 of 300 offline are 98 %; the exempt day of the other camera is not due, and is a check.
    product.load(3, MONTH, cameras(6))
    cases = {"3.C1": (98, 294, 300, "met"), "3.C2": (32300 / 329, 323, 329, "met"), "3.C63": (100, 330, 330, "met")}
    check(product, MONTH, AS_OF, cases)
    product.load(3, "2026-09", {"camera_checks": cameras(7, 1)["camera_checks"]}, replace=True)
    cases = {
        "3.C1": (29200 / 299, 292, 299, "missed"),
        "3.C2": (32100 / 328, 321, 328, "met"),
        "3.C63": (32900 / 330, 329, 330, "missed"),
    }
    check(product, MONTH, AS_OF, cases)
    # 329 × 5 % = 16.45 days offline.
    for offline, verdict in ((16, "met"), (17, "missed")):
        product.load(3, "2026-09", {"camera_checks": cameras(offline)["camera_checks"]}, replace=True)
        share = 100 * (329 - offline) / 329
        check(product, MONTH, AS_OF, {"3.C2": (share, 329 - offline, 329, verdict)})


def test_changes_are_agreed_seven_days_before(product: Product) -> None:
    def change(name: str, approved: str | None, system: str = "P2-06") -> dict[str, Any]:
        return row(change_id=name, system_id=system, approved_at=approved, implemented_at="09-08 09:00", result="成功")

    rows = [change("A", "09-01 18:00"), change("B", "08-20 09:00"), change("O", "09-08 08:00", "P2-05")]
    product.load(2, MONTH, {"changes": rows})
    check(product, MONTH, AS_OF, {"2.C52": (100, 2, 2, "met")})
    product.load(2, MONTH, {"changes": [*rows, change("C", "09-02 00:00"), change("D", None)]}, replace=True)
    check(product, MONTH, AS_OF, {"2.C52": (50, 2, 4, "missed")})
