"""What pages keep of the store: read once for all who ask, anew when it has changed, and only then."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.store import Store
from pages.parts import session
from tests.product import Product

OUTAGE = {"outage_id": "D1", "system_id": "P3-01", "down_at": "2026-10-05 10:00", "up_at": "2026-10-05 14:00"}


@pytest.fixture
def october(store_of_pages: Path) -> Path:
    with Product(store_of_pages.parent) as product:
        product.load(3, "2026-10", {"outages": [OUTAGE]}, ["maintenance"])
        assert product.store
    return store_of_pages


def test_many_who_ask_at_once_are_answered_by_one_reading(october: Path) -> None:
    begun, asked = threading.Barrier(8), []

    def counted(store: Store, package: int) -> int:
        asked.append(package)
        threading.Event().wait(0.2)
        return package

    def ask(_: int) -> int:
        begun.wait(10)
        return session.read(counted, 3)

    with ThreadPoolExecutor(8) as people:
        assert list(people.map(ask, range(8))) == [3] * 8
    assert asked == [3]


def test_what_comes_in_for_one_package_leaves_what_was_read_of_another(october: Path) -> None:
    asked: list[int] = []

    def counted(store: Store, package: int) -> int:
        asked.append(package)
        return store.version()

    before = [session.read(counted, package) for package in (1, 3)]
    with session.store().publishing() as (cursor, version):
        cursor.execute(
            """INSERT INTO publications SELECT * REPLACE (? AS version) FROM publications
               WHERE package = 3 LIMIT 1""",
            [version],
        )
    after = [session.read(counted, package) for package in (1, 3)]
    assert asked == [1, 3, 3]
    assert after == [before[0], session.version()]


def test_a_change_of_the_settings_is_seen_by_every_package(october: Path) -> None:
    asked: list[int] = []

    def counted(store: Store, package: int) -> int:
        asked.append(package)
        return package

    assert session.read(counted, 1) == 1
    with session.store().publishing() as (cursor, version):
        cursor.execute(
            "INSERT INTO settings (version, valid_from, content) VALUES (?, '2026-07', '{\"days\": {}}')", [version]
        )
    assert session.read(counted, 1) == 1
    assert asked == [1, 1]
