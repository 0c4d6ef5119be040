"""The states of a file in the queue, in the order in which it goes through them."""

from typing import Literal

State = Literal[
    "waiting", "checking", "unsure", "ready", "faulty", "asked", "storing", "stored", "aside", "returned", "withdrawn"
]
"""waiting, checking: to be read; unsure: somebody must say for which package and month it is; ready: nothing speaks
against it but what stands in the month; faulty: rows or headers are to be mended; asked: decided on, to be stored;
storing; stored; aside: on the waiting list of a closed month; returned: no use of it (unreadable, or there already)."""

MOVING: frozenset[State] = frozenset({"waiting", "checking", "asked", "storing"})
"""The worker has something to do."""
DECIDABLE: frozenset[State] = frozenset({"unsure", "ready", "faulty"})
"""A supervisor has."""
OPEN: frozenset[State] = MOVING | DECIDABLE
ENDED: frozenset[State] = frozenset({"stored", "aside", "returned", "withdrawn"})
