"""The figures of the product. `python -m tests.bench.product FIGURE FOLDER`"""

from pathlib import Path

from data.store import Store
from kpi.measures import rebuild
from kpi.score import as_of_default, scorecard, scorecard_with_trend
from kpi.targets import PACKAGES
from loaders.reading import read_grid
from loaders.receiving import receive
from tests.bench.measuring import Figure, answer, timed
from tests.bench.workbook import FILE, MONTH, PACKAGE
from tests.bench.year import STORE, open_store


def _scorecard_cold(folder: Path) -> list[float]:
    def open_and_score() -> None:
        with open_store(folder / STORE) as store:
            scorecard(store, 3)

    return timed(open_and_score, 1)


def _scorecard_warm(folder: Path) -> list[float]:
    with open_store(folder / STORE) as store:
        return timed(lambda: scorecard(store, 3), 30, warm=3)


def _five_with_trends(folder: Path) -> list[float]:
    with open_store(folder / STORE) as store:
        return timed(lambda: _all_packages(store), 10, warm=2)


def _all_packages(store: Store) -> None:
    day = as_of_default(store)
    for package in PACKAGES:
        scorecard_with_trend(store, package, as_of=day)


def _rebuild(folder: Path) -> list[float]:
    with open_store(folder / STORE) as store:
        return timed(lambda: _publish(store), 5, warm=1)


def _publish(store: Store) -> None:
    with store.publishing() as (cursor, version):
        rebuild(cursor, 3, version)


def _read(folder: Path) -> list[float]:
    content = (folder / FILE).read_bytes()
    return timed(lambda: read_grid(content, FILE), 1)


def _load(folder: Path) -> list[float]:
    content = (folder / FILE).read_bytes()
    with open_store(folder / STORE) as store:
        return timed(lambda: hand_in(store, content), 1)


def hand_in(store: Store, content: bytes) -> None:
    """Upload the large workbook in place of the tickets of its month."""
    receipt = receive(store, PACKAGE, MONTH, FILE, content, dataset="incidents", replace=True, refresh=rebuild)
    assert receipt.accepted, receipt.problems[:3]


FIGURES: dict[str, Figure] = {
    "scorecard_cold": _scorecard_cold,
    "scorecard_warm": _scorecard_warm,
    "five_with_trends": _five_with_trends,
    "rebuild": _rebuild,
    "read": _read,
    "load": _load,
}

if __name__ == "__main__":
    answer(FIGURES)
