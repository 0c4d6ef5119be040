"""Backups of a store in use: whole, compared, found out when damaged, brought back; and which are let go."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.__main__ import main
from data.backup import ORIGINALS, Backup, back_up, backups, verify
from data.backup_timer import BackupTimer, ask
from data.errors import StoreError, SupervisionError
from data.journal import journal_path
from data.restoring import find_backup, restore_in_place, restore_to
from data.retention import kept
from tests.at_once import AtOnce as Product
from tests.data.test_journal import OUTAGES

START = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    with Product(tmp_path / "live") as opened:
        opened.load(1, "2026-09", {"outages": OUTAGES})
        with sqlite3.connect(tmp_path / "live" / "access.sqlite") as accounts:
            accounts.execute("CREATE TABLE account (name TEXT)")
        accounts.close()
        yield opened


@pytest.fixture
def backup(product: Product, tmp_path: Path) -> Backup:
    return back_up(product.store, tmp_path / "live" / "kpi_backups", tmp_path / "second", "测试")


def test_a_backup_is_whole_in_both_places_and_comes_back_as_it_was(
    product: Product, backup: Backup, tmp_path: Path
) -> None:
    second = backups(tmp_path / "second")[0]
    assert verify(backup) == verify(second) == []
    assert set(backup.files) == {"kpi.duckdb", "journal.jsonl", "access.sqlite"}
    assert (backup.version, backup.rows["outages"], len(backup.originals)) == (1, 3, 1)
    restore_to(second, tmp_path / "new" / "kpi.duckdb")
    before = product.score(1, "2026-09", "2026-09-30")
    with Product(tmp_path / "new") as again:
        assert again.store.standing.losses == ()
        assert again.facts(1) == product.facts(1)
        assert again.score(1, "2026-09", "2026-09-30") == before
        again.nil(1, "2026-10", "outages", "maintenance")
    with pytest.raises(StoreError, match="已经存在"):
        restore_to(second, tmp_path / "new" / "kpi.duckdb")


@pytest.mark.parametrize("part", ["kpi.duckdb", "journal.jsonl", "access.sqlite", "original"])
def test_a_damaged_backup_is_found_out_and_never_brought_back(backup: Backup, tmp_path: Path, part: str) -> None:
    path = backup.folder / part
    if part == "original":
        path = backup.folder.parent / ORIGINALS / next(iter(backup.originals))
        path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert "与清单不符" in verify(backup)[0]
    with pytest.raises(StoreError, match="已损坏"):
        restore_to(backup, tmp_path / "new" / "kpi.duckdb")
    assert not (tmp_path / "new").exists()


def test_restored_in_place_the_old_files_stay_and_what_is_lost_is_named(
    product: Product, backup: Backup, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is lost is named before too, while the server runs, and then nothing is changed."""
    product.nil(1, "2026-10", "outages", "maintenance")
    database = product.store.path
    monkeypatch.setenv("KPI_DB", str(database))
    with journal_path(database).open("a") as journal:
        journal.write('{"number"')  # as while the server writes a line
    before = {path: path.read_bytes() for path in database.parent.rglob("*") if path.is_file()}
    assert main(["restore", "--preview"]) == 0
    told = capsys.readouterr().out
    assert "第 2 版不在其中，须重做：P1-2026-10-maintenance-1、P1-2026-10-outages-1" in told
    assert "kpi.duckdb" in told
    assert {path: path.read_bytes() for path in database.parent.rglob("*") if path.is_file()} == before
    product.store.close()
    database.write_bytes(b"ruined")
    with pytest.raises(StoreError, match="python -m data restore"):
        Product(database.parent)
    with pytest.raises(StoreError, match="理由"):
        restore_in_place(backup, database, "王敏", "")
    done = restore_in_place(find_backup(database, None), database, "王敏", "硬盘坏了")
    assert [one.version for one in done.lost] == [2]
    assert done.lost[0].batches == ["P1-2026-10-maintenance-1", "P1-2026-10-outages-1"]
    assert done.aside is not None
    assert (done.aside / "kpi.duckdb").read_bytes() == b"ruined"
    with Product(database.parent) as again:
        assert (again.store.version(), again.store.standing.losses) == (1, ())
        assert again.store.journal.entries[-1].said["reason"] == "硬盘坏了"
        again.nil(1, "2026-10", "outages", "maintenance")
    with Product(database.parent) as again:
        assert (again.store.version(), again.store.standing.losses) == (2, ())


def test_no_backup_is_made_of_a_store_that_lost_something(product: Product, backup: Backup) -> None:
    database, folder = product.store.path, backup.folder.parent
    product.store.close()
    shutil.move(database, database.with_suffix(".away"))
    with Product(database.parent) as hollow, pytest.raises(StoreError, match="不做新的备份"):
        back_up(hollow.store, folder, None, "测试")
    assert [one.name for one in backups(folder)] == [backup.name]


def test_a_backup_place_that_cannot_be_written_is_one_sentence_and_the_first_copy_stays(
    product: Product, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="第二份备份没有做成"):
        back_up(product.store, tmp_path / "live" / "kpi_backups", tmp_path / "file" / "second", "测试")
    assert len(backups(tmp_path / "live" / "kpi_backups")) == 1


def test_the_timer_makes_one_after_a_publication_and_when_asked(
    product: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It tells of the first failure only, of the first backup after it, and of those after a publication."""
    monkeypatch.setattr("data.backup_timer.TICK_SECONDS", 0.05)
    monkeypatch.setattr("data.backup_timer.QUIET_SECONDS", 0.2)
    folder, in_the_way = tmp_path / "live" / "kpi_backups", tmp_path / "file"
    in_the_way.touch()
    told: list[Backup | SupervisionError] = []
    timer = BackupTimer(lambda: product.store, folder, in_the_way / "second", told.append)
    timer.start()
    try:
        _wait(lambda: len(told) == 1)
        with pytest.raises(StoreError, match="第二份备份没有做成"):
            ask(folder)
        in_the_way.unlink()
        assert ask(folder).why == "命令"
        assert ask(folder).why == "命令"
        product.load(1, "2026-10", {}, ["outages"])
        _wait(lambda: timer.last is not None and timer.last.why == "入库后")
    finally:
        timer.stop()
    assert [one.why if isinstance(one, Backup) else type(one) for one in told] == [StoreError, "命令", "入库后"]


def _wait(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_retention_keeps_hours_days_and_months_and_always_the_newest() -> None:
    every_hour = [START + timedelta(hours=hour) for hour in range(24 * 500)]
    now = every_hour[-1] + timedelta(minutes=1)
    stay = sorted(kept(every_hour, now))
    assert stay[-24:] == every_hour[-24:]
    assert len({one.date() for one in stay if now - one < timedelta(days=31)}) == 31
    assert len({(one.year, one.month) for one in stay}) == 13
    assert len(stay) <= 24 + 31 + 13
    assert kept([START], START + timedelta(days=9999)) == {START}
