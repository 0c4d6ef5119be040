"""Fixtures shared by all tests."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from data import opening
from tests.product import Product, lay_empty

# One thread reads a small store with less processor than two; the servers that tests start have the product's two.
opening.CONFIG["threads"] = "1"


def pytest_collection_finish() -> None:
    """What was imported stays to the end, so nobody looks through it for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """The product on an empty store of its own; its clock stands after the term, so nothing lies in the future."""
    with Product(lay_empty(tmp_path)) as opened:
        yield opened
