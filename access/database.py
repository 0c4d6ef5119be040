"""The access database: accounts, logins and the audit trail, in a SQLite file of their own.

Every change is one transaction, on disk before it counts. Two processes may have it open: the server and a command.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from data.errors import StoreError

Now = Callable[[], float]
"""Seconds since 1970, UTC."""
FILE_NAME = "access.sqlite"
_STEPS = (
    """
CREATE TABLE account (
    name TEXT PRIMARY KEY, display_name TEXT NOT NULL, role TEXT NOT NULL, packages TEXT NOT NULL,
    password_hash TEXT NOT NULL, password_at REAL NOT NULL, must_change INTEGER NOT NULL, disabled INTEGER NOT NULL,
    created_at REAL NOT NULL
) STRICT;
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (name), started_at REAL NOT NULL,
    seen_at REAL NOT NULL, source TEXT NOT NULL, agent TEXT NOT NULL, ended_at REAL, ended_why TEXT
) STRICT;
CREATE INDEX session_of_account ON session (account);
-- By the name that was typed, whether there is such an account or not.
CREATE TABLE wrong_try (
    name TEXT PRIMARY KEY, tries INTEGER NOT NULL, first_at REAL NOT NULL, locked_until REAL NOT NULL
) STRICT;
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL, source TEXT NOT NULL,
    action TEXT NOT NULL, object TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, result TEXT NOT NULL,
    note TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;
CREATE TRIGGER audit_keeps_words BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;
""",
    """
CREATE TABLE client (
    name TEXT PRIMARY KEY, display_name TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL,
    packages TEXT NOT NULL, created_at REAL NOT NULL, created_by TEXT NOT NULL, expires_at REAL NOT NULL, used_at REAL,
    used_from TEXT NOT NULL, ended_at REAL
) STRICT;
""",
    """
-- Who logs in by the centre's single sign-on is known by these two; both are '' for who has a password here.
ALTER TABLE account ADD COLUMN issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN subject TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX account_of_subject ON account (issuer, subject) WHERE issuer <> '';
""",
    """
-- on_since: NULL until a first code has confirmed it. used_step: the last step of 30 s whose code was taken.
CREATE TABLE totp (
    account TEXT PRIMARY KEY REFERENCES account (name), secret BLOB NOT NULL, made_at REAL NOT NULL, on_since REAL,
    used_step INTEGER NOT NULL
) STRICT;
CREATE TABLE pending_login (
    token_hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (name), began_at REAL NOT NULL
) STRICT;
""",
)
"""What brings the file from each schema to the next; the first makes it."""


def access_path(store: Path) -> Path:
    """The access database: the one named by KPI_ACCESS, else the one beside the store."""
    return Path(os.environ.get("KPI_ACCESS", "").strip() or store.parent / FILE_NAME)


class Database:
    """The open file; one connection, one user of it at a time. Errors of SQLite leave as StoreError."""

    def __init__(self, path: Path, now: Now = time.time) -> None:
        self.path = path
        self.now = now
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._lock, _clear(path):
                path.touch(mode=0o600)
                self._connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
                self._connection.row_factory = sqlite3.Row
                for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
                    self._connection.execute(f"PRAGMA {pragma}")
                self._migrate()
        except OSError as error:
            raise StoreError("账号库打不开", "请检查目录的权限和磁盘空间", str(error)) from error

    def _migrate(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        (found,) = self._connection.execute("PRAGMA user_version").fetchone()
        if found > len(_STEPS):
            raise StoreError("账号库是更新的版本写的", "请用那个版本启动", f"schema {found} of {self.path}")
        for step in _STEPS[found:]:
            for statement in _statements(step):
                self._connection.execute(statement)
        self._connection.execute(f"PRAGMA user_version = {len(_STEPS)}")
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def foreign_changes(self) -> int:
        """Another number whenever anybody but this very connection has changed the file."""
        with self.reading() as cursor:
            return int(cursor.execute("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, to read with."""
        with self._lock, _clear(self.path):
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection inside a transaction of the only writer: committed at the end, undone by an exception."""
        with self._lock, _clear(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def _statements(script: str) -> list[str]:
    found, statement = [], ""
    for line in script.strip().splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            found.append(statement)
            statement = ""
    return found


@contextmanager
def _clear(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(
            "账号库不能读写", "请检查磁盘空间和权限；仍不行时请联系管理员", f"{path}: {error!r}"
        ) from error
