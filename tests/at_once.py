"""The product as a server drives it: the facts are made with each upload, so each upload is one version."""

from datetime import date
from typing import Any

from data.store import Store
from kpi.measures import rebuild, refresh_stale
from kpi.score import scorecard
from loaders.receipts import Receipt
from tests.product import Product, Rows


class AtOnce(Product):
    """Nothing is made that an upload has not made; what is not asked for stays as it is."""

    def __enter__(self) -> "AtOnce":
        return self

    @property
    def store(self) -> Store:
        """The store as it stands."""
        return self._store

    def send(self, package: int, month: str, rows: Rows, nil: Any = (), **options: Any) -> Receipt:
        """Upload one workbook, accepted or not."""
        return super().send(package, month, rows, nil, **{"refresh": rebuild} | options)

    def nil(self, package: int, month: str, *datasets: str, **options: Any) -> Receipt:
        """Say that nothing happened."""
        return super().nil(package, month, *datasets, **{"refresh": rebuild} | options)

    def score(self, package: int, period: str, as_of: str | None = None) -> dict[str, Any]:
        """The scorecard as JSON, its facts made by the rules of today."""
        refresh_stale(self._store, [package])
        return scorecard(self._store, package, period, date.fromisoformat(as_of) if as_of else None).to_json()
