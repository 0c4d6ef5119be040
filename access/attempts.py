"""Logins under way at the provider of the single sign-on: each known to one browser alone, taken up once, for minutes.

They lie in memory: who is at the provider while the server is started anew begins again.
"""

import hmac
import secrets
import threading
from dataclasses import dataclass

from access.logins import token_hash
from access.provider import Attempt

HELD_SECONDS = 10 * 60
MOST = 5_000
"""So many may be under way at once."""


@dataclass(frozen=True)
class UnderWay:
    """An attempt, where its browser wanted to go, and when it began (seconds since 1970)."""

    attempt: Attempt
    wanted: str
    began_at: float


class Attempts:
    """The logins that have begun and are not back."""

    def __init__(self) -> None:
        self._kept: dict[str, UnderWay] = {}
        self._alone = threading.Lock()

    def keep(self, attempt: Attempt, wanted: str, now: float) -> str:
        """Keep an attempt; gives what the browser must bring along when it is back. Where very many are under way the
        oldest is given up."""
        token = secrets.token_urlsafe(32)
        with self._alone:
            while self._kept:
                oldest = next(iter(self._kept))
                if len(self._kept) < MOST and not _is_over(self._kept[oldest], now):
                    break
                del self._kept[oldest]
            self._kept[token_hash(token)] = UnderWay(attempt, wanted, now)
        return token

    def take(self, token: str | None, state: str, now: float) -> UnderWay | None:
        """The attempt that a browser brings along with the state that the provider gave back; never a second time,
        whatever the state. None if there is none, it took too long, or the state is another's."""
        with self._alone:
            found = self._kept.pop(token_hash(token), None) if token else None
        if found is None or _is_over(found, now):
            return None
        return found if hmac.compare_digest(found.attempt.state.encode(), state.encode()) else None


def _is_over(one: UnderWay, now: float) -> bool:
    return now - one.began_at > HELD_SECONDS
