"""What the camera page shows: each figure on a case worked out by hand, and all of them against the scorecard."""

from datetime import date, datetime
from typing import Any

import pytest

from data.basemap import basemap, is_in_area
from data.demo.geography import SEAWALL
from kpi.camera_files import camera_file
from kpi.cameras import Camera, Counts, added, camera_days, cameras, clauses, listed_cameras
from kpi.score import scorecard
from tests.product import Product

AS_OF = date(2026, 9, 30)
LAST = 30


def camera(asset_id: str, **more: Any) -> dict[str, Any]:
    named = {"asset_id": asset_id, "asset_name": f"名 {asset_id}", "system_id": "P3-03", "asset_class": "硬件"}
    return named | {"device_type": "球机", "longitude": 121.9, "latitude": 30.9} | more


def checks(asset_id: str, pattern: str) -> list[dict[str, Any]]:
    """A check a day from 1 September on: 1 online, 0 off line, x off line and exempt, - none."""
    return [
        {
            "asset_id": asset_id,
            "checked_at": datetime(2026, 9, day, 9),
            "is_online": "在线" if sign == "1" else "离线",
            "exempt_reason": "台风" if sign == "x" else None,
        }
        for day, sign in enumerate(pattern, start=1)
        if sign != "-"
    ]


def load(product: Product, patterns: dict[str, str], **listed: dict[str, Any]) -> dict[str, Camera]:
    assets = [camera(asset_id, **listed.get(asset_id, {})) for asset_id in {**patterns, **listed}]
    rows = [row for asset_id, pattern in patterns.items() for row in checks(asset_id, pattern)]
    product.load(3, "2026-09", {"assets": assets, "camera_checks": rows}, ["incidents"])
    return {one.asset_id: one for one in cameras(product.store, "2026-09", AS_OF)}


def test_days_of_a_camera_are_counted_by_hand(product: Product) -> None:
    found = load(product, {"C1": "1" * 20 + "00" + "xx" + "-" * 3 + "111"})
    # 30 days: 20 + 2 + 2 + 3 checked = 27; 2 exempt, so 25 due, of them 23 online.
    assert found["C1"].counts == Counts(in_service=30, checked=27, exempt=2, due=25, online=23)
    assert found["C1"].counts.rate == 92
    assert found["C1"].counts.offline == 2
    assert (found["C1"].checked_on, found["C1"].latest) == (date(2026, 9, 30), "online")


@pytest.mark.parametrize(
    ("pattern", "state"),
    [
        ("1" * 30, "met"),
        ("1" * 28 + "01", "met"),  # 29 of 30: 96.67 %
        ("00" + "1" * 28, "below"),  # 28 of 30: 93.33 %
        ("0000" + "1" * 26, "far_below"),  # 26 of 30: 86.67 %
        ("000" + "1" * 27, "below"),  # 27 of 30: exactly 90 %
        ("1" * 29 + "0", "offline"),
        ("1" * 28 + "0-", "offline"),  # the last day that was checked
        ("1" * 29 + "x", "exempt"),
        ("0" + "-" * 28 + "x", "exempt"),
        ("x" * 30, "exempt"),
        ("-" * 30, "unchecked"),
    ],
)
def test_what_the_map_shows(product: Product, pattern: str, state: str) -> None:
    assert load(product, {"C1": pattern, "C2": "1" * 30})["C1"].state == state


def test_a_key_area_has_its_own_limit(product: Product) -> None:
    pattern = "0" + "1" * 29  # 96.67 %
    found = load(product, {"C1": pattern, "C2": pattern}, C2={"is_key_area": "是"})
    assert (found["C1"].is_below, found["C2"].is_below) == (False, True)
    exactly = "0" + "1" * 19  # 19 of 20: exactly 95 %, which is not above 95 %
    product.load(
        3, "2026-09", {"assets": [camera("C1")], "camera_checks": checks("C1", exactly)}, ["incidents"], replace=True
    )
    (one,) = cameras(product.store, "2026-09", AS_OF)
    assert (one.counts.rate, one.is_below) == (95, True)


@pytest.mark.parametrize(
    ("pattern", "spells"),
    [
        ("0" * 30, 1),
        ("000111" * 5, 5),
        ("0101010" + "1" * 23, 4),
        ("0x0-01" + "1" * 24, 1),  # exempt and unchecked days neither end a spell nor begin one
        ("x" * 30, 0),
        ("1" * 30, 0),
    ],
)
def test_days_off_line_that_follow_each_other_are_one_time(product: Product, pattern: str, spells: int) -> None:
    found = load(product, {"C1": pattern})
    assert found["C1"].spells == spells
    assert found["C1"].is_repeat == (spells >= 3)


def test_three_tickets_make_a_repeat_offender(product: Product) -> None:
    load(product, {"C1": "1" * 30, "C2": "1" * 30})
    named = [("C1", 1), ("C1", 2), ("C1", 3), ("C2", 4), ("C2", 5)]
    tickets = [
        {"incident_id": f"T{day}", "system_id": "P3-03", "asset_id": asset_id, "fault_class": "硬件",
         "reported_at": datetime(2026, 9, day, 9), "restored_at": datetime(2026, 9, day, 10)}
        for asset_id, day in named
    ]  # fmt: skip
    product.load(3, "2026-09", {"incidents": tickets}, replace=True)
    found = {one.asset_id: one for one in cameras(product.store, "2026-09", AS_OF)}
    assert [(one.tickets, one.is_repeat) for one in found.values()] == [(3, True), (2, False)]
    assert [one.tickets for one in cameras(product.store, "2026-08", AS_OF)] == []


def test_a_camera_out_of_service_is_retired_and_its_days_still_count(product: Product) -> None:
    found = load(product, {"C1": "1" * 9 + "0", "C2": "1" * 30}, C1={"out_of_service_on": date(2026, 9, 11)})
    assert found["C1"].state == "retired"
    assert found["C1"].counts == Counts(in_service=10, checked=10, exempt=0, due=10, online=9)
    product.load(3, "2026-10", {"assets": [camera("C2")]}, ["camera_checks", "incidents"])
    assert [one.asset_id for one in cameras(product.store, "2026-10", date(2026, 10, 31))] == ["C2"]


def test_without_the_checks_of_the_month_nothing_is_said(product: Product) -> None:
    product.load(3, "2026-09", {"assets": [camera("C1")]}, ["incidents"])
    (one,) = cameras(product.store, "2026-09", AS_OF)
    assert (one.state, one.counts) == ("no_data", Counts())
    assert camera_days(product.store, "2026-09", AS_OF).covered == frozenset()


def test_other_devices_and_other_packages_are_no_cameras_here(product: Product) -> None:
    load(product, {"C1": "1" * 30}, S1={"device_type": "服务器"}, S2={"device_type": None})
    product.load(4, "2026-09", {"assets": [camera("K1", system_id="P4-03", device_type="卡口")]})
    assert listed_cameras(product.store) == {"C1"}
    assert [one.asset_id for one in cameras(product.store, "2026-09", AS_OF)] == ["C1"]


@pytest.mark.parametrize(("gaps", "is_judged"), [(1, True), (3, False)])
def test_all_sums_are_the_scorecards(product: Product, gaps: int, is_judged: bool) -> None:
    signs = "-" * gaps + "00xx" + "1" * (26 - gaps)  # every camera the same 30 days, each begun elsewhere
    patterns = {f"C{n}": signs[n * 3 :] + signs[: n * 3] for n in range(9)}
    found = load(product, patterns, C1={"is_key_area": "是"}, C2={"is_key_area": "是", "system_id": "P3-04"})
    days = camera_days(product.store, "2026-09", AS_OF)
    card = scorecard(product.store, 3, "2026-09", AS_OF)
    for clause in clauses():
        finding = card.finding(clause.code)
        assert finding is not None
        key_only = clause.tag is not None
        total = days.of_months(days.covered, key_only=key_only)
        assert total == added(one.counts for one in found.values() if one.is_key_area or not key_only)
        assert finding.beside["checked_share"] == pytest.approx(100 * total.checked / total.in_service)
        # 27 of 30 days checked is too little: the month counts as missing.
        assert bool(finding.covered_months) == is_judged
        if is_judged:
            assert (finding.part, finding.whole) == (total.online, total.due)
            assert finding.beside["exempt"] == total.exempt
            assert {one.system_id for one in finding.systems} == {"P3-03", "P3-04"}
            for system in finding.systems:
                own = days.of_months(days.covered, system.system_id, key_only=key_only)
                assert (system.part, system.whole) == (own.online, own.due)


def test_a_day_without_any_check_is_a_gap(product: Product) -> None:
    load(product, {"C1": "1" * 10 + "-" + "0" * 19, "C2": "1" * 10 + "-" + "1" * 19}, C2={"is_key_area": "是"})
    days = camera_days(product.store, "2026-08..2026-09", AS_OF)
    overall, key = days.by_day(), days.by_day(key_only=True)
    assert len(overall) == 61
    assert overall[date(2026, 9, 11)] == Counts(in_service=2)
    assert overall[date(2026, 9, 11)].rate is None
    assert overall[date(2026, 9, 12)] == Counts(2, 2, 0, 2, 1)
    assert key[date(2026, 9, 12)] == Counts(1, 1, 0, 1, 1)
    assert overall[date(2026, 8, 1)] == Counts()
    assert days.covered == {"2026-09"}


def test_the_cut_off_cuts_days(product: Product) -> None:
    load(product, {"C1": "1" * 30})
    (one,) = cameras(product.store, "2026-09", date(2026, 9, 10))
    assert one.counts.in_service == 10
    assert one.is_serving
    assert len(camera_days(product.store, "2026-09", date(2026, 9, 10)).days) == 10
    assert camera_days(product.store, "2026-09", date(2026, 8, 31)).days == []


# --- places ---


def test_points_outside_the_area_and_without_coordinates(product: Product) -> None:
    found = load(
        product,
        {"C1": "1", "C2": "1", "C3": "1", "C4": "1"},
        C2={"longitude": 30.9, "latitude": 60.0},
        C3={"longitude": None, "latitude": None},
        C4={"longitude": 122.05, "latitude": 30.85},  # in the sea, east of the spit
    )
    assert [one.is_in_area for one in found.values()] == [True, False, False, False]
    assert [one.is_placed for one in found.values()] == [True, True, False, True]
    assert (found["C4"].file, found["C4"].sheet, found["C4"].row) == ("包件3_2026-09_1.xlsx", "资产清单", 5)


def test_coordinates_are_converted_at_import_and_the_original_is_kept(product: Product) -> None:
    # GCJ-02 lies some 450 m to the east and 200 m to the south here; BD-09 further to the north-east.
    found = load(
        product, {"C1": "1", "C2": "1"}, C1={"crs": "GCJ02"}, C2={"longitude": 121.91, "latitude": 30.91, "crs": "BD09"}
    )
    one = found["C1"]
    assert (one.original_longitude, one.original_latitude, one.crs) == (121.9, 30.9, "GCJ02")
    assert one.longitude == pytest.approx(121.8955, abs=0.0005)
    assert one.latitude == pytest.approx(30.9021, abs=0.0005)
    other = found["C2"]
    assert (other.original_longitude, other.original_latitude, other.crs) == (121.91, 30.91, "BD09")
    assert other.longitude is not None
    assert other.latitude is not None
    assert 0.008 < 121.91 - other.longitude < 0.013
    assert 0.002 < 30.91 - other.latitude < 0.006


def test_the_base_map_is_of_the_place_of_the_sample_data() -> None:
    assert all(is_in_area(*point) for point in SEAWALL)
    assert not is_in_area(122.02, 30.90)
    (wall,) = basemap("seawall")["features"]
    assert wall["geometry"]["coordinates"] == [[round(lon, 4), round(lat, 4)] for lon, lat in SEAWALL]
    for name in ("land", "lake", "roads", "seawall", "places", "area"):
        assert "示意" in basemap(name)["note"]


# --- the file of one camera ---


def test_the_file_of_a_camera(product: Product) -> None:
    rows = checks("C1", "10x-1")
    rows.append(rows[0] | {"checked_at": datetime(2026, 9, 1, 15), "is_online": "离线"})  # one of two: off line
    ticket = {
        "incident_id": "T1", "system_id": "P3-03", "asset_id": "C1", "fault_class": "硬件", "description": "黑屏",
        "reported_at": datetime(2026, 9, 2, 9),
    }  # fmt: skip
    inspection = {
        "inspection_id": "I1", "system_id": "P3-03", "asset_id": "C1", "target": "硬件", "result": "异常",
        "inspected_at": datetime(2026, 9, 3, 9), "finding": "镜头脏污",
    }  # fmt: skip
    asset = camera("C1", in_service_from=date(2026, 9, 1), out_of_service_on=date(2026, 9, 20), brand="沪视")
    product.load(
        3,
        "2026-09",
        {"assets": [asset, camera("C2")], "camera_checks": rows, "incidents": [ticket], "inspections": [inspection]},
    )
    found = camera_file(product.store, "C1", "2026-08..2026-09", AS_OF)
    assert found.listed is not None
    assert (found.listed.brand, found.listed.system_id, found.listed.origin.row) == ("沪视", "P3-03", 2)
    states = {one.day: one.state for one in found.days}
    assert states[date(2026, 8, 31)] == "uncovered"
    assert [states[date(2026, 9, day)] for day in (1, 2, 3, 4, 5, 6, 19, 20, 30)] == [
        "offline", "offline", "exempt", "unchecked", "online", "unchecked", "unchecked", "out", "out",
    ]  # fmt: skip
    second = next(one for one in found.days if one.day == date(2026, 9, 2))
    assert second.origin is not None
    assert (second.checks, second.online_checks, second.origin.sheet, second.origin.row) == (1, 0, "视频在线巡检", 3)
    (one,) = found.tickets
    assert (one.record_id, one.is_open, one.words, one.origin.row) == ("T1", True, "硬件，黑屏", 2)
    (looked,) = found.inspections
    assert (looked.record_id, looked.is_open, looked.words) == ("I1", True, "异常，镜头脏污")
    assert looked.origin.file == "包件3_2026-09_1.xlsx"


def test_a_camera_of_the_log_alone_has_days_that_count_nowhere(product: Product) -> None:
    load(product, {"C1": "1"})
    product.load(3, "2026-09", {"camera_checks": [*checks("C1", "1"), *checks("X9", "01")]}, replace=True)
    found = camera_file(product.store, "X9", "2026-09", AS_OF)
    assert found.listed is None
    assert [(one.state, one.is_counted) for one in found.days[:2]] == [("offline", False), ("online", False)]
    assert camera_file(product.store, "nobody", "2026-09", AS_OF).listed is None
