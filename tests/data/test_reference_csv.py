"""The shipped reference lists, read as plain CSV: complete, consistent, unambiguous."""

import codecs
import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "data" / "reference"
SYSTEMS_PER_PACKAGE = {1: 13, 2: 7, 3: 10, 4: 4, 5: 4}
COLUMNS = {
    "packages.csv": ["package", "name", "short_name", "contractor"],
    "systems.csv": [
        "system_id",
        "system_name",
        "short_name",
        "parent_id",
        "service_hours",
        "is_core",
        "in_service_from",
        "out_of_service_on",
        "location",
    ],
    "working_days.csv": ["day", "is_working", "reason"],
}


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a reference file by column; a row with too many or too few fields fails the test."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        header, *body = csv.reader(file, strict=True)
    return [dict(zip(header, values, strict=True)) for values in body]


def top_level_systems() -> list[dict[str, str]]:
    """The systems of the tender, without their subsystems."""
    return [row for row in rows("systems.csv") if not row["parent_id"]]


def subsystems() -> list[dict[str, str]]:
    """The subsystems that the tender names."""
    return [row for row in rows("systems.csv") if row["parent_id"]]


@pytest.mark.parametrize("name", COLUMNS)
def test_file_is_plain_utf8_with_the_known_columns(name: str) -> None:
    content = (FOLDER / name).read_bytes()
    assert not content.startswith(codecs.BOM_UTF8)
    assert b"\r" not in content
    assert content.endswith(b"\n")
    assert content.decode("utf-8").splitlines()[0].split(",") == COLUMNS[name]


@pytest.mark.parametrize("name", COLUMNS)
def test_no_field_has_blanks_around_it(name: str) -> None:
    assert [value for row in rows(name) for value in row.values() if value != value.strip()] == []


@pytest.mark.parametrize(
    ("name", "required"),
    [
        ("packages.csv", ["package", "name", "short_name", "contractor"]),
        ("systems.csv", ["system_id", "system_name", "short_name", "service_hours"]),
        ("working_days.csv", ["day", "is_working", "reason"]),
    ],
)
def test_required_fields_are_filled(name: str, required: list[str]) -> None:
    assert [row for row in rows(name) if not all(row[column] for column in required)] == []


def test_packages_are_the_five_of_the_tender() -> None:
    packages = rows("packages.csv")
    assert [row["package"] for row in packages] == ["1", "2", "3", "4", "5"]
    for column in ("name", "short_name"):
        assert len({row[column] for row in packages}) == 5


def test_contractor_is_named_by_its_package_only() -> None:
    assert [row["contractor"] for row in rows("packages.csv")] == [f"包件{number}运维单位" for number in range(1, 6)]


def test_38_systems_in_the_order_of_the_tender() -> None:
    expected = [
        f"P{package}-{number:02d}" for package, count in SYSTEMS_PER_PACKAGE.items() for number in range(1, count + 1)
    ]
    assert len(expected) == 38
    assert [row["system_id"] for row in top_level_systems()] == expected


def test_systems_stand_before_their_subsystems() -> None:
    listed = [bool(row["parent_id"]) for row in rows("systems.csv")]
    assert listed == sorted(listed)


def test_every_parent_is_a_top_level_system_of_the_same_package() -> None:
    top_level = {row["system_id"] for row in top_level_systems()}
    for row in subsystems():
        assert row["parent_id"] in top_level, row
        assert row["parent_id"][:2] == row["system_id"][:2], row


def test_subsystem_ids_run_on_from_one_within_their_parent() -> None:
    seen: Counter[str] = Counter()
    for row in subsystems():
        seen[row["parent_id"]] += 1
        assert row["system_id"] == f"{row['parent_id']}-S{seen[row['parent_id']]:02d}"


@pytest.mark.parametrize("column", ["system_id", "system_name", "short_name"])
def test_systems_are_told_apart_by(column: str) -> None:
    counts = Counter(row[column] for row in rows("systems.csv"))
    assert [value for value, count in counts.items() if count > 1] == []


def test_short_names_fit_a_chart_axis() -> None:
    assert [row["short_name"] for row in rows("systems.csv") if len(row["short_name"]) > 8] == []


def test_tender_leaves_no_system_at_office_hours_and_gives_no_dates() -> None:
    for row in rows("systems.csv"):
        assert row["service_hours"] == "7×24"
        assert (row["is_core"], row["in_service_from"], row["out_of_service_on"]) == ("", "", "")


def test_parts_closed_by_the_tender_are_not_listed() -> None:
    closed = ("地理信息", "云门户", "数字化交付", "雨污混接", "中运量", "孪生工厂", "民防工程", "水务工程质量")
    names = [row["system_name"] for row in rows("systems.csv")]
    assert [name for name in names if any(part in name for part in closed)] == []


def test_overridden_days_are_unique_dates_with_a_plain_answer() -> None:
    overrides = rows("working_days.csv")
    days = [date.fromisoformat(row["day"]) for row in overrides]
    assert days == sorted(set(days))
    assert {row["is_working"] for row in overrides} <= {"0", "1"}
