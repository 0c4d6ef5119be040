"""How often a client may ask: so many times in each minute of the clock."""

import time
from collections import Counter
from collections.abc import Callable


class Pace:
    """Counts requests. Used by one thread."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._minute = 0
        self._counts: Counter[tuple[str, str]] = Counter()

    def count(self, client: str, path: str, most: int) -> int:
        """Count a request; gives by how many it is beyond `most` in this minute, 0 if it is not."""
        minute = int(self._now() // 60)
        if minute != self._minute:
            self._minute = minute
            self._counts.clear()
        self._counts[client, path] += 1
        return max(0, self._counts[client, path] - most)

    @property
    def seconds_left(self) -> int:
        """Seconds until the next minute begins."""
        return 60 - int(self._now() % 60)
