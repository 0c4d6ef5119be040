"""The access database as tests use it: a clock that is moved by hand, and hashes that cost nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from access.opened import Access
from access.passwords import Passwords
from access.principal import Principal
from access.rights import Role

GOOD = "十二月-青石板路-4739"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
ADMIN = Principal("gly", "管理员", Role.ADMIN, source="10.0.0.1")


@dataclass
class Clock:
    """Seconds since 1970, moved by hand."""

    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds

    def pass_by(self, minutes: float) -> None:
        self.seconds += minutes * 60


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(tmp_path: Path, clock: Clock) -> Iterator[Access]:
    """An access database with a supervisor of packages 1 and 3, 王工, whose password is GOOD."""
    with Access(tmp_path / "access.sqlite", clock, Passwords(CHEAP)) as opened:
        opened.accounts.add(ADMIN, "gly", "管理员", Role.ADMIN, password=GOOD)
        opened.accounts.add(ADMIN, "wang", "王工", Role.SUPERVISOR, [1, 3], password=GOOD)
        yield opened
