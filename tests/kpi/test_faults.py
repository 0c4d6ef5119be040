"""Response, repair, joint response, requests, reports: rows in, value out, worked by hand."""

from datetime import datetime
from typing import Any

import pytest

from tests.product import Product

RESPONSE, SOFTWARE, HARDWARE, REQUESTS, REPORTS, SUBMISSION = "3.11", "3.12", "3.13", "3.09", "3.03", "3.14"
JOINT = "3.17"


def at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(f"2026-{text}") if text else None


def ticket(name: str, reported: str, responded: str | None, restored: str | None, **more: Any) -> dict[str, Any]:
    row = {
        "incident_id": name,
        "system_id": "P3-01",
        "fault_class": "软件",
        "reported_at": at(reported),
        "responded_at": at(responded),
        "restored_at": at(restored),
    }
    return row | more


def request(name: str, asked: str, due: str, done: str | None, kind: str | None = None) -> dict[str, Any]:
    return {
        "request_id": name,
        "system_id": "P3-01",
        "kind": kind,
        "requested_at": at(asked),
        "due_at": at(due),
        "completed_at": at(done),
    }


def report(name: str, due: Any, submitted: str | None, kind: str = "月报") -> dict[str, Any]:
    return {"report_id": name, "kind": kind, "due_from": due, "submitted_at": at(submitted)}


def test_response_and_its_share_within_the_limit(product: Product) -> None:
    # 10, 30 and 50 min: mean 30. One unanswered for hours, one for ten minutes at the end of September.
    product.load(
        3,
        "2026-09",
        {
            "incidents": [
                ticket("A", "09-10 08:00", "09-10 08:10", "09-10 10:00"),
                ticket("B", "09-11 08:00", "09-11 08:30", "09-11 10:00"),
                ticket("C", "09-12 08:00", "09-12 08:50", "09-12 10:00"),
                ticket("D", "09-13 08:00", None, None),
                ticket("E", "09-30 23:50", None, None),
            ]
        },
    )
    finding = product.find(RESPONSE, "2026-09", "2026-09-30")
    assert (finding["value"], finding["part"], finding["whole"]) == (30, 90, 3)
    assert finding["verdict"] == "met"
    assert "warning_open" in finding["flags"]
    assert finding["beside"] == {"within_limit": 50, "n": 3, "open": 2, "over_limit_open": 1}


def test_only_unanswered_tickets_are_never_met(product: Product) -> None:
    product.load(3, "2026-09", {"incidents": [ticket("A", "09-30 23:40", None, None)]})
    young = product.find(RESPONSE, "2026-09", "2026-09-30")
    assert (young["value"], young["verdict"]) == (None, "not_due")
    product.load(3, "2026-09", {"incidents": [ticket("A", "09-30 20:00", None, None)]}, replace=True)
    old = product.find(RESPONSE, "2026-09", "2026-09-30")
    assert (old["value"], old["verdict"]) == (None, "behind")
    assert old["points"] is None


def test_nothing_happened_is_met_and_all_exempt_is_as_if_nothing(product: Product) -> None:
    product.nil(3, "2026-09", "incidents")
    finding = product.find(RESPONSE, "2026-09", "2026-09-30")
    assert (finding["value"], finding["verdict"]) == (None, "met")
    assert "no_events" in finding["flags"]
    exempt = ticket("A", "09-10 08:00", "09-10 18:00", "09-11 08:00", exempt_reason="台风")
    product.load(3, "2026-09", {"incidents": [exempt]}, replace=True)
    for code in (RESPONSE, SOFTWARE):
        finding = product.find(code, "2026-09", "2026-09-30")
        assert (finding["value"], finding["verdict"]) == (None, "met")


def test_a_ticket_closed_a_month_later(product: Product) -> None:
    opened = ticket("A", "08-30 08:00", "08-30 08:10", None, fault_class="硬件")
    closed = ticket("A", "08-30 08:00", "08-30 08:10", "09-01 08:00", fault_class="硬件")
    product.load(3, "2026-08", {"incidents": [opened]})
    august = product.find(HARDWARE, "2026-08", "2026-08-31")
    assert (august["value"], august["verdict"]) == (None, "behind")
    assert product.find(SOFTWARE, "2026-08", "2026-08-31")["verdict"] == "met"
    product.load(3, "2026-09", {"incidents": [closed, ticket("B", "09-02 08:00", "09-02 08:10", "09-02 09:00")]})
    september = product.find(HARDWARE, "2026-09", "2026-09-30")
    assert (september["value"], september["part"], september["whole"]) == (48, 48, 1)
    assert september["verdict"] == "missed"
    # 48 h is exactly twice the target of 24 h: no points.
    assert september["points"] == 0
    # It adds nothing to August's count, and August still knows that the case was open at its end.
    again = product.find(HARDWARE, "2026-08", "2026-09-30")
    assert (again["value"], again["verdict"]) == (None, "behind")
    assert product.find(RESPONSE, "2026-08", "2026-09-30")["whole"] == 1
    assert product.find(RESPONSE, "2026-09", "2026-09-30")["whole"] == 1


def test_repair_by_class_and_all_together(product: Product) -> None:
    product.load(
        2,
        "2026-09",
        {
            "incidents": [
                ticket("A", "09-10 08:00", "09-10 08:10", "09-10 10:00", system_id="P2-01"),
                ticket("B", "09-10 08:00", "09-10 08:10", "09-10 22:00", system_id="P2-02", fault_class="硬件"),
            ]
        },
    )
    assert product.find("2.13", "2026-09", "2026-09-30")["value"] == 2
    assert product.find("2.14", "2026-09", "2026-09-30")["value"] == 14
    mttr = product.find("2.08", "2026-09", "2026-09-30")
    assert (mttr["value"], mttr["part"], mttr["whole"]) == (8, 16, 2)
    assert mttr["verdict"] == "met"
    assert [(one["system_id"], one["value"]) for one in mttr["systems"]] == [("P2-01", 2), ("P2-02", 14)]


def test_points_fall_linearly_to_twice_the_target(product: Product) -> None:
    product.load(3, "2026-09", {"incidents": [ticket("A", "09-10 08:00", "09-10 08:45", "09-10 10:00")]})
    finding = product.find(RESPONSE, "2026-09", "2026-09-30")
    assert (finding["value"], finding["verdict"]) == (45, "missed")
    assert finding["points"] == pytest.approx(50 / 13 / 2)


def test_joint_response_counts_only_emergencies_and_blank_is_no(product: Product) -> None:
    product.load(
        3,
        "2026-09",
        {
            "incidents": [
                ticket("A", "09-10 08:00", "09-10 08:10", "09-10 10:00", is_emergency="是", is_joint="是"),
                ticket("B", "09-10 09:00", "09-10 09:10", "09-10 10:00", is_emergency="是"),
                ticket("C", "09-10 10:00", "09-10 10:10", "09-10 11:00"),
            ]
        },
    )
    finding = product.find(JOINT, "2026-09", "2026-09-30")
    assert (finding["value"], finding["part"], finding["whole"], finding["verdict"]) == (50, 1, 2, "missed")
    assert finding["points"] == pytest.approx(30 / 4 / 2)


def test_requests_fall_due_in_the_period_and_standard_ones_do_not_count(product: Product) -> None:
    product.load(
        3,
        "2026-09",
        {
            "requests": [
                request("A", "09-01 08:00", "09-05 18:00", "09-05 18:00"),
                request("B", "09-02 08:00", "09-06 18:00", "09-06 18:01", "需求"),
                request("C", "09-03 08:00", "09-07 00:00", "09-07 17:00"),
                request("D", "09-04 08:00", "09-08 18:00", "09-20 18:00", "标准服务请求"),
                request("E", "09-25 08:00", "10-08 18:00", None),
            ]
        },
    )
    finding = product.find(REQUESTS, "2026-09", "2026-09-30")
    assert (finding["part"], finding["whole"]) == (2, 3)
    assert "warning_open" not in finding["flags"]
    product.nil(3, "2026-10", "requests")
    october = product.find(REQUESTS, "2026-10", "2026-10-31")
    assert (october["value"], october["verdict"]) == (0, "missed")
    assert "warning_open" in october["flags"]
    assert product.find(REQUESTS, "2026-10", "2026-10-07")["verdict"] == "not_due"


def test_reports_by_pace(product: Product) -> None:
    # 12 a year: after two covered months two are due. Weekly ones never count.
    weekly = report("W1", at("07-10 17:00"), "07-10 18:00", "周报")
    product.load(3, "2026-07", {"reports": [report("R1", "2026-07-31", "08-01 10:00"), weekly]})
    product.load(3, "2026-08", {"reports": [report("R2", "2026-08-31", None)]})
    finding = product.find(REPORTS, "2026-08", "2026-08-31")
    assert (finding["value"], finding["verdict"]) == (1, "behind")
    product.load(3, "2026-08", {"reports": [report("R2", "2026-08-31", "09-01 10:00")]}, replace=True)
    finding = product.find(REPORTS, "2026-08", "2026-08-31")
    assert (finding["value"], finding["verdict"], finding["points"]) == (2, "on_track", None)
    assert finding["covered_months"] == ["2026-07", "2026-08"]


def test_report_submission_counts_from_the_end_of_a_bare_day(product: Product) -> None:
    # R1: due the end of 31 July, in 10 h. W1: due 17:00, handed in an hour early: 0. R2: still open, past 48 h.
    product.load(
        3,
        "2026-07",
        {
            "reports": [
                report("R1", "2026-07-31", "08-01 10:00"),
                report("W1", at("07-10 17:00"), "07-10 16:00", "周报"),
                report("R2", at("07-20 17:00"), None, "专题报告"),
            ]
        },
    )
    finding = product.find(SUBMISSION, "2026-07", "2026-07-31")
    assert (finding["value"], finding["part"], finding["whole"]) == (5, 10, 2)
    assert finding["beside"] == {"n": 2, "open": 2}
    assert "warning_open" in finding["flags"]
    assert product.find(SUBMISSION, "2026-07", "2026-08-31")["beside"]["n"] == 2


def test_only_open_reports_are_behind_once_past_the_limit(product: Product) -> None:
    product.load(3, "2026-07", {"reports": [report("R1", at("07-20 17:00"), None)]})
    assert product.find(SUBMISSION, "2026-07", "2026-07-31")["verdict"] == "behind"
    product.load(3, "2026-07", {"reports": [report("R1", "2026-07-30", None)]}, replace=True)
    assert product.find(SUBMISSION, "2026-07", "2026-07-31")["verdict"] == "not_due"
    product.nil(3, "2026-07", "reports", replace=True)
    assert product.find(SUBMISSION, "2026-07", "2026-07-31")["verdict"] == "not_due"


def test_security_events(product: Product) -> None:
    event = {"event_id": "S1", "occurred_at": at("09-10 08:00"), "severity": "较大"}
    product.load(3, "2026-09", {"security_events": [event]})
    finding = product.find("3.16", "2026-09", "2026-09-30")
    assert (finding["value"], finding["verdict"]) == (0, "met")
    assert "larger_event" in finding["flags"]
    assert product.score(3, "2026-09", "2026-09-30")["veto"] == []
    product.load(3, "2026-09", {"security_events": [event | {"severity": "重大"}]}, replace=True)
    finding = product.find("3.16", "2026-09", "2026-09-30")
    assert (finding["value"], finding["verdict"], finding["points"]) == (1, "missed", 0)
    assert product.score(3, "2026-09", "2026-09-30")["veto"] == [{"reason": "重大网络安全事件", "record_id": "S1"}]


def test_an_unfinished_month_with_nothing_but_exempt_faults_is_not_due(product: Product) -> None:
    """Events all exempt: as if none; no due month and no facts: not_due."""
    exempt = ticket("E", "11-05 08:00", "11-05 09:50", "11-07 08:00", exempt_reason="台风")
    product.load(3, "2026-11", {"incidents": [exempt]})
    for code in (RESPONSE, SOFTWARE):
        assert product.find(code, "2026-11", "2026-11-15")["verdict"] == "not_due", code
        finished = product.find(code, "2026-11", "2026-11-30")
        assert (finished["verdict"], finished["flags"][0]) == ("met", "no_events"), code
    counted = ticket("C", "11-06 08:00", "11-06 08:10", "11-06 09:00")
    product.load(3, "2026-11", {"incidents": [exempt, counted]}, replace=True)
    assert product.find(RESPONSE, "2026-11", "2026-11-15")["value"] == 10


def test_a_fault_repaired_in_a_month_that_nobody_uploaded_is_not_no_fault(product: Product) -> None:
    """1,256 h against 24 h: August would say so, but August is not there."""
    late = ticket("L", "07-03 20:00", "07-03 20:30", "08-25 04:00", fault_class="硬件")
    product.load(3, "2026-07", {"incidents": [late]})
    assert product.find(HARDWARE, "2026-07", "2026-08-31")["verdict"] == "behind"
    assert product.find(HARDWARE, "2026-07..2026-08", "2026-08-31")["verdict"] == "no_data"
    product.nil(3, "2026-08", "incidents")
    found = product.find(HARDWARE, "2026-07..2026-08", "2026-08-31")
    assert (found["whole"], found["verdict"]) == (1, "missed")


def test_emergencies_all_exempt_are_as_if_none(product: Product) -> None:
    row = ticket("E", "07-05 10:00", "07-05 10:10", "07-05 11:00", is_emergency="是", exempt_reason="台风")
    product.load(3, "2026-07", {"incidents": [row]})
    finding = product.find(JOINT, "2026-07", "2026-07-31")
    assert (finding["value"], finding["verdict"], finding["flags"][0]) == (None, "met", "no_events")


def test_an_open_case_is_behind_in_an_unfinished_month_whatever_month_it_came_from(product: Product) -> None:
    product.load(3, "2026-07", {"incidents": [ticket("O", "07-17 16:00", "07-17 16:05", None, fault_class="硬件")]})
    product.nil(3, "2026-08", "incidents")
    assert product.find(HARDWARE, "2026-08", "2026-08-30")["verdict"] == "behind"
    assert product.find(HARDWARE, "2026-08", "2026-08-31")["verdict"] == "behind"
    assert product.find(HARDWARE, "2026-09", "2026-08-31")["verdict"] == "not_due"


def test_a_request_open_past_its_term_leaves_a_month_with_nothing_due_not_due(product: Product) -> None:
    product.load(3, "2026-07", {"requests": [request("Q", "07-10 09:00", "08-20 12:00", None)]})
    product.nil(3, "2026-08", "requests")
    product.nil(3, "2026-09", "requests")
    assert product.find(REQUESTS, "2026-08", "2026-09-30")["verdict"] == "missed"
    finding = product.find(REQUESTS, "2026-09", "2026-09-30")
    assert (finding["verdict"], "warning_open" in finding["flags"]) == ("not_due", True)
