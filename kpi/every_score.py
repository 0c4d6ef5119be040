"""The scorecards of all packages and months as canonical text: to compare two stores to the bit."""

from collections.abc import Iterable
from datetime import date

from data.store import Store
from kpi.measures import rebuild
from kpi.periods import Month, month_range
from kpi.score import scorecard
from kpi.sealed_cards import card_text
from kpi.targets import PACKAGES, current_contract


def every_score(store: Store, as_of: date, packages: Iterable[int] = PACKAGES) -> dict[str, str]:
    """'包件1 2026-07' → its scorecard; each month up to as_of, and the contract to date."""
    contract = current_contract()
    months = month_range(contract.first_month, min(Month.of(as_of), contract.last_month))
    return {
        f"包件{package} {period}": card_text(scorecard(store, package, str(period), as_of))
        for package in packages
        for period in (*months, "todate")
    }


def rebuild_all(store: Store, packages: Iterable[int] = PACKAGES) -> None:
    """Make the facts of packages anew, from what is stored."""
    with store.publishing() as (cursor, version):
        for package in packages:
            rebuild(cursor, package, version)
