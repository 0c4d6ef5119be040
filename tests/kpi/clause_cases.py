"""How the hand-worked cases of clauses are checked: the value, and that the evidence adds up to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from tests.product import Product

Expected = tuple[float | str | None, float | None, float | None, str]
"""Value, part, whole, verdict."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


def check(product: Product, period: str, as_of: str, cases: Mapping[str, Expected]) -> None:
    """Each code has its value, part, whole and verdict, and evidence rows that add up to part and whole."""
    for code, (value, part, whole, verdict) in cases.items():
        found = product.find(code, period, as_of)
        wanted = pytest.approx(value) if isinstance(value, float | int) else value
        assert (found["value"], found["verdict"]) == (wanted, verdict), code
        assert (found["part"], found["whole"]) == (pytest.approx(part), pytest.approx(whole)), code
        rows = product.evidence(code, period, as_of)
        assert sum(row["part"] or 0 for row in rows) == pytest.approx(part or 0), code
        assert sum(row["whole"] or 0 for row in rows) == pytest.approx(whole or 0), code


def flags(product: Product, code: str, period: str, as_of: str) -> list[str]:
    found: list[str] = product.find(code, period, as_of)["flags"]
    return found


def row(**given: Any) -> dict[str, Any]:
    """A record whose texts 'MM-DD HH:MM' under a key ending in _at are times of 2026."""
    return {key: at(value) if key.endswith("_at") and value else value for key, value in given.items()}
