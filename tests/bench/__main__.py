"""Prints what the product costs, beside the same work in plain pandas. `python -m tests.bench [FIGURE ...]`

Every figure is measured in fresh processes. This one imports neither pandas nor the product: a process starts with
the peak memory of the one that made it.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple


class Line(NamedTuple):
    """A line of the table. processes: how many fresh ones; their median is printed. aim: seconds."""

    figure: str
    title: str
    processes: int
    aim: float | None = None


LINES = (
    Line("scorecard_cold", "one scorecard (package 3), store just opened", 5),
    Line("scorecard_warm", "one scorecard (package 3)", 1, 0.020),
    Line("five_with_trends", "five scorecards with trends", 1, 0.100),
    Line("rebuild", "rebuild of package 3 after a batch", 1, 2.0),
    Line("read", "reading a 100,000-row workbook", 3),
    Line("load", "loading it: read, check, store, rebuild", 3, 5.0),
)
SIDES = ("product", "notebook")
HEADER = ("", "aim", "product", "peak", "pandas", "peak", "pandas takes")
WIDTHS = (max(len(line.title) for line in LINES), 13, 7, 7, 7, 7, 12)


def main() -> None:
    """Fill a store in a temporary folder, check that both sides agree, measure, print."""
    wanted = sys.argv[1:] or [line.figure for line in LINES]
    unknown = set(wanted) - {line.figure for line in LINES}
    if unknown:
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(line.figure for line in LINES)}")
    with tempfile.TemporaryDirectory(prefix="kpi-bench-") as name:
        folder = Path(name)
        print(_run("year", str(folder)))
        print(_run("agreement", str(folder)))
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}\n")
        print(_in_columns(HEADER))
        print("|" + "|".join("-" * (width + 1) + (":" if place else "-") for place, width in enumerate(WIDTHS)) + "|")
        for line in LINES:
            if line.figure in wanted:
                print(_in_columns(_cells(line, folder)), flush=True)


def _cells(line: Line, folder: Path) -> tuple[str, ...]:
    (ours, our_peak), (theirs, their_peak) = (_measure(side, line, folder) for side in SIDES)
    aim = "" if line.aim is None else f"{_shown(line.aim)} {'met' if ours <= line.aim else 'missed'}"
    peaks = f"{our_peak:.0f} MB", f"{their_peak:.0f} MB"
    return line.title, aim, _shown(ours), peaks[0], _shown(theirs), peaks[1], f"{theirs / ours:.1f} ×"


def _in_columns(cells: tuple[str, ...]) -> str:
    title, *figures = cells
    padded = (title.ljust(WIDTHS[0]), *(one.rjust(width) for one, width in zip(figures, WIDTHS[1:], strict=True)))
    return "| " + " | ".join(padded) + " |"


def _shown(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _measure(side: str, line: Line, folder: Path) -> tuple[float, float]:
    """Median seconds and largest peak of a side's processes, each on a copy of its own."""
    answers = []
    for _ in range(line.processes):
        with tempfile.TemporaryDirectory(dir=folder) as own:
            shutil.copytree(folder / "year", own, dirs_exist_ok=True)
            answers.append(json.loads(_run(side, line.figure, own)))
    return median(one["seconds"] for one in answers), max(one["peak_mb"] for one in answers)


def _run(module: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}", *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.strip()


if __name__ == "__main__":
    main()
