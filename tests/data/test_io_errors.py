"""The n-th time that the product itself writes, forces to disk or renames fails, each n: one clear sentence, nothing
acknowledged lost, and without hand work the next try and the next start are well."""

import errno
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from access.audit import Action
from access.database import FILE_NAME
from access.opened import Access
from access.rights import Role
from data.backup import back_up, backups, verify
from data.errors import SupervisionError
from tests.at_once import AtOnce as Product
from tests.data.test_journal import OUTAGES
from tests.data.test_store import full_disk
from tests.logged_in import CHEAP, OPERATOR, PASSWORD

CALLS = ("fsync", "rename", "replace", "link", "truncate", "sendfile", "mkdir")


class Disk:
    """A disk that fails at one of the product's own calls below a folder. failing_at: which, from 1, 0 for none; calls:
    so many there were since it was set; stays_down: and at each after it."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.failing_at, self.calls, self.stays_down = 0, 0, False
        for name in CALLS:
            patch.setattr(os, name, self._counted(getattr(os, name)))
        opened = io.open
        disk = self

        class Raw(io.FileIO):
            def write(self, content: Any) -> int:
                disk.touched()
                return super().write(content)

        def open_counted(file: Any, mode: str = "r", buffering: int = -1, *given: Any, **named: Any) -> Any:
            is_ours = isinstance(file, str | os.PathLike) and str(file).startswith(str(folder))
            if not is_ours or not set(mode) & set("wa"):
                return opened(file, mode, buffering, *given, **named)
            raw = Raw(os.fspath(file), mode.replace("b", ""))
            if buffering == 0:
                return raw
            return io.BufferedWriter(raw) if "b" in mode else io.TextIOWrapper(io.BufferedWriter(raw), "utf-8")

        patch.setattr(io, "open", open_counted)

    def touched(self) -> None:
        self.calls += 1
        if self.calls == self.failing_at or (self.stays_down and self.calls > self.failing_at > 0):
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:
            self.touched()
            return call(*given, **named)

        return counted

    def each(self, work: Callable[[], object]) -> Iterator[SupervisionError | None]:
        """Do the work with its first call failing, then with the second, and so on until it needs no more calls; gives
        the error each time, None where it was done all the same."""
        for number in range(1, 200):
            self.failing_at, self.calls = number, 0
            error = _attempted(work)
            has_failed, self.failing_at = self.calls >= number, 0
            if not has_failed:
                return
            assert "\n" not in str(error)
            yield error
        pytest.fail("without end")


def _attempted(work: Callable[[], object]) -> SupervisionError | None:
    try:
        work()
    except SupervisionError as error:
        return error
    return None


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(tmp_path, monkeypatch)


def test_the_disk_that_fails_is_seen_by_every_kind_of_call(tmp_path: Path, disk: Disk) -> None:
    """Or the tests below would prove nothing."""
    for write in (lambda: (tmp_path / "a").write_text("x"), lambda: (tmp_path / "a").rename(tmp_path / "b")):
        disk.failing_at, disk.calls = 1, 0
        with pytest.raises(OSError, match="Input/output error"):
            write()


class Loading:
    """Loads a month again and again, each time with other rows, and knows what was acknowledged."""

    def __init__(self, product: Product) -> None:
        self.product, self.acknowledged, self._times = product, 0, 0

    def load(self) -> None:
        """Must be refused or acknowledged."""
        self._times += 1
        rows = [one | {"cause": f"{self._times}"} for one in OUTAGES]
        self.product.load(1, "2026-09", {"outages": rows}, replace=True, refresh=None)
        self.acknowledged = self.product.store.version()

    def check(self) -> None:
        """Nothing is lost, nothing half there, and all goes on."""
        assert self.product.store.version() >= self.acknowledged
        with self.product.store.reading() as cursor:
            half = cursor.execute(
                """SELECT batch_id FROM batches LEFT JOIN outages USING (batch_id)
                   GROUP BY ALL HAVING count(record_id) <> any_value(batches."rows")"""
            ).fetchall()
        assert half == []
        self.load()


@pytest.mark.parametrize("stays_down", [False, True])
def test_an_import_whose_nth_write_fails(tmp_path: Path, disk: Disk, stays_down: bool) -> None:
    """The original, then DuckDB's transaction, then the journal."""
    disk.stays_down = stays_down
    with Product(tmp_path) as product:
        loading, said = Loading(product), []
        loading.load()
        for error in disk.each(loading.load):
            said.append(error.message if error else "")
            loading.check()
        assert len(said) >= 6
        # "": a folder that need not be made, as it is there.
        assert set(said) - {""} == {"上传的原件写不进磁盘，没有入库", "数据已写入数据库，但登记簿写不进磁盘"}
    with Product(tmp_path) as again:
        assert again.store.standing.losses == ()
        assert again.store.version() >= loading.acknowledged
        assert not list(again.store.originals.glob(".*"))


def test_a_transaction_of_duckdb_that_fails_at_any_byte(tmp_path: Path) -> None:
    """Its log may grow by so many bytes and no more: as on a disk that fills up in the middle of a transaction. After a
    fatal error the store opens itself anew."""
    with Product(tmp_path) as product:
        loading, errors = Loading(product), []
        loading.load()
        log = product.store.path.with_name(f"{product.store.path.name}.wal")
        for room in (1, 150, 500, 1_000, 2_000):
            with full_disk(log.stat().st_size + room):
                errors.append(_attempted(loading.load))
            loading.check()
        told = [str(one) for one in errors if one]
        assert len(told) >= 4
        assert {"写不进磁盘" in one and "\n" not in one for one in told} == {True}
    with Product(tmp_path) as again:
        assert again.store.standing.losses == ()
        assert again.store.version() == loading.acknowledged


@pytest.mark.parametrize("stays_down", [False, True])
def test_the_trail_and_the_accounts_when_their_nth_write_fails(tmp_path: Path, disk: Disk, stays_down: bool) -> None:
    disk.stays_down = stays_down
    with Access(tmp_path / FILE_NAME, passwords=CHEAP) as access:
        told = 0

        def add() -> None:
            nonlocal told
            access.accounts.add(OPERATOR, f"a{disk.failing_at}", "", Role.SUPERVISOR, [1], PASSWORD)
            told += 1

        def act() -> None:
            with access.trail.audited(OPERATOR, Action.SETTING, f"{disk.failing_at}"):
                pass

        for error in disk.each(add):
            assert error is None or error.message == "审计的记录头写不进磁盘，这一步没有做"
            assert access.trail.verify().is_whole
        names = [one.name for one in access.accounts.all()]
        done = [one.object for one in access.trail.entries() if (one.action, one.result) == ("account", "ok")]
        assert sorted(names) == sorted(done)
        assert len(names) == told >= 2
        for error in disk.each(act):
            assert error is None or error.message == "这一步已经做了，但没能记入审计"
            assert access.trail.verify().is_whole
    with Access(tmp_path / FILE_NAME) as again:
        assert again.trail.verify().is_whole
        assert not [one for one in again.trail.entries() if one.action == "break"]


def test_a_backup_whose_nth_write_fails(tmp_path: Path, disk: Disk) -> None:
    folder, second = tmp_path / "kpi_backups", tmp_path / "second"
    with Product(tmp_path) as product:
        product.load(1, "2026-09", {"outages": OUTAGES})
        for error in disk.each(lambda: back_up(product.store, folder, second, "测试")):
            assert error is None or "备份没有做成" in error.message
        assert not product.store.standing.losses
        # Whatever counts as a backup is one, in both places; the last, which nothing has failed, is there.
        there = [*backups(folder), *backups(second)]
        assert [one.folder for one in there if verify(one)] == []
        assert len(backups(second)) >= 1
        assert not list(tmp_path.glob("*/.making-*"))
