"""What would change, foreseen in a transaction that is rolled back, is what then changes; and nothing of it stays."""

from pathlib import Path
from typing import Any

from data.store import Cursor
from kpi.changes import changed_findings, same_score
from kpi.measures import rebuild
from kpi.score import Scorecard, scorecard
from tests.product import Product


def outage(name: str, until: str) -> dict[str, Any]:
    return {"outage_id": name, "system_id": "P3-01", "down_at": "2026-10-05 10:00", "up_at": f"2026-10-{until}"}


def foreseen(product: Product, batch_id: str) -> Scorecard:
    """The scorecard to date as restoring a batch would make it."""
    found: list[Scorecard] = []

    def look(cursor: Cursor, package: int, version: int) -> None:
        rebuild(cursor, package, version)
        found.append(scorecard(product.store.foreseen(cursor, version), package))

    assert product.restore(batch_id, refresh=look, check_only=True).accepted
    return found[0]


def test_a_restore_foreseen_is_the_restore_and_leaves_nothing(tmp_path: Path) -> None:
    tables = ("publications", "batches", "daily_facts", "fact_versions", "cases", "coverage", "published")
    with Product(tmp_path) as product:
        # 0 h, then 20 h down in October: the second version misses 3.07 (availability) and more.
        product.load(3, "2026-10", {"outages": [outage("A", "05 10:30")]}, ["maintenance", "security_events"])
        product.load(3, "2026-10", {"outages": [outage("A", "25 10:30")]}, replace=True)

        def stored() -> list[Any]:
            with product.store.reading() as cursor:
                return [cursor.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in tables]

        now, before = scorecard(product.store, 3), stored()
        told = foreseen(product, "P3-2026-10-outages-1")
        assert stored() == before
        assert scorecard(product.store, 3).to_json() == now.to_json()
        assert product.restore("P3-2026-10-outages-1").accepted
        after = scorecard(product.store, 3)
        assert told.to_json() == after.to_json()
        assert not same_score(now, after)
        changed = {one.after.indicator.code: one for one in changed_findings(now, told)}
        assert changed["3.07"].before.verdict == "missed"
        assert changed["3.07"].after.verdict == "met"
        assert changed["3.07"].verdict_differs
        # What does not hang on outages does not change.
        assert not [code for code, one in changed.items() if one.after.indicator.measure == "security_events"]
        assert changed_findings(after, after) == []
        assert same_score(after, after)


def test_a_value_may_change_without_its_verdict(tmp_path: Path) -> None:
    with Product(tmp_path) as product:
        product.load(3, "2026-10", {"outages": [outage("A", "05 10:30")]}, ["maintenance"])
        before = scorecard(product.store, 3)
        product.load(3, "2026-10", {"outages": [outage("A", "05 10:31")]}, replace=True)
        after = scorecard(product.store, 3)
        found = {one.after.indicator.code: one for one in changed_findings(before, after)}
        assert not found["3.07"].verdict_differs
        assert found["3.07"].before.value != found["3.07"].after.value
        assert same_score(before, after)
