"""Inspections, coverage, systems in service, acceptance, milestones, assessments, surveys, cameras: worked by hand."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.product import Product


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


def inspection(name: str, when: str, system: str, target: str = "系统", asset: str | None = None) -> dict[str, Any]:
    return {
        "inspection_id": name,
        "system_id": system,
        "asset_id": asset,
        "target": target,
        "inspected_at": at(when),
    }


def all_inspected(days: int, month: str = "09", but: str = "", fewer: int = 0) -> list[dict[str, Any]]:
    return [
        inspection(f"X{month}-{number}-{day}", f"{month}-{day:02} 09:00", f"P1-{number:02}")
        for number in range(1, 14)
        for day in range(1, (fewer if f"P1-{number:02}" == but else days) + 1)
    ]


def test_inspections_are_distinct_days_of_the_worst_system(product: Product) -> None:
    rows = all_inspected(6, but="P1-05", fewer=5)
    rows.append(inspection("SAME", "09-05 15:00", "P1-05"))
    rows.append(inspection("HW", "09-20 15:00", "P1-05", "硬件"))
    product.load(1, "2026-09", {"inspections": rows})
    finding = product.find("1.04", "2026-09", "2026-09-30")
    assert (finding["value"], finding["verdict"], finding["part"], finding["whole"]) == (5, "missed", 77, None)
    assert finding["points"] == pytest.approx(50 / 13 * 5 / 6)


def test_a_system_without_any_inspection_counts_zero_and_the_worst_month_decides(product: Product) -> None:
    product.load(1, "2026-09", {"inspections": all_inspected(6)})
    assert product.find("1.04", "2026-09", "2026-09-30")["verdict"] == "met"
    product.load(1, "2026-10", {"inspections": all_inspected(7, "10", but="P1-13", fewer=0)})
    finding = product.find("1.04", "2026-09..2026-10", "2026-10-31")
    assert finding["value"] == 0
    worst = {one["system_id"]: one["value"] for one in finding["systems"]}
    assert (worst["P1-13"], worst["P1-01"]) == (0, 6)
    # An unfinished month never decides.
    assert product.find("1.04", "2026-09..2026-10", "2026-10-30")["value"] == 6
    assert product.find("1.04", "2026-10", "2026-10-30")["verdict"] == "not_due"


def assets() -> list[dict[str, Any]]:
    listed = [
        {"asset_id": f"H{n}", "asset_name": f"服务器{n}", "system_id": "P1-01", "asset_class": "硬件"} for n in range(3)
    ]
    listed.append({"asset_id": "S1", "asset_name": "软件", "system_id": "P1-02", "asset_class": "软件"})
    listed.append({"asset_id": "A1", "asset_name": "应用", "system_id": "P1-03", "asset_class": "应用"})
    return listed


def test_coverage(product: Product) -> None:
    # H0 by its inspection, H1 by a ticket, H2 by nothing, S1 by the inspection of its system, A1 by nothing.
    incident = {
        "incident_id": "T1", "system_id": "P1-01", "asset_id": "H1", "fault_class": "硬件",
        "reported_at": at("09-10 08:00"), "responded_at": at("09-10 08:10"), "restored_at": at("09-10 09:00"),
        "exempt_reason": "台风",
    }  # fmt: skip
    rows = {
        "assets": assets(),
        "incidents": [incident],
        "inspections": [
            inspection("I1", "09-10 08:00", "P1-01", "硬件", "H0"),
            inspection("I2", "09-10 08:00", "P1-02"),
            inspection("I3", "09-10 08:00", "P1-01"),
        ],
    }
    product.load(1, "2026-09", rows)
    finding = product.find("1.05", "2026-09", "2026-09-30")
    assert (finding["value"], finding["part"], finding["whole"], finding["verdict"]) == (60, 3, 5, "missed")
    assert finding["beside"] == {"hardware": pytest.approx(200 / 3), "software": 100, "application": 0}
    assert finding["missing_months"] == []
    to_date = product.find("1.05", "todate", "2026-09-30")
    assert to_date["missing_months"] == ["2026-07", "2026-08"]


def test_an_asset_has_its_own_first_day_and_goes_with_its_system(product: Product) -> None:
    # H0 on a system begun on 09-02 counts (its own first day is open), H1 on a system retired on 09-30 does not.
    systems = [
        {"system_id": "P1-01", "system_name": "a", "in_service_from": date(2026, 9, 2)},
        {"system_id": "P1-02", "system_name": "b", "out_of_service_on": date(2026, 9, 30)},
    ]
    listed = [assets()[0], assets()[1] | {"system_id": "P1-02"}]
    product.load(1, "2026-09", {"systems": systems, "assets": listed}, ["incidents", "inspections"])
    finding = product.find("1.05", "2026-09", "2026-09-30")
    assert (finding["value"], finding["part"], finding["whole"]) == (0, 0, 1)


def test_an_asset_retired_in_the_month_is_not_asked_for(product: Product) -> None:
    listed = assets()[:2]
    listed[1]["out_of_service_on"] = date(2026, 9, 30)
    inspected = [inspection("I1", "09-10 08:00", "P1-01", "硬件", "H0")]
    product.load(1, "2026-09", {"assets": listed, "inspections": inspected}, ["incidents"])
    finding = product.find("1.05", "2026-09", "2026-09-30")
    assert (finding["value"], finding["whole"]) == (100, 1)
    listed[1]["out_of_service_on"] = date(2026, 10, 1)
    product.load(1, "2026-09", {"assets": listed}, replace=True)
    assert product.find("1.05", "2026-09", "2026-09-30")["value"] == 50


def test_systems_in_service(product: Product) -> None:
    assert product.find("1.02", "2026-07", "2026-07-31")["value"] == 13
    listed: list[dict[str, Any]] = [
        {"system_id": f"P1-{n:02}", "system_name": f"系统{n}", "out_of_service_on": None} for n in range(1, 14)
    ]
    listed[0]["out_of_service_on"] = date(2026, 9, 30)
    product.load(1, "2026-09", {"systems": listed})
    finding = product.find("1.02", "2026-07..2026-09", "2026-09-30")
    assert (finding["value"], finding["part"], finding["verdict"]) == (12, 13 + 13 + 12, "missed")
    listed[0]["out_of_service_on"] = date(2026, 10, 1)
    product.load(1, "2026-09", {"systems": listed}, replace=True)
    assert product.find("1.02", "2026-07..2026-09", "2026-09-30")["value"] == 13


def test_a_system_left_out_of_a_newer_list_is_retired(product: Product) -> None:
    product.load(1, "2026-09", {"systems": [{"system_id": f"P1-{n:02}", "system_name": "名"} for n in range(1, 13)]})
    assert product.find("1.02", "2026-08", "2026-09-30")["value"] == 13
    assert product.find("1.02", "2026-09", "2026-09-30")["value"] == 12


def test_subsystems_are_counted_from_the_own_list_only(product: Product) -> None:
    assert product.find("2.02", "2026-09", "2026-09-30")["verdict"] == "no_data"
    tops = [{"system_id": f"P2-{n:02}", "system_name": f"系统{n}"} for n in range(1, 8)]
    leaves = [{"system_id": f"P2-01-{n:02}", "system_name": f"子系统{n}", "parent_id": "P2-01"} for n in range(1, 25)]
    product.load(2, "2026-09", {"systems": [*tops, *leaves]})
    finding = product.find("2.02", "todate", "2026-09-30")
    # 24 subsystems of P2-01, and six systems without any.
    assert (finding["value"], finding["verdict"], finding["missing_months"]) == (30, "met", ["2026-07", "2026-08"])
    assert {one["system_id"]: one["value"] for one in finding["systems"]}["P2-01"] == 24


def acceptance(
    name: str, kind: str, when: str, result: str, passed: str | None = None, system: str | None = None
) -> dict[str, Any]:
    return {
        "acceptance_id": name, "system_id": system, "kind": kind, "submitted_at": at(when), "result": result,
        "passed_at": at(passed) if passed else None,
    }  # fmt: skip


def test_the_first_submission_decides_the_acceptance_rate(product: Product) -> None:
    product.load(
        1,
        "2026-09",
        {
            "acceptances": [
                acceptance("A1", "系统验收", "09-01 09:00", "通过", "09-02 09:00", "P1-01"),
                acceptance("A2", "系统验收", "09-03 09:00", "不通过", None, "P1-02"),
                acceptance("A3", "系统验收", "09-20 09:00", "通过", "09-21 09:00", "P1-02"),
            ]
        },
    )
    finding = product.find("1.06", "2026-09", "2026-09-30")
    assert (finding["value"], finding["part"], finding["whole"], finding["verdict"]) == (50, 1, 2, "missed")
    assert product.score(1, "2026-09", "2026-09-30")["veto"] == [{"reason": "系统验收不通过", "record_id": "A2"}]
    assert product.find("1.06", "2026-08", "2026-09-30")["verdict"] == "not_due"


def test_the_milestone_needs_no_file_to_be_missed(product: Product) -> None:
    assert product.find("1.14", "2026-10", "2026-12-31")["verdict"] == "not_due"
    assert product.find("1.14", "2026-11", "2026-11-29")["verdict"] == "not_due"
    missed = product.find("1.14", "2026-11", "2026-11-30")
    assert (missed["verdict"], missed["points"], missed["value"]) == ("missed", 0, None)
    assert product.find("5.10", "2026-10", "2026-10-30")["verdict"] == "not_due"
    assert product.find("5.10", "2026-10", "2026-10-31")["verdict"] == "missed"


def test_the_milestone_is_met_on_its_last_day_and_late_the_day_after(product: Product) -> None:
    product.load(
        1, "2026-11", {"acceptances": [acceptance("M", "中期验收", "11-20 09:00", "整改后通过", "11-30 23:00")]}
    )
    finding = product.find("1.14", "2026-11", "2026-11-30")
    assert (finding["verdict"], finding["value"]) == ("met", "2026-11-30")
    assert product.find("1.14", "2026-10", "2026-11-30")["verdict"] == "not_due"
    product.load(5, "2026-11", {"acceptances": [acceptance("M", "中期验收", "11-01 08:00", "通过", "11-01 09:00")]})
    late = product.find("5.10", "2026-11", "2026-11-30")
    assert (late["verdict"], late["value"]) == ("missed", "2026-11-01")


def test_assessments_and_their_bands(product: Product) -> None:
    row = {"indicator_code": "1.15", "band": "部分达成", "reason": "一次波动"}
    product.load(1, "2026-08", {"assessments": [row | {"band": "达成", "share": 90}]})
    product.load(1, "2026-09", {"assessments": [row]})
    finding = product.find("1.15", "todate", "2026-09-30")
    assert (finding["value"], finding["verdict"], finding["missing_months"]) == (70, "missed", ["2026-07"])
    assert finding["points"] == pytest.approx(30 / 4 * 0.7)
    earlier = product.find("1.15", "2026-08", "2026-09-30")
    assert (earlier["value"], earlier["verdict"]) == (90, "met")
    assert product.find("1.17", "2026-09", "2026-09-30")["verdict"] == "no_data"


def answers(satisfied: int, others: int, **more: Any) -> list[dict[str, Any]]:
    return [
        {"response_id": f"A{n}", "answered_at": at("09-10 08:00"), "overall": "满意" if n < satisfied else "一般"}
        | more
        for n in range(satisfied + others)
    ]


def test_satisfaction_with_its_wilson_interval(product: Product) -> None:
    rows = answers(170, 30)
    rows[0]["invited"] = 250
    rows.append({"response_id": "B1", "answered_at": at("09-10 08:00"), "overall": "(跳过)"})
    rows.append({"response_id": "B2", "answered_at": at("09-10 08:00"), "overall": None})
    product.load(1, "2026-09", {"surveys": rows})
    finding = product.find("1.19", "2026Q3", "2026-09-30")
    assert (finding["value"], finding["part"], finding["whole"], finding["verdict"]) == (85, 170, 200, "met")
    beside = finding["beside"]
    assert (beside["n"], beside["invited"], beside["response_rate"]) == (200, 250, 80)
    assert beside["mean100"] == pytest.approx((170 * 80 + 30 * 60) / 200)
    assert (round(beside["wilson_low"], 1), round(beside["wilson_high"], 1)) == (79.4, 89.3)
    assert finding["missing_months"] == []
    # A month of the quarter by itself is covered by the quarter's batch.
    assert product.find("1.19", "2026-08", "2026-09-30")["verdict"] == "no_data"
    assert product.find("1.19", "2026-08", "2026-09-30")["missing_months"] == []


def test_a_survey_in_numbers_to_100(product: Product) -> None:
    rows = [{"response_id": f"A{n}", "answered_at": at("09-10 08:00"), "overall": n} for n in (4, 79, 80, 100)]
    product.load(1, "2026-09", {"surveys": rows})
    finding = product.find("1.19", "2026Q3", "2026-09-30")
    assert (finding["part"], finding["whole"], finding["beside"]["mean100"]) == (2, 4, (4 + 79 + 80 + 100) / 4)
    assert "small_sample" in finding["flags"]


def test_an_unfinished_quarter_without_a_survey_is_not_due(product: Product) -> None:
    assert product.find("1.19", "2026-08", "2026-08-31")["verdict"] == "not_due"
    assert product.find("1.19", "2026Q3", "2026-09-30")["verdict"] == "no_data"


def camera_month(offline: int, unchecked: int = 0) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Ten key-area cameras for the 30 days of September, one check a day; so many camera-days offline, unchecked."""
    listed = [
        {"asset_id": f"C{n}", "asset_name": f"摄像机{n}", "system_id": "P3-03", "asset_class": "硬件",
         "device_type": "球机", "is_key_area": "是"}
        for n in range(10)
    ]  # fmt: skip
    days = [(f"C{n}", at("09-01 09:00") + timedelta(days=day)) for n in range(10) for day in range(30)]
    checks = [
        {"asset_id": name, "checked_at": when, "is_online": "离线" if index < offline else "在线"}
        for index, (name, when) in enumerate(days[: len(days) - unchecked])
    ]
    return listed, checks


def test_cameras_exactly_at_both_targets(product: Product) -> None:
    # 15 of 300 camera-days offline: 95 % exactly, which misses "高于95%"; 6 offline: 98 %, which meets "98%以上".
    listed, checks = camera_month(15)
    product.load(3, "2026-09", {"assets": listed, "camera_checks": checks})
    overall = product.find("3.C2", "2026-09", "2026-09-30")
    assert (overall["value"], overall["part"], overall["whole"], overall["verdict"]) == (95, 285, 300, "missed")
    _, checks = camera_month(6)
    product.load(3, "2026-09", {"camera_checks": checks}, replace=True)
    key = product.find("3.C1", "2026-09", "2026-09-30")
    assert (key["value"], key["verdict"]) == (98, "met")
    assert key["beside"] == {"pooled": 98, "checked_share": 100, "due": 300, "exempt": 0}


def test_camera_days_more_than_half_and_exemptions(product: Product) -> None:
    listed, checks = camera_month(0)
    first = at("09-01 09:00")
    # C0 on the first: one of two checks online is not more than half. C1: an exemption takes the day away.
    checks.append({"asset_id": "C0", "checked_at": first + timedelta(hours=2), "is_online": "离线"})
    checks.append(
        {"asset_id": "C1", "checked_at": first + timedelta(hours=2), "is_online": "离线", "exempt_reason": "台风"}
    )
    product.load(3, "2026-09", {"assets": listed, "camera_checks": checks})
    finding = product.find("3.C1", "2026-09", "2026-09-30")
    assert (finding["part"], finding["whole"]) == (298, 299)
    assert finding["beside"]["exempt"] == 1
    assert finding["beside"]["checked_share"] == 100


def test_a_month_with_too_few_checks_counts_as_missing(product: Product) -> None:
    listed, checks = camera_month(0, unchecked=15)
    product.load(3, "2026-09", {"assets": listed, "camera_checks": checks})
    at_limit = product.find("3.C1", "2026-09", "2026-09-30")
    assert (at_limit["verdict"], at_limit["beside"]["checked_share"]) == ("met", 95)
    _, checks = camera_month(0, unchecked=16)
    product.load(3, "2026-09", {"camera_checks": checks}, replace=True)
    below = product.find("3.C1", "2026-09", "2026-09-30")
    assert (below["verdict"], below["missing_months"]) == ("no_data", ["2026-09"])
    assert below["value"] is None


def test_unknown_cameras_are_stored_but_not_counted(product: Product) -> None:
    listed, checks = camera_month(0)
    checks.append({"asset_id": "UNKNOWN", "checked_at": at("09-01 09:00"), "is_online": "离线"})
    receipt = product.load(3, "2026-09", {"assets": listed, "camera_checks": checks})
    assert any("UNKNOWN" in note for note in receipt.notes)
    assert product.find("3.C2", "2026-09", "2026-09-30")["whole"] == 300
