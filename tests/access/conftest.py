"""The access database as tests use it: a clock that is moved by hand, and hashes that cost nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from access.database import FILE_NAME
from access.opened import Access
from access.principal import Principal
from access.rights import Role
from tests.logged_in import CHEAP, OPERATOR, PASSWORD
from tests.pages.conftest import live_server

GOOD = PASSWORD
ADMIN = Principal("gly", "管理员", Role.ADMIN, source="10.0.0.1")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """The port of one live server for all tests here that ask one, and its folder."""
    folder = tmp_path_factory.mktemp("gate")
    with Access(folder / FILE_NAME, passwords=CHEAP) as opened:
        opened.accounts.add(OPERATOR, "gly", "管理员", Role.ADMIN, password=PASSWORD)
    with live_server(folder) as running:
        yield int(running.address.rsplit(":", 1)[1]), folder


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
    with Access(tmp_path / "access.sqlite", clock, CHEAP) as opened:
        opened.accounts.add(ADMIN, "gly", "管理员", Role.ADMIN, password=GOOD)
        opened.accounts.add(ADMIN, "wang", "王工", Role.SUPERVISOR, [1, 3], password=GOOD)
        yield opened
