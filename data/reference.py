"""The reference lists that ship with the product: packages, the 38 systems, the working calendar."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import chinese_calendar

FOLDER = Path(__file__).parent / "reference"
_CALENDAR_YEARS = {day.year for day in chinese_calendar.constants.holidays}


@dataclass(frozen=True)
class Package:
    """One contract package 包件."""

    number: int
    name: str
    short_name: str
    contractor: str


@dataclass(frozen=True)
class ReferenceSystem:
    """A system of the tender, or a subsystem that the tender names (parent_id set)."""

    system_id: str
    system_name: str
    short_name: str
    parent_id: str | None
    service_hours: str

    @property
    def package(self) -> int:
        """The package that the number of the system names."""
        return int(self.system_id[1])


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache
def packages() -> dict[int, Package]:
    """The five packages by number."""
    return {
        int(row["package"]): Package(int(row["package"]), row["name"], row["short_name"], row["contractor"])
        for row in _rows("packages.csv")
    }


@lru_cache
def reference_systems() -> tuple[ReferenceSystem, ...]:
    """The 38 systems and the subsystems that the tender names, in its order."""
    return tuple(
        ReferenceSystem(
            row["system_id"], row["system_name"], row["short_name"], row["parent_id"] or None, row["service_hours"]
        )
        for row in _rows("systems.csv")
    )


@lru_cache
def short_names() -> dict[str, str]:
    """The shipped systems' short names, for charts and sentences."""
    return {system.system_id: system.short_name for system in reference_systems() if system.short_name}


@lru_cache
def working_days(first: date, last: date) -> Mapping[date, bool]:
    """Day → is a working day 工作日, for first <= day < last; a day that no calendar knows is left out, never guessed.

    Weekdays minus public holidays plus make-up days (调休), from the package chinese_calendar for the years it
    covers; data/reference/working_days.csv goes before it day by day, and for other years lists every day itself.
    """
    listed = {date.fromisoformat(row["day"]): row["is_working"] == "1" for row in _rows("working_days.csv")}
    calendar: dict[date, bool] = {}
    for day in (first + timedelta(days=offset) for offset in range((last - first).days)):
        if day in listed:
            calendar[day] = listed[day]
        elif day.year in _CALENDAR_YEARS:
            calendar[day] = chinese_calendar.is_workday(day)
    return MappingProxyType(calendar)
