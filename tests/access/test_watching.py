"""The watch on the trail: its end at the start, all of it once, then what is new; all again after a foreign hand."""

import pytest

from access.audit import Action
from access.opened import Access
from access.trail import Trail
from access.watching import PERIOD
from tests.access.conftest import ADMIN, Clock
from tests.access.test_audit import attack


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many entries each look has read."""
    found: list[int] = []
    verify = Trail.verify

    def counted(trail: Trail, *given: object) -> object:
        came = verify(trail, *given)  # type: ignore[arg-type]
        found.append(came.entries)
        return came

    monkeypatch.setattr(Trail, "verify", counted)
    return found


@pytest.fixture(autouse=True)
def _short_tail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("access.watching.TAIL", 20)


def record(access: Access, times: int) -> None:
    for number in range(times):
        access.trail.record(ADMIN, Action.SETTING, f"{number}")


def test_what_was_read_is_not_read_again(access: Access, clock: Clock, read: list[int]) -> None:
    record(access, 8)
    for _ in range(3):
        assert access.watch.look().found.entries == 10
    record(access, 2)
    checked = access.watch.look()
    assert (checked.found.entries, checked.since, checked.whole_at) == (12, 2, clock())
    assert checked.found == access.trail.verify()
    assert read == [10, 0, 0, 2, 12]
    assert access.watch.look(anew=True).since == 0
    clock.pass_by(PERIOD / 60)
    access.watch.look()
    assert read[-2:] == [12, 12]


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET object = 'x' WHERE seq = 4", "DELETE FROM audit WHERE seq = 2"]
)
def test_a_foreign_hand_has_all_read_again_at_once(access: Access, statement: str) -> None:
    record(access, 8)
    assert access.watch.look().found.is_whole
    attack(access.database.path, statement)
    assert not access.watch.look().found.is_whole
    record(access, 1)
    assert not access.watch.look().found.is_whole


def test_at_the_start_the_end_is_read_at_once_and_the_rest_beside(access: Access, read: list[int]) -> None:
    record(access, 35)
    began = access.watch.begin()
    assert (began.found.is_whole, began.found.entries, began.whole_at) == (True, 20, None)
    access.watch.end()
    assert read == [20, 37]
    assert access.watch.last is not None
    assert access.watch.last.whole_at is not None


@pytest.mark.parametrize(("broken_at", "at_once"), [(30, True), (3, False)])
def test_a_break_is_found_at_the_start_or_soon_after(access: Access, broken_at: int, at_once: bool) -> None:
    record(access, 35)
    attack(access.database.path, f"UPDATE audit SET object = 'x' WHERE seq = {broken_at}")
    assert access.watch.begin().found.is_whole is not at_once
    access.watch.end()
    assert access.watch.last is not None
    assert access.watch.last.found.broken_at == broken_at


def test_a_second_server_side_writer_is_no_break(access: Access) -> None:
    """As `python -m access` while the server runs."""
    record(access, 3)
    access.watch.look()
    with Access(access.database.path) as command:
        command.trail.record(ADMIN, Action.SETTING, "by command")
    checked = access.watch.look()
    assert (checked.found.is_whole, checked.found.entries, checked.since) == (True, 6, 0)
