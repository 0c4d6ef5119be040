"""One figure: seconds of several runs and peak memory, told by a fresh process to the one that prints the table."""

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

Figure = Callable[[Path], list[float]]
"""Takes the folder of the bench, gives the seconds of each run."""


def timed(action: Callable[[], object], times: int, warm: int = 0) -> list[float]:
    """Seconds of each of `times` calls after `warm` calls that do not count."""
    for _ in range(warm):
        action()
    seconds = []
    for _ in range(times):
        start = perf_counter()
        action()
        seconds.append(perf_counter() - start)
    return seconds


def answer(figures: dict[str, Figure]) -> None:
    """Measure the figure named by the first argument in the folder named by the second; print one JSON line.

    peak_mb is that of this process plus the largest of its children (the reader of uploads is one).
    """
    name, folder = sys.argv[1:]
    seconds = median(figures[name](Path(folder)))
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": seconds, "peak_mb": peak / 1024}))
