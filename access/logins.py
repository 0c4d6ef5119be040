"""Logins 登录: from a password to a token, and from a token to who it is, asked anew each time."""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, replace

from access.accounts import Account, Accounts, account_of, end_sessions
from access.audit import Action
from access.database import Database
from access.passwords import Passwords
from access.principal import Principal, require
from access.rights import Right
from access.totp import Totp
from access.trail import Trail
from data.errors import AccessError, LoginError

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 12 * 3600
MOST_TRIES = 5
LOCKED_SECONDS = 15 * 60
INITIAL_SECONDS = 7 * 24 * 3600
"""How long the password of a new or reset account may wait for its first login."""
_SEEN_SECONDS = 60
"""A login is noted as seen at most once in so many seconds."""
_KEPT_SECONDS = 90 * 24 * 3600
WRONG = ("账号或密码不对", f"请重新输入；连续输错 {MOST_TRIES} 次会锁定 {LOCKED_SECONDS // 60} 分钟")


@dataclass(frozen=True)
class Session:
    """A login that has not ended. Times in seconds since 1970, UTC."""

    session_id: str
    account: str
    started_at: float
    seen_at: float
    source: str
    agent: str


def token_hash(token: str) -> str:
    """Under which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


class CodeDueError(LoginError):
    """The password is right, and the code of the second step is due. name: of which account."""

    def __init__(self, name: str) -> None:
        super().__init__("还要输入验证码", "请打开手机上的验证器")
        self.name = name


class Logins:
    """The logins of an access database."""

    def __init__(
        self, database: Database, trail: Trail, passwords: Passwords, accounts: Accounts, totp: Totp
    ) -> None:  # fmt: skip
        self._database, self._trail, self._passwords, self._accounts = database, trail, passwords, accounts
        self._totp = totp

    def login(self, name: str, password: str, source: str = "", agent: str = "") -> str:
        """A new token for who knows the password. LoginError otherwise, the same for unknown names and as late.
        CodeDueError for who knows it and must bring a code too (access/second_step.py)."""
        name = unicodedata.normalize("NFKC", name).strip().casefold()[:64]
        try:
            self.count_try(name)
            account = self.check(name, password)
        except LoginError as error:
            self._trail.record(None, Action.LOGIN, name, result="refused", note=error.message, who=name, source=source)
            raise
        if self._totp.is_on(account.name):
            self.take_back(account.name)
            raise CodeDueError(account.name)
        return self.open(account, source, agent)

    def count_try(self, name: str) -> None:
        """Count a try before it is made, so that many at once are no more than many after each other."""
        now = self._database.now()
        with self._database.writing() as cursor:
            cursor.execute("DELETE FROM wrong_try WHERE locked_until < ? AND first_at < ?", [now, now - LOCKED_SECONDS])
            found = cursor.execute("SELECT * FROM wrong_try WHERE name = ?", [name]).fetchone()
            if found and found["locked_until"] > now:
                minutes = int((found["locked_until"] - now) // 60) + 1
                raise LoginError("输错次数太多，账号已锁定", f"请 {minutes} 分钟后再试，或请管理员解除")
            tries = (found["tries"] if found and not found["locked_until"] else 0) + 1
            locked = now + LOCKED_SECONDS if tries >= MOST_TRIES else 0
            first = found["first_at"] if found and tries > 1 else now
            cursor.execute("INSERT OR REPLACE INTO wrong_try VALUES (?, ?, ?, ?)", [name, tries, first, locked])

    def take_back(self, name: str) -> None:
        """A try that was counted was right. It makes up for no wrong ones: only a whole login does."""
        with self._database.writing() as cursor:
            cursor.execute(
                "UPDATE wrong_try SET tries = tries - 1, locked_until = 0 WHERE name = ? AND tries > 0", [name]
            )

    def check(self, name: str, password: str) -> Account:
        """The account, if the password is its one; LoginError otherwise."""
        with self._database.reading() as cursor:
            row = cursor.execute("SELECT * FROM account WHERE name = ?", [name]).fetchone()
        is_right = self._passwords.fits(row["password_hash"] if row else None, password)
        if not is_right or row["disabled"]:
            raise LoginError(*WRONG)
        if row["must_change"] and self._database.now() - row["password_at"] > INITIAL_SECONDS:
            raise LoginError("初始密码已过期", "请管理员重新设置密码")
        if self._passwords.is_dated(row["password_hash"]):
            fresh = self._passwords.hash(password)
            with self._database.writing() as cursor:
                cursor.execute("UPDATE account SET password_hash = ? WHERE name = ?", [fresh, name])
        return account_of(row)

    def open(
        self, account: Account, source: str, agent: str, note: str = "", *, clears_tries: bool = True
    ) -> str:  # fmt: skip
        """A new token for an account whose right to log in was checked. note: how, for the trail; clears_tries: whether
        wrong tries are forgotten."""
        token, now = secrets.token_urlsafe(32), self._database.now()
        by = _principal(account, token_hash(token), source)
        with self._trail.changing(by, Action.LOGIN, account.name) as (cursor, changed):
            changed.note = note
            if clears_tries:
                cursor.execute("DELETE FROM wrong_try WHERE name = ?", [account.name])
            cursor.execute("DELETE FROM session WHERE started_at < ?", [now - _KEPT_SECONDS])
            cursor.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)",
                [token_hash(token), account.name, now, now, source[:64], agent[:200]],
            )
        return token

    def who(self, token: str | None, source: str = "") -> Principal | None:
        """Who a token is of, with today's role and packages; None if the login is over or never was."""
        if not token or len(token) > 100:
            return None
        key, now = token_hash(token), self._database.now()
        with self._database.reading() as cursor:
            row = cursor.execute(
                """SELECT a.*, s.started_at, s.seen_at, s.source FROM session s JOIN account a ON a.name = s.account
                   WHERE s.token_hash = ? AND s.ended_at IS NULL AND a.disabled = 0""",
                [key],
            ).fetchone()
        if row is None or now - row["seen_at"] > IDLE_SECONDS or now - row["started_at"] > LONGEST_SECONDS:
            return None
        if now - row["seen_at"] > _SEEN_SECONDS:
            with self._database.writing() as cursor:
                cursor.execute("UPDATE session SET seen_at = ? WHERE token_hash = ?", [now, key])
        account = account_of(row)
        return replace(
            _principal(account, key, source or row["source"]),
            must_change_password=account.must_change or self._is_too_old(account, now),
            must_set_up_totp=self._totp.must_set_up(account),
        )

    def _is_too_old(self, account: Account, now: float) -> bool:
        days = self._accounts.rules().most_days
        return account.has_password and bool(days) and now - account.password_at > days * 86400

    def logout(self, token: str | None, source: str = "") -> None:
        """End a login, if there is one."""
        by = self.who(token, source)
        if by is None or token is None:
            return
        with self._trail.changing(by, Action.LOGOUT, by.name) as (cursor, _):
            cursor.execute(
                "UPDATE session SET ended_at = ?, ended_why = '退出' WHERE token_hash = ?",
                [self._database.now(), token_hash(token)],
            )

    def change_password(self, token: str | None, old: str, new: str, source: str = "", agent: str = "") -> str:
        """Change one's own password; every login with the old one ends. Gives the token of the new login."""
        by = self.who(token, source)
        if by is None:
            raise LoginError("登录已过期", "请重新登录")
        try:
            account = self._check_change(by, old, new)
        except AccessError as error:
            self._trail.record(by, Action.PASSWORD, by.name, result="refused", note=error.message)
            raise
        fresh, now = self._passwords.hash(new), self._database.now()
        with self._trail.changing(by, Action.PASSWORD, by.name) as (cursor, _):
            cursor.execute(
                "UPDATE account SET password_hash = ?, password_at = ?, must_change = 0 WHERE name = ?",
                [fresh, now, by.name],
            )
            end_sessions(cursor, by.name, now, "修改密码")
        return self.open(account, source, agent, clears_tries=False)

    def _check_change(self, by: Principal, old: str, new: str) -> Account:
        self.count_try(by.name)
        account = self.check(by.name, old)
        self.take_back(by.name)
        if old == new:
            raise AccessError("新密码和原来的一样", "请换一个新的")
        self._accounts.rules().check(new, (by.name, account.display_name))
        return account

    def sessions(self) -> list[Session]:
        """The logins that hold, the last seen first."""
        now = self._database.now()
        with self._database.reading() as cursor:
            rows = cursor.execute(
                """SELECT substr(token_hash, 1, 12) AS session_id, account, started_at, seen_at, source, agent
                   FROM session WHERE ended_at IS NULL AND seen_at >= ? AND started_at >= ? ORDER BY seen_at DESC""",
                [now - IDLE_SECONDS, now - LONGEST_SECONDS],
            ).fetchall()
        return [Session(**dict(row)) for row in rows]

    def end(self, by: Principal, session_id: str) -> None:
        """End somebody's login."""
        with self._trail.changing(by, Action.SESSION, session_id) as (cursor, changed):
            require(by, Right.MANAGE_ACCOUNTS)
            found = cursor.execute(
                "UPDATE session SET ended_at = ?, ended_why = '管理员结束' WHERE substr(token_hash, 1, 12) = ? "
                "AND ended_at IS NULL RETURNING account",
                [self._database.now(), session_id],
            ).fetchone()
            if found is None:
                raise AccessError("这次登录已经结束", "请刷新页面")
            changed.note = found["account"]


def _principal(account: Account, key: str, source: str) -> Principal:
    return Principal(
        account.name, account.display_name, account.role, account.packages, key[:12], source, account.must_change,
        has_password=account.has_password,
    )  # fmt: skip
