"""Clauses on outages, lists, acceptances and surveys, worked by hand."""

from datetime import date, datetime
from typing import Any

from tests.kpi.clause_cases import at, check, flags, row
from tests.product import Product


def outage(name: str, system: str, down: str, up: str, ticket: str | None = None) -> dict[str, Any]:
    return row(outage_id=name, system_id=system, incident_id=ticket) | {"down_at": at(down), "up_at": at(up)}


def test_software_fault_share_of_package_4(product: Product) -> None:
    broken_disk = row(incident_id="T1", system_id="P4-02", fault_class="硬件", reported_at="09-10 08:00")
    outages = [
        outage("A", "P4-01", "09-10 00:00", "09-10 01:00"),
        outage("B", "P4-02", "09-10 08:00", "09-10 20:00", "T1"),
        outage("C", "P4-03", "09-10 08:00", "09-10 20:00"),  # not bound: hardware only
    ]
    product.load(4, "2026-09", {"outages": outages, "incidents": [broken_disk]}, ["maintenance"])
    check(product, "2026-09", "2026-09-30", {"4.C76": (100 / 720, 1, 3 * 720, "missed")})
    # 0.01 % of 720 h are 4 minutes 19.2 seconds.
    for up, verdict in (("09-10 00:04", "met"), ("09-10 00:05", "missed")):
        product.load(4, "2026-09", {"outages": [outage("A", "P4-01", "09-10 00:00", up)]}, replace=True)
        assert product.find("4.C76", "2026-09", "2026-09-30")["verdict"] == verdict


def test_core_systems_and_hours_of_service(product: Product) -> None:
    systems = [{"system_id": f"P4-0{n}", "system_name": "名", "is_core": n == 1} for n in range(1, 5)]
    systems[3]["service_hours"] = "5×8"
    outages = [outage("A", "P4-01", "09-10 00:00", "09-10 07:12"), outage("B", "P4-02", "09-10 00:00", "09-12 00:00")]
    product.load(4, "2026-09", {"systems": systems, "outages": outages}, ["maintenance"])
    check(product, "2026-09", "2026-09-30", {"4.C113": (99, 712.8, 720, "not_due"), "4.C5": (75, 3, 4, "missed")})
    assert "example_value" in flags(product, "4.C113", "2026-09", "2026-09-30")
    # No list marks a core system: nothing is said.
    product.load(1, "2026-09", {}, ["outages", "maintenance"])
    check(product, "2026-09", "2026-09-30", {"1.C113": (None, 0, 0, "no_data"), "1.C5": (100, 13, 13, "met")})


def acceptance(name: str, kind: str, submitted: str, result: str, **more: Any) -> dict[str, Any]:
    times = {key: datetime.fromisoformat(value) for key, value in more.items()}
    given = {"acceptance_id": name, "kind": kind, "submitted_at": datetime.fromisoformat(submitted), "result": result}
    return given | times


def test_acceptances_in_working_days(product: Product) -> None:
    # The 15th working day after 1 September 2026: 2-4 (3), 7-11 (8), 14-18 (13), Sunday the 20th, a make-up day (14),
    # 21 (15).
    rows = [
        acceptance("A", "系统验收", "2026-09-01", "通过", documents_at="2026-09-01", passed_at="2026-09-21"),
        acceptance("B", "中期验收", "2026-09-01", "通过", documents_at="2026-09-01", passed_at="2026-09-22"),
        acceptance("C", "系统验收", "2026-09-01", "不通过", concluded_at="2026-09-01", mended_at="2026-09-21")
        | {"system_id": "P1-01"},
        acceptance("D", "系统验收", "2026-09-01", "不通过", concluded_at="2026-09-01") | {"system_id": "P1-02"},
    ]
    product.load(1, "2026-09", {"acceptances": rows})
    cases = {
        # It binds the Centre: late, and no breach of the contractor.
        "1.C111": (50, 1, 2, "not_due"),
        "1.C112": (50, 1, 2, "missed"),
    }
    check(product, "2026-09", "2026-09-30", cases)
    assert "binds_centre" in flags(product, "1.C111", "2026-09", "2026-09-30")


def test_final_acceptance_in_the_month_after_the_term(product: Product) -> None:
    check(product, "term", "2027-07-30", {"1.C109": (None, None, None, "not_due")})
    check(product, "term", "2027-07-31", {"1.C109": (None, None, None, "missed")})
    row = acceptance("F", "期末验收", "2027-06-25", "通过", passed_at="2027-07-20")
    product.load(1, "2027-06", {"acceptances": [row]})
    check(product, "term", "2027-07-31", {"1.C109": ("2027-07-20", 1, None, "met")})
    assert product.find("1.C109", "term", "2027-07-10")["verdict"] == "not_due"
    assert product.find("1.C109", "todate", "2026-12-31")["verdict"] == "not_due"


def answer(name: str, when: str, overall: str | None = "满意") -> dict[str, Any]:
    return row(response_id=name, answered_at=when, overall=overall)


def test_a_survey_each_quarter(product: Product) -> None:
    product.load(1, "2026-09", {"surveys": [answer("A", "08-10 08:00"), answer("B", "09-10 08:00")]})
    check(product, "2026Q3", "2026-09-30", {"1.C130": (1, 1, None, "met")})
    product.load(1, "2026-12", {"surveys": [answer("C", "12-10 08:00", None)]})
    check(product, "todate", "2026-12-31", {"1.C130": (0, 1, None, "not_due")})


def test_what_the_tender_lists_is_shown_and_no_breach(product: Product) -> None:
    tops = [{"system_id": f"P2-{n:02}", "system_name": "名"} for n in range(1, 8)]
    leaves = [{"system_id": f"P2-01-{n:02}", "system_name": "名", "parent_id": "P2-01"} for n in range(1, 8)]
    assets: list[dict[str, Any]] = [
        {"asset_id": f"H{n}", "asset_name": "名", "system_id": "P2-01", "asset_class": "硬件"} for n in range(3)
    ]
    assets[2]["out_of_service_on"] = date(2026, 9, 30)
    product.load(2, "2026-09", {"systems": [*tops, *leaves], "assets": assets})
    # 7 of P2-01 and one each of P2-02, P2-03, P2-05, P2-06; two devices at the end of the month.
    cases = {"2.C134": (11, 11, None, "not_due"), "2.C138": (2, 2, None, "not_due")}
    check(product, "2026-09", "2026-09-30", cases)
    assert "scope_number" in flags(product, "2.C134", "2026-09", "2026-09-30")
