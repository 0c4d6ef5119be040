"""The same figures in plain pandas and openpyxl. `python -m tests.bench.notebook FIGURE FOLDER`"""

from pathlib import Path

from kpi.targets import PACKAGES, current_contract
from tests.bench.measuring import Figure, answer, timed
from tests.bench.plain import MONTHS, TODATE, daily, scores, tables
from tests.bench.plain_records import Frames, read_frames
from tests.bench.plain_workbook import convert, read
from tests.bench.workbook import FILE, PACKAGE
from tests.bench.year import FRAMES


def _score(frames: Frames, package: int, *, with_trend: bool = False) -> None:
    contract = current_contract()
    made = tables(frames)
    indicators = (*contract.tables[package], *(one for one in contract.clauses[package] if one.measure in made))
    scores(made, indicators, TODATE)
    if with_trend:
        scores(made, indicators, MONTHS)


def _scorecard_cold(folder: Path) -> list[float]:
    return timed(lambda: _score(read_frames(folder / FRAMES, 3), 3), 1)


def _scorecard_warm(folder: Path) -> list[float]:
    frames = read_frames(folder / FRAMES, 3)
    return timed(lambda: _score(frames, 3), 5, warm=1)


def _five_with_trends(folder: Path) -> list[float]:
    frames = {package: read_frames(folder / FRAMES, package) for package in PACKAGES}

    def all_packages() -> None:
        for package in PACKAGES:
            _score(frames[package], package, with_trend=True)

    return timed(all_packages, 3, warm=1)


def _rebuild(folder: Path) -> list[float]:
    frames = read_frames(folder / FRAMES, 3)
    return timed(lambda: daily(tables(frames)).to_parquet(folder / "facts.parquet"), 3, warm=1)


def _read(folder: Path) -> list[float]:
    return timed(lambda: read(folder / FILE), 1)


def _load(folder: Path) -> list[float]:
    systems = read_frames(folder / FRAMES, PACKAGE)["systems"]["system_id"]
    return timed(lambda: convert(folder / FILE, systems).to_parquet(folder / "loaded.parquet"), 1)


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
