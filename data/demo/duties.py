"""The duties of the contract that no other record proves: who was on site, what was backed up, trained, renewed."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from data.contract import DutyClause, duty_clauses
from data.demo.chance import Row, distinct_days, moment_in, stream
from data.demo.duty_habits import (
    EVERY_MONTH,
    EVERY_QUARTER,
    EVERY_WEEK,
    FAILED,
    LEFT_OUT,
    ON_DAYS,
    OTHER_QUANTITIES,
    REPORTED_EMERGENCIES,
    REPORTED_TOO_LATE,
    Said,
)
from data.demo.systems import systems_of
from data.demo.term import days_of, month_of

_QUARTER_MONTHS = ("2026-08", "2026-11")
_BACKUP_DAY, _WEEK_DAY = 6, 4


class _Done(NamedTuple):
    day: date
    said: Said


def duty_rows(package: int, month: str, seed: int, tickets: list[Row]) -> list[Row]:
    """What a package says of its duties in a month, by day; numbered within the month."""
    found = [row for code, clause in duty_clauses(package).items() for row in _of_clause(code, clause, month, seed)]
    found += _of_emergencies(package, month, tickets)
    found.sort(key=lambda row: (str(row["done_on"]), str(row["clause_code"]), str(row["system_id"])))
    for number, row in enumerate(found, start=1):
        row["duty_id"] = f"LY{package}-{month[2:4]}{month[5:]}-{number:03d}"
        if row["complies"] == "是" and not str(row["note"]).startswith("在岗"):
            row["attachment"] = f"{row['duty_id']}.pdf"
    return found


def _of_clause(code: str, clause: DutyClause, month: str, seed: int) -> Iterator[Row]:
    """The rows of one clause, once for each system that it is asked of."""
    package = int(code[0])
    systems = clause.systems or (tuple(systems_of(package)) if clause.is_by_system else (None,))
    for system in systems:
        key = (code, system, month)
        if key in LEFT_OUT:
            continue
        for number, done in enumerate(_done(code, system, month, seed)):
            failed = FAILED.get(key) if number == 0 else None
            quantity = OTHER_QUANTITIES.get(key, done.said.quantity) if number == 0 else done.said.quantity
            yield {
                "duty_id": None,
                "clause_code": code,
                "system_id": system,
                "done_on": done.day,
                "quantity": quantity,
                "complies": "是" if done.said.complies and not failed else "否",
                "note": failed or done.said.note,
            }


def _done(code: str, system: str | None, month: str, seed: int) -> Iterator[_Done]:
    """When a duty was done in a month, by its habit: that of the package before that of all packages."""
    name = code[2:]
    if said := _habit(EVERY_WEEK, code):
        week_day = _BACKUP_DAY if "备份" in said.note else _WEEK_DAY
        for day in days_of(month):
            if day.weekday() == week_day:
                yield _Done(day, said)
    if (said := _habit(EVERY_MONTH, code)) or (month in _QUARTER_MONTHS and (said := _habit(EVERY_QUARTER, code))):
        day = distinct_days(stream(seed, "duties", code, system, month), month, 1)[0]
        yield _Done(day, said)
    for text, said in ON_DAYS.get(code, ON_DAYS.get(name, {})).items():
        day = date.fromisoformat(f"2026-{text}")
        if month_of(day) == month:
            yield _Done(day, said)


def _habit(habits: dict[str, Said], code: str) -> Said | None:
    return habits.get(code, habits.get(code[2:]))


def _of_emergencies(package: int, month: str, tickets: list[Row]) -> Iterator[Row]:
    """A report of every emergency and serious fault on the day on which it came up, one of them too late."""
    late = REPORTED_TOO_LATE.get((package, month))
    for ticket in tickets:
        reported = moment_in(ticket, "reported_at")
        if month_of(reported) != month or (ticket["is_emergency"] != "是" and ticket["severity"] != "重大"):
            continue
        yield {
            "duty_id": None,
            "clause_code": f"{package}.{REPORTED_EMERGENCIES}",
            "system_id": ticket["system_id"],
            "done_on": reported.date(),
            "quantity": 1,
            "complies": "否" if late else "是",
            "note": late or f"{ticket['incident_id']} 已向大数据中心值班室报告",
        }
        late = None
