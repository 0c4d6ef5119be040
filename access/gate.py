"""The gate in front of everything: pages, websocket, uploads, media, data, metrics. Only what OPEN names passes it."""

import ipaddress
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote, urlsplit

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse, Response

from access.principal import Principal
from access.problem_details import (
    INVALID_TOKEN,
    MISSING_TOKEN,
    THIS_MACHINE_ONLY,
    UNAVAILABLE,
    UNKNOWN_HOST,
    Kind,
    problem,
)
from access.rights import HANDS_IN
from data.errors import LoginError, StoreError

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

_log = logging.getLogger("kpi.access")
COOKIE = "kpi_session"
LOGIN, LOGOUT, PASSWORD, STYLE = "/login", "/logout", "/password", "/assets/login.css"
SIGN_ON, SIGN_ON_BACK = f"{LOGIN}/sso", f"{LOGIN}/sso/callback"
"""Where a login by the centre's single sign-on begins, and where it comes back to."""
CODE, TOTP = f"{LOGIN}/code", "/totp"
"""The second step of a login, for who has given the password; and where one switches it on and off."""
API = "/api/v1/"
"""Below it programs ask, with a token of their own; a login does not count there, and their token nowhere else."""
MEDIA = "/media/"
"""Below it Streamlit has the files made at a click."""
OPEN = frozenset({"/healthz", LOGIN, CODE, SIGN_ON, SIGN_ON_BACK, LOGOUT, STYLE})
_CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/auth/", "/oauth2callback")
"""What Streamlit would answer, and nobody here is to ask for; the beginnings of paths."""
_UPLOADS = "/_stcore/upload_file"
_WITHOUT_OWN_PASSWORD = frozenset({PASSWORD})
"""What somebody gets to see who must change the password first."""
_WITHOUT_SECOND_STEP = frozenset({TOTP})
"""And who must set up the second step, once the password is an own one."""
_NO_STORE = {"Cache-Control": "no-store"}
_OF_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def cookie(headers: Headers, name: str) -> str | None:
    """A cookie of a request; None without it."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return None
    return found.value if found else None


def client_of(scope: Message) -> str:
    """The address of who asks. Behind a proxy named by FORWARDED_ALLOW_IPS the server has put its X-Forwarded-For here;
    anybody else's is not read."""
    return str(scope["client"][0]) if scope.get("client") else ""


def host_of(text: str) -> str:
    """The host in a Host header or an Origin, without port, in small letters; '' for nonsense."""
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
        return "" if parts.username is not None or parts.path.strip("/") else (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_own_origin(headers: Headers) -> bool:
    """Whether a request that changes something was sent by a page of this server."""
    origin = headers.get("origin") or headers.get("referer") or ""
    return bool(origin) and urlsplit(origin).netloc.lower() == headers.get("host", "").lower()


class Hosts:
    """The host names under which the server may be asked for: so no foreign name can be pointed at it.

    Named by KPI_HOSTS or server.allowedHosts; without them this machine's names, and bare addresses, which nobody can
    point elsewhere. The machine itself may always ask.
    """

    def __init__(self, named: Iterable[str] = ()) -> None:
        listed = [*os.environ.get("KPI_HOSTS", "").replace(",", " ").split(), *named]
        self._is_listed = bool(listed)
        self._names = _OF_THIS_MACHINE | {one.lower().rstrip(".") for one in listed}
        if not listed:
            self._names |= {socket.gethostname().lower(), socket.getfqdn().lower()}

    def allows(self, host: str) -> bool:
        """Whether a Host header names this server."""
        name = host_of(host)
        if name in self._names or any(one.startswith("*.") and name.endswith(one[1:]) for one in self._names):
            return True
        return not self._is_listed and _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_of_this_machine(address: str) -> bool:
    """Whether a client or a host is this very machine."""
    return address in _OF_THIS_MACHINE or (_is_address(address) and ipaddress.ip_address(address).is_loopback)


Who = Callable[[Headers, str], Principal | None]
"""From the headers of a request and the address of its client to who it is; None: nobody."""
WhoseToken = Callable[[str, str], Principal]
"""From the token of a program and its address to who it is; LoginError for one that does not hold."""
MayFetch = Callable[[Principal, str], bool]
"""Whether somebody may have the file at a path below MEDIA; a refusal is recorded there."""


class Gate:
    """Lets a request through only if somebody is logged in; a websocket too. Below API it asks for the token of a
    program instead, and names it as the scope's user. may_fetch: of a file whether it is theirs; local_only: from this
    machine only."""

    def __init__(
        self, app: Application, who: Who, whose_token: WhoseToken, may_fetch: MayFetch, hosts: Hosts,
        local_only: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._app, self._who, self._whose_token, self._may_fetch = app, who, whose_token, may_fetch
        self._hosts, self._local_only = hosts, local_only

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = await self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4401, "reason": "login"})
        else:
            await refusal(scope, receive, send)

    async def _refusal(self, scope: Message) -> Response | None:
        headers, path = Headers(scope=scope), scope["path"]
        if not self._hosts.allows(headers.get("host", "")):
            return _turned_away(path, UNKNOWN_HOST, "unknown host", "请用管理员给的主机名，或请管理员登记这个主机名")
        if self._local_only() and not is_of_this_machine(client_of(scope)):
            return _turned_away(path, THIS_MACHINE_ONLY, "this machine only", "示例数据只给服务器本机看")
        if scope["type"] == "http" and path in OPEN:
            return None
        if scope["type"] == "http" and path.startswith(API):
            return await self._refusal_of_program(scope, headers)
        if scope["type"] == "websocket" and "origin" in headers and not is_own_origin(headers):
            return JSONResponse({"status": "foreign origin"}, 403, _NO_STORE)
        try:
            who = await run_sync(self._who, headers, client_of(scope))
        except StoreError as error:
            _log.error("%s | %s", error, error.detail)
            return JSONResponse({"status": "accounts unavailable"}, 503, _NO_STORE)
        if who is None:
            return _sent(scope, headers, _and_back(LOGIN, scope), "login")
        if path.startswith(_CLOSED):
            return JSONResponse({"status": "closed"}, 403, _NO_STORE)
        if path.startswith(_UPLOADS) and not any(who.may(right) for right in HANDS_IN):
            return JSONResponse({"status": "not for this role"}, 403, _NO_STORE)
        if who.must_change_password and path not in _WITHOUT_OWN_PASSWORD:
            return _sent(scope, headers, _and_back(PASSWORD, scope), "password must be changed")
        if who.must_set_up_totp and not who.must_change_password and path not in _WITHOUT_SECOND_STEP:
            return _sent(scope, headers, _and_back(TOTP, scope), "second step must be set up")
        return await self._refusal_of_file(who, path) if path.startswith(MEDIA) else None

    async def _refusal_of_file(self, who: Principal, path: str) -> Response | None:
        """The same answer for a file of somebody else and for one that there is not."""
        try:
            is_theirs = await run_sync(self._may_fetch, who, path)
        except StoreError as error:
            _log.error("%s | %s", error, error.detail)
            return JSONResponse({"status": "accounts unavailable"}, 503, _NO_STORE)
        return None if is_theirs else JSONResponse({"status": "no such file"}, 404, _NO_STORE)

    async def _refusal_of_program(self, scope: Message, headers: Headers) -> Response | None:
        sign, _, token = headers.get("authorization", "").partition(" ")
        if sign.lower() != "bearer" or not token.strip():
            return problem(MISSING_TOKEN, "请带上请求头 Authorization: Bearer 令牌；令牌由管理员建立")
        try:
            scope["user"] = await run_sync(self._whose_token, token.strip(), client_of(scope))
        except LoginError as error:
            return problem(INVALID_TOKEN, str(error))
        except StoreError as error:
            _log.error("%s | %s", error, error.detail)
            return problem(UNAVAILABLE, str(error))
        return None


def _turned_away(path: str, kind: Kind, status: str, detail: str) -> Response:
    """What is said before anybody is asked who it is: to programs in their own form."""
    return problem(kind, detail) if path.startswith(API) else JSONResponse({"status": status}, kind.status, _NO_STORE)


def _and_back(address: str, scope: Message) -> str:
    """An address from where it goes on to what was asked for."""
    wanted = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope.get("query_string") else "")
    return f"{address}?next={quote(wanted, safe='')}" if wanted != "/" else address


def _sent(scope: Message, headers: Headers, address: str, status: str) -> Response:
    is_page = scope.get("method") in ("GET", "HEAD") and "text/html" in headers.get("accept", "")
    if is_page:
        return RedirectResponse(address, 303, _NO_STORE)
    return JSONResponse({"status": status}, 401, _NO_STORE)
