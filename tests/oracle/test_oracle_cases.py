"""The oracle's tickets, requests, inspections, coverage, cameras and surveys against hand-made cases."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from .cameras import camera_days, camera_months, online_rate
from .coverage import coverage, inspections
from .draw_base import WORKING_DAYS
from .faults import (
    Open,
    joint_response,
    repair,
    repair_open,
    repair_within_limit,
    request_completion,
    response,
    response_open,
    response_within_limit,
)
from .months import days_of, missing_months
from .records import Records, Row
from .satisfaction import satisfaction, satisfaction_beside, wilson

JULY, AUGUST, SEPTEMBER, OCTOBER = (datetime(2026, month, 1) for month in (7, 8, 9, 10))
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SYSTEMS: list[Row] = [{"system_id": f"P1-0{n}", "parent_id": None, "service_hours": "7×24"} for n in (1, 2)]
SUBSYSTEM: Row = {"system_id": "P1-01-S01", "parent_id": "P1-01"}


def kept(**months: dict[str, list[Row]]) -> Records:
    """Records of months given as m07={dataset: rows}."""
    return Records({f"2026-{m[1:]}": uploads for m, uploads in months.items()}, [*SYSTEMS, SUBSYSTEM], WORKING_DAYS)


def fault(number: int, reported_at: datetime, answer: float | None, repaired: float | None, **fields: Any) -> Row:
    """A ticket answered after so many minutes and restored after so many hours."""
    return {
        "incident_id": f"INC-{number}",
        "system_id": "P1-01",
        "fault_class": "软件",
        "reported_at": reported_at,
        "responded_at": None if answer is None else reported_at + answer * MINUTE,
        "restored_at": None if repaired is None else reported_at + repaired * HOUR,
    } | fields


def test_repair_belongs_to_the_day_of_restoring_and_is_uncut() -> None:
    late = fault(1, AUGUST - 2 * HOUR, 10, None)
    closed = fault(1, AUGUST - 2 * HOUR, 10, 50, fault_class="硬件")
    records = kept(m07={"incidents": [late, fault(2, JULY, 5, 4)]}, m08={"incidents": [closed]})
    assert (repair(records, JULY, AUGUST).value, repair(records, AUGUST, SEPTEMBER).value) == (4, 50)
    both = repair(records, JULY, SEPTEMBER)
    assert (both.value, both.part, both.whole) == (27, 54, 2)
    assert repair(records, JULY, SEPTEMBER, "硬件").value == 50
    assert repair_open(records, AUGUST, 1) == Open(1, 1)
    assert repair_open(records, AUGUST, 2) == Open(1, 0)
    assert repair_open(records, SEPTEMBER, 2) == Open(0, 0)
    assert repair_within_limit(records, JULY, AUGUST, 1).whole == 2


def test_repair_in_an_uncovered_month_is_no_fact() -> None:
    records = kept(m07={"incidents": [fault(1, AUGUST - HOUR, 1, 2)]})
    assert repair(records, JULY, SEPTEMBER).value is None
    assert response(records, JULY, SEPTEMBER).value == 1


def test_response_counts_answered_ones_and_the_share_those_past_the_limit() -> None:
    tickets = [
        fault(1, JULY, 30, 1),
        fault(2, JULY, 31, 1),
        fault(3, JULY, None, None),
        fault(4, AUGUST - 30 * MINUTE, None, None),
        fault(5, AUGUST - 5 * MINUTE, 14, None, system_id="P1-01-S01"),
        fault(6, JULY, 999, 1, exempt_reason="不可抗力"),
        fault(7, JULY, None, None, exempt_reason="不可抗力"),
    ]
    records = kept(m07={"incidents": tickets})
    mean = response(records, JULY, AUGUST)
    assert (mean.value, mean.part, mean.whole) == (25, 75, 3)
    assert mean.by_system == {"P1-01": (25, 75, 3)}
    share = response_within_limit(records, JULY, AUGUST, 30, AUGUST)
    assert (share.value, share.part, share.whole) == (50, 2, 4)
    assert response_open(records, JULY, AUGUST, 30, AUGUST) == Open(2, 1)
    assert response_open(records, JULY, AUGUST, 29, AUGUST) == Open(2, 2)


def test_tickets_after_the_retiring_of_their_system_count_nowhere() -> None:
    records = kept(
        m07={"incidents": [fault(1, datetime(2026, 7, 9, 23, 59), 1, 30), fault(2, JULY.replace(day=10), 9, 9)]}
    )
    records.months["2026-07"]["systems"] = [SYSTEMS[0] | {"out_of_service_on": date(2026, 7, 10)}]
    assert response(records, JULY, AUGUST).value == 1
    assert repair(records, JULY, AUGUST).value == 30


def test_joint_response_and_blank_is_no() -> None:
    tickets = [
        fault(1, JULY, 1, 1, is_emergency="是", is_joint="是"),
        fault(2, JULY, 1, 1, is_emergency="是", is_joint=None),
        fault(3, JULY, 1, 1, is_emergency="是", is_joint="是", exempt_reason="台风"),
        fault(4, JULY, 1, 1, is_emergency="否", is_joint="否"),
    ]
    joint = joint_response(kept(m07={"incidents": tickets}), JULY, AUGUST)
    assert (joint.part, joint.whole) == (1, 2)
    assert joint_response(kept(m07={"incidents": []}), JULY, AUGUST).value is None


def request(number: int, due_at: datetime, late: timedelta | None, kind: str | None = "需求") -> Row:
    done = None if late is None else due_at + late
    key = {"request_id": f"REQ-{number}", "system_id": "P1-02", "kind": kind}
    return key | {"requested_at": JULY, "due_at": due_at, "completed_at": done}


def test_requests_are_placed_by_due_time() -> None:
    due = datetime(2026, 7, 20, 12)
    rows = [
        request(1, due, timedelta(0)),
        request(2, due, MINUTE, None),
        request(3, due, None),
        request(4, due, None, "标准服务请求"),
        request(5, AUGUST + HOUR, -HOUR),
    ]
    records = kept(m07={"requests": rows})
    done = request_completion(records, JULY, SEPTEMBER)
    assert (done.part, done.whole) == (1, 3)
    covered = kept(m07={"requests": rows}, m08={"requests": []})
    assert request_completion(covered, AUGUST, SEPTEMBER).value == 100


def inspection(number: int, at: datetime, **fields: Any) -> Row:
    return {"inspection_id": f"INS-{number}", "system_id": "P1-01", "target": None, "inspected_at": at} | fields


def test_inspections_are_days_of_the_worst_system_in_the_worst_month() -> None:
    july = [
        inspection(1, JULY),
        inspection(2, JULY + HOUR),
        inspection(3, JULY + 25 * HOUR, system_id="P1-01-S01"),
        inspection(4, JULY + 49 * HOUR, target="机房"),
        inspection(5, JULY, system_id="P1-02", target="系统"),
    ]
    august = [inspection(6, AUGUST), inspection(7, AUGUST, system_id="P1-02")]
    records = kept(m07={"inspections": july}, m08={"inspections": august})
    assert inspections(records, JULY, AUGUST).by_system == {"P1-01": (2, 2, None), "P1-02": (1, 1, None)}
    both = inspections(records, JULY, SEPTEMBER)
    assert (both.value, both.part, both.by_system["P1-01"]) == (1, 5, (1, 3, None))
    assert inspections(records, AUGUST, SEPTEMBER - timedelta(days=1)).value is None
    assert inspections(kept(m07={"inspections": []}), JULY, AUGUST).value == 0


def test_a_system_of_part_of_the_month_is_not_asked_for_inspections() -> None:
    records = kept(m07={"inspections": [inspection(1, JULY)]})
    begun = SYSTEMS[1] | {"in_service_from": date(2026, 7, 2)}
    records.months["2026-07"]["systems"] = [SYSTEMS[0], begun]
    assert inspections(records, JULY, AUGUST).by_system == {"P1-01": (1, 1, None)}


def asset(asset_id: str, asset_class: str, **fields: Any) -> Row:
    return {"asset_id": asset_id, "system_id": "P1-01", "asset_class": asset_class} | fields


def test_coverage_by_ticket_inspection_and_system_inspection() -> None:
    listed = [
        asset("H1", "硬件"),
        asset("H2", "硬件"),
        asset("H3", "硬件"),
        asset("S1", "软件", system_id="P1-01-S01"),
        asset("S2", "软件", system_id="P1-02"),
        asset("G1", "硬件", out_of_service_on=date(2026, 7, 31)),
        asset("G2", "硬件", in_service_from=date(2026, 7, 1), out_of_service_on=date(2026, 8, 1)),
    ]
    uploads = {
        "assets": listed,
        "incidents": [fault(1, JULY, 1, 1, asset_id="H1", exempt_reason="台风")],
        "inspections": [inspection(1, JULY), inspection(2, JULY, asset_id="H2", target="硬件")],
    }
    records = kept(m07=uploads, m08={"incidents": [], "inspections": []})
    july = coverage(records, JULY, AUGUST)
    assert (july.part, july.whole) == (3, 6)
    assert july.by_system == {"P1-01": (60, 3, 5), "P1-02": (0, 0, 1)}
    assert coverage(records, JULY, AUGUST, "软件").value == 50
    assert coverage(records, JULY, AUGUST, "应用").value is None
    both = coverage(records, JULY, SEPTEMBER)
    assert (both.value, both.part, both.whole) == (0, 3, 11)


def test_coverage_needs_the_first_list_of_assets() -> None:
    listed = {"assets": [asset("H1", "硬件")], "inspections": [], "incidents": []}
    records = kept(m07={"inspections": [], "incidents": []}, m08=listed, m09={"inspections": [], "incidents": []})
    needs = ("assets", "inspections", "incidents")
    assert missing_months(records, needs, JULY, OCTOBER) == ["2026-07"]
    assert coverage(records, JULY, OCTOBER).whole == 2


def checks(asset_id: str, month: str, skip: int = 0, **fields: Any) -> list[Row]:
    """One check at eight on each day of the month but its first `skip` days."""
    row = {"asset_id": asset_id, "is_online": "在线", "exempt_reason": None} | fields
    return [row | {"checked_at": datetime.combine(day, time(8))} for day in list(days_of(month))[skip:]]


def camera(asset_id: str, **fields: Any) -> Row:
    return asset(asset_id, "硬件", device_type="球机", is_key_area="否") | fields


def test_camera_day_needs_more_than_half_online_and_no_exemption() -> None:
    rows = checks("C1", "2026-09")
    rows[0] |= {"is_online": "离线"}
    rows.append(rows[1] | {"checked_at": datetime(2026, 9, 2, 20), "is_online": "离线"})
    rows.append(rows[2] | {"checked_at": datetime(2026, 9, 3, 20), "exempt_reason": "台风"})
    rows += [
        rows[3] | {"checked_at": datetime(2026, 9, 4, hour), "is_online": up} for hour, up in ((9, "离线"), (10, "是"))
    ]
    rows += checks("C404", "2026-09")
    listed = [camera("C1"), camera("S1", device_type="服务器")]
    records = kept(m09={"assets": listed, "camera_checks": rows})
    rate = online_rate(records, SEPTEMBER, OCTOBER)
    assert (rate.part, rate.whole) == (27, 29)
    assert camera_days(records, SEPTEMBER, OCTOBER).exempt == 1
    assert camera_days(records, SEPTEMBER, OCTOBER).checked_share == 100


def test_camera_month_checked_under_95_percent_is_missing() -> None:
    """Two cameras of 30 days: three days unchecked are exactly 95 %, four too few."""
    listed = [camera("C1", is_key_area="是"), camera("C2")]
    enough = kept(m09={"assets": listed, "camera_checks": checks("C1", "2026-09", 3) + checks("C2", "2026-09")})
    assert online_rate(enough, SEPTEMBER, OCTOBER).value == 100
    assert camera_months(enough, SEPTEMBER, OCTOBER) == (["2026-09"], [])
    assert camera_months(enough, SEPTEMBER, OCTOBER, key_area=True) == ([], ["2026-09"])
    assert online_rate(enough, SEPTEMBER, OCTOBER, key_area=True).value is None
    poor = kept(m09={"assets": listed, "camera_checks": checks("C1", "2026-09", 4) + checks("C2", "2026-09")})
    assert online_rate(poor, SEPTEMBER, OCTOBER).value is None
    assert camera_days(poor, SEPTEMBER, OCTOBER).checked_share == pytest.approx(100 * 56 / 60)


def test_worst_finished_camera_month_decides_and_the_pooled_rate_stands_beside() -> None:
    august = [row | {"is_online": "离线"} for row in checks("C1", "2026-08")[:1]] + checks("C1", "2026-08", 1)
    records = kept(
        m08={"assets": [camera("C1")], "camera_checks": august}, m09={"camera_checks": checks("C1", "2026-09")}
    )
    rate = online_rate(records, AUGUST, OCTOBER)
    assert rate.value == pytest.approx(100 * 30 / 31)
    assert camera_days(records, AUGUST, OCTOBER).pooled == pytest.approx(100 * 60 / 61)
    assert online_rate(records, SEPTEMBER, OCTOBER - timedelta(days=1)).value is None


def test_camera_is_due_only_in_service() -> None:
    records = kept(
        m09={
            "assets": [camera("C1", out_of_service_on=date(2026, 9, 11))],
            "camera_checks": checks("C1", "2026-09"),
        }
    )
    assert online_rate(records, SEPTEMBER, OCTOBER).whole == 10


def answers(month: int, *overall: object, invited: int | None = None) -> list[Row]:
    return [
        {"response_id": f"SUR-{month}-{n}", "answered_at": datetime(2026, month, 5), "overall": o, "invited": invited}
        for n, o in enumerate(overall)
    ]


@pytest.mark.parametrize(
    ("overall", "satisfied", "mean100"),
    [
        (["非常满意", "比较满意", "基本满意", "不太满意", "非常不满意"], 2, 60),
        ([5, "4", 3.5, 1.5], 2, 70),
        ([4.5, 3, 5], 2, 1250 / 15),
        ([80, 79, 100, 5], 2, 66),
        ([90, "满意", 70], 2, 80),
    ],
)
def test_satisfied_by_words_and_by_the_scale_of_the_file(overall: list[object], satisfied: int, mean100: float) -> None:
    rows = answers(7, *overall, None, "(跳过)", "(空)", "不了解")
    records = kept(m07={"surveys": rows})
    share = satisfaction(records, JULY, OCTOBER)
    assert (share.part, share.whole) == (satisfied, len(overall))
    assert satisfaction_beside(records, JULY, OCTOBER).mean100 == pytest.approx(mean100)


def test_periods_pool_answers_of_batches_of_different_scales() -> None:
    records = kept(m07={"surveys": answers(7, 4, 5, invited=20)}, m09={"surveys": answers(9, 4, 5, 90, invited=30)})
    assert satisfaction(records, JULY, OCTOBER).value == 60
    beside = satisfaction_beside(records, JULY, OCTOBER)
    assert (beside.n, beside.invited, beside.response_rate) == (5, 50, 10)
    assert satisfaction(kept(m09={"surveys": []}), JULY, OCTOBER).value is None


def test_answer_of_another_month_of_the_quarter_belongs_to_its_day() -> None:
    records = kept(m09={"surveys": answers(7, 5)})
    assert satisfaction(records, JULY, AUGUST).value == 100
    assert satisfaction(records, AUGUST, OCTOBER).value is None


def test_wilson_interval() -> None:
    """Newcombe (1998), table I: 81 of 263, and 0 of 20."""
    assert list(wilson(81, 263)) == pytest.approx([25.53, 36.62], abs=0.01)
    assert list(wilson(0, 20)) == pytest.approx([0, 16.11], abs=0.01)
    assert wilson(0, 0) == (None, None)
