"""How far the taking of a file has come."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Step:
    """What is being done, in Chinese, and which share of the whole (0 to 1) is behind it. Shares never go back, but for
    a large file of which some rows must be looked at again: it is then read anew."""

    title: str
    share: float


Progress: TypeAlias = Callable[[Step], None]
"""Called in the thread that takes the file, some hundred times for the largest ones. What it raises ends the upload
without a trace."""

READING, CHECKING, STORING, FACTS, DONE = 0.0, 0.45, 0.5, 0.95, 1.0
"""Where each step begins: measured on a log of five million rows."""


def silent(step: Step) -> None:
    """Nobody is told."""
