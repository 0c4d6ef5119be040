"""How long the pages take: the slow ones go to the log, the last ones are kept for the page 运行状态."""

import logging
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from data.logs import page_of_run

SLOW_SECONDS = 2.0
_log = logging.getLogger("kpi.pages")


class Run(NamedTuple):
    """One drawing of a page."""

    page: str
    seconds: float


_runs: deque[Run] = deque(maxlen=500)


@contextmanager
def measured(page: str) -> Iterator[None]:
    """Measure one drawing of a page, by its title, however it ends."""
    page_of_run.set(page)
    started = time.monotonic()
    try:
        yield
    finally:
        run = Run(page, time.monotonic() - started)
        _runs.append(run)
        if run.seconds >= SLOW_SECONDS:
            _log.info("slow page", extra={"page": page, "seconds": round(run.seconds, 2)})


def runs() -> list[Run]:
    """The last drawings, the oldest first."""
    return list(_runs)
