"""How the hand-worked cases of clauses are checked: the value, and that the evidence adds up to it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import pytest

from tests.product import Product

Expected = tuple[float | str | None, float | None, float | None, str]
"""Value, part, whole, verdict."""
MONTH, QUARTER, AS_OF = "2026-09", "2026Q3", "2026-09-30"
Row = tuple[Any, ...]


class Case(NamedTuple):
    """A clause with its duties of September. A row: day, system, quantity, and 否 behind them if it does not comply."""

    code: str
    rows: list[Row]
    period: str
    expected: Expected
    flag: str | None = None


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


def check(product: Product, period: str, as_of: str, cases: Mapping[str, Expected]) -> dict[str, dict[str, Any]]:
    """Each code has its value, part, whole and verdict, and evidence rows that add up to part and whole; gives what the
    scorecard says of each."""
    seen: dict[str, dict[str, Any]] = {}
    for package in sorted({int(code[0]) for code in cases}):
        card = product.score(package, period, as_of)
        codes = [code for code in cases if code.startswith(f"{package}.")]
        seen |= {one["code"]: one for one in (*card["indicators"], *card["clauses"]) if one["code"] in codes}
        behind = product.evidence_of_all(card | {"period": period}, as_of, codes)
        for code in codes:
            value, part, whole, verdict = cases[code]
            found, rows = seen[code], behind[code]
            wanted = pytest.approx(value) if isinstance(value, float | int) else value
            assert (found["value"], found["verdict"]) == (wanted, verdict), code
            assert (found["part"], found["whole"]) == (pytest.approx(part), pytest.approx(whole)), code
            assert sum(row["part"] or 0 for row in rows) == pytest.approx(part or 0), code
            assert sum(row["whole"] or 0 for row in rows) == pytest.approx(whole or 0), code
    return seen


def flags(product: Product, code: str, period: str, as_of: str) -> list[str]:
    found: list[str] = product.find(code, period, as_of)["flags"]
    return found


def row(**given: Any) -> dict[str, Any]:
    """A record whose texts 'MM-DD HH:MM' under a key ending in _at are times of 2026."""
    return {key: at(value) if key.endswith("_at") and value else value for key, value in given.items()}


def duties(code: str, rows: Sequence[Row], month: str = MONTH) -> list[dict[str, Any]]:
    """Rows of a Case as records of 履约事项."""
    return [
        {"duty_id": f"{code}-{month}-{number}", "clause_code": code, "system_id": system, "quantity": quantity}
        | {"done_on": date.fromisoformat(f"{month}-{day:02}"), "complies": not said}
        for number, (day, system, quantity, *said) in enumerate(rows)
    ]


def check_duties(product: Product, package: int, cases: Sequence[Case]) -> None:
    """Those of a package, all in one file of September; July and August are nil returns."""
    mine = [one for one in cases if one.code.startswith(f"{package}.")]
    product.nil(package, "2026-07", "duties")
    product.nil(package, "2026-08", "duties")
    product.load(package, MONTH, {"duties": [row for one in mine for row in duties(one.code, one.rows)]})
    for period in dict.fromkeys(one.period for one in mine):
        of_period = {one.code: one for one in mine if one.period == period}
        seen = check(product, period, AS_OF, {code: one.expected for code, one in of_period.items()})
        for code, one in of_period.items():
            found = {*seen[code]["flags"]} & {"default_number", "example_value", "scope_number"}
            assert found == ({one.flag} if one.flag else set()), one


def check_rhythm(product: Product, package: int, kept: Sequence[Case], each: Mapping[str, Sequence[str]]) -> None:
    """All that is kept in September, and nothing in the five other months of the half-year. each: codes by 'month',
    'quarter' (the worst decides) and 'term' (it counts from the start)."""
    mine = {one.code: one for one in kept if one.code.startswith(f"{package}.")}
    for month in ("2026-07", "2026-08", "2026-10", "2026-11", "2026-12"):
        product.nil(package, month, "duties")
    product.load(package, MONTH, {"duties": [row for one in mine.values() for row in duties(one.code, one.rows)]})
    broken: dict[str, Expected] = {
        code: (0, one.expected[1], one.expected[2], "not_due" if one.flag else "missed") for code, one in mine.items()
    }
    as_before = {code: one.expected for code, one in mine.items()}
    for period, as_of, rhythm, expected in (
        ("todate", AS_OF, "month", broken),
        ("todate", "2026-12-31", "quarter", broken),
        ("todate", "2026-12-30", "quarter", as_before),
        ("2026-12", "2026-12-31", "term", as_before),
    ):
        check(product, period, as_of, {code: one for code, one in expected.items() if code in each[rhythm]})
