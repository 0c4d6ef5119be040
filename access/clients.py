"""Clients 接口客户端 of the API: programs that read or deliver, each with a token of its own.

Only an admin makes or ends them, on record. A token is shown once, kept hashed, and good for a year at most.
"""

import re
import secrets
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from cachetools import TTLCache

from access.accounts import dump_packages, parse_packages
from access.audit import Action, fingerprint
from access.database import Database
from access.logins import token_hash
from access.principal import ALL_PACKAGES, ClientPrincipal, Principal, require
from access.rights import ApiScope, Right
from access.trail import Trail
from data.errors import AccessError, LoginError

LONGEST_DAYS = 365
PREFIX = "接口:"
"""Before the name of a client on the trail and in signatures: no account is called so."""
_SIGN = "kpi_"
"""How every token begins, so that one that leaked can be looked for."""
_NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
_USED_SECONDS = 60
"""A use is noted at most once in so many seconds."""
_NOTED_SECONDS = 600
"""A refused token is put on record at most once in so many seconds for each client or address."""


@dataclass(frozen=True)
class Client:
    """A client as the admin sees it. Times in seconds since 1970, UTC."""

    name: str
    display_name: str
    scopes: frozenset[ApiScope]
    packages: frozenset[int]
    created_at: float
    created_by: str
    expires_at: float
    used_at: float | None
    used_from: str
    ended_at: float | None

    def wrong_at(self, now: float) -> str:
        """Why its token does not hold: '已停用', '已到期'; '' while it does."""
        return "已停用" if self.ended_at is not None else "已到期" if self.expires_at <= now else ""


def _client(row: sqlite3.Row) -> Client:
    scopes = frozenset(ApiScope(one) for one in row["scopes"].split())
    return Client(
        row["name"], row["display_name"], scopes, parse_packages(row["packages"]), row["created_at"],
        row["created_by"], row["expires_at"], row["used_at"], row["used_from"], row["ended_at"],
    )  # fmt: skip


class Clients:
    """The clients of an access database."""

    def __init__(self, database: Database, trail: Trail) -> None:
        self._database, self._trail = database, trail
        self._noted: TTLCache[str, bool] = TTLCache(1000, _NOTED_SECONDS, timer=lambda: database.now())
        self._noting = threading.Lock()

    def all(self) -> list[Client]:
        """Every client by name, ended ones too."""
        with self._database.reading() as cursor:
            return [_client(row) for row in cursor.execute("SELECT * FROM client ORDER BY name").fetchall()]

    def create(
        self, by: Principal, name: str, display_name: str, scopes: Iterable[ApiScope], packages: Iterable[int],
        days: int,
    ) -> str:  # fmt: skip
        """A new client; gives its token, which nobody can read again. Names are not used a second time."""
        wanted, own = frozenset(scopes), frozenset(packages)
        with self._trail.changing(by, Action.CLIENT, PREFIX + name) as (cursor, changed):
            require(by, Right.MANAGE_ACCOUNTS)
            _check(name, wanted, own, days)
            if cursor.execute("SELECT 1 FROM client WHERE name = ?", [name]).fetchone():
                raise AccessError(f"接口客户端 {name} 已经有了，停用的也算", "请换一个名字，如 bigscreen-2")
            token, now = _SIGN + secrets.token_urlsafe(32), self._database.now()
            cursor.execute(
                "INSERT INTO client VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, '', NULL)",
                [name, display_name.strip()[:40] or name, token_hash(token), " ".join(sorted(wanted)),
                 dump_packages(own), now, by.signature, now + days * 86400],
            )  # fmt: skip
            changed.after = _state(cursor, name)
            changed.note = f"新建：{' '.join(sorted(wanted))}，包件 {dump_packages(own)}，{days} 天"
        return token

    def end(self, by: Principal, name: str) -> None:
        """Its token does not hold any more, from the next request on."""
        with self._trail.changing(by, Action.CLIENT, PREFIX + name) as (cursor, changed):
            require(by, Right.MANAGE_ACCOUNTS)
            changed.before = _state(cursor, name)
            if cursor.execute("SELECT 1 FROM client WHERE name = ? AND ended_at IS NOT NULL", [name]).fetchone():
                raise AccessError(f"接口客户端 {name} 已经停用", "不用再停")
            cursor.execute("UPDATE client SET ended_at = ? WHERE name = ?", [self._database.now(), name])
            changed.after, changed.note = _state(cursor, name), "停用"

    def who(self, token: str, source: str = "") -> ClientPrincipal:
        """Whose token it is, with what it may; notes the use. LoginError if it holds no more, or never did."""
        key, now = token_hash(token[:200]), self._database.now()
        with self._database.reading() as cursor:
            row = cursor.execute("SELECT * FROM client WHERE token_hash = ?", [key]).fetchone()
        if row is None:
            self._refuse("", source, "令牌不对")
        found = _client(row)
        if wrong := found.wrong_at(now):
            self._refuse(PREFIX + found.name, source, f"令牌{wrong}")
        if found.used_at is None or now - found.used_at > _USED_SECONDS or found.used_from != source:
            with self._database.writing() as cursor:
                cursor.execute(
                    "UPDATE client SET used_at = ?, used_from = ? WHERE name = ?", [now, source[:64], found.name]
                )
        return ClientPrincipal(
            PREFIX + found.name, found.display_name, packages=found.packages, source=source, scopes=found.scopes
        )

    def _refuse(self, name: str, source: str, words: str) -> NoReturn:
        with self._noting:
            is_noted = self._noted.get(name or source, False)
            self._noted[name or source] = True
        if not is_noted:
            self._trail.record(None, Action.REFUSAL, "接口令牌", who=name, source=source, result="refused", note=words)
        raise LoginError(words, "请向管理员要一个新令牌")


def _check(name: str, scopes: frozenset[ApiScope], packages: frozenset[int], days: int) -> None:
    if not _NAME.fullmatch(name):
        raise AccessError(f"名字“{name[:40]}”不行", "用小写字母开头，2 至 32 个小写字母、数字、点或横线")
    if not scopes:
        raise AccessError("没有选权限", f"请至少选一项：{'、'.join(ApiScope)}")
    if not packages or not packages <= ALL_PACKAGES:
        raise AccessError("没有选包件，或没有这个包件", f"包件是 1 至 {max(ALL_PACKAGES)}")
    if not 1 <= days <= LONGEST_DAYS:
        raise AccessError(f"有效期 {days} 天不行", f"请选 1 至 {LONGEST_DAYS} 天")


def _state(cursor: sqlite3.Connection, name: str) -> str:
    """The hash of what a client is, without its token."""
    row = cursor.execute(
        "SELECT name, display_name, scopes, packages, expires_at, ended_at FROM client WHERE name = ?", [name]
    ).fetchone()
    if row is None:
        raise AccessError(f"没有接口客户端“{name[:40]}”", "请核对名字")
    return fingerprint(dict(row))
