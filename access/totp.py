"""Second step 二次验证: the codes of RFC 6238 that an app makes, their secrets, and which roles must have them."""

import base64
import json
import secrets
import sqlite3
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from access.accounts import Account, end_sessions
from access.audit import Action, fingerprint
from access.database import Database
from access.principal import Principal, require
from access.rights import Right, Role
from access.sealing import Sealing
from access.trail import Trail
from data.clock import SHANGHAI
from data.errors import AccessError, LoginError

DIGITS = 6
STEP_SECONDS = 30
TOLERANCE = 1
"""A code of so many steps before or after this one is taken too: clocks differ."""
WRONG_CODE = ("验证码不对，或已经用过", "请输入手机上现在显示的 6 位验证码")
ISSUER = "运维绩效监督"
_SECRET_BYTES = 20
_SETUP_SECONDS = 15 * 60
"""So long a secret that was shown, and not confirmed, is shown again."""
_ROLES = "totp_roles"


@dataclass(frozen=True)
class Setup:
    """What an app needs: the secret as text, and as an address that a QR code carries."""

    secret: str
    address: str


class Totp:
    """The second step of the accounts of an access database."""

    def __init__(self, database: Database, trail: Trail) -> None:
        self._database, self._trail = database, trail
        self._sealing = Sealing(database.path)

    def is_on(self, name: str) -> bool:
        """Whether an account logs in with a code."""
        with self._database.reading() as cursor:
            return _row(cursor, name) is not None

    def on_since(self, name: str) -> float | None:
        """Since when it does, in seconds since 1970, UTC; None if it does not."""
        with self._database.reading() as cursor:
            row = _row(cursor, name)
        return None if row is None else float(row["on_since"])

    def accounts(self) -> frozenset[str]:
        """The names of all accounts that log in with a code."""
        with self._database.reading() as cursor:
            rows = cursor.execute("SELECT account FROM totp WHERE on_since IS NOT NULL").fetchall()
        return frozenset(row["account"] for row in rows)

    def roles(self) -> frozenset[Role]:
        """The roles that must log in with a code."""
        with self._database.reading() as cursor:
            found = cursor.execute("SELECT value FROM setting WHERE name = ?", [_ROLES]).fetchone()
        return frozenset(Role(one) for one in json.loads(found["value"])) if found else frozenset()

    def set_roles(self, by: Principal, roles: Iterable[Role]) -> None:
        """Other roles that must; who of them has none yet sets it up before anything else opens."""
        chosen, before = frozenset(roles), fingerprint(sorted(self.roles()))
        with self._trail.changing(by, Action.SETTING, "二次验证") as (cursor, changed):
            require(by, Right.MANAGE_ACCOUNTS)
            cursor.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", [_ROLES, json.dumps(sorted(chosen))])
            changed.before, changed.after = before, fingerprint(sorted(chosen))
            changed.note = f"必须使用：{'、'.join(role.word for role in Role if role in chosen) or '没有角色'}"

    def must_set_up(self, account: Account) -> bool:
        """Whether an account must have it, and has not. Who logs in by the centre's single sign-on need not."""
        return account.has_password and account.role in self.roles() and not self.is_on(account.name)

    def begin(self, name: str) -> Setup:
        """A new secret, or the one that was shown just before; it counts for nothing until it is confirmed. AccessError
        where one is in use."""
        now = self._database.now()
        with self._database.writing() as cursor:
            found = cursor.execute("SELECT * FROM totp WHERE account = ?", [name]).fetchone()
            if found and found["on_since"] is not None:
                raise AccessError("二次验证已经开启", "要换手机时请先关闭")
            if found and now - found["made_at"] <= _SETUP_SECONDS:
                return _setup(name, self._sealing.open(found["secret"], name))
            secret = secrets.token_bytes(_SECRET_BYTES)
            sealed = self._sealing.seal(secret, name)
            cursor.execute("INSERT OR REPLACE INTO totp VALUES (?, ?, ?, NULL, 0)", [name, sealed, now])
        return _setup(name, secret)

    def confirm(self, by: Principal, code: str) -> None:
        """Switch it on for who brings a code of the secret that was shown; the logins of the account end."""
        with self._trail.changing(by, Action.TOTP, by.name) as (cursor, changed):
            found = cursor.execute("SELECT * FROM totp WHERE account = ?", [by.name]).fetchone()
            now = self._database.now()
            if found is None or found["on_since"] is not None or now - found["made_at"] > _SETUP_SECONDS:
                raise AccessError("二维码已过期", "请重新扫描后再试")
            step = self._step(self._sealing.open(found["secret"], by.name), code)
            if step is None:
                raise LoginError(*WRONG_CODE)
            cursor.execute("UPDATE totp SET on_since = ?, used_step = ? WHERE account = ?", [now, step, by.name])
            end_sessions(cursor, by.name, now, "开启二次验证")
            changed.note = "开启"

    def use(self, name: str, code: str) -> None:
        """Take a code, once, and no older one after it. LoginError if it is none, StoreError without the key."""
        with self._database.writing() as cursor:
            found = _row(cursor, name)
            step = self._step(self._sealing.open(found["secret"], name), code) if found else None
            if found is None or step is None or step <= found["used_step"]:
                raise LoginError(*WRONG_CODE)
            cursor.execute("UPDATE totp SET used_step = ? WHERE account = ?", [step, name])

    def remove(self, by: Principal) -> None:
        """Switch it off for oneself; the logins of the account end."""
        with self._trail.changing(by, Action.TOTP, by.name) as (cursor, changed):
            self._remove(cursor, by.name, "关闭二次验证")
            changed.note = "关闭"

    def reset(self, by: Principal, name: str) -> None:
        """Take it from an account whose phone is lost: the password is enough then; its logins end."""
        with self._trail.changing(by, Action.TOTP, name) as (cursor, changed):
            require(by, Right.MANAGE_ACCOUNTS)
            self._remove(cursor, name, "重置二次验证")
            changed.note = "重置"

    def _remove(self, cursor: sqlite3.Connection, name: str, why: str) -> None:
        if _row(cursor, name) is None:
            raise AccessError(f"{name[:40]} 没有开启二次验证", "不用再做")
        cursor.execute("DELETE FROM totp WHERE account = ?", [name])
        end_sessions(cursor, name, self._database.now(), why)

    def _step(self, secret: bytes, code: str) -> int | None:
        """Of which step a code is, the newest first; None: of none near now."""
        plain = "".join(unicodedata.normalize("NFKC", code[:40]).split())
        if len(plain) != DIGITS or not (plain.isascii() and plain.isdigit()):
            return None
        generator, now = _generator(secret), int(self._database.now()) // STEP_SECONDS
        for step in range(now + TOLERANCE, now - TOLERANCE - 1, -1):
            try:
                generator.verify(plain.encode(), step * STEP_SECONDS)
            except InvalidToken:
                continue
            return step
        return None


def code_at(secret: str, seconds: float) -> str:
    """The code that an app shows at a moment; the secret as text, as `Setup` has it."""
    return _generator(base64.b32decode(secret)).generate(int(seconds)).decode()


def since_words(seconds: float) -> str:
    """Since when it is on, as a day."""
    return f"{datetime.fromtimestamp(seconds, SHANGHAI):%Y-%m-%d}"


def _generator(secret: bytes) -> TOTP:
    # SHA-1, 6 digits, 30 s: what every app takes, some without looking at what the address says.
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)


def _setup(name: str, secret: bytes) -> Setup:
    return Setup(base64.b32encode(secret).decode(), _generator(secret).get_provisioning_uri(name, ISSUER))


def _row(cursor: sqlite3.Connection, name: str) -> sqlite3.Row | None:
    """What an account logs in with; None without it, or before it is confirmed."""
    row: sqlite3.Row | None = cursor.execute(
        "SELECT * FROM totp WHERE account = ? AND on_since IS NOT NULL", [name]
    ).fetchone()
    return row
