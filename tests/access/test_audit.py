"""Attacks on the audit trail by somebody who may write the database file: each is named with its entry."""

import shutil
import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest

from access.audit import Action, Verification, entry_hash
from access.head import Head
from access.opened import Access
from access.trail import Trail
from data.errors import AccessError, StoreError
from tests.access.conftest import ADMIN, Clock


@pytest.fixture
def trail(access: Access) -> Trail:
    """Ten entries, two of them of the accounts."""
    for number in range(3, 11):
        access.trail.record(ADMIN, Action.SETTING, f"第 {number} 条", before="a", after="b")
    assert access.trail.verify() == Verification(10, list(access.trail.entries())[-1].hash, seq=10)
    return access.trail


def attack(path: Path, *statements: str) -> None:
    """Change the file past its triggers."""
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER IF EXISTS audit_keeps_rows")
        connection.execute("DROP TRIGGER IF EXISTS audit_keeps_words")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def rehash(path: Path, first: int) -> None:
    """Make the chain whole again from an entry on, as an attacker who knows how would."""
    with sqlite3.connect(path) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute("SELECT * FROM audit ORDER BY seq")]
        for before, row in pairwise(rows):
            if row["seq"] >= first:
                row["previous"] = before["hash"]
                row["hash"] = entry_hash(row)
                connection.execute(
                    "UPDATE audit SET previous = ?, hash = ? WHERE seq = ?", [row["previous"], row["hash"], row["seq"]]
                )
    connection.close()


@pytest.mark.parametrize(
    ("statements", "broken_at", "said"),
    [
        (["UPDATE audit SET object = 'x' WHERE seq = 4"], 4, "内容被改过"),
        (["UPDATE audit SET result = 'refused' WHERE seq = 10"], 10, "内容被改过"),
        (["UPDATE audit SET at = '2020-01-01T00:00:00.000+00:00' WHERE seq = 1"], 1, "内容被改过"),
        (["UPDATE audit SET hash = previous WHERE seq = 5"], 5, "内容被改过"),
        (["DELETE FROM audit WHERE seq = 1"], 1, "第 1 条不见了"),
        (["DELETE FROM audit WHERE seq = 6"], 6, "第 6 条不见了"),
        (["DELETE FROM audit WHERE seq = 10"], 10, "第 10 条起不见了"),
        (["DELETE FROM audit WHERE seq > 7"], 8, "第 8 条起不见了"),
        (["DELETE FROM audit"], 1, "第 1 条起不见了"),
        (["UPDATE audit SET seq = -seq WHERE seq > 4", "UPDATE audit SET seq = 1 - seq WHERE seq < 0",
          "INSERT INTO audit SELECT 5, at, who, role, source, action, 'x', before, after, result, note, previous, hash "
          "FROM audit WHERE seq = 4"], 5, "接不上"),
        (["INSERT INTO audit SELECT 11, at, who, role, source, action, 'x', before, after, result, note, hash, hash "
          "FROM audit WHERE seq = 10"], 11, "内容被改过"),
        (["INSERT INTO audit SELECT 0, at, who, role, source, action, 'x', before, after, result, note, hash, hash "
          "FROM audit WHERE seq = 10"], 0, "编号不对"),
    ],
)  # fmt: skip
def test_every_edit_is_named(access: Access, trail: Trail, statements: list[str], broken_at: int, said: str) -> None:
    attack(access.database.path, *statements)
    found = trail.verify()
    assert (found.broken_at, found.is_whole) == (broken_at, False)
    assert said in found.words


@pytest.mark.parametrize("first", [4, 10])
def test_a_chain_made_whole_again_does_not_meet_its_head(access: Access, trail: Trail, first: int) -> None:
    attack(access.database.path, f"UPDATE audit SET object = 'x' WHERE seq = {first}")
    rehash(access.database.path, first)
    assert (trail.verify().broken_at, trail.verify().words) == (10, "第 10 条和记录头不一致")


def test_entries_put_on_the_end_with_right_hashes_are_named(access: Access, trail: Trail) -> None:
    attack(
        access.database.path,
        "INSERT INTO audit SELECT 11, at, who, role, source, action, 'x', before, after, result, note, previous, hash "
        "FROM audit WHERE seq = 10",
    )
    rehash(access.database.path, 11)
    assert trail.verify().broken_at == 11
    assert "来历不明" in trail.verify().words


def test_an_older_copy_put_back_is_named_and_stays_named(access: Access, clock: Clock, tmp_path: Path) -> None:
    path = access.database.path
    access.trail.record(ADMIN, Action.SETTING, "3")
    with access.database.reading() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = shutil.copy(path, tmp_path / "copy")
    for number in (4, 5):
        access.trail.record(ADMIN, Action.SETTING, str(number))
    access.close()
    shutil.copy(copy, path)
    for ending in ("-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    with Access(path, clock) as again:
        found = again.trail.verify()
        assert found.broken_at == 4
        assert "记录头已到第 5 条，库里只到第 3 条" in found.words
        # What is recorded from now on does not hide it.
        again.trail.record(ADMIN, Action.SETTING, "weiter")
        assert [one.action for one in again.trail.entries()][-2:] == ["break", "setting"]
        assert not again.trail.verify().is_whole
        assert "记录头在第 5 条" in again.trail.verify().words


@pytest.mark.parametrize("content", [None, "", "{}", "null", '{"settled": 3}'])
def test_a_head_that_is_gone_or_spoilt_is_named(access: Access, trail: Trail, content: str | None) -> None:
    head = access.database.path.with_suffix(".head")
    head.unlink()
    if content is not None:
        head.write_text(content)
    assert trail.verify().words == "记录头的文件不见了或不能读"


def test_an_older_head_is_named(access: Access, trail: Trail) -> None:
    head = access.database.path.with_suffix(".head")
    old = head.read_text()
    trail.record(ADMIN, Action.SETTING, "11")
    head.write_text(old)
    assert (trail.verify().broken_at, trail.verify().is_whole) == (11, False)


def test_a_crash_between_head_and_database_is_no_break(
    access: Access, trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The head is written before the commit and after it; either may be the last thing that happened."""
    head = access.database.path.with_suffix(".head")
    written: list[str] = []
    write = trail._head.write

    def noted(one: Head) -> None:
        write(one)
        written.append(head.read_text())

    monkeypatch.setattr(trail._head, "write", noted)
    trail.record(ADMIN, Action.SETTING, "11")
    assert len(written) == 2
    head.write_text(written[0])  # committed, the second write never came
    assert trail.verify().is_whole
    trail.record(ADMIN, Action.SETTING, "12")
    head.write_text(written[2])
    attack(access.database.path, "DELETE FROM audit WHERE seq = 12")  # never committed
    assert trail.verify().is_whole


def test_the_table_itself_refuses_changes(access: Access, trail: Trail) -> None:
    for statement in ("UPDATE audit SET who = 'x'", "DELETE FROM audit"):
        with pytest.raises(StoreError), access.database.writing() as cursor:
            cursor.execute(statement)
    assert trail.verify().is_whole


def test_what_an_action_came_to_is_recorded(trail: Trail) -> None:
    with trail.audited(ADMIN, Action.CLOSE, "包件3 2026-10") as changed:
        changed.before, changed.after = "a" * 64, "b" * 64
    for error in (AccessError("不能", "x"), RuntimeError("Pfad /x")):
        with pytest.raises(type(error)), trail.audited(ADMIN, Action.CLOSE, "包件3 2026-10"):
            raise error
    found = [(one.action, one.result, one.note, one.after[:1]) for one in list(trail.entries())[-3:]]
    assert found == [
        ("close", "ok", "", "b"),
        ("close", "refused", "不能", ""),
        ("close", "failed", "RuntimeError", ""),
    ]
    assert trail.verify().is_whole


@pytest.mark.parametrize("statement", ["UPDATE audit SET object = 'x' WHERE seq = 4", "DELETE FROM audit WHERE seq > 7",
                                       "DELETE FROM audit WHERE seq = 5"])  # fmt: skip
def test_a_break_is_accepted_on_record_and_what_lay_before_is_kept_as_it_was(
    access: Access, trail: Trail, statement: str
) -> None:
    with pytest.raises(AccessError, match="没有断裂"):
        trail.accept_break(ADMIN, "x")
    attack(access.database.path, statement)
    found = trail.verify()
    with pytest.raises(AccessError, match="理由"):
        trail.accept_break(ADMIN, " ")
    assert trail.accept_break(ADMIN, "换盘时放回了旧文件").words == found.words
    accepted = list(trail.entries())[-1]
    assert (accepted.action, accepted.who) == ("accept_break", "gly")
    assert accepted.note == f"换盘时放回了旧文件；当时：{found.words}"
    trail.record(ADMIN, Action.SETTING, "weiter")
    whole = trail.verify()
    assert (whole.is_whole, whole.accepted, whole.entries) == (True, accepted.seq, len(list(trail.entries())))
    assert access.watch.look().found == whole
    trail.record(ADMIN, Action.SETTING, "noch einer")
    assert access.watch.look().found == trail.verify()
    # What was accepted is not free to be changed, nor is what came after it.
    for seq in (2, accepted.seq, accepted.seq + 1):
        attack(access.database.path, f"UPDATE audit SET source = 'y' WHERE seq = {seq}")
        assert not trail.verify().is_whole
        attack(access.database.path, f"UPDATE audit SET source = '10.0.0.1' WHERE seq = {seq}")
        assert trail.verify().is_whole
