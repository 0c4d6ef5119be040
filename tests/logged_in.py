"""Somebody who is logged in, for tests and bench: the pages are served to a supervisor of all packages."""

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request

from argon2 import PasswordHasher

from access.database import FILE_NAME
from access.gate import COOKIE
from access.opened import Access
from access.passwords import Passwords
from access.principal import ALL_PACKAGES, Principal
from access.rights import Role

PASSWORD = "十二月-青石板路-4739"
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
OPERATOR = Principal("command", "命令行", Role.ADMIN, source="本机")
SUPERVISOR = Principal("wang", "王工", Role.SUPERVISOR, ALL_PACKAGES, source="127.0.0.1")
_cookies: dict[str, dict[str, str]] = {}


def principal(role: Role, *packages: int) -> Principal:
    """Somebody of a role; without packages named, of all that the role may have."""
    scope = frozenset(packages) or (ALL_PACKAGES if role.has_packages else frozenset())
    return Principal(role.value, role.word, role, scope, source="127.0.0.1")


def log_in(folder: Path, role: Role = Role.SUPERVISOR, packages: Iterable[int] = ALL_PACKAGES) -> str:
    """A token of somebody logged in at the access database of a folder; the account is named as its role."""
    with Access(folder / FILE_NAME, passwords=CHEAP) as access:
        if role.value not in [one.name for one in access.accounts.all()]:
            access.accounts.add(OPERATOR, role.value, role.word, role, packages, PASSWORD)
        return access.logins.login(role.value, PASSWORD)


def remember(address: str, token: str) -> None:
    """Let browsers that open a server bring this token along."""
    _cookies[address] = {"name": COOKIE, "value": token, "url": address}


def cookies(address: str) -> list[dict[str, str]]:
    """The cookies that a browser brings along to a server."""
    return [_cookies[address]] if address in _cookies else []


def headers(address: str) -> dict[str, str]:
    """The headers that somebody logged in sends to a server."""
    return {"Cookie": f"{COOKIE}={_cookies[address]['value']}"} if address in _cookies else {}


def asked(url: str) -> Request:
    """A request of somebody logged in."""
    parts = urlsplit(url)
    return Request(url, headers=headers(f"{parts.scheme}://{parts.netloc}"))
