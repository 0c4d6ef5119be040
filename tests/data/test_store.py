"""The store when the disk fails it."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.errors import StoreError
from tests.product import Product


@contextmanager
def full_disk(largest_file: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes: writing fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_after_a_fatal_error_the_store_opens_itself_again(tmp_path: Path) -> None:
    with Product(tmp_path) as product:
        product.nil(1, "2026-09", "outages", "maintenance")
        with full_disk(1000), pytest.raises(StoreError, match="写不进磁盘"), product.store.reading() as cursor:
            cursor.execute("CHECKPOINT")
        assert product.find("1.08", "2026-09", "2026-09-30")["verdict"] == "met"
        product.nil(1, "2026-10", "outages", "maintenance")
        assert product.find("1.08", "2026-10", "2026-10-31")["missing_months"] == []


def test_an_upload_that_the_disk_refuses_leaves_everything_as_it_was(tmp_path: Path) -> None:
    outages = [
        {"outage_id": f"D{n}", "system_id": "P1-01", "down_at": f"2026-09-{n % 28 + 1:02} 01:{n % 60:02}",
         "up_at": "2026-09-30 00:00"}
        for n in range(2000)
    ]  # fmt: skip
    with Product(tmp_path) as product:
        product.nil(1, "2026-09", "outages", "maintenance")
        before = product.score(1, "2026-09", "2026-09-30")
        with full_disk(200_000), pytest.raises(StoreError):
            product.send(1, "2026-09", {"outages": outages}, replace=True)
        assert product.score(1, "2026-09", "2026-09-30") == before
        product.load(1, "2026-09", {"outages": outages}, replace=True)
        assert product.find("1.08", "2026-09", "2026-09-30")["whole"] == 1


def test_an_original_that_cannot_be_kept_stops_the_upload_in_one_sentence(tmp_path: Path) -> None:
    with Product(tmp_path) as product:
        with full_disk(1000), pytest.raises(StoreError, match="原件"):
            product.store.keep_original(b"x" * 100_000, ".xlsx")
        assert not list(product.store.originals.iterdir())
        assert product.store.keep_original(b"x" * 100_000, ".xlsx") in str(list(product.store.originals.iterdir()))
