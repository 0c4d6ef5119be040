"""How the file of the store is opened: settings, a torn write-ahead log, and DuckDB's errors in words."""

import logging
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from data.errors import StoreError
from data.tables import Column

Cursor = duckdb.DuckDBPyConnection
ENGINE = duckdb.__version__
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "allow_persistent_secrets": "false",
    "memory_limit": "900MB",
    "threads": "2",
}
_TORN = re.compile(r"Corrupt WAL file: entry at byte position (\d+)")
_log = logging.getLogger("kpi.store")


def connect(path: Path, beside: Path | None) -> tuple[Cursor, list[str]]:
    """Open or create a database; gives the connection, and in words what had to be put right for it.

    beside: the folder in which it may write other databases, the backups. A write-ahead log with a torn end is cut at
    the place that DuckDB names; the whole of it stays beside it. Raises StoreError with one clear sentence.
    """
    if path.is_dir():
        raise StoreError(f"数据库的位置 {path} 是一个目录", "请把 KPI_DB 设为文件，如 kpi.duckdb")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"不能建立数据库所在的目录 {path.parent}", "请检查 KPI_DB 和目录的权限", str(error)) from error
    recovered: list[str] = []
    try:
        try:
            connection = duckdb.connect(str(path), config=CONFIG)
        except duckdb.Error as error:
            recovered = [_cut_torn_log(path, error)]
            connection = duckdb.connect(str(path), config=CONFIG)
        # In this order: allowed_directories cannot be set afterwards, nor given to connect.
        if beside is not None:
            folder = str(beside).replace("'", "''")
            connection.execute(f"SET allowed_directories = ['{folder}/']")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        raise store_error(error, path) from error
    return connection, recovered


def connect_read_only(path: Path) -> Cursor:
    """Open a database that nobody writes, a backup; StoreError if it cannot be read."""
    try:
        connection = duckdb.connect(str(path), read_only=True, config=CONFIG)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        raise store_error(error, path) from error
    return connection


def _cut_torn_log(path: Path, error: duckdb.Error) -> str:
    """Cut the write-ahead log where DuckDB says that it is torn, the whole of it kept aside; gives what was done in
    words. Any other error is raised again."""
    log, found = path.with_name(f"{path.name}.wal"), _TORN.search(str(error))
    if not found or not log.exists():
        raise error
    at, size = int(found[1]), log.stat().st_size
    aside = log.with_name(f"{log.name}.torn-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    try:
        shutil.copy2(log, aside)
        with log.open("r+b") as file:
            file.truncate(at)
            os.fsync(file.fileno())
    except OSError as failure:
        raise StoreError("数据库的写前日志已损坏，且不能修复", "请检查磁盘空间和权限", str(failure)) from error
    _log.error("torn write-ahead log cut at byte %s of %s, kept as %s", at, size, aside.name)
    return f"写前日志 {log.name} 在第 {at} 字节处损坏（共 {size} 字节），已从那里截断后打开；原日志保留为 {aside.name}"


def store_error(error: duckdb.Error, path: Path) -> StoreError:
    """An error of DuckDB in one sentence, with what to do."""
    text = str(error)
    if "Could not set lock" in text:
        holder = re.search(r"PID (\d+)", text)
        who = f"（进程号 {holder.group(1)}）" if holder else ""
        return StoreError(
            f"数据库 {path.name} 正被另一个程序使用{who}",
            "请在网页上操作，或先关闭正在运行的服务再执行命令",
            text,
        )
    if any(words in text for words in ("not a valid DuckDB database file", "checksum", "Could not read enough bytes")):
        return StoreError(
            f"数据库文件 {path.name} 已损坏或不是本系统的数据库",
            "请从备份恢复（python -m data restore --in-place --reason 理由），不要删除原文件",
            text,
        )
    if "Permission denied" in text or "Read-only" in text:
        return StoreError(f"没有读写数据库 {path.name} 的权限", "请检查文件和目录的权限", text)
    if isinstance(error, duckdb.FatalException) or "No space left" in text or "Could not write file" in text:
        return StoreError("数据库写不进磁盘，这一步没有保存", "请检查磁盘空间后重试；以前的数据不受影响", text)
    return StoreError("数据库操作失败，没有保存任何改动", "请重试；若仍失败请联系管理员", text)


def ensure_tables(cursor: Cursor, wanted: Mapping[str, Sequence[Column]]) -> None:
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


def rollback(cursor: Cursor) -> None:
    """Roll back what is open, if anything is."""
    try:
        cursor.execute("ROLLBACK")
    except duckdb.Error:
        # No transaction is open any more: there is nothing to roll back.
        return


def single(cursor: Cursor, query: str, values: Mapping[str, Any] | None = None) -> int:
    """The one number that a query gives; 0 if none."""
    row = cursor.execute(query, values).fetchone()
    return int(row[0]) if row and row[0] is not None else 0
