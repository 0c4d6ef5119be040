"""Fixtures shared by all tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.product import Product, lay_empty


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """The product on an empty store of its own; its clock stands after the term, so nothing lies in the future."""
    with Product(lay_empty(tmp_path)) as opened:
        yield opened
