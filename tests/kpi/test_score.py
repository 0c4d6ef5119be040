"""Points, grades and shown values."""

from datetime import date

import pytest

from kpi.score import grade, points
from kpi.targets import Indicator, current_contract
from kpi.values import Finding, Verdict
from kpi.words import shown_number, shown_value
from tests.product import Product


def finding(code: str, value: float | date | None, verdict: Verdict) -> Finding:
    indicator: Indicator = current_contract().indicator(int(code[0]), code)
    return Finding(indicator, value, None, None, verdict, [], [], [])


@pytest.mark.parametrize(
    ("code", "value", "verdict", "share"),
    [
        ("1.07", 99.0, "met", 1),
        ("1.07", 49.5, "missed", 0.5),
        ("1.07", 0.0, "missed", 0),
        ("1.06", 50.0, "missed", 0.5),
        ("1.02", 12.0, "missed", 12 / 13),
        ("1.10", 30.0, "met", 1),
        ("1.10", 45.0, "missed", 0.5),
        ("1.10", 60.0, "missed", 0),
        ("1.10", 90.0, "missed", 0),
        ("1.10", None, "met", 1),
        ("1.16", 0.0, "met", 1),
        ("1.16", 1.0, "missed", 0),
        ("1.14", date(2026, 11, 20), "met", 1),
        ("1.14", date(2026, 12, 1), "missed", 0),
        ("1.14", None, "missed", 0),
        ("1.15", 85.0, "met", 0.85),
        ("1.15", 70.0, "missed", 0.7),
        ("1.03", 12.0, "met", 1),
        ("1.03", 9.0, "missed", 0.75),
    ],
)
def test_points(code: str, value: float | date | None, verdict: Verdict, share: float) -> None:
    assert points(finding(code, value, verdict), 10) == pytest.approx(10 * share)


@pytest.mark.parametrize("verdict", ["on_track", "behind", "not_due", "no_data"])
def test_undecided_has_no_points(verdict: Verdict) -> None:
    assert points(finding("1.03", 5.0, verdict), 10) is None


@pytest.mark.parametrize(
    ("projected", "name"),
    [(100, "优"), (90, "优"), (89.9999999999, "优"), (89.99999, "良"), (80, "良"), (79.9, "中"), (60, "中"),
     (59.9, "差"), (0, "差"), (None, None)],
)  # fmt: skip
def test_grades(projected: float | None, name: str | None) -> None:
    assert grade(projected) == name


@pytest.mark.parametrize(
    ("value", "digits", "kind", "text"),
    [
        (98.96, 1, "at_least", "98.9"),
        (99.0, 2, "at_least", "99.00"),
        (98.9999, 2, "at_least", "98.99"),
        (8.001, 2, "at_most", "8.01"),
        (8.0, 2, "at_most", "8.00"),
        (706 / 710 * 100, 2, "at_least", "99.43"),
        (0.1 + 0.2, 1, "at_most", "0.3"),
    ],
)
def test_shown_values_never_look_better(value: float, digits: int, kind: str, text: str) -> None:
    assert shown_number(value, digits, kind) == text


def test_no_failures_are_shown_in_words() -> None:
    one = finding("1.08", None, "met")
    one.part = 9360.0
    assert shown_value(one) == "≥ 9,360 小时（0 次故障）"


def test_exactly_ninety_points_is_the_best_grade(product: Product) -> None:
    # The four assessments of package 4 weigh 10 + 3 x 30/4; a share of 90 each makes 90 of what is decided.
    codes = ("4.01", "4.14", "4.15", "4.17")
    rows = [{"indicator_code": code, "band": "达成", "share": 90, "reason": "抽查"} for code in codes]
    product.load(4, "2026-09", {"assessments": rows})
    card = product.score(4, "2026-09", "2026-09-30")
    assert card["decided_weight"] == pytest.approx(32.5)
    assert card["confirmed"] == pytest.approx(29.25)
    assert (card["low"], card["high"]) == (pytest.approx(29.25), pytest.approx(96.75))
    assert card["projected"] == pytest.approx(90, abs=1e-9)
    assert card["grade"] == "优"


def test_an_empty_package_has_no_grade_where_nothing_is_decided(product: Product) -> None:
    card = product.score(2, "2026-07", "2026-07-31")
    assert (card["confirmed"], card["decided_weight"], card["projected"], card["grade"]) == (0, 0, None, None)
    assert (card["low"], card["high"]) == (0, 100)


def test_a_refused_system_marks_every_indicator_that_counts_by_system(product: Product) -> None:
    systems = [
        {"system_id": "P3-01", "system_name": "a"},
        {"system_id": "P3-02", "system_name": "b", "parent_id": "P3-99"},
    ]
    product.load(3, "2026-09", {"systems": systems}, ["outages", "maintenance"], good_rows=True)
    product.nil(3, "2026-10", "outages", "maintenance")
    for month in ("2026-09", "2026-10"):
        assert "incomplete_upload" in product.find("3.07", month)["flags"]
        assert "incomplete_upload" in product.find("3.08", month)["flags"]


def test_a_refused_row_of_whatever_a_measure_uses_is_flagged(product: Product) -> None:
    accepted = {
        "acceptance_id": "A1", "kind": "系统验收", "system_id": "P1-01", "result": "通过",
        "submitted_at": "2026-09-01", "passed_at": "2026-09-02",
    }  # fmt: skip
    refused = accepted | {"acceptance_id": "A2", "system_id": "P1-99", "result": "不通过", "passed_at": None}
    product.load(1, "2026-09", {"acceptances": [accepted, refused]}, good_rows=True)
    for code in ("1.06", "1.14"):
        assert "incomplete_upload" in product.find(code, "2026-09..2026-11", "2026-11-30")["flags"], code
        assert "incomplete_upload" not in product.find(code, "2026-08", "2026-11-30")["flags"], code
