"""Every second of a day explained: rows in, segments out, worked by hand; they always add up."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.timeline import DayTimeline, Piece, day_timeline, segments_of
from tests.kpi.test_availability import load, outage, window
from tests.product import Product

DAY = date(2026, 9, 10)
AS_OF = date(2026, 9, 30)


def shown(story: DayTimeline) -> list[tuple[str, str, str, str | None]]:
    return [(f"{one.starts_at:%H:%M}", f"{one.ends_at:%H:%M}", one.kind, one.record_id) for one in story.segments]


def domain_example(product: Product) -> DayTimeline:
    load(
        product,
        "2026-09",
        [outage("A", "09-10 08:00", "09-10 12:00"), outage("B", "09-10 11:00", "09-10 14:00")],
        [window("09-10 00:00", "09-10 10:00", approved="09-09 10:00")],
    )
    return day_timeline(product.store, "P1-01", DAY, AS_OF)


def test_the_worked_example_of_the_domain_second_by_second(product: Product) -> None:
    story = domain_example(product)
    planned = "P1-01|2026-09-10T00:00:00|2026-09-10T10:00:00"
    assert shown(story) == [
        ("00:00", "08:00", "planned", planned),
        ("08:00", "10:00", "planned", planned),
        ("10:00", "12:00", "down", "A"),
        ("12:00", "14:00", "down", "B"),
        ("14:00", "00:00", "up", None),
    ]
    assert story.segments[1].removed_id == "A"
    hours = {
        kind: sum(one.seconds for one in story.segments if one.kind == kind) / 3600 for kind in ("down", "planned")
    }
    # The month: 720 h, 10 h of them excluded, 4 h down: 706/710.
    assert (720 - hours["planned"] - hours["down"], 720 - hours["planned"]) == (706, 710)
    assert [one.record_id for one in story.records] == [planned, "A", "B"]


def test_what_the_union_and_the_window_take_from_a_merged_outage(product: Product) -> None:
    (merged,) = domain_example(product).outages
    assert [one.record_id for one in merged.records] == ["A", "B"]
    # 4 h + 3 h, 1 h of it twice; 2 h inside the window; 4 h count.
    assert (merged.recorded_seconds, merged.seconds) == (7 * 3600, 6 * 3600)
    assert (merged.seconds_of("planned"), merged.seconds_of("down")) == (2 * 3600, 4 * 3600)


def test_a_day_after_the_cut_off_has_no_segments_and_one_inside_an_open_outage_is_all_down(product: Product) -> None:
    load(product, "2026-09", [outage("A", "09-08 18:00", None)])
    story = day_timeline(product.store, "P1-01", DAY, AS_OF)
    assert shown(story) == [("00:00", "00:00", "down", "A")]
    assert story.outages[0].seconds == (datetime(2026, 10, 1) - datetime(2026, 9, 8, 18)).total_seconds()
    assert story.records[0].is_open
    assert day_timeline(product.store, "P1-01", date(2026, 10, 1), AS_OF).segments == []


def test_unreported_months_and_hours_outside_service_are_said(product: Product) -> None:
    listed = [{"system_id": f"P1-{n:02}", "system_name": f"系统{n}", "service_hours": "5×8"} for n in range(1, 14)]
    product.load(
        1, "2026-09", {"systems": listed, "outages": [outage("A", "09-10 16:00", "09-11 10:00")]}, ["maintenance"]
    )
    story = day_timeline(product.store, "P1-01", DAY, AS_OF)
    assert shown(story) == [
        ("00:00", "09:00", "no_service", None),
        ("09:00", "16:00", "up", None),
        ("16:00", "17:00", "down", "A"),
        ("17:00", "00:00", "no_service", None),
    ]
    # 1 h on the 10th, 1 h on the 11th, 16 h of night between.
    assert story.outages[0].seconds_of("down") == 2 * 3600
    assert story.outages[0].seconds_of("no_service") == 16 * 3600
    unreported = day_timeline(product.store, "P1-01", date(2026, 8, 3), AS_OF)
    assert shown(unreported) == [("00:00", "00:00", "unreported", None)]


def test_records_say_where_they_stand_in_the_files(product: Product) -> None:
    load(
        product,
        "2026-09",
        [outage("A", "09-10 08:00", "09-10 12:00", exempt="不可抗力")],
        [window("09-10 20:00", "09-10 21:00", by=None)],
    )
    first, second = day_timeline(product.store, "P1-01", DAY, AS_OF).records
    assert (first.file, first.sheet, first.row, first.role) == ("包件1_2026-09_1.xlsx", "停机记录", 2, "exempt")
    assert (second.sheet, second.role) == ("计划停机", "unapproved")


MOMENTS = st.integers(0, 48 * 60).map(lambda minute: datetime(2026, 9, 10) + timedelta(minutes=minute))


@st.composite
def spans(draw: st.DrawFn) -> tuple[datetime, datetime]:
    start, end = sorted((draw(MOMENTS), draw(MOMENTS)))
    return start, end


@st.composite
def apart(draw: st.DrawFn) -> list[tuple[datetime, datetime]]:
    """Spans that do not overlap, in order."""
    edges = sorted(draw(st.lists(MOMENTS, max_size=12, unique=True)))
    return [(edges[n], edges[n + 1]) for n in range(0, len(edges) - 1, 2)]


@settings(max_examples=300, deadline=None)
@given(span=spans(), service=apart(), pieces=apart(), flags=st.lists(st.booleans(), min_size=18, max_size=18))
def test_segments_follow_each_other_and_add_up_to_the_span(
    span: tuple[datetime, datetime], service: list[Any], pieces: list[Any], flags: list[bool]
) -> None:
    since, until = span
    hours = [(start, end, flags[n]) for n, (start, end) in enumerate(service)]
    found = [
        Piece(start, end, flags[6 + n], flags[12 + n], "A", "B", "maintenance") for n, (start, end) in enumerate(pieces)
    ]
    segments = segments_of(since, until, hours, found)
    assert sum(one.seconds for one in segments) == (until - since).total_seconds()
    assert [one.starts_at for one in segments] == [since, *(one.ends_at for one in segments)][: len(segments)]
    assert all(one.seconds > 0 for one in segments)
    # Minute by minute, what a plain look says: inside service and reported, then exclusion before downtime.
    for minute in range(0, int((until - since).total_seconds()) // 60, 7):
        moment = since + timedelta(minutes=minute)
        reported = next((one for start, end, one in hours if start <= moment < end), None)
        piece = next((one for one in found if one.starts_at <= moment < one.ends_at), None)
        wanted = "no_service" if reported is None else "unreported" if not reported else "up"
        if wanted == "up" and piece is not None:
            wanted = "planned" if piece.is_excluded else "down" if piece.is_down else "up"
        assert next(one.kind for one in segments if one.starts_at <= moment < one.ends_at) == wanted


@pytest.mark.parametrize("day", [8, 9, 10, 11])
def test_down_seconds_of_a_day_are_those_of_the_facts(product: Product, day: int) -> None:
    load(
        product,
        "2026-09",
        [
            outage("A", "09-08 22:00", "09-09 03:00"),
            outage("B", "09-09 02:00", "09-11 01:30", exempt="台风"),
            outage("C", "09-10 23:00", "09-11 04:00"),
        ],
        [window("09-09 00:30", "09-09 01:00")],
    )
    story = day_timeline(product.store, "P1-01", date(2026, 9, day), AS_OF)
    facts = {row[2].day: row[5] - row[4] for row in product.facts(1) if row[0] == "availability" and row[1] == "P1-01"}
    assert sum(one.seconds for one in story.segments if one.kind == "down") == facts[day]
