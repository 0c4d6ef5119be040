"""Fixtures of the loader tests: a desk at which files are handed in, with a real store behind it."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.store import Store
from loaders.batches import list_batches, receive_nil, restore
from loaders.datasets import record_tables
from loaders.receipts import Receipt
from loaders.receiving import receive
from loaders.templates import write_workbook

Rows = Sequence[Mapping[str, object]]
NOW = datetime(2026, 12, 8, 9, 0)


def workbook(sheets: Mapping[str, Rows], nil: Sequence[str] = ()) -> bytes:
    """The monthly workbook as the template writes it."""
    buffer = io.BytesIO()
    write_workbook(buffer, sheets, nil)
    return buffer.getvalue()


def sheets(content: Mapping[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()) -> bytes:
    """A workbook typed by hand: sheet name → rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in content.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def text(rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> bytes:
    """A CSV file."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode(encoding)


class Desk:
    """Hands files in to a store in a folder."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        self.refreshed: list[tuple[int, int]] = []
        self.store = Store.open(folder / "kpi.duckdb", record_tables(), clock=lambda: self.now)

    def _refresh(self, cursor: Any, package: int, version: int) -> None:
        self.refreshed.append((package, version))

    def send(
        self, content: bytes, name: str = "文件.xlsx", package: int = 1, month: str = "2026-10", **wishes: Any
    ) -> Receipt:
        """Hand in bytes, accepted or not."""
        return receive(self.store, package, month, name, content, refresh=self._refresh, **wishes)

    def load(self, rows: Mapping[str, Rows], package: int = 1, month: str = "2026-10", **wishes: Any) -> Receipt:
        """Hand in a workbook that must be accepted."""
        receipt = self.send(workbook(rows), package=package, month=month, **wishes)
        assert receipt.accepted, receipt.problems
        return receipt

    def nil(self, *datasets: str, month: str = "2026-10", **wishes: Any) -> Receipt:
        """Say 本月无."""
        return receive_nil(self.store, 1, month, datasets, refresh=self._refresh, **wishes)

    def restore(self, batch_id: str, **wishes: Any) -> Receipt:
        """Bring a batch back."""
        return restore(self.store, batch_id, **{"refresh": self._refresh} | wishes)

    def states(self) -> dict[str, str]:
        """Batch → current or superseded."""
        return {one.batch_id: one.state for one in list_batches(self.store)}

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Look into the store."""
        with self.store.reading() as cursor:
            return cursor.execute(statement, list(values)).fetchall()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk on an empty store; it is 2026-12-08 09:00."""
    opened = Desk(tmp_path)
    with opened.store:
        yield opened


def codes(receipt: Receipt) -> list[tuple[str, int | None, str | None]]:
    """Problems in short: code, row, column."""
    return [(one.code, one.row, one.column) for one in receipt.problems]
