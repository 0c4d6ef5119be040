"""Probes: unseen time and outages that nobody may have reported, worked by hand. They never touch a score."""

from datetime import date, datetime, timedelta

from kpi.evidence import contradictions
from kpi.periods import Month
from kpi.probes import Run, months_of, probe_months, suspected
from tests.kpi.test_availability import load, outage, window
from tests.product import Product

OCTOBER = Month(2026, 10)
CUT = datetime(2026, 11, 1)
ALWAYS = [(datetime(2026, 9, 1), CUT)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


def log(*answers: tuple[str, str], system: str = "P1-01") -> list[dict[str, object]]:
    return [{"system_id": system, "probed_at": at(moment), "is_up": word} for moment, word in answers]


def every_five_minutes(start: str, end: str, failing: tuple[str, ...] = ()) -> list[dict[str, object]]:
    moment, rows = at(start), []
    while moment < at(end):
        word = "异常" if f"{moment:%m-%d %H:%M}" in failing else "正常"
        rows.append({"system_id": "P1-01", "probed_at": moment, "is_up": word})
        moment += timedelta(minutes=5)
    return rows


def test_a_gap_of_more_than_three_intervals_is_unseen_and_edges_of_the_month_too(product: Product) -> None:
    rows = every_five_minutes("10-02 00:00", "10-02 01:00") + every_five_minutes("10-02 02:00", "10-02 03:00")
    rows += every_five_minutes("10-02 03:10", "10-02 04:00")  # 15 min after the one before: still usual
    product.load(1, "2026-10", {"probes": rows})
    (month,) = probe_months(product.store, 1, date(2026, 10, 31))
    assert (month.probes, month.failed, month.usual_seconds) == (34, 0, 300)
    # Before the first probe, 00:55 to 02:00, after the last.
    assert month.unseen == [
        (at("10-01 00:00"), at("10-02 00:00")),
        (at("10-02 00:55"), at("10-02 02:00")),
        (at("10-02 03:55"), at("11-01 00:00")),
    ]
    assert month.unseen_seconds == (24 + 65 / 60 + 20 + 5 / 60 + 29 * 24) * 3600


def test_a_single_failure_is_no_outage_and_two_in_a_row_are_suspected(product: Product) -> None:
    failing = ("10-02 00:10", "10-02 00:30", "10-02 00:35", "10-02 00:40")
    product.load(1, "2026-10", {"probes": every_five_minutes("10-02 00:00", "10-02 02:00", failing)})
    (month,) = probe_months(product.store, 1, date(2026, 10, 31))
    assert (month.failed, month.singles) == (4, 1)
    (one,) = month.suspected
    assert (one.starts_at, one.last_at, one.seen_up_at, one.failed) == (
        at("10-02 00:30"), at("10-02 00:40"), at("10-02 00:45"), 3,
    )  # fmt: skip
    assert (one.file, one.sheet, one.row) == ("包件1_2026-10_1.xlsx", "探测日志", 8)


def test_what_is_reported_or_planned_is_not_suspected(product: Product) -> None:
    failing = tuple(f"10-02 0{hour}:{minute:02}" for hour in range(3) for minute in range(0, 30, 5))
    rows = every_five_minutes("10-02 00:00", "10-02 04:00", failing)
    # 00:00-00:30 reported, 01:00-01:30 planned and approved, of 02:00-02:30 all but the first probe is exempt.
    outages = [outage("A", "10-02 00:00", "10-02 00:30"), outage("B", "10-02 02:02", "10-02 02:30", exempt="台风")]
    load(product, "2026-10", outages, [window("10-02 01:00", "10-02 01:30")])
    product.load(1, "2026-10", {"probes": rows})
    (month,) = probe_months(product.store, 1, date(2026, 10, 31))
    assert month.failed == 18
    assert month.suspected == []


def test_an_unapproved_window_explains_nothing(product: Product) -> None:
    load(product, "2026-10", [], [window("10-02 00:00", "10-02 01:00", by=None)])
    rows = every_five_minutes("10-02 00:00", "10-02 02:00", ("10-02 00:10", "10-02 00:15"))
    product.load(1, "2026-10", {"probes": rows})
    assert len(probe_months(product.store, 1, date(2026, 10, 31))[0].suspected) == 1


def run(month: int, is_up: bool, *moments: str) -> Run:
    times = [at(moment) for moment in moments]
    failed = None if is_up else times
    return Run(Month(2026, month), is_up, times[0], times[-1], len(times), 300.0, failed, "f", "探测日志", 2)


def test_a_row_of_failures_goes_over_the_end_of_a_month_but_not_over_a_gap() -> None:
    over = [run(9, False, "09-30 23:55"), run(10, False, "10-01 00:00"), run(10, True, "10-01 00:05")]
    (one,) = suspected("P1-01", over, [], ALWAYS)
    assert (one.failed, one.seen_up_at) == (2, at("10-01 00:05"))
    assert [found.suspected for found in months_of("P1-01", over, [], ALWAYS, CUT)] == [[one], []]
    # Alone before a gap, alone after it: nobody saw what was between.
    assert suspected("P1-01", [run(9, False, "09-30 22:00"), run(10, False, "10-01 00:00")], [], ALWAYS) == []
    # Two before a gap: whether it was well again was not seen.
    (open_end,) = suspected(
        "P1-01", [run(9, False, "09-30 22:00", "09-30 22:05"), run(10, True, "10-01 00:00")], [], ALWAYS
    )
    assert open_end.seen_up_at is None


def test_the_end_of_a_month_is_no_gap_while_probes_go_on() -> None:
    going_on = [run(9, True, "09-30 23:50", "09-30 23:55"), run(10, True, "10-01 00:05", "10-01 00:10")]
    served = [(at("09-30 00:00"), at("10-02 00:00"))]
    september, october = months_of("P1-01", going_on, [], served, at("10-01 00:20"))
    assert [end for _, end in september.unseen] == [at("09-30 23:50")]
    assert (october.unseen, october.unseen_seconds) == ([], 0)
    assert september.unseen_seconds == (23 * 60 + 50) * 60


def test_unseen_time_and_failures_outside_the_hours_of_service_do_not_count() -> None:
    runs = [run(10, True, "10-01 09:00", "10-01 09:05"), run(10, True, "10-01 16:00", "10-01 16:55")]
    runs += [run(10, False, "10-01 20:00", "10-01 20:05")]
    served = [(at("10-01 09:00"), at("10-01 17:00"))]
    (month,) = months_of("P1-01", runs, [], served, CUT)
    # 09:05 to 16:00; the five minutes after 16:55 and the nights are no gap of service.
    assert month.unseen == [(at("10-01 09:05"), at("10-01 16:00"))]
    assert month.unseen_seconds == (6 * 60 + 55) * 60
    assert month.suspected == []


def test_one_probe_says_nothing_of_gaps(product: Product) -> None:
    product.load(1, "2026-10", {"probes": log(("10-02 00:00", "异常"))})
    (month,) = probe_months(product.store, 1, date(2026, 10, 31))
    assert (month.usual_seconds, month.unseen, month.singles, month.suspected) == (None, [], 1, [])


def test_probes_never_change_a_score_and_are_never_missing(product: Product) -> None:
    load(product, "2026-10", [outage("A", "10-05 10:00", "10-05 14:00")])
    before = product.score(1, "2026-10", "2026-10-31")
    product.load(1, "2026-10", {"probes": every_five_minutes("10-02 00:00", "10-02 02:00", ("10-02 00:10",))})
    assert product.score(1, "2026-10", "2026-10-31") | {"version": 0} == before | {"version": 0}
    assert probe_months(product.store, 2, date(2026, 10, 31)) == []


def test_probes_of_a_system_out_of_service_are_said_once(product: Product) -> None:
    listed = [{"system_id": f"P1-{n:02}", "system_name": f"系统{n}"} for n in range(1, 14)]
    listed[0]["out_of_service_on"] = at("10-02 00:00")  # type: ignore[assignment]
    rows = every_five_minutes("10-01 23:50", "10-02 00:10")
    product.load(1, "2026-10", {"systems": listed, "probes": rows})
    found = [one for one in contradictions(product.store, 1) if one.dataset == "probes"]
    assert [(one.record_id, one.reason) for one in found] == [("P1-01", "系统停用后的探测，不计")]


def hourly_in_october(failing: tuple[str, ...]) -> list[dict[str, object]]:
    hours = [at("10-01 00:00") + timedelta(hours=hour) for hour in range(31 * 24)]
    return log(*((f"{hour:%m-%d %H:%M}", "异常" if f"{hour:%m-%d %H:%M}" in failing else "正常") for hour in hours))


def test_the_cut_off_cuts_a_row_of_like_probes(product: Product) -> None:
    product.load(1, "2026-10", {"probes": hourly_in_october(("10-05 08:00", "10-15 23:00", "10-16 00:00"))})
    (month,) = probe_months(product.store, 1, date(2026, 10, 15))
    # 15 days of 24 probes; of the two failures in a row the second lies after the cut-off.
    assert (month.probes, month.failed, month.singles, month.suspected) == (360, 2, 2, [])
    assert month.unseen == []
    assert probe_months(product.store, 1, date(2026, 10, 31))[0].probes == 744


def test_probes_after_the_end_of_a_system_are_not_counted(product: Product) -> None:
    one = {"system_id": "P1-01", "system_name": "一", "out_of_service_on": date(2026, 10, 16)}
    product.load(1, "2026-10", {"systems": [one], "probes": hourly_in_october(("10-15 23:00", "10-16 00:00"))})
    (month,) = probe_months(product.store, 1, date(2026, 10, 31))
    assert (month.probes, month.failed, month.singles, month.suspected) == (360, 1, 1, [])
