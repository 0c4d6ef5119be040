"""Work that waits or is heavy, done beside the server's other work, few at a time."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from data.errors import AccessError

_MOST_WAITING = 20
Answer = TypeVar("Answer")


class Few:
    """Lets so many at once work, and some more wait."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._limiter: CapacityLimiter | None = None
        self._waiting = 0

    async def run(self, work: Callable[[], Answer]) -> Answer:
        """What the work gives; AccessError if too many wait already."""
        if self._waiting >= _MOST_WAITING:
            raise AccessError("现在登录的人太多", "请过几秒再试")
        self._limiter = self._limiter or CapacityLimiter(self._at_once)
        self._waiting += 1
        try:
            return await run_sync(work, limiter=self._limiter)
        finally:
            self._waiting -= 1
