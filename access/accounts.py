"""Accounts 账号: who may log in, in which role, for which packages. Only an admin changes them, on record."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from access.audit import Action, Changed, fingerprint
from access.database import Database
from access.passwords import Passwords, Rules, initial_password
from access.principal import ALL_PACKAGES, Principal, require
from access.rights import Right, Role
from access.trail import Trail
from data.errors import AccessError

NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
_RULES = "password_rules"
COLUMNS = "name, display_name, role, packages, password_hash, password_at, must_change, disabled, created_at"
"""What every account has."""


@dataclass(frozen=True)
class Account:
    """An account as the admin sees it. Times in seconds since 1970, UTC; locked_until: 0 unless it is locked now;
    has_password: False for who logs in by the centre's single sign-on."""

    name: str
    display_name: str
    role: Role
    packages: frozenset[int]
    is_disabled: bool
    must_change: bool
    created_at: float
    password_at: float
    seen_at: float | None = None
    locked_until: float = 0
    has_password: bool = True


def account_of(row: sqlite3.Row) -> Account:
    """A row of the table account."""
    role = Role(row["role"])
    return Account(
        row["name"], row["display_name"], role, parse_packages(row["packages"]), bool(row["disabled"]),
        bool(row["must_change"]), row["created_at"], row["password_at"], has_password=not row["issuer"],
    )  # fmt: skip


def parse_packages(text: str) -> frozenset[int]:
    """The packages in the column of a table: '1,3'."""
    return frozenset(int(one) for one in text.split(",") if one)


def dump_packages(chosen: Iterable[int]) -> str:
    """Packages as they stand in the column of a table."""
    return ",".join(str(one) for one in sorted(chosen))


def _scope(role: Role, chosen: Iterable[int]) -> frozenset[int]:
    """The packages that an account of a role has. AccessError if the choice makes no sense."""
    wanted = frozenset(chosen)
    if not wanted <= ALL_PACKAGES:
        raise AccessError("没有这个包件", f"包件是 1 至 {max(ALL_PACKAGES)}")
    if role is Role.VIEWER:
        return ALL_PACKAGES
    if not role.has_packages:
        return frozenset()
    if not wanted:
        raise AccessError(f"{role.word}的账号要有包件", "请至少选一个包件")
    return wanted


class Accounts:
    """The accounts of an access database."""

    def __init__(self, database: Database, trail: Trail, passwords: Passwords) -> None:
        self._database, self._trail, self._passwords = database, trail, passwords

    def all(self) -> list[Account]:
        """Every account by name, with when it was last seen and until when it is locked."""
        now = self._database.now()
        with self._database.reading() as cursor:
            rows = cursor.execute(
                """SELECT a.*, (SELECT max(seen_at) FROM session s WHERE s.account = a.name) AS seen,
                          (SELECT locked_until FROM wrong_try w WHERE w.name = a.name) AS locked
                   FROM account a ORDER BY a.name"""
            ).fetchall()
        return [
            Account(**vars(account_of(row)) | {"seen_at": row["seen"], "locked_until": _while(row["locked"], now)})
            for row in rows
        ]

    def find(self, name: str) -> Account:
        """One account; AccessError if there is none."""
        with self._database.reading() as cursor:
            return account_of(_row(cursor, name))

    def add(self, by: Principal, name: str, display_name: str, role: Role, packages: Iterable[int] = (),
            password: str | None = None) -> str:  # fmt: skip
        """A new account; gives the password for the first login (the one given, or a random one)."""
        with self._changing(by, name) as (cursor, changed):
            if not NAME.fullmatch(name):
                raise AccessError(f"账号名“{name[:40]}”不行", "用小写字母开头，2 至 32 个小写字母、数字、点或横线")
            if cursor.execute("SELECT 1 FROM account WHERE name = ?", [name]).fetchone():
                raise AccessError(f"账号 {name} 已经有了", "请换一个名字，或修改原来的账号")
            shown = display_name.strip()[:40] or name
            scope = _scope(role, packages)
            if password is not None:
                self.rules().check(password, (name, shown))
            first, now = password or initial_password(), self._database.now()
            cursor.execute(
                f"INSERT INTO account ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
                [
                    name,
                    shown,
                    role.value,
                    dump_packages(scope),
                    self._passwords.hash(first),
                    now,
                    password is None,
                    now,
                ],
            )
            changed.after = state_of(cursor, name)
            changed.note = f"新建：{role.word} {dump_packages(scope)}".strip()
        return first

    def change(self, by: Principal, name: str, *, role: Role, packages: Iterable[int], display_name: str) -> None:
        """Another role, other packages, another name on screen; holds from the next run of a page on."""
        with self._changing(by, name) as (cursor, changed):
            old = account_of(_row(cursor, name))
            if not old.has_password:
                raise AccessError(
                    "这个账号的角色和包件来自统一身份认证", "请在统一身份认证中修改；要马上停止使用，请停用"
                )
            scope = _scope(role, packages)
            if old.role is Role.ADMIN and role is not Role.ADMIN:
                _keep_an_admin(cursor, name)
            changed.before = state_of(cursor, name)
            cursor.execute(
                "UPDATE account SET role = ?, packages = ?, display_name = ? WHERE name = ?",
                [role.value, dump_packages(scope), display_name.strip()[:40] or name, name],
            )
            changed.after = state_of(cursor, name)
            changed.note = f"改为：{role.word} {dump_packages(scope)}".strip()

    def disable(self, by: Principal, name: str) -> None:
        """Nobody logs in with the account any more, and its logins end at once."""
        with self._changing(by, name) as (cursor, changed):
            if name == by.name:
                raise AccessError("不能停用自己的账号", "请由另一位管理员停用")
            old = account_of(_row(cursor, name))
            if old.role is Role.ADMIN and old.has_password:
                _keep_an_admin(cursor, name)
            changed.before = state_of(cursor, name)
            cursor.execute("UPDATE account SET disabled = 1 WHERE name = ?", [name])
            end_sessions(cursor, name, self._database.now(), "账号停用")
            changed.after, changed.note = state_of(cursor, name), "停用"

    def enable(self, by: Principal, name: str) -> None:
        """The account may be used again, with its password."""
        with self._changing(by, name) as (cursor, changed):
            changed.before = state_of(cursor, _row(cursor, name)["name"])
            cursor.execute("UPDATE account SET disabled = 0 WHERE name = ?", [name])
            changed.after, changed.note = state_of(cursor, name), "启用"

    def reset(self, by: Principal, name: str, password: str | None = None) -> str:
        """A new password for the next login, to be changed there; logins end, a lock is lifted."""
        with self._changing(by, name) as (cursor, changed):
            found = account_of(_row(cursor, name))
            if not found.has_password:
                raise AccessError("这个账号用统一身份认证登录，没有本系统的密码", "请在统一身份认证中重设")
            if password is not None:
                self.rules().check(password, (name, found.display_name))
            first, now = password or initial_password(), self._database.now()
            changed.before = state_of(cursor, name)
            cursor.execute(
                "UPDATE account SET password_hash = ?, password_at = ?, must_change = 1 WHERE name = ?",
                [self._passwords.hash(first), now, name],
            )
            cursor.execute("DELETE FROM wrong_try WHERE name = ?", [name])
            end_sessions(cursor, name, now, "密码重置")
            changed.after, changed.note = state_of(cursor, name), "重置密码"
        return first

    def unlock(self, by: Principal, name: str) -> None:
        """Lift the lock after wrong passwords."""
        with self._changing(by, name) as (cursor, changed):
            cursor.execute("DELETE FROM wrong_try WHERE name = ?", [_row(cursor, name)["name"]])
            changed.note = "解除锁定"

    def rules(self) -> Rules:
        """The rules for new passwords."""
        with self._database.reading() as cursor:
            found = cursor.execute("SELECT value FROM setting WHERE name = ?", [_RULES]).fetchone()
        return Rules.load(found["value"] if found else None)

    def set_rules(self, by: Principal, rules: Rules) -> None:
        """Other rules for passwords chosen from now on."""
        before = fingerprint(self.rules().dump())
        with self._trail.changing(by, Action.SETTING, "密码规则") as (cursor, changed):
            require(by, Right.MANAGE_ACCOUNTS)
            cursor.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", [_RULES, rules.dump()])
            changed.before, changed.after, changed.note = before, fingerprint(rules.dump()), rules.words

    @contextmanager
    def _changing(self, by: Principal, name: str) -> Iterator[tuple[sqlite3.Connection, Changed]]:
        """One change of an account by an admin, in one transaction with its record."""
        with self._trail.changing(by, Action.ACCOUNT, name) as opened:
            require(by, Right.MANAGE_ACCOUNTS)
            yield opened


def end_sessions(cursor: sqlite3.Connection, name: str, now: float, why: str) -> None:
    """End every login of an account, and those that wait for their second step."""
    cursor.execute("DELETE FROM pending_login WHERE account = ?", [name])
    cursor.execute(
        "UPDATE session SET ended_at = ?, ended_why = ? WHERE account = ? AND ended_at IS NULL", [now, why, name]
    )


def _row(cursor: sqlite3.Connection, name: str) -> sqlite3.Row:
    found: sqlite3.Row | None = cursor.execute("SELECT * FROM account WHERE name = ?", [name]).fetchone()
    if found is None:
        raise AccessError(f"没有账号“{name[:40]}”", "请核对账号名")
    return found


def _keep_an_admin(cursor: sqlite3.Connection, name: str) -> None:
    """AccessError if no other admin would be left who needs nobody outside to log in."""
    (others,) = cursor.execute(
        "SELECT count(*) FROM account WHERE role = ? AND disabled = 0 AND issuer = '' AND name <> ?",
        [Role.ADMIN.value, name],
    ).fetchone()
    if not others:
        raise AccessError("这是最后一个管理员", "请先增加另一位管理员")


def state_of(cursor: sqlite3.Connection, name: str) -> str:
    """The hash of what an account is, without its password."""
    row = _row(cursor, name)
    kept = {key: value for key, value in asdict(account_of(row)).items() if key != "has_password"}
    return fingerprint(kept | {"packages": row["packages"]})


def _while(locked_until: float | None, now: float) -> float:
    return locked_until if locked_until and locked_until > now else 0
