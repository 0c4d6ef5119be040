"""Clauses with a limit for each fault: exactly at it is kept, a minute later is not, and some faults are not asked."""

from typing import Any, NamedTuple

import pytest

from tests.kpi.clause_cases import check, flags, row
from tests.product import Product

HARD: dict[str, Any] = {"fault_class": "硬件"}
SOFT: dict[str, Any] = {"fault_class": "软件"}
EMERGENCY: dict[str, Any] = {"is_emergency": True}
SERIOUS: dict[str, Any] = {"is_emergency": True, "severity": "较大"}
URGENT: dict[str, Any] = {"is_urgent": True}


class Limit(NamedTuple):
    """A clause: a fault that it asks of, reported at 08:00; which time ends it; the last minute in time, the first one
    too late; and a fault of another kind or system that it does not ask of."""

    code: str
    system: str
    asked: dict[str, Any]
    field: str
    kept: str
    late: str
    other: dict[str, Any]


LIMITS = [
    # 出现故障后 2 小时内到达现场: after any fault.
    Limit("2.C29", "P2-01", {}, "onsite_at", "10:00", "10:01", {"system_id": "P2-02"}),
    # 确认故障后 4 小时内故障硬件更换: verified at 09:30.
    Limit("2.C30", "P2-01", HARD | {"verified_at": "09-10 09:30"}, "restored_at", "13:30", "13:31", SOFT),
    Limit("2.C31", "P2-01", {}, "responded_at", "08:30", "08:31", {"system_id": "P2-06"}),
    Limit("2.C32", "P2-01", {}, "responded_at", "08:30", "08:31", {"system_id": "P2-03"}),
    Limit("2.C33", "P2-01", HARD, "spare_at", "12:00", "12:01", SOFT),
    Limit("2.C40", "P2-07", EMERGENCY, "verified_at", "08:30", "08:31", {}),
    Limit("2.C41", "P2-03", SERIOUS, "onsite_at", "10:00", "10:01", EMERGENCY | {"severity": "一般"}),
    Limit("2.C42", "P2-04", EMERGENCY, "planned_at", "09:00", "09:01", {}),
    Limit("5.C40", "P5-01", EMERGENCY, "verified_at", "08:30", "08:31", EMERGENCY | {"system_id": "P5-04"}),
    Limit("5.C41", "P5-02", SERIOUS, "onsite_at", "10:00", "10:01", SERIOUS | {"system_id": "P5-04"}),
    Limit("5.C42", "P5-03", EMERGENCY, "planned_at", "09:00", "09:01", EMERGENCY | {"system_id": "P5-04"}),
    Limit("2.C65", "P2-06", {}, "responded_at", "08:30", "08:31", {"system_id": "P2-01"}),
    Limit("3.C65", "P3-10", {}, "responded_at", "08:30", "08:31", {"exempt_reason": "台风"}),
    Limit("4.C65", "P4-03", {}, "responded_at", "08:30", "08:31", {"exempt_reason": "台风"}),
    Limit("2.C66", "P2-06", {}, "restored_at", "12:00", "12:01", {"system_id": "P2-01"}),
    Limit("3.C66", "P3-03", HARD, "restored_at", "12:00", "12:01", {"exempt_reason": "台风"}),
    Limit("4.C66", "P4-04", {}, "restored_at", "12:00", "12:01", {"exempt_reason": "台风"}),
    Limit("3.C67", "P3-04", URGENT, "onsite_at", "10:00", "10:01", SERIOUS),
    Limit("4.C67", "P4-02", URGENT, "onsite_at", "10:00", "10:01", SERIOUS),
]


def ticket(name: str, limit: Limit, ended: str, **more: Any) -> dict[str, Any]:
    """Restored the next day unless that is what is asked, so that nothing else is over in time."""
    given: dict[str, Any] = {"incident_id": name, "system_id": limit.system, "reported_at": "09-10 08:00"}
    given |= SOFT | {"restored_at": "09-11 20:00"} | limit.asked | {limit.field: f"09-10 {ended}"} | more
    return row(**given)


@pytest.mark.parametrize("limit", LIMITS, ids=lambda one: one.code)
def test_at_the_limit_and_a_minute_later(product: Product, limit: Limit) -> None:
    if limit.code[2:] in ("C40", "C41", "C42", "C67"):
        other = ticket("O", limit._replace(asked=SOFT), "23:00", **limit.other)
    else:
        other = ticket("O", limit, "23:00", **limit.other)
    package, kept = int(limit.code[0]), ticket("K", limit, limit.kept)
    product.load(package, "2026-09", {"incidents": [other]})
    check(product, "2026-09", "2026-09-30", {limit.code: (None, 0, 0, "met")})
    assert "no_events" in flags(product, limit.code, "2026-09", "2026-09-30")
    product.load(package, "2026-09", {"incidents": [other, kept]}, replace=True)
    check(product, "2026-09", "2026-09-30", {limit.code: (100, 1, 1, "met")})
    late = ticket("L", limit, limit.late)
    product.load(package, "2026-09", {"incidents": [other, kept, late]}, replace=True)
    check(product, "2026-09", "2026-09-30", {limit.code: (50, 1, 2, "missed")})


@pytest.mark.parametrize("limit", LIMITS, ids=lambda one: one.code)
def test_an_open_case_says_nothing_until_its_limit_has_run_out(product: Product, limit: Limit) -> None:
    # Reported at 23:50 on the 10th: every limit runs out on the 11th.
    verified = {"verified_at": "09-10 23:55"} if limit.field == "restored_at" else {}
    open_one = ticket("A", limit, "23:59") | row(reported_at="09-10 23:50", restored_at=None, **verified)
    open_one[limit.field] = None
    product.load(int(limit.code[0]), "2026-09", {"incidents": [open_one]})
    check(product, "2026-09", "2026-09-10", {limit.code: (None, 0, 0, "not_due")})
    check(product, "2026-09", "2026-09-11", {limit.code: (0, 0, 1, "missed")})


def test_what_is_over_in_time_needs_nobody_on_site_and_no_spare(product: Product) -> None:
    # Restored after exactly 2 h, and after 4 h: neither a visit nor a spare is missed; a minute later both are.
    def load(first: str, second: str, **options: Any) -> None:
        times = [("A", "软件", first), ("B", "硬件", second)]
        product.load(2, "2026-09", {"incidents": [
            row(incident_id=name, system_id="P2-01", fault_class=kind, reported_at="09-10 08:00", is_emergency=True,
                severity="重大", restored_at=f"09-10 {restored}")
            for name, kind, restored in times
        ]}, **options)  # fmt: skip

    load("10:00", "12:00")
    # B is late for the 2 h on site, and in time for its spare.
    check(product, "2026-09", "2026-09-30", {"2.C29": (0, 0, 1, "missed"), "2.C33": (None, 0, 0, "met")})
    check(product, "2026-09", "2026-09-30", {"2.C41": (0, 0, 1, "missed")})
    load("10:01", "12:01", replace=True)
    check(product, "2026-09", "2026-09-30", {"2.C29": (0, 0, 2, "missed"), "2.C33": (0, 0, 1, "missed")})


@pytest.mark.parametrize(
    ("severity", "urgent", "serious"),
    [("特别重大", False, True), ("重大", False, True), ("较大", False, True), ("一般", True, False), (None, True, True),
     (None, False, False), (None, None, False)],
)  # fmt: skip
def test_which_emergencies_are_serious(
    product: Product, severity: str | None, urgent: bool | None, serious: bool
) -> None:
    one = row(incident_id="A", system_id="P2-05", fault_class="软件", reported_at="09-10 08:00", is_emergency=True,
              severity=severity, is_urgent=urgent, onsite_at="09-10 11:00", restored_at="09-10 12:00")  # fmt: skip
    product.load(2, "2026-09", {"incidents": [one]})
    expected = (0, 0, 1, "missed") if serious else (None, 0, 0, "met")
    check(product, "2026-09", "2026-09-30", {"2.C41": expected})


def test_one_working_day_over_weekends_and_a_make_up_sunday(product: Product) -> None:
    def hard(name: str, reported: str, restored: str | None, **more: Any) -> dict[str, Any]:
        return row(incident_id=name, system_id="P1-13", reported_at=reported, restored_at=restored, **HARD, **more)

    tickets = [
        hard("A", "09-11 00:01", "09-14 23:59"),  # Friday: due at the end of Monday
        hard("B", "09-11 09:00", "09-15 00:00"),
        hard("C", "09-12 09:00", "09-14 23:59"),  # Saturday: the same Monday
        hard("D", "09-18 09:00", "09-20 23:59"),  # Friday: Sunday the 20th is a make-up working day
        hard("E", "09-18 09:00", "09-21 08:00"),
        hard("F", "09-29 09:00", None),  # Tuesday, still down: late since the end of Wednesday
        hard("X", "09-11 09:00", "09-29 09:00", exempt_reason="市电中断"),
    ]
    product.load(1, "2026-09", {"incidents": tickets})
    check(product, "2026-09", "2026-09-30", {"1.C18": (50, 3, 6, "missed")})
    product.load(1, "2026-09", {"incidents": [tickets[0], tickets[2], tickets[3]]}, replace=True)
    check(product, "2026-09", "2026-09-30", {"1.C18": (100, 3, 3, "met"), "1.C19": (0, 0, 3, "missed")})


def test_the_severity_of_each_fault_is_stated(product: Product) -> None:
    # Of exempt ones too: the clause is about the ticket.
    tickets = [
        row(incident_id=f"T{n}", system_id="P1-01", reported_at="09-10 08:00", severity=severity, exempt_reason=reason)
        | SOFT
        for n, (severity, reason) in enumerate([("一般", None), ("特别重大", None), ("一般", "台风")])
    ]
    product.load(1, "2026-09", {"incidents": tickets})
    check(product, "2026-09", "2026-09-30", {"1.C19": (100, 3, 3, "met")})
    tickets[2]["severity"] = None
    product.load(1, "2026-09", {"incidents": tickets}, replace=True)
    check(product, "2026-09", "2026-09-30", {"1.C19": (200 / 3, 2, 3, "missed")})
    product.nil(1, "2026-10", "incidents")
    check(product, "2026-10", "2026-10-31", {"1.C19": (None, 0, 0, "not_due")})
