"""The store 库: one DuckDB file, one process. The only place that imports duckdb.

Publish last: everything of a new version is committed first, under its number; then one tiny transaction makes the
number current. Readers ask for the current number and filter on it, so none ever sees half an upload.
"""

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb

from data.clock import Clock, clock_from_environment
from data.closing_tables import CLOSING_TABLES
from data.discarding import discard_leftovers, discard_unpublished, drop_old_facts
from data.errors import StoreError
from data.journal import Journal, journal_path
from data.opening import Cursor, connect, ensure_tables, rollback, single, store_error
from data.originals import discard_partial, keep_original, originals_folder
from data.places import backup_folder
from data.queue_tables import QUEUE_TABLES
from data.standing import Standing, check
from data.tables import RECORD_COLUMNS, SYSTEM_TABLES, RecordTable
from data.vouching import content, enter_found, set_mark, vouch

__all__ = ["Cursor", "Store", "database_path"]

LONGEST_WRITE = 60.0
"""Seconds that closing waits for a write; what is not finished then never counts."""
DEFAULT_PATH = Path("data") / "local" / "kpi.duckdb"


def database_path() -> Path:
    """The database named by KPI_DB, else data/local/kpi.duckdb under the current folder."""
    return Path(os.environ.get("KPI_DB", "").strip() or DEFAULT_PATH)


class Store:
    """An open store; made by Store.open, closed by close() or a with block.

    After a fatal error DuckDB answers nothing more until its file is opened anew; the store does so by itself. A store
    that lacks anything of what its journal says was acknowledged can be read, but not written (`standing.losses`).
    """

    def __init__(self, connection: Cursor, path: Path, clock: Clock):
        self._connection = connection
        self._is_broken = False
        self._may_hold_unpublished = True  # until looked for, and whenever a commit was not followed by its publishing
        self._opened = 1
        self._opening = threading.Lock()
        self._writing = threading.RLock()
        self._noting = threading.Lock()
        self._clock = clock
        self.path = path
        self.journal: Journal
        self.standing = Standing()

    @classmethod
    def open(cls, path: Path, tables: Iterable[RecordTable], clock: Clock | None = None) -> "Store":
        """Open or create the store with the tables of the given datasets, and check it against its journal.

        Raises StoreError with one clear sentence if another process holds the file or it cannot be read.
        """
        clock = clock or clock_from_environment()
        connection, recovered = connect(path, backup_folder(path))
        store = cls(connection, path, clock)
        try:
            store.journal = Journal(journal_path(path))
            store.check(recovered)
            store._migrate(list(tables))
            store._catch_up()
        except BaseException as error:
            connection.close()
            if isinstance(error, duckdb.Error):
                raise store_error(error, path) from error
            if isinstance(error, OSError):
                raise StoreError(
                    f"不能读写登记簿 {journal_path(path).name}", "请检查文件权限和磁盘空间", str(error)
                ) from error
            raise
        return store

    def check(self, recovered: Iterable[str] = (), *, is_thorough: bool = False) -> Standing:
        """Compare the store with its journal, and read all of it; from then on it is open for writing or not."""
        with self._writing:
            cursor = self._connection.cursor()
            try:
                self.standing = check(cursor, self.journal, recovered, is_thorough=is_thorough)
            finally:
                cursor.close()
        return self.standing

    def accept_losses(self, accepted_by: str, reason: str) -> None:
        """Go on with what is there: written into the journal with who and why; StoreError without either."""
        if not accepted_by.strip() or not reason.strip():
            raise StoreError("没有写接受人或理由", "请用 --by 和 --reason 写明，它们会记入登记簿")
        losses = list(self.standing.losses)
        if not losses:
            raise StoreError("库里没有缺失，不需要接受", "无须操作")
        with self._writing:
            cursor, _ = self._cursor()
            cursor.execute("UPDATE fact_versions SET fingerprint = ''")  # facts are made anew, whatever they say
            said = {"by": accepted_by.strip(), "reason": reason.strip(), "losses": losses}
            vouch(cursor, self.journal, "accepted", said)
            set_mark(cursor, self.journal)
            cursor.close()
        self.check()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, once what is being written is finished; the store cannot be used afterwards."""
        is_free = self._writing.acquire(timeout=LONGEST_WRITE)
        self._connection.close()
        if is_free:
            self._writing.release()

    def now(self) -> datetime:
        """The store's clock: Shanghai wall time, naive."""
        return self._clock()

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        """A cursor of its own for reading. Duckdb's errors leave as StoreError."""
        cursor, opened = self._cursor()
        try:
            yield cursor
        except duckdb.Error as error:
            raise self._failed(error, opened) from error
        finally:
            cursor.close()

    def _cursor(self) -> tuple[Cursor, int]:
        with self._opening:
            if self._is_broken:
                self._connection.close()
                self._connection, recovered = connect(self.path, backup_folder(self.path))
                cursor = self._connection.cursor()
                self.standing = check(cursor, self.journal, (*self.standing.recovered, *recovered))
                cursor.close()
                self._is_broken = False
                self._opened += 1
            return self._connection.cursor(), self._opened

    def _failed(self, error: duckdb.Error, opened: int) -> StoreError:
        """The error in words. opened: the opening that the cursor was of; a late error of an earlier one is past."""
        with self._opening:
            if isinstance(error, duckdb.FatalException) and opened == self._opened:
                self._is_broken = True
        return store_error(error, self.path)

    def version(self) -> int:
        """Number of the version that is current; 0 for an empty store. It is the cache key of every page."""
        with self.reading() as cursor:
            return single(cursor, "SELECT version FROM published")

    @contextmanager
    def publishing(self) -> Iterator[tuple[Cursor, int]]:
        """One writer at a time: gives a cursor inside a transaction and the number of the version to write.

        Left without an exception: committed, made current, entered in the journal. Left with one: nothing of it stays.
        StoreError where the store has lost something and so may only be read.
        """
        with self._writing:
            with self._rolling_back() as cursor:
                self._refuse_if_lost()
                if self._may_hold_unpublished:
                    discard_unpublished(cursor)
                enter_found(cursor, self.journal)
                version = single(cursor, "SELECT version FROM published") + 1
                cursor.execute("BEGIN")
                yield cursor, version
                drop_old_facts(cursor, version)
                set_mark(cursor, self.journal)
                entered = content(cursor, version - 1, version)
                self._may_hold_unpublished = True
                cursor.execute("COMMIT")
                cursor.execute("UPDATE published SET version = ?", [version])
                self._may_hold_unpublished = False
            self.journal.append("published", version, *entered, {})

    def _refuse_if_lost(self) -> None:
        if self.standing.losses:
            raise StoreError(
                "库里缺少已经确认过的数据，现在只能查看，不能写入",
                "请管理员在运行状态页查看缺了什么，从备份恢复后再操作",
                self.standing.losses[0],
            )

    def _catch_up(self) -> None:
        if not self.standing.losses:
            cursor = self._connection.cursor()
            enter_found(cursor, self.journal)
            cursor.close()
            self.standing = replace(self.standing, entries=len(self.journal.entries))

    @contextmanager
    def noting(self) -> Iterator[Cursor]:
        """A short transaction beside the versions, for what no number is made of (the queue): it waits for no upload
        that is being stored, and no page is read anew for it."""
        with self._noting, self._rolling_back() as cursor:
            cursor.execute("BEGIN")
            yield cursor
            cursor.execute("COMMIT")

    @contextmanager
    def _rolling_back(self) -> Iterator[Cursor]:
        """A cursor for writing; whatever ends its use early takes back what is open, duckdb's errors as StoreError."""
        cursor, opened = self._cursor()
        try:
            yield cursor
        except BaseException as error:
            rollback(cursor)
            if isinstance(error, duckdb.Error):
                raise self._failed(error, opened) from error
            raise
        finally:
            cursor.close()

    @contextmanager
    def rehearsing(self) -> Iterator[tuple[Cursor, int]]:
        """As publishing, but always rolled back: what would change, without changing it."""
        with self._writing:
            cursor, opened = self._cursor()
            try:
                version = single(cursor, "SELECT version FROM published") + 1
                cursor.execute("BEGIN")
                yield cursor, version
            except duckdb.Error as error:
                raise self._failed(error, opened) from error
            finally:
                rollback(cursor)
                cursor.close()

    @contextmanager
    def copied_to(self, path: Path) -> Iterator[tuple[int, str]]:
        """Copy everything into a new database file in the folder of the backups; gives the head of the journal.

        Writing waits until the block is left, so that what is copied in it belongs to the same version.
        """
        with self._writing:
            cursor, opened = self._cursor()
            target = str(path).replace("'", "''")
            try:
                cursor.execute(f"ATTACH '{target}' AS backup_copy")
                try:
                    cursor.execute(f'COPY FROM DATABASE "{_name(cursor)}" TO backup_copy')
                finally:
                    cursor.execute("DETACH backup_copy")
            except duckdb.Error as error:
                raise self._failed(error, opened) from error
            finally:
                cursor.close()
            yield self.journal.head

    def foreseen(self, cursor: Cursor, version: int) -> "Store":
        """The store as it would be read if what a rehearsal has written so far were published.

        cursor, version: those of `rehearsing`; it reads through that cursor, sees what that sees, and ends with it.
        """
        cursor.execute("UPDATE published SET version = ?", [version])
        return _Foreseen(cursor, self.path, self._clock)

    def keep_original(self, content: bytes, suffix: str) -> str:
        """Keep the bytes of an upload under their SHA-256, beside the database; gives the hash.

        Raises StoreError if the disk refuses them.
        """
        return keep_original(self.originals, content, suffix)

    @property
    def originals(self) -> Path:
        """The folder of the original uploads."""
        return originals_folder(self.path)

    def _migrate(self, tables: list[RecordTable]) -> None:
        with self._writing:
            cursor = self._connection.cursor()
            cursor.execute("BEGIN")
            own = SYSTEM_TABLES | CLOSING_TABLES | QUEUE_TABLES
            wanted = own | {one.dataset: (*RECORD_COLUMNS, *one.columns) for one in tables}
            ensure_tables(cursor, wanted)
            if single(cursor, "SELECT count(*) FROM published") == 0:
                cursor.execute("INSERT INTO published VALUES (0)")
            cursor.execute("DELETE FROM datasets")
            for table in tables:
                cursor.execute(
                    "INSERT INTO datasets VALUES (?, ?, ?, ?)", [table.dataset, table.title, table.kind, table.cadence]
                )
            if not self.standing.losses:
                discard_unpublished(cursor)
                discard_leftovers(cursor, tables)
                discard_partial(self.originals)
            cursor.execute("COMMIT")
            cursor.close()


class _Foreseen(Store):
    """Reads inside a transaction that is rolled back."""

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        """The cursor of the rehearsal, which stays open; its errors are the rehearsal's."""
        yield self._connection


def _name(cursor: Cursor) -> str:
    row = cursor.execute("SELECT current_database()").fetchone()
    return str(row[0]).replace('"', '""') if row else ""
