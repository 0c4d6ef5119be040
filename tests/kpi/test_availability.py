"""Availability, MTBF and the longest interruption: rows in, value out, worked by hand."""

from datetime import datetime
from typing import Any

import pytest

from tests.product import Product

AVAILABILITY, MTBF, LONGEST, RUN = "1.07", "1.08", "1.C3", "1.C4"
ONE = "P1-01"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


def outage(name: str, down: str, up: str | None, system: str = ONE, exempt: str | None = None) -> dict[str, Any]:
    return {
        "outage_id": name,
        "system_id": system,
        "down_at": at(down),
        "up_at": at(up) if up else None,
        "exempt_reason": exempt,
    }


def window(
    start: str, end: str, by: str | None = "监理", approved: str | None = None, system: str = ONE
) -> dict[str, Any]:
    return {
        "system_id": system,
        "starts_at": at(start),
        "ends_at": at(end),
        "approved_by": by,
        "approved_at": at(approved) if approved else None,
    }


def load(product: Product, month: str, outages: list[dict[str, Any]], windows: list[dict[str, Any]] = []) -> None:  # noqa: B006
    rows = {name: rows for name, rows in (("outages", outages), ("maintenance", windows)) if rows}
    nil = [name for name in ("outages", "maintenance") if name not in rows]
    product.load(1, month, rows, nil)


def system(finding: dict[str, Any], name: str = ONE) -> dict[str, Any]:
    return next(one for one in finding["systems"] if one["system_id"] == name)


def test_the_worked_example_of_the_domain(product: Product) -> None:
    # September has 720 h. Maintenance 10 h; A 4 h, 2 h of it inside; B 3 h, overlapping the outside part of A by 1 h.
    load(
        product,
        "2026-09",
        [outage("A", "09-10 08:00", "09-10 12:00"), outage("B", "09-10 11:00", "09-10 14:00")],
        [window("09-10 00:00", "09-10 10:00", approved="09-09 10:00")],
    )
    finding = product.find(AVAILABILITY, "2026-09", "2026-09-30")
    assert system(finding)["value"] == pytest.approx(100 * 706 / 710, abs=1e-9)
    assert (system(finding)["part"], system(finding)["whole"]) == (706, 710)
    # Twelve other systems at 100 %: the mean over 13.
    assert finding["value"] == pytest.approx((100 * 706 / 710 + 12 * 100) / 13, abs=1e-9)
    assert finding["beside"]["planned_as_up"] == pytest.approx((100 * 716 / 720 + 1200) / 13, abs=1e-9)
    assert finding["beside"]["gross"] == pytest.approx((100 * 714 / 720 + 1200) / 13, abs=1e-9)
    assert finding["verdict"] == "met"
    # A and B overlap: one failure.
    assert product.find(MTBF, "2026-09", "2026-09-30")["beside"]["failures"] == 1
    # What remains of it: 10:00 to 14:00.
    assert product.find(LONGEST, "2026-09", "2026-09-30")["value"] == 4


def test_over_midnight_and_month_end(product: Product) -> None:
    # 3 h in September, 5 h in October.
    load(product, "2026-09", [outage("A", "09-30 21:00", "10-01 05:00")])
    load(product, "2026-10", [])
    september = product.find(AVAILABILITY, "2026-09", "2026-10-31")
    october = product.find(AVAILABILITY, "2026-10", "2026-10-31")
    assert system(september)["part"] == 720 - 3
    assert system(october)["part"] == 744 - 5
    # One failure, on the day of its first second.
    assert product.find(MTBF, "2026-09", "2026-10-31")["beside"]["failures"] == 1
    assert product.find(MTBF, "2026-10", "2026-10-31")["value"] is None
    # The interruption is uncut by the start of the month.
    assert product.find(LONGEST, "2026-09", "2026-10-31")["value"] == 3
    assert product.find(LONGEST, "2026-10", "2026-10-31")["value"] == 8
    assert product.find(LONGEST, "2026-09..2026-10", "2026-10-31")["verdict"] == "met"


def test_an_ongoing_outage_lasts_on_and_is_cut_at_as_of(product: Product) -> None:
    load(product, "2026-09", [outage("A", "09-29 00:00", None)])
    load(product, "2026-10", [])
    at_end = product.find(AVAILABILITY, "2026-09", "2026-09-30")
    assert system(at_end)["part"] == 720 - 48
    later = product.find(AVAILABILITY, "2026-10", "2026-10-10")
    assert (system(later)["part"], system(later)["whole"]) == (0, 240)
    assert product.find(LONGEST, "2026-09..2026-10", "2026-10-01")["value"] == 72
    notes = [row["note"] for row in product.evidence(AVAILABILITY, "2026-09", "2026-09-30") if row["record_id"] == "A"]
    assert notes == ["停机（进行中）"]


def test_an_outage_running_into_an_unreported_month_counts_its_covered_part(product: Product) -> None:
    load(product, "2026-09", [outage("A", "09-30 21:00", "10-01 05:00")])
    finding = product.find(AVAILABILITY, "2026-09..2026-10", "2026-10-31")
    assert system(finding)["part"] == 717
    assert finding["missing_months"] == ["2026-10"]
    assert "partial_months" in finding["flags"]


def test_maintenance_inside_and_across_an_outage(product: Product) -> None:
    # The window lies inside the outage: 6 h outage, 2 h window, 4 h count, in two pieces but one failure.
    load(product, "2026-09", [outage("A", "09-10 00:00", "09-10 06:00")], [window("09-10 02:00", "09-10 04:00")])
    finding = product.find(AVAILABILITY, "2026-09", "2026-09-30")
    assert (system(finding)["part"], system(finding)["whole"]) == (714, 718)
    assert product.find(MTBF, "2026-09", "2026-09-30")["beside"]["failures"] == 1
    assert product.find(LONGEST, "2026-09", "2026-09-30")["value"] == 4


def test_an_outage_wholly_inside_maintenance_is_no_failure(product: Product) -> None:
    load(product, "2026-09", [outage("A", "09-10 01:00", "09-10 02:00")], [window("09-10 00:00", "09-10 04:00")])
    finding = product.find(AVAILABILITY, "2026-09", "2026-09-30")
    assert (system(finding)["part"], system(finding)["whole"]) == (716, 716)
    mtbf = product.find(MTBF, "2026-09", "2026-09-30")
    assert (mtbf["value"], mtbf["verdict"]) == (None, "met")
    assert "no_events" in mtbf["flags"]


@pytest.mark.parametrize(
    ("by", "approved", "whole"),
    [("监理", None, 718), ("监理", "09-10 00:00", 718), ("监理", "09-10 00:01", 720), (None, None, 720)],
)
def test_maintenance_counts_only_when_approved_in_time(
    product: Product, by: str | None, approved: str | None, whole: int
) -> None:
    load(product, "2026-09", [], [window("09-10 00:00", "09-10 02:00", by, approved)])
    assert system(product.find(AVAILABILITY, "2026-09", "2026-09-30"))["whole"] == whole


def test_exempt_overlapping_counted(product: Product) -> None:
    # Exempt 0-4, counted 2-6: exempt time leaves the whole, only 4-6 counts.
    load(
        product,
        "2026-09",
        [outage("E", "09-10 00:00", "09-10 04:00", exempt="不可抗力"), outage("C", "09-10 02:00", "09-10 06:00")],
    )
    finding = product.find(AVAILABILITY, "2026-09", "2026-09-30")
    assert (system(finding)["part"], system(finding)["whole"]) == (714, 716)
    assert finding["beside"]["gross"] == pytest.approx((100 * 714 / 720 + 1200) / 13, abs=1e-9)


def test_touching_outages_are_one_failure(product: Product) -> None:
    load(product, "2026-09", [outage("A", "09-10 00:00", "09-10 02:00"), outage("B", "09-10 02:00", "09-10 05:00")])
    assert product.find(MTBF, "2026-09", "2026-09-30")["beside"]["failures"] == 1
    assert product.find(LONGEST, "2026-09", "2026-09-30")["value"] == 5


def test_a_system_retired_in_the_middle_of_the_month(product: Product) -> None:
    listed = [{"system_id": f"P1-{number:02}", "system_name": f"系统{number}"} for number in range(1, 14)]
    listed[0]["out_of_service_on"] = at("09-11 00:00").date().isoformat()
    product.load(
        1,
        "2026-09",
        {
            "systems": listed,
            "outages": [outage("A", "09-10 20:00", "09-11 06:00"), outage("LATE", "09-12 00:00", "09-12 05:00")],
        },
        ["maintenance"],
    )
    finding = product.find(AVAILABILITY, "2026-09", "2026-09-30")
    # Ten days in service, 4 h down on the tenth; the record after the retirement counts nowhere.
    assert (system(finding)["part"], system(finding)["whole"]) == (236, 240)
    assert product.find(MTBF, "2026-09", "2026-09-30")["beside"]["failures"] == 1


def test_an_outage_of_a_subsystem_belongs_to_its_system(product: Product) -> None:
    load(product, "2026-09", [outage("A", "09-10 00:00", "09-10 06:00", system="P1-01-S01")])
    finding = product.find(AVAILABILITY, "2026-09", "2026-09-30")
    assert system(finding)["part"] == 714
    assert len(finding["systems"]) == 13


def test_a_system_excluded_all_month_leaves_the_mean(product: Product) -> None:
    load(
        product,
        "2026-09",
        [outage("B", "09-10 00:00", "09-10 07:12", system="P1-02")],
        [window("09-01 00:00", "10-01 00:00")],
    )
    finding = product.find(AVAILABILITY, "2026-09", "2026-09-30")
    assert system(finding)["value"] is None
    assert finding["value"] == pytest.approx((99 + 11 * 100) / 12, abs=1e-9)


def test_office_hours_follow_the_chinese_working_calendar(product: Product) -> None:
    # October 2026: 18 working days (1-7 holiday, Saturday 10 made up) of 8 h. Down 08:00-10:00 on the 8th: 1 h counts.
    listed = [{"system_id": f"P1-{number:02}", "system_name": f"系统{number}"} for number in range(1, 14)]
    listed[0]["service_hours"] = "5×8"
    product.load(
        1, "2026-10", {"systems": listed, "outages": [outage("A", "10-08 08:00", "10-08 10:00")]}, ["maintenance"]
    )
    finding = product.find(AVAILABILITY, "2026-10", "2026-10-31")
    assert (system(finding)["part"], system(finding)["whole"]) == (143, 144)


def test_a_year_without_a_calendar_is_said_and_not_guessed(product: Product) -> None:
    listed = [{"system_id": f"P1-{number:02}", "system_name": f"系统{number}"} for number in range(1, 14)]
    listed[0]["service_hours"] = "5×8"
    product.load(1, "2027-01", {"systems": listed}, ["outages", "maintenance"])
    finding = product.find(AVAILABILITY, "2027-01", "2027-01-31")
    assert "calendar_missing" in finding["flags"]
    assert finding["value"] == 100
    assert [one["value"] for one in finding["systems"]] == [None] + [100] * 12


def test_no_failure_is_met_without_a_number(product: Product) -> None:
    product.nil(1, "2026-09", "outages", "maintenance")
    finding = product.find(MTBF, "2026-09", "2026-09-30")
    assert (finding["value"], finding["verdict"], finding["part"], finding["whole"]) == (None, "met", 13 * 720, 0)
    assert finding["points"] == pytest.approx(50 / 13)
    assert finding["beside"] == {"failures": 0, "hours": 9360, "allowed": 11}


def test_mtbf_exactly_at_the_target(product: Product) -> None:
    # 13 systems, September: 9360 h. Eleven failures of 55/66 h each leave 9350 h: 850 h exactly.
    failures = [outage(f"F{n}", f"09-{n:02} 00:00", f"09-{n:02} 00:{50 if n < 12 else 0:02}") for n in range(1, 12)]
    extra = outage("F1b", "09-01 00:50", "09-01 01:40")
    load(product, "2026-09", [*failures, extra])
    # 11 x 50 min + 50 min = 600 min = 10 h.
    finding = product.find(MTBF, "2026-09", "2026-09-30")
    assert finding["value"] == pytest.approx(850, abs=1e-9)
    assert finding["verdict"] == "met"


def test_an_unreported_month_is_not_a_good_month(product: Product) -> None:
    for code in (AVAILABILITY, MTBF, LONGEST):
        assert product.find(code, "2026-09", "2026-09-30")["verdict"] == "no_data"
        assert product.find(code, "2026-09", "2026-09-29")["verdict"] == "not_due"


def test_an_outage_through_a_month_that_nobody_uploaded_counts_its_covered_part(product: Product) -> None:
    # Down from 07-31 23:00 to 09-01 02:00; August has no 计划停机: 1 h in July and 2 h in September count.
    outage = {"outage_id": "D1", "system_id": "P1-01", "down_at": "2026-07-31 23:00", "up_at": "2026-09-01 02:00"}
    product.load(1, "2026-07", {"outages": [outage]}, ["maintenance"])
    product.nil(1, "2026-08", "outages")
    product.nil(1, "2026-09", "outages", "maintenance")
    found = product.find("1.C3", "2026-07..2026-09", "2026-09-30")
    assert (found["value"], found["missing_months"]) == (3, ["2026-08"])
    assert product.find("1.08", "2026-07..2026-09", "2026-09-30")["beside"]["failures"] == 1


def test_a_failure_begun_in_a_month_that_nobody_uploaded_is_one_of_the_next(product: Product) -> None:
    outage = {"outage_id": "D1", "system_id": "P1-01", "down_at": "2026-08-31 23:00", "up_at": "2026-09-01 02:00"}
    product.load(1, "2026-08", {"outages": [outage]})
    product.nil(1, "2026-09", "outages", "maintenance")
    found = product.find("1.08", "2026-09", "2026-09-30")
    assert (found["beside"]["failures"], found["part"]) == (1, 13 * 720 - 2)
    assert product.find("1.C3", "2026-09", "2026-09-30")["value"] == 2


def test_without_any_calendar_nothing_is_said_of_failures(product: Product) -> None:
    listed = [{"system_id": f"P1-{n:02}", "system_name": f"系统{n}", "service_hours": "5×8"} for n in range(1, 14)]
    product.load(1, "2027-01", {"systems": listed}, ["outages", "maintenance"])
    for code in (AVAILABILITY, MTBF, LONGEST):
        finding = product.find(code, "2027-01", "2027-01-31")
        assert (finding["value"], finding["verdict"]) == (None, "no_data"), code
        assert "calendar_missing" in finding["flags"]
        assert [(one["system_id"], one["value"]) for one in finding["systems"]][:1] == [(ONE, None)]
        assert len(finding["systems"]) == 13


def test_the_longest_run_between_failures(product: Product) -> None:
    # Up 240 h, down 1 h, then up but for 4 h of approved maintenance: 720 − 241 − 4 = 475 h, on through October.
    load(product, "2026-09", [outage("A", "09-11 00:00", "09-11 01:00")], [window("09-20 00:00", "09-20 04:00")])
    load(product, "2026-10", [])
    september = product.find(RUN, "2026-09", "2026-09-30")
    assert system(september)["value"] == 475
    # The others have had no failure in the 720 h of September: they have reached them.
    assert (september["value"], september["verdict"]) == (475, "missed")
    october = product.find(RUN, "2026-10", "2026-10-31")
    assert (october["value"], october["verdict"]) == (475 + 744, "met")


def test_a_run_that_may_still_become_long_enough_says_nothing(product: Product) -> None:
    load(product, "2026-09", [outage("A", "09-11 00:00", "09-11 01:00")])
    found = product.find(RUN, "2026-09", "2026-09-10")
    assert (found["value"], found["verdict"], found["systems"]) == (None, "not_due", [])
    # On the 11th the run of one system has ended at 240 h.
    assert product.find(RUN, "2026-09", "2026-09-11")["value"] == 240


def test_a_month_that_nobody_uploaded_ends_a_run(product: Product) -> None:
    load(product, "2026-07", [])
    load(product, "2026-09", [outage("A", "09-21 00:00", "09-21 12:00")])
    # July 744 h; August is missing; September 480 h until the failure, 228 h after it.
    assert system(product.find(RUN, "2026-07..2026-09", "2026-09-30"))["value"] == 744
    assert system(product.find(RUN, "2026-09", "2026-09-30"))["value"] == 480


def test_holidays_at_the_begin_of_a_month_say_nothing_yet_of_an_office_system(product: Product) -> None:
    # National Day: working days begin on 2026-10-08.
    office = {"system_id": "P1-01", "system_name": "甲", "service_hours": "5×8"}
    product.load(1, "2026-10", {"systems": [office]}, ["outages", "maintenance"])
    found = product.find(LONGEST, "2026-10", "2026-10-05")
    assert (found["verdict"], found["value"]) == ("not_due", None)
    assert product.find(LONGEST, "2026-10", "2026-10-08")["value"] == 0
