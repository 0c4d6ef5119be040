"""The invented sample months: the same for the same seed, tidy, and standing where they should on the map."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import hypot

import pytest

from data.demo import SampleMonth, sample_months
from data.demo.geography import LAKE_CENTRE, LAKE_RADIUS, METRES_PER_DEGREE_EAST, METRES_PER_DEGREE_NORTH, SEAWALL
from tests.data.demo_records import MONTHS, RECORD_ID, Months, all_rows, current, demo_months, month_of, when

DEMO_NOW = datetime(2026, 12, 8, 9, 0)
CAMERA_TYPES = {"摄像机", "球机", "枪机", "半球"}
CAMERAS_OF_SYSTEM = {"P3-03": 885, "P3-04": 856, "P3-05": 375, "P3-08": 219}
PLACED_BY = {
    "outages": "down_at",
    "maintenance": "starts_at",
    "probes": "probed_at",
    "incidents": "reported_at",
    "requests": "requested_at",
    "inspections": "inspected_at",
    "reports": "due_from",
    "camera_checks": "checked_at",
    "changes": "implemented_at",
    "drills": "held_at",
    "security_events": "occurred_at",
    "acceptances": "submitted_at",
    "duties": "done_on",
}
CLOSED_BY = {
    "outages": "up_at",
    "incidents": "restored_at",
    "requests": "completed_at",
    "reports": "submitted_at",
    "security_events": "closed_at",
}
# Earlier time, later times of a row.
ORDER = {
    "outages": ("down_at", ("up_at",)),
    "maintenance": ("starts_at", ("ends_at",)),
    "incidents": (
        "reported_at",
        ("responded_at", "verified_at", "planned_at", "onsite_at", "spare_at", "restored_at"),
    ),
    "requests": ("requested_at", ("completed_at", "due_at")),
    "inspections": ("inspected_at", ("fixed_at",)),
    "changes": ("requested_at", ("approved_at", "implemented_at")),
    "security_events": ("occurred_at", ("closed_at",)),
    "acceptances": ("submitted_at", ("mended_at", "passed_at")),
}
MAY_LIE_AHEAD = {"due_at", "starts_at", "ends_at", "out_of_service_on", "warranty_until"}
MONTHLY = (set(PLACED_BY) | {"assessments"}) - {"camera_checks", "acceptances", "probes"}


@pytest.fixture(scope="module")
def months() -> Months:
    """The sample months of the usual seed by package and month."""
    return demo_months()


def test_the_same_seed_gives_the_same_months(months: Months) -> None:
    again = list(sample_months(2026))
    assert [(sample.package, sample.month) for sample in again] == list(months)
    assert all(sample == months[sample.package, sample.month] for sample in again)


def test_another_seed_gives_other_rows(months: Months) -> None:
    other = next(iter(sample_months(7)))
    assert other.rows["incidents"] != months[1, "2026-07"].rows["incidents"]


def test_five_months_of_five_packages_in_order(months: Months) -> None:
    assert list(months) == [(package, month) for month in MONTHS for package in range(1, 6)]


def test_probes_have_a_gap_a_failure_by_itself_and_an_outage_nobody_reported(months: Months) -> None:
    probed = {str(row["system_id"]) for _, dataset, row in all_rows(months) if dataset == "probes"}
    assert probed == {"P1-01", "P3-04", "P3-05", "P5-02"}
    of_system = [row for row in months[3, "2026-11"].rows["probes"] if row["system_id"] == "P3-05"]
    assert max(when(b, "probed_at") - when(a, "probed_at") for a, b in pairwise(of_system)) > timedelta(hours=24)
    october = [row for row in months[3, "2026-10"].rows["probes"] if row["system_id"] == "P3-04"]
    down = [(when(row, "down_at"), when(row, "up_at")) for row in current(months, 3, "outages")
            if row["system_id"] == "P3-04"]  # fmt: skip
    failed = [when(row, "probed_at") for row in october if row["is_up"] == "异常"]
    unreported = [moment for moment in failed if not any(start <= moment < end for start, end in down)]
    assert [moment for moment in unreported if moment.date() == date(2026, 10, 21)] == [
        datetime(2026, 10, 21, 14) + timedelta(minutes=15 * n) for n in range(6)
    ]
    assert len(unreported) > 6, "some probe fails by chance"


def test_every_monthly_dataset_is_provided_or_nil_but_the_missing_file(months: Months) -> None:
    for key, sample in months.items():
        expected = MONTHLY | ({"camera_checks"} if sample.package == 3 else set())
        if key == (4, "2026-10"):
            expected = expected - {"inspections"}
        given = set(sample.rows) & (MONTHLY | {"camera_checks"})
        assert given | set(sample.nil) == expected
        assert not given & set(sample.nil)
        assert all(sample.rows.values()), "an empty sheet would mean not provided"


def test_rows_stand_in_their_month_unless_they_close_an_open_one(months: Months) -> None:
    continued = Counter[str]()
    for sample, dataset, row in all_rows(months):
        if dataset not in PLACED_BY or month_of(row, PLACED_BY[dataset]) == sample.month:
            continue
        placed = month_of(row, PLACED_BY[dataset])
        assert placed < sample.month
        record = RECORD_ID[dataset]
        [before] = [old for old in months[sample.package, placed].rows[dataset] if old[record] == row[record]]
        assert before[CLOSED_BY[dataset]] is None
        assert row[CLOSED_BY[dataset]] is not None
        assert all(row[field] == value for field, value in before.items() if value is not None)
        continued[dataset] += 1
    assert set(continued) == {"outages", "incidents", "requests", "reports"}
    assert continued["incidents"] >= 3


def test_an_open_record_that_closes_later_is_reported_again(months: Months) -> None:
    still_open = {
        (package, dataset, row[RECORD_ID[dataset]])
        for package in range(1, 6)
        for dataset, closed in CLOSED_BY.items()
        for row in current(months, package, dataset)
        if row[closed] is None
    }
    last_month = {
        (package, dataset, row[RECORD_ID[dataset]])
        for package in range(1, 6)
        for dataset in CLOSED_BY
        for row in months[package, "2026-11"].rows.get(dataset, [])
    }
    assert still_open <= last_month


def test_numbers_are_given_once(months: Months) -> None:
    for package in range(1, 6):
        for dataset, record in RECORD_ID.items():
            home = Counter(
                row[record]
                for month in MONTHS
                for row in months[package, month].rows.get(dataset, [])
                if dataset not in PLACED_BY or month_of(row, PLACED_BY[dataset]) == month
            )
            assert all(count == 1 for count in home.values())
    for sample in months.values():
        for dataset, record in {**RECORD_ID, "assets": "asset_id", "systems": "system_id"}.items():
            assert all(count == 1 for count in Counter(row[record] for row in sample.rows.get(dataset, [])).values())


def test_times_are_whole_minutes_in_order_and_never_in_the_future(months: Months) -> None:
    for sample, dataset, row in all_rows(months):
        for field, value in row.items():
            if isinstance(value, datetime):
                assert value.second == value.microsecond == 0
            if isinstance(value, date) and field not in MAY_LIE_AHEAD:
                assert when(row, field) < DEMO_NOW, (sample.month, dataset, field)
        first, later = ORDER.get(dataset, ("", ()))
        assert all(when(row, first) <= when(row, field) for field in later if row.get(field))


def test_no_row_names_a_system_of_another_package_or_an_unknown_one(months: Months) -> None:
    systems = {1: 13, 2: 7, 3: 10, 4: 4, 5: 4}
    for sample, _, row in all_rows(months):
        named = row.get("system_id")
        if named is None:
            continue
        package, number = str(named)[1], str(named)[3:5]
        assert int(package) == sample.package
        assert 1 <= int(number) <= systems[sample.package]


def test_own_systems_lists_hold_the_subsystems_that_the_contract_counts(months: Months) -> None:
    assert {key for key, sample in months.items() if "systems" in sample.rows} == {(p, "2026-07") for p in (2, 4, 5)}
    for package, at_least in {2: 30, 4: 18, 5: 25}.items():
        rows = months[package, "2026-07"].rows["systems"]
        parents = {row["parent_id"] for row in rows} - {None}
        leaves = [row for row in rows if row["system_id"] not in parents]
        assert len(leaves) >= at_least
        assert parents <= {row["system_id"] for row in rows}
        assert all(row.get("parent_id") for row in leaves)


def test_2335_cameras_before_and_after_the_replacement(months: Months) -> None:
    first = [row for row in months[3, "2026-07"].rows["assets"] if row["device_type"] in CAMERA_TYPES]
    assert Counter(row["system_id"] for row in first) == CAMERAS_OF_SYSTEM
    second = [row for row in months[3, "2026-09"].rows["assets"] if row["device_type"] in CAMERA_TYPES]
    retired = [row for row in second if row.get("out_of_service_on")]
    added = {row["asset_id"] for row in second} - {row["asset_id"] for row in first}
    assert len(retired) == len(added) == 12
    assert len(second) - len(retired) == 2335
    key_area = sum(row["is_key_area"] == "是" for row in first)
    assert 0.10 <= key_area / 2335 <= 0.15


def test_checkpoints_of_package_4(months: Months) -> None:
    kinds = Counter(row["device_type"] for row in months[4, "2026-07"].rows["assets"])
    assert (kinds["卡口"], kinds["电警"]) == (151, 19)


def landward(lon: float, lat: float) -> bool:
    """Whether a point lies to the left of the nearest leg of the seawall."""
    east, north = METRES_PER_DEGREE_EAST, METRES_PER_DEGREE_NORTH
    best = (float("inf"), 0.0)
    for (x1, y1), (x2, y2) in pairwise(SEAWALL):
        dx, dy, px, py = (x2 - x1) * east, (y2 - y1) * north, (lon - x1) * east, (lat - y1) * north
        part = min(1.0, max(0.0, (px * dx + py * dy) / (dx * dx + dy * dy)))
        best = min(best, (hypot(px - part * dx, py - part * dy), dx * py - dy * px))
    return best[1] > 0


def test_cameras_stand_on_land(months: Months) -> None:
    placed = [
        (row["longitude"], row["latitude"])
        for package in (3, 4)
        for row in months[package, "2026-09"].rows["assets"]
        if row.get("longitude") is not None
    ]
    assert len(placed) == 2335 + 12 + 170
    for lon, lat in placed:
        assert isinstance(lon, float)
        assert isinstance(lat, float)
        assert 121.75 <= lon <= 122.02
        assert 30.82 <= lat <= 31.0
        assert landward(lon, lat)
        from_centre = hypot(
            (lon - LAKE_CENTRE[0]) * METRES_PER_DEGREE_EAST, (lat - LAKE_CENTRE[1]) * METRES_PER_DEGREE_NORTH
        )
        assert from_centre > LAKE_RADIUS


def online_rates(sample: SampleMonth, key_areas: set[object]) -> tuple[float, float]:
    """Percent on line of the checks that count, of all cameras and of those in key areas."""
    counted = [row for row in sample.rows["camera_checks"] if not row.get("exempt_reason")]
    in_key = [row for row in counted if row["asset_id"] in key_areas]
    rates = [100 * sum(row["is_online"] == "在线" for row in rows) / len(rows) for rows in (counted, in_key)]
    return rates[0], rates[1]


def test_cameras_are_on_line_but_for_october(months: Months) -> None:
    assets = months[3, "2026-09"].rows["assets"]
    key_areas: set[object] = {row["asset_id"] for row in assets if row.get("is_key_area") == "是"}
    for month in MONTHS:
        overall, in_key = online_rates(months[3, month], key_areas)
        assert in_key > overall
        if month == "2026-10":
            assert 96 < overall < 97.5
            assert in_key < 98
        else:
            assert overall > 98.5
            assert in_key > 98.5


def test_every_camera_is_checked_nearly_every_day(months: Months) -> None:
    for month in MONTHS:
        rows = months[3, month].rows["camera_checks"]
        assert len({(row["asset_id"], when(row, "checked_at").date()) for row in rows}) == len(rows)
        assert all(8 <= when(row, "checked_at").hour < 10 for row in rows)
        days = len({when(row, "checked_at").date() for row in rows})
        assert 0.97 < len(rows) / (2335 * days) < 0.995


def test_the_typhoon_week_is_exempt(months: Months) -> None:
    exempt = [row for row in months[3, "2026-09"].rows["camera_checks"] if row.get("exempt_reason")]
    assert len(exempt) > 1000
    assert all(datetime(2026, 9, 14) <= when(row, "checked_at") < datetime(2026, 9, 21) for row in exempt)
    assert all("台风" in str(row["exempt_reason"]) and row["is_online"] == "离线" for row in exempt)
    outages = [row for row in current(months, 3, "outages") if "台风" in str(row["exempt_reason"])]
    assert {row["system_id"] for row in outages} == {"P3-02", "P3-04", "P3-05"}
