"""The product as tests use it: real workbooks in through the real loaders, scorecards and evidence out."""

import io
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from data.store import Store
from kpi.evidence import evidence, evidence_tables, rows_of
from kpi.measures import refresh_stale
from kpi.score import scorecard
from kpi.targets import PACKAGES
from loaders.batches import receive_nil, restore
from loaders.datasets import record_tables
from loaders.receipts import Receipt
from loaders.receiving import receive
from loaders.templates import write_workbook

Rows = Mapping[str, Sequence[Mapping[str, object]]]
LONG_AFTER = datetime(2027, 8, 1, 9, 0)


def workbook(rows: Rows, nil: Iterable[str] = ()) -> bytes:
    """A monthly workbook as bytes."""
    buffer = io.BytesIO()
    write_workbook(buffer, rows, tuple(nil))
    return buffer.getvalue()


def lay(made: Path, folder: Path) -> None:
    """Put a copy of a folder in which a product was made into another: a store that many tests begin with."""
    shutil.copytree(made, folder, dirs_exist_ok=True)


@cache
def _empty() -> tempfile.TemporaryDirectory[str]:
    made = tempfile.TemporaryDirectory(prefix="kpi-empty-")
    Product(Path(made.name)).__exit__()
    return made


def lay_empty(folder: Path) -> Path:
    """Put a store in which nothing is yet into a folder: much sooner than making one. Gives the folder."""
    lay(Path(_empty().name), folder)
    return folder


@cache
def _opened() -> tempfile.TemporaryDirectory[str]:
    made = tempfile.TemporaryDirectory(prefix="kpi-opened-")
    with Product(lay_empty(Path(made.name))) as product:
        refresh_stale(product.store)
    return made


def lay_opened(folder: Path) -> Path:
    """Put a store in which nothing is yet into a folder, with the facts of all packages, as the server leaves it: then
    the first page makes only those of the packages that have handed in something since. Gives the folder."""
    lay(Path(_opened().name), folder)
    return folder


class Product:
    """A store in a folder with everything that a supervisor can do to it.

    Facts are made when something first asks for the store after an upload, not after each upload: that a whole year
    of uploads costs one rebuild keeps the tests quick. `refresh=rebuild` makes them at once, as the server does.
    """

    def __init__(self, folder: Path, now: datetime = LONG_AFTER) -> None:
        self.now = now
        self._store = Store.open(folder / "kpi.duckdb", record_tables(), clock=lambda: self.now)
        self._stale = set(PACKAGES if self._store.version() else ())
        self._files = 0

    @property
    def store(self) -> Store:
        """The store, with facts for all that was uploaded."""
        if self._stale:
            refresh_stale(self._store, sorted(self._stale))
            self._stale.clear()
        return self._store

    def __enter__(self) -> "Product":
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def send(self, package: int, month: str, rows: Rows, nil: Iterable[str] = (), **options: Any) -> Receipt:
        """Upload one workbook, accepted or not."""
        self._files += 1
        name = f"包件{package}_{month}_{self._files}.xlsx"
        receipt = receive(self._store, package, month, name, workbook(rows, nil), **{"refresh": None} | options)
        self._stale.add(package)
        return receipt

    def load(self, package: int, month: str, rows: Rows, nil: Iterable[str] = (), **options: Any) -> Receipt:
        """Upload one workbook that must be accepted."""
        receipt = self.send(package, month, rows, nil, **options)
        assert receipt.accepted, [(one.code, one.row, one.column, one.value) for one in receipt.problems]
        return receipt

    def nil(self, package: int, month: str, *datasets: str, **options: Any) -> Receipt:
        """Say that nothing happened."""
        receipt = receive_nil(self._store, package, month, datasets, **{"refresh": None} | options)
        self._stale.add(package)
        assert receipt.accepted, receipt.problems
        return receipt

    def restore(self, batch_id: str, **options: Any) -> Receipt:
        """Bring an earlier batch back."""
        receipt = restore(self._store, batch_id, **{"refresh": None} | options)
        if receipt.accepted:
            self._stale.add(receipt.package)
        return receipt

    def score(self, package: int, period: str, as_of: str | None = None) -> dict[str, Any]:
        """The scorecard as JSON."""
        self._stale.add(package)
        return scorecard(self.store, package, period, date.fromisoformat(as_of) if as_of else None).to_json()

    def find(self, code: str, period: str, as_of: str | None = None) -> dict[str, Any]:
        """One indicator or clause of the scorecard."""
        card = self.score(int(code[0]), period, as_of)
        return next(one for one in (*card["indicators"], *card["clauses"]) if one["code"] == code)

    def evidence(self, code: str, period: str, as_of: str | None = None) -> list[dict[str, Any]]:
        """The rows behind an indicator."""
        day = date.fromisoformat(as_of) if as_of else None
        return [row.to_json() for row in evidence(self.store, int(code[0]), code, period, day)]

    def evidence_of_all(
        self, card: Mapping[str, Any], as_of: str, codes: Sequence[str] = ()
    ) -> dict[str, list[dict[str, Any]]]:
        """Code → the rows behind it, for all indicators and clauses of a scorecard or some of them: views are made once
        for all."""
        codes = codes or [one["code"] for one in (*card["indicators"], *card["clauses"])]
        package, period = card["package"], card["period"]
        found = evidence_tables(self.store, package, codes, period, date.fromisoformat(as_of))
        return {code: [row.to_json() for row in rows_of(table)] for code, table in found.items()}

    def facts(self, package: int) -> list[tuple[Any, ...]]:
        """All current facts of a package, in order, to compare stores."""
        with self.store.reading() as cursor:
            return cursor.execute(
                """SELECT measure, system_id, day, tag, part, whole FROM daily_facts
                   WHERE package = ? AND version = (SELECT max(version) FROM fact_versions WHERE package = ?)
                   ORDER BY ALL""",
                [package, package],
            ).fetchall()
