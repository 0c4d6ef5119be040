"""The store 库: one DuckDB file, one process. The only place that imports duckdb.

Publish last: everything of a new version is committed first, under its number; then one tiny transaction makes the
number current. Readers ask for the current number and filter on it, so none ever sees half an upload.
"""

import hashlib
import os
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from data.clock import Clock, clock_from_environment
from data.closing_tables import CLOSING_TABLES
from data.errors import StoreError
from data.tables import BATCH_TABLES, FACT_TABLES, RECORD_COLUMNS, SYSTEM_TABLES, Column, RecordTable

Cursor = duckdb.DuckDBPyConnection
KEPT_FACT_VERSIONS = 3
DEFAULT_PATH = Path("data") / "local" / "kpi.duckdb"
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "allow_persistent_secrets": "false",
    "memory_limit": "2GB",
    "threads": "2",
}


def database_path() -> Path:
    """The database named by KPI_DB, else data/local/kpi.duckdb under the current folder."""
    return Path(os.environ.get("KPI_DB", "").strip() or DEFAULT_PATH)


class Store:
    """An open store; made by Store.open, closed by close() or a with block.

    After a fatal error DuckDB answers nothing more until its file is opened anew; the store does so by itself.
    """

    def __init__(self, connection: Cursor, path: Path, clock: Clock):
        self._connection = connection
        self._is_broken = False
        self._opened = 1
        self._opening = threading.Lock()
        self._writing = threading.RLock()
        self._clock = clock
        self.path = path

    @classmethod
    def open(cls, path: Path, tables: Iterable[RecordTable], clock: Clock | None = None) -> "Store":
        """Open or create the store with the tables of the given datasets.

        Raises StoreError with one clear sentence if another process holds the file or it cannot be read.
        """
        clock = clock or clock_from_environment()
        connection = _connect(path)
        store = cls(connection, path, clock)
        try:
            store._migrate(list(tables))
        except duckdb.Error as error:
            connection.close()
            raise _store_error(error, path) from error
        return store

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        self._connection.close()

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
                self._connection = _connect(self.path)
                self._is_broken = False
                self._opened += 1
            return self._connection.cursor(), self._opened

    def _failed(self, error: duckdb.Error, opened: int) -> StoreError:
        """The error in words. opened: the opening that the cursor was of; a late error of an earlier one is past."""
        with self._opening:
            if isinstance(error, duckdb.FatalException) and opened == self._opened:
                self._is_broken = True
        return _store_error(error, self.path)

    def version(self) -> int:
        """Number of the version that is current; 0 for an empty store. It is the cache key of every page."""
        with self.reading() as cursor:
            return _single(cursor, "SELECT version FROM published")

    @contextmanager
    def publishing(self) -> Iterator[tuple[Cursor, int]]:
        """One writer at a time: gives a cursor inside a transaction and the number of the version to write.

        Left without an exception: committed, then made current. Left with one: nothing of it stays.
        """
        with self._writing:
            cursor, opened = self._cursor()
            try:
                self._discard_unpublished(cursor)
                version = _single(cursor, "SELECT version FROM published") + 1
                cursor.execute("BEGIN")
                yield cursor, version
                _drop_old_facts(cursor, version)
                cursor.execute("COMMIT")
                cursor.execute("UPDATE published SET version = ?", [version])
            except BaseException as error:
                _rollback(cursor)
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
                version = _single(cursor, "SELECT version FROM published") + 1
                cursor.execute("BEGIN")
                yield cursor, version
            except duckdb.Error as error:
                raise self._failed(error, opened) from error
            finally:
                _rollback(cursor)
                cursor.close()

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
        digest = hashlib.sha256(content).hexdigest()
        target = self.originals / f"{digest}{suffix}"
        partial = self.originals / f".{digest}.{os.getpid()}"
        try:
            self.originals.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                _write_through(partial, content)
                partial.rename(target)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise StoreError("上传的原件写不进磁盘，没有入库", "请检查磁盘空间和目录权限后重试", str(error)) from error
        return digest

    @property
    def originals(self) -> Path:
        """The folder of the original uploads."""
        return self.path.parent / f"{self.path.stem}_originals"

    def _discard_unpublished(self, cursor: Cursor) -> None:
        """Take away what a broken process wrote under a number that never became current."""
        entered = ("publications", "settings", "rectifications", "claims", "claim_decisions", "mappings")
        for table in (*entered, *CLOSING_TABLES, *FACT_TABLES):
            cursor.execute(f"DELETE FROM {table} WHERE version > (SELECT version FROM published)")

    def _discard_leftovers(self, cursor: Cursor, tables: Iterable[RecordTable]) -> None:
        """Take away batches that were never published, with their records, and originals half written."""
        found = cursor.execute("SELECT batch_id FROM batches ANTI JOIN publications USING (batch_id)").fetchall()
        for name in (*(one.dataset for one in tables), *BATCH_TABLES) if found else ():
            cursor.execute(f'DELETE FROM "{name}" WHERE list_contains(?, batch_id)', [[row[0] for row in found]])
        for partial in self.originals.glob(".*"):
            partial.unlink(missing_ok=True)

    def _migrate(self, tables: list[RecordTable]) -> None:
        with self._writing:
            cursor = self._connection.cursor()
            cursor.execute("BEGIN")
            wanted = SYSTEM_TABLES | CLOSING_TABLES | {one.dataset: (*RECORD_COLUMNS, *one.columns) for one in tables}
            _ensure_tables(cursor, wanted)
            if _single(cursor, "SELECT count(*) FROM published") == 0:
                cursor.execute("INSERT INTO published VALUES (0)")
            cursor.execute("DELETE FROM datasets")
            for table in tables:
                cursor.execute(
                    "INSERT INTO datasets VALUES (?, ?, ?, ?)", [table.dataset, table.title, table.kind, table.cadence]
                )
            self._discard_unpublished(cursor)
            self._discard_leftovers(cursor, tables)
            cursor.execute("COMMIT")
            cursor.close()


class _Foreseen(Store):
    """Reads inside a transaction that is rolled back."""

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        """The cursor of the rehearsal, which stays open; its errors are the rehearsal's."""
        yield self._connection


def _write_through(path: Path, content: bytes) -> None:
    """Write a read-only file, down to the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o400)


def _connect(path: Path) -> Cursor:
    if path.is_dir():
        raise StoreError(f"数据库的位置 {path} 是一个目录", "请把 KPI_DB 设为文件，如 kpi.duckdb")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"不能建立数据库所在的目录 {path.parent}", "请检查 KPI_DB 和目录的权限", str(error)) from error
    try:
        connection = duckdb.connect(str(path), config=_CONFIG)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        raise _store_error(error, path) from error
    return connection


def _store_error(error: duckdb.Error, path: Path) -> StoreError:
    text = str(error)
    if "Could not set lock" in text:
        holder = re.search(r"PID (\d+)", text)
        who = f"（进程号 {holder.group(1)}）" if holder else ""
        return StoreError(
            f"数据库 {path.name} 正被另一个程序使用{who}",
            "请在网页上操作，或先关闭正在运行的服务再执行命令",
            text,
        )
    if "not a valid DuckDB database file" in text or "checksum" in text or "Could not read enough bytes" in text:
        return StoreError(f"数据库文件 {path.name} 已损坏或不是本系统的数据库", "请从备份恢复，不要删除原文件", text)
    if "Permission denied" in text or "Read-only" in text:
        return StoreError(f"没有读写数据库 {path.name} 的权限", "请检查文件和目录的权限", text)
    if isinstance(error, duckdb.FatalException) or "No space left" in text or "Could not write file" in text:
        return StoreError("数据库写不进磁盘，这一步没有保存", "请检查磁盘空间后重试；以前的数据不受影响", text)
    return StoreError("数据库操作失败，没有保存任何改动", "请重试；若仍失败请联系管理员", text)


def _ensure_tables(cursor: Cursor, wanted: Mapping[str, Sequence[Column]]) -> None:
    """Create the tables and columns that are not there yet."""
    rows = cursor.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database()"
    ).fetchall()
    present = set(rows)
    tables = {table for table, _ in rows}
    for name, columns in wanted.items():
        if name not in tables:
            body = ", ".join(f'"{column}" {kind}' for column, kind in columns)
            cursor.execute(f'CREATE TABLE "{name}" ({body})')
            continue
        for column, kind in columns:
            if (name, column) not in present:
                cursor.execute(f'ALTER TABLE "{name}" ADD COLUMN "{column}" {kind}')


def _drop_old_facts(cursor: Cursor, version: int) -> None:
    """Facts are derived; a few older versions stay for readers that are still on them."""
    packages = cursor.execute("SELECT package FROM fact_versions WHERE version = ?", [version]).fetchall()
    for (package,) in packages:
        kept = cursor.execute(
            "SELECT version FROM fact_versions WHERE package = ? ORDER BY version DESC LIMIT ?",
            [package, KEPT_FACT_VERSIONS],
        ).fetchall()
        for table in FACT_TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE package = ? AND version < ?", [package, kept[-1][0]])


def _rollback(cursor: Cursor) -> None:
    try:
        cursor.execute("ROLLBACK")
    except duckdb.Error:
        # No transaction is open any more: there is nothing to roll back.
        return


def _single(cursor: Cursor, query: str) -> int:
    row = cursor.execute(query).fetchone()
    return int(row[0]) if row else 0
