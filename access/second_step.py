"""The second step 二次验证 at the login, and its switching on and off by oneself.

Between the right password and the code lies a pending login: it opens nothing but the second step, for 5 minutes.
"""

import secrets

from access.accounts import Accounts
from access.audit import Action
from access.database import Database
from access.logins import Logins, token_hash
from access.principal import Principal
from access.totp import Setup, Totp
from access.trail import Trail
from data.errors import AccessError, LoginError

PENDING_SECONDS = 5 * 60


class PendingOverError(LoginError):
    """A second step whose five minutes are over, or that never began: the password is due again."""

    WORDS = ("验证码等得太久了", "请重新输入密码")

    def __init__(self) -> None:
        super().__init__(*self.WORDS)


class SecondStep:
    """The second step of an access database."""

    def __init__(
        self, database: Database, trail: Trail, accounts: Accounts, logins: Logins, totp: Totp
    ) -> None:  # fmt: skip
        self._database, self._trail = database, trail
        self._accounts, self._logins, self._totp = accounts, logins, totp

    def begin(self, name: str, source: str = "") -> str:
        """A token for the second step of who has just given the password; kept by its hash, as that of a login is."""
        token, now = secrets.token_urlsafe(32), self._database.now()
        with self._database.writing() as cursor:
            cursor.execute("DELETE FROM pending_login WHERE began_at < ?", [now - PENDING_SECONDS])
            cursor.execute("INSERT INTO pending_login VALUES (?, ?, ?)", [token_hash(token), name, now])
        self._trail.record(None, Action.TOTP, name, who=name, source=source, note="密码正确，等验证码")
        return token

    def whose(self, token: str | None) -> str | None:
        """Whose second step it is; None if it is over, or never was."""
        if not token or len(token) > 100:
            return None
        with self._database.reading() as cursor:
            row = cursor.execute(
                """SELECT p.account FROM pending_login p JOIN account a ON a.name = p.account
                   WHERE p.token_hash = ? AND p.began_at >= ? AND a.disabled = 0""",
                [token_hash(token), self._database.now() - PENDING_SECONDS],
            ).fetchone()
        return str(row["account"]) if row else None

    def finish(self, token: str, code: str, source: str = "", agent: str = "") -> str:
        """The token of a login, for who brings the code too. LoginError otherwise; a wrong code counts as a wrong
        password does."""
        name = self.whose(token)
        if name is None:
            raise PendingOverError
        try:
            self._logins.count_try(name)
            self._totp.use(name, code)
        except LoginError as error:
            self._trail.record(None, Action.LOGIN, name, result="refused", note=error.message, who=name, source=source)
            raise
        with self._database.writing() as cursor:
            cursor.execute("DELETE FROM pending_login WHERE token_hash = ?", [token_hash(token)])
        return self._logins.open(self._accounts.find(name), source, agent, note="密码和验证码")

    def set_up(self, token: str | None, source: str = "") -> Setup:
        """What to show to who wants to switch it on. LoginError without a login, AccessError where it is on, or the
        password is kept at the centre's single sign-on."""
        by = self._by(token, source)
        if not by.has_password:
            raise AccessError("您用统一身份认证登录", "二次验证由统一身份认证管")
        return self._totp.begin(by.name)

    def switch_on(self, token: str | None, password: str, code: str, source: str = "", agent: str = "") -> str:
        """Switch it on for who gives the own password and a code of the secret shown. Every login of the account ends;
        gives the token of the new one."""
        by = self._by(token, source)
        self._check_password(by, password)
        self._logins.take_back(by.name)
        self._totp.confirm(by, code)
        return self._logins.open(self._accounts.find(by.name), source, agent, clears_tries=False)

    def switch_off(self, token: str | None, password: str, code: str, source: str = "", agent: str = "") -> str:
        """Switch it off for who gives the own password and a code; wrong ones count as at the login. Every login of
        the account ends; gives the token of the new one."""
        by = self._by(token, source)
        self._check_password(by, password)
        try:
            self._totp.use(by.name, code)
        except LoginError as error:
            self._trail.record(by, Action.TOTP, by.name, result="refused", note=error.message)
            raise
        self._totp.remove(by)
        return self._logins.open(self._accounts.find(by.name), source, agent)

    def _check_password(self, by: Principal, password: str) -> None:
        try:
            self._logins.count_try(by.name)
            self._logins.check(by.name, password)
        except LoginError as error:
            self._trail.record(by, Action.TOTP, by.name, result="refused", note=error.message)
            raise

    def _by(self, token: str | None, source: str) -> Principal:
        by = self._logins.who(token, source)
        if by is None:
            raise LoginError("登录已过期", "请重新登录")
        return by
