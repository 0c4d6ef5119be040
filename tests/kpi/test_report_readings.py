"""What only the reports read: corrections, gaps, failures, exemptions, open cases; worked by hand."""

from datetime import date, datetime
from typing import Any

import pytest

from kpi.corrections import corrections
from kpi.exemptions import ExemptDays, exemptions
from kpi.open_cases import OpenCase, open_cases
from kpi.outages import failed
from kpi.periods import Month, Period
from kpi.score import scorecard
from kpi.uploads import needed_datasets, upload_gaps
from tests.kpi.test_availability import load, outage, window
from tests.kpi.test_cameras_page import camera, checks
from tests.kpi.test_faults import report, request, ticket
from tests.product import Product

SEPTEMBER = Period("2026-09", Month(2026, 9), Month(2026, 9))
OCTOBER = Period("2026-10", Month(2026, 10), Month(2026, 10))
AUTUMN = Period("2026-09..2026-10", Month(2026, 9), Month(2026, 10))
LAST = date(2026, 9, 30)


# --- corrections ---


def test_a_first_upload_is_no_correction_a_replacement_and_a_restoring_are(product: Product) -> None:
    load(product, "2026-09", [outage("A", "09-10 08:00", "09-10 09:00")])
    assert corrections(product.store, 1) == []
    rows = {"outages": [outage("A", "09-10 08:00", "09-10 10:00"), outage("B", "09-11 08:00", "09-11 09:00")]}
    product.load(1, "2026-09", rows, replace=True, uploaded_by="张三")
    product.restore("P1-2026-09-outages-1", restored_by="李四", reason="多报一条")
    first, second = corrections(product.store, 1)
    assert (first.dataset, first.month, first.is_restored, first.by) == ("停机记录", "2026-09", False, "张三")
    assert (first.before.rows, first.after.rows) == (1, 2)
    assert (second.is_restored, second.by, second.reason) == (True, "李四", "多报一条")
    assert (second.before.rows, second.after.batch_id) == (2, "P1-2026-09-outages-1")
    assert corrections(product.store, 2) == []


# --- gaps ---


def test_months_that_are_over_and_not_handed_in_are_missing(product: Product) -> None:
    load(product, "2026-09", [])
    gaps = upload_gaps(product.store, 1, AUTUMN, date(2026, 10, 31))
    months = {one.name: one.months for one in gaps.missing}
    assert months["outages"] == (Month(2026, 10),)
    assert months["incidents"] == (Month(2026, 9), Month(2026, 10))
    # Surveys fall due with the last month of a quarter: September is one, October is not.
    assert months["surveys"] == (Month(2026, 9),)
    assert gaps.has_data
    assert upload_gaps(product.store, 1, AUTUMN, date(2026, 10, 30)).missing[0].months == (Month(2026, 9),)
    assert not upload_gaps(product.store, 2, AUTUMN, LAST).has_data


def test_missing_uploads_explain_every_month_that_the_scorecard_misses(product: Product) -> None:
    load(product, "2026-09", [])
    card = scorecard(product.store, 1, "2026-09", LAST)
    missing = {one.name for one in upload_gaps(product.store, 1, SEPTEMBER, LAST).missing}
    for one in (*(scored.finding for scored in card.indicators), *card.clauses):
        if one.missing_months and one.indicator.gate is None:
            assert missing & set(one.indicator.definition.needs), one.indicator.code
    assert missing <= set(needed_datasets(1))


def test_rows_that_were_refused_are_named_with_their_upload(product: Product) -> None:
    wrong = outage("B", "09-11 08:00", "09-11 09:00") | {"system_id": "P9-99"}
    rows = {"outages": [outage("A", "09-10 08:00", "09-10 09:00"), wrong]}
    receipt = product.send(1, "2026-09", rows, ["maintenance"], good_rows=True)
    assert receipt.accepted
    (one,) = upload_gaps(product.store, 1, SEPTEMBER, LAST).refused
    assert (one.dataset, one.month, one.rows, one.refused) == ("停机记录", "2026-09", 1, 1)


# --- failures ---


def test_overlapping_outages_are_one_failure_with_both_causes(product: Product) -> None:
    # A 8-12 and B 11-14 are one from 8 to 14; the window takes 8-10, so 4 h remain. E is exempt.
    rows = [
        outage("A", "09-10 08:00", "09-10 12:00") | {"cause": "断电"},
        outage("B", "09-10 11:00", "09-10 14:00"),
        outage("E", "09-20 08:00", "09-20 20:00", exempt="台风"),
        outage("C", "09-15 08:00", "09-15 09:00", "P1-02") | {"cause": "误操作"},
    ]
    load(product, "2026-09", rows, [window("09-10 00:00", "09-10 10:00")])
    first, second = failed(product.store, 1, SEPTEMBER, LAST)
    assert (first.system_id, first.hours, first.causes, first.records) == (
        "P1-01",
        4,
        ("断电", "未填写原因"),
        ("A", "B"),
    )
    assert (first.starts_at, first.ended_at) == (datetime(2026, 9, 10, 8), datetime(2026, 9, 10, 14))
    assert (second.system_id, second.hours, second.causes) == ("P1-02", 1, ("误操作",))


def test_the_longest_failure_is_the_longest_interruption_of_the_scorecard(product: Product) -> None:
    # 3 h in September, 5 h in October, open until 1 October 05:00: seen from September it is not over.
    load(product, "2026-09", [outage("A", "09-30 21:00", "10-01 05:00")])
    load(product, "2026-10", [])
    for period, day, hours, ended in (
        (SEPTEMBER, date(2026, 10, 31), 3, None),
        (OCTOBER, date(2026, 10, 31), 8, datetime(2026, 10, 1, 5)),
    ):
        (one,) = failed(product.store, 1, period, day)
        assert (one.hours, one.ended_at) == (hours, ended)
        found = scorecard(product.store, 1, period.name, day).finding("1.C3")
        assert found is not None
        assert found.value == hours


# --- exemptions ---


def test_exempt_records_of_the_period_and_camera_days_by_reason(product: Product) -> None:
    assets = [camera("C1"), camera("C2")]
    cameras = [*checks("C1", "xx" + "1" * 28), *checks("C2", "x" + "1" * 29)]
    late = ticket("T2", "10-02 08:00", None, None, exempt_reason="台风")
    rows: dict[str, Any] = {
        "assets": assets,
        "camera_checks": cameras,
        "incidents": [
            ticket("T1", "09-05 08:00", None, None, exempt_reason="台风"),
            ticket("T0", "09-06 08:00", None, None),
        ],
        "outages": [outage("E", "09-30 08:00", "10-02 08:00", "P3-01", exempt="施工")],
    }
    product.load(3, "2026-09", rows, ["maintenance"])
    product.load(3, "2026-10", {"incidents": [late]}, ["outages", "maintenance"])
    found = exemptions(product.store, 3, SEPTEMBER, date(2026, 10, 31), with_cameras=True)
    assert [(one.kind, one.record_id, one.reason) for one in found.records] == [
        ("故障工单", "T1", "台风"),
        ("停机记录", "E", "施工"),
    ]
    assert found.camera_days == [ExemptDays("台风", 3, 2)]
    # In October the outage still lasts, the ticket of September does not count any more.
    october = exemptions(product.store, 3, OCTOBER, date(2026, 10, 31), with_cameras=False)
    assert [one.record_id for one in october.records] == ["T2", "E"]
    assert october.camera_days == []


# --- open cases ---


def test_open_cases_are_those_that_the_scorecard_counts(product: Product) -> None:
    rows = {
        "incidents": [
            ticket("A", "09-28 08:00", None, None, fault_class="硬件"),  # 64 h: past 30 min and 24 h
            ticket("B", "09-30 23:45", None, None),  # 15 min: in time
            ticket("C", "09-29 08:00", "09-29 08:05", None, fault_class="硬件"),  # answered; 40 h: past 24 h
            ticket("D", "09-29 08:00", "09-29 08:05", "09-29 09:00"),
        ],
        "requests": [
            request("R", "09-01 08:00", "09-20 18:00", None),
            request("S", "09-25 08:00", "10-20 18:00", None),
        ],
        "reports": [report("M", datetime(2026, 9, 25), None)],
    }
    product.load(3, "2026-09", rows)
    found = open_cases(product.store, 3, SEPTEMBER, LAST)
    assert [(one.waits_for, one.record_id, one.is_late) for one in found] == [
        ("request", "R", True),
        ("report", "M", True),
        ("repair", "A", True),
        ("response", "A", True),
        ("repair", "C", True),
        ("request", "S", False),
        ("repair", "B", False),
        ("response", "B", False),
    ]
    _agree(product, found)


def _agree(product: Product, found: list[OpenCase]) -> None:
    """As many open and late ones as the scorecard has beside each indicator."""
    card = scorecard(product.store, 3, "2026-09", LAST)
    repair = sum((card.finding(code) or pytest.fail(code)).beside["over_limit_open"] or 0 for code in ("3.12", "3.13"))
    response = card.finding("3.11")
    assert response is not None
    assert response.beside["open"] == sum(one.waits_for == "response" for one in found)
    assert response.beside["over_limit_open"] == sum(one.waits_for == "response" and one.is_late for one in found)
    assert repair == sum(one.waits_for == "repair" and one.is_late for one in found)
