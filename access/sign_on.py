"""Logins by the centre's single sign-on: an account for each person, made at the first login and kept as the provider
says at each. A password for it there is none, and so no rule for one."""

import hashlib
import secrets
import threading
from sqlite3 import Connection

from access.accounts import COLUMNS, NAME, Account, account_of, dump_packages, end_sessions, state_of
from access.audit import Action
from access.database import Database
from access.id_tokens import Person
from access.logins import Logins
from access.passwords import Passwords
from access.principal import Principal
from access.rights import Role
from access.trail import Trail
from data.errors import AccessError, LoginError

NOTE = "统一身份认证"


class SignOn:
    """The logins by the provider, at an access database."""

    def __init__(self, database: Database, trail: Trail, passwords: Passwords, logins: Logins) -> None:
        self._database, self._trail, self._passwords, self._logins = database, trail, passwords, logins
        self._alone = threading.Lock()

    def login(self, person: Person, source: str = "", agent: str = "") -> str:
        """A new token for whom the provider vouches for. LoginError, on record, for who has no role or is disabled;
        who has lost the role is nowhere logged in any more."""
        with self._alone:
            account = self._found(person)
            if account is not None and account.is_disabled:
                error = LoginError("您的账号已停用", "请联系管理员", account.name)
                self.refused(error, source, account.name)
                raise error
            if person.role is None:
                raise self._without_role(person, account, source)
            account = self._as_today(person, person.role, account, source)
        return self._logins.open(account, source, agent, NOTE)

    def refused(self, error: AccessError, source: str, who: str = "") -> None:
        """Record a login by the provider that came to nothing. who: '' where that is not known."""
        why = f"（{error.detail}）" if error.detail else ""
        said = f"{NOTE}：{error.message}{why}"
        self._trail.record(None, Action.LOGIN, who or NOTE, result="refused", note=said, who=who, source=source)

    def _found(self, person: Person) -> Account | None:
        with self._database.reading() as cursor:
            return _account(cursor, person)

    def _without_role(self, person: Person, account: Account | None, source: str) -> LoginError:
        error = LoginError("统一身份认证没有给您本系统的角色", "请联系管理员", f"{person.subject} {person.claimed}")
        if account is not None:
            with self._database.writing() as cursor:
                end_sessions(cursor, account.name, self._database.now(), "不再有角色")
        self.refused(error, source, account.name if account else f"{NOTE}:{person.account or person.subject}")
        return error

    def _as_today(self, person: Person, role: Role, account: Account | None, source: str) -> Account:
        """The account as the provider says today: made, changed or as it was."""
        today = (role, person.packages, person.display_name)
        if account and (account.role, account.packages, account.display_name) == today:
            return account
        name = account.name if account else self._free_name(person)
        by = Principal(name, person.display_name, role, person.packages, source=source)
        packages = dump_packages(person.packages)
        with self._trail.changing(by, Action.ACCOUNT, name) as (cursor, changed):
            if account is None:
                self._insert(cursor, name, person, role)
            else:
                changed.before = state_of(cursor, name)
                cursor.execute(
                    "UPDATE account SET role = ?, packages = ?, display_name = ? WHERE name = ?",
                    [role.value, packages, person.display_name, name],
                )
            changed.after = state_of(cursor, name)
            changed.note = f"{NOTE}{'改为' if account else '新建'}：{role.word} {packages}".strip()
            return account_of(cursor.execute("SELECT * FROM account WHERE name = ?", [name]).fetchone())

    def _insert(self, cursor: Connection, name: str, person: Person, role: Role) -> None:
        # A real hash, of what nobody knows: a password tried on it takes as long as on any other, and never fits.
        never, now = self._passwords.hash(secrets.token_hex(32)), self._database.now()
        cursor.execute(
            f"INSERT INTO account ({COLUMNS}, issuer, subject) VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?)",
            [name, person.display_name, role.value, dump_packages(person.packages), never, now, now, person.issuer,
             person.subject],
        )  # fmt: skip

    def _free_name(self, person: Person) -> str:
        """What the person is called at the provider, if an account may be and none is; else one of issuer and subject.
        It stays, whatever the person is called later."""
        wanted = person.account.casefold()
        with self._database.reading() as cursor:
            is_taken = cursor.execute("SELECT 1 FROM account WHERE name = ?", [wanted]).fetchone()
        if NAME.fullmatch(wanted) and not is_taken:
            return wanted
        return f"sso-{hashlib.sha256(f'{person.issuer} {person.subject}'.encode()).hexdigest()[:12]}"


def _account(cursor: Connection, person: Person) -> Account | None:
    found = cursor.execute(
        "SELECT * FROM account WHERE issuer = ? AND subject = ?", [person.issuer, person.subject]
    ).fetchone()
    return account_of(found) if found else None
