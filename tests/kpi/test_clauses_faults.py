"""Clauses on fault tickets: every case against its limit, worked by hand."""

from typing import Any

from tests.kpi.clause_cases import check, flags, row
from tests.product import Product


def ticket(name: str, system: str, reported: str, fault_class: str = "软件", **more: Any) -> dict[str, Any]:
    return row(incident_id=name, system_id=system, fault_class=fault_class, reported_at=reported, **more)


def test_limits_of_package_2(product: Product) -> None:
    tickets = [
        # Answered after exactly 30 minutes, on site after exactly 2 hours: in time.
        ticket("T1", "P2-01", "09-10 08:00", responded_at="09-10 08:30", onsite_at="09-10 10:00",
               restored_at="09-10 12:00"),
        # Answered after 31 minutes; repaired without anybody on site or a spare in time, so neither is asked for;
        # confirmed 08:20, replaced 09:50.
        ticket("T2", "P2-01", "09-11 08:00", "硬件", responded_at="09-11 08:31", verified_at="09-11 08:20",
               restored_at="09-11 09:50"),
        # Verified after 40 minutes, planned after exactly 1 hour, on site a minute late, the spare there after 4 hours;
        # confirmed 08:40, replaced 12:50.
        ticket("T3", "P2-01", "09-12 08:00", "硬件", is_emergency=True, severity="重大", responded_at="09-12 08:10",
               verified_at="09-12 08:40", planned_at="09-12 09:00", onsite_at="09-12 10:01", spare_at="09-12 12:00",
               restored_at="09-12 12:50"),
        # Exempt: counts nowhere.
        ticket("T5", "P2-01", "09-13 08:00", responded_at="09-13 18:00", restored_at="09-14 12:00",
               exempt_reason="市电中断"),
        # Open: its 4 hours run out on 1 October at 03:50.
        ticket("T4", "P2-06", "09-30 23:50", responded_at="09-30 23:55"),
    ]  # fmt: skip
    product.load(2, "2026-09", {"incidents": tickets})
    cases = {
        "2.C31": (200 / 3, 2, 3, "missed"),
        "2.C32": (200 / 3, 2, 3, "missed"),
        "2.C29": (50, 1, 2, "missed"),
        "2.C30": (50, 1, 2, "missed"),
        "2.C33": (100, 1, 1, "met"),
        "2.C40": (0, 0, 1, "missed"),
        "2.C41": (0, 0, 1, "missed"),
        "2.C42": (100, 1, 1, "met"),
        "2.C65": (100, 1, 1, "met"),
        "2.C66": (None, 0, 0, "met"),
    }
    check(product, "2026-09", "2026-09-30", cases)
    assert "no_events" in flags(product, "2.C66", "2026-09", "2026-09-30")
    product.nil(2, "2026-10", "incidents")
    check(product, "2026-10", "2026-10-01", {"2.C66": (0, 0, 1, "missed")})


def test_a_late_answer_tells_nothing_before_the_limit_has_run_out(product: Product) -> None:
    open_one = ticket("A", "P3-01", "09-10 22:00")
    product.load(3, "2026-09", {"incidents": [open_one]})
    check(product, "2026-09", "2026-09-10", {"3.C65": (0, 0, 1, "missed"), "3.C66": (None, 0, 0, "not_due")})
    check(product, "2026-09", "2026-09-11", {"3.C66": (0, 0, 1, "missed")})


def test_who_is_bound(product: Product) -> None:
    # P5-04 is not bound by the emergency clauses; package 4 asks 2 hours of urgent faults only.
    late: dict[str, Any] = {"is_emergency": True, "verified_at": "09-10 12:00", "restored_at": "09-10 13:00"}
    product.load(5, "2026-09", {"incidents": [ticket("A", "P5-04", "09-10 08:00", **late)]})
    check(product, "2026-09", "2026-09-30", {"5.C40": (None, 0, 0, "met"), "5.C42": (None, 0, 0, "met")})
    product.load(5, "2026-09", {"incidents": [ticket("A", "P5-03", "09-10 08:00", **late)]}, replace=True)
    check(product, "2026-09", "2026-09-30", {"5.C40": (0, 0, 1, "missed"), "5.C42": (0, 0, 1, "missed")})
    times: dict[str, Any] = {"onsite_at": "09-10 12:00", "restored_at": "09-10 12:00"}
    product.load(4, "2026-09", {"incidents": [
        ticket("A", "P4-01", "09-10 08:00", **times), ticket("B", "P4-01", "09-10 11:00", is_urgent=True, **times),
    ]})  # fmt: skip
    cases = {
        "4.C67": (100, 1, 1, "met"),
        "4.C66": (100, 2, 2, "met"),
        "4.C65": (0, 0, 2, "missed"),
        "4.C119": (0, 0, 2, "missed"),
    }
    check(product, "2026-09", "2026-09-30", cases)


def test_one_working_day(product: Product) -> None:
    september = [
        # Wednesday before the holidays of 1-7 October: due at the end of Thursday, 8 October.
        ticket("A", "P1-01", "09-30 10:00", "硬件", restored_at="10-08 23:00", severity="一般"),
        ticket("S", "P1-01", "09-30 10:00", "软件", restored_at="10-12 23:00"),
    ]
    # Saturday, 10 October, is a make-up working day; due at the end of Monday.
    october = [ticket("B", "P1-02", "10-10 10:00", "硬件", restored_at="10-13 08:00")]
    product.load(1, "2026-09", {"incidents": september})
    product.load(1, "2026-10", {"incidents": october})
    check(product, "2026-10", "2026-10-31", {"1.C18": (50, 1, 2, "missed")})
    check(product, "2026-09", "2026-10-31", {"1.C18": (None, 0, 0, "met"), "1.C19": (50, 1, 2, "missed")})


def test_no_calendar_is_never_guessed(product: Product) -> None:
    product.load(1, "2026-12", {"incidents": [ticket("A", "P1-01", "12-31 10:00", "硬件")]})
    found = product.find("1.C18", "2026-12", "2026-12-31")
    assert (found["value"], found["verdict"]) == (None, "no_data")
    assert "calendar_missing" in found["flags"]


def test_agreed_times_by_severity(product: Product) -> None:
    def fault(name: str, severity: str | None, kind: str, answered: str, restored: str | None, **more: Any) -> Any:
        times = {"responded_at": answered, "restored_at": restored}
        return ticket(name, "P1-01", "09-10 08:00", kind, severity=severity, **times, **more)

    rows = [
        fault("A", "特别重大", "软件", "09-10 08:30", "09-10 16:00"),  # both at the limit: kept
        fault("B", "重大", "软件", "09-10 08:30", "09-10 16:01"),  # a minute late
        fault("C", "较大", "硬件", "09-10 08:31", "09-10 09:00"),  # answered a minute late
        fault("D", "一般", "硬件", "09-10 08:05", "09-11 08:00"),  # hardware: 24 hours
        fault("E", None, "软件", "09-10 08:05", None),  # no level is 一般; not restored, and 8 hours are over
        fault("F", "一般", "软件", "09-10 09:05", None, exempt_reason="台风"),
    ]
    product.load(1, "2026-09", {"incidents": rows}, ["requests"])
    cases = {
        "1.C141": (50, 1, 2, "not_due"),  # the tender names no times of its own: never a breach
        "1.C142": (0, 0, 1, "not_due"),
        "1.C143": (50, 1, 2, "not_due"),
    }
    check(product, "2026-09", "2026-09-30", cases)
    assert "default_number" in flags(product, "1.C141", "2026-09", "2026-09-30")
    # At the end of 10 September D is not decided: it is not restored, and its 24 hours have not run out.
    check(product, "2026-09", "2026-09-10", {"1.C143": (0, 0, 1, "not_due")})
