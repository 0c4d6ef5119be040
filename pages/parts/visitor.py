"""Who looks: asked anew in every run and before every act, from the cookie of the login, in the demo from that of the
role chosen."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers

from access.database import FILE_NAME, access_path
from access.gate import COOKIE, cookie
from access.opened import Access
from access.principal import ALL_PACKAGES, Principal, require
from access.rights import Right, Role
from access.sample import make_sample
from access.watching import Checked
from data.clock import DEMO_NOW, SHANGHAI
from data.errors import LoginError
from data.store import database_path

ROLE_COOKIE = "kpi_role"
DEFAULT_ROLE = Role.SUPERVISOR.value


@dataclass
class _Served:
    """Who is served. given: always this one (tests); demo: where the sample data lie; else who is logged in."""

    given: Principal | None = None
    demo: Path | None = None
    is_open: bool = False
    opened: dict[Path, Access] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_served = _Served()
_asking: ContextVar[Principal | None] = ContextVar("asking", default=None)
_looking: ContextVar[Principal | None] = ContextVar("looking", default=None)


def serve_accounts() -> None:
    """Serve who is logged in, from now on."""
    _served.is_open, _served.demo = True, None


def serve_demo(folder: Path) -> None:
    """Serve everybody in the role that they choose; accounts and trail, invented ones, lie beside the sample data."""
    _served.is_open, _served.demo = True, folder.with_name(f"{folder.name}_access")
    make_sample(access())


def serve_as(principal: Principal | None) -> None:
    """Serve this one only, without any login (tests); None: as before."""
    _served.given = principal


def is_demo() -> bool:
    """Whether roles are chosen, not logged in to."""
    return _served.demo is not None


def access() -> Access:
    """The access database of this process, opened on first use; StoreError if that fails."""
    path = (_served.demo / FILE_NAME if _served.demo else access_path(database_path())).resolve()
    with _served.lock:
        if path not in _served.opened:
            _served.opened[path] = Access(path, _demo_seconds) if is_demo() else Access(path)
        return _served.opened[path]


def last_of_trail() -> Checked | None:
    """What was found last of the audit trail, without looking; None before the first look."""
    opened = next(iter(_served.opened.values()), None)
    return opened.watch.last if opened else None


def accounts() -> Access | None:
    """The access database, where people log in; None in the demo."""
    return None if is_demo() else access()


def _demo_seconds() -> float:
    return DEMO_NOW.replace(tzinfo=SHANGHAI).timestamp()


def close() -> None:
    """Close what was opened; nobody is served any more."""
    with _served.lock:
        _served.is_open = False
        for opened in _served.opened.values():
            opened.close()
        _served.opened.clear()


def who() -> Principal:
    """Who looks at the page that is being run. LoginError if nobody is logged in, or no longer."""
    return _looking.get() or anew()


def anew() -> Principal:
    """The same, asked at this moment: before an act. LoginError if nobody is logged in, or no longer."""
    return _asking.get() or later()()


def looking(looker: Principal) -> AbstractContextManager[None]:
    """Inside, a page is drawn for this one, who was asked when it began: what it reads asks a hundred times."""
    return _held(_looking, looker)


def later() -> Callable[[], Principal]:
    """Asks, whenever it is called, who it is by then that looks at the page being run now: for files made at a click,
    when no page is run. LoginError then if nobody is logged in, or no longer."""
    cookies, source = st.context.cookies, st.context.ip_address or "127.0.0.1"
    kept = {} if _served.given else {name: cookies.get(name) or "" for name in (COOKIE, ROLE_COOKIE)}

    def ask() -> Principal:
        found = _served.given or _of(kept, source)
        if found is None or not found.is_ready:
            raise LoginError("登录已过期", "请重新登录；已经保存的内容都在")
        return found

    return ask


def token() -> str:
    """The token of the login under which the page is run; '' where nobody logs in."""
    return "" if _served.given or is_demo() else st.context.cookies.get(COOKIE) or ""


def answering(looker: Principal) -> AbstractContextManager[None]:
    """Inside, it is this one who looks: for what is answered outside a page."""
    return _held(_asking, looker)


@contextmanager
def _held(variable: ContextVar[Principal | None], looker: Principal) -> Iterator[None]:
    token = variable.set(looker)
    try:
        yield
    finally:
        variable.reset(token)


def of_request(headers: Headers, source: str) -> Principal | None:
    """Who sends a request; None: nobody who is logged in."""
    names = (COOKIE, ROLE_COOKIE)
    return _served.given or _of({name: cookie(headers, name) or "" for name in names}, source)


def of_token(token: str, source: str) -> Principal:
    """The program whose token it is; LoginError for one that does not hold."""
    if not _served.is_open:
        raise LoginError("现在不收请求", "请稍后再试")
    return access().clients.who(token, source)


def _of(cookies: Mapping[str, str], source: str) -> Principal | None:
    if _served.demo is not None:
        return demo_principal(cookies.get(ROLE_COOKIE) or DEFAULT_ROLE, source)
    if not _served.is_open:
        return None
    return access().logins.who(cookies.get(COOKIE) or None, source)


def demo_principal(chosen: str, source: str = "") -> Principal:
    """Who plays a role in the demo: 'viewer', 'contractor-3' … The supervisor for what there is not."""
    name, _, package = chosen.partition("-")
    role = Role(name) if name in list(Role) else Role.SUPERVISOR
    scope = ALL_PACKAGES if role.has_packages else frozenset()
    if role is Role.CONTRACTOR:
        scope = frozenset({int(package) if package in map(str, ALL_PACKAGES) else 1})
        return Principal(
            f"demo-{role}-{min(scope)}", f"示例{role.word}（包件{min(scope)}）", role, scope, source=source
        )
    return Principal(f"demo-{role}", f"示例{role.word}", role, scope, source=source)


def may(right: Right, package: int | None = None) -> bool:
    """Whether who looks has a right, for a package where one is named."""
    return who().may(right, package)


def must(right: Right, package: int | None = None) -> None:
    """Raise AccessError unless who looks has a right."""
    require(who(), right, package)


def packages() -> list[int]:
    """The packages that who looks may see, in order."""
    return sorted(who().packages)
