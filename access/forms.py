"""The login page and what follows from it: plain HTML forms that need no script."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, quote, urlsplit

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from access.few import Few
from access.gate import COOKIE, LOGIN, LOGOUT, PASSWORD, STYLE, client_of, is_own_origin
from access.opened import Access
from data.errors import AccessError, SupervisionError

_HERE = Path(__file__).parent
_FORM_COOKIE = "kpi_form"
_NOBODY = ("还没有任何账号", "请在服务器上运行 python -m access create-admin，建立第一个管理员")
_MOST_BYTES = 8_000
_HEADERS = {"Cache-Control": "no-store"}


def form_key(token: str) -> str:
    """What a form of somebody logged in must bring along, so that no other site can send it."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def local_path(wanted: str) -> str:
    """A path on this server to go to; '/' for anything else."""
    parts = urlsplit(wanted)
    is_local = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    if not is_local or any(ord(one) < 32 or one == "\\" for one in wanted):
        return "/"
    is_before_all = parts.path in (LOGIN, LOGOUT, PASSWORD) or parts.path.startswith(f"{LOGIN}/")
    return "/" if is_before_all else wanted[:1000]


class Forms:
    """The routes /login, /logout and /password. opened: the access database, None where nobody logs in (the demo);
    sign_on: where a login by the centre's single sign-on begins, '' without one."""

    def __init__(self, opened: Callable[[], Access | None], sign_on: str = "") -> None:
        self._opened = opened
        self._few = Few(2)
        self.login_page = partial(_login_page, sign_on=sign_on)

    def routes(self) -> list[Route]:
        """The routes, with the style sheet of the pages."""
        return [
            Route(LOGIN, self.login, methods=["GET", "POST"]),
            Route(LOGOUT, self.logout, methods=["GET", "POST"]),
            Route(PASSWORD, self.password, methods=["GET", "POST"]),
            Route(STYLE, lambda _: FileResponse(_HERE / "login.css", media_type="text/css")),
        ]

    async def login(self, request: Request) -> Response:
        """GET: the form. POST: a new login, or the form again with what was wrong."""
        access = self._opened()
        wanted = local_path(request.query_params.get("next", "/"))
        if access is None:
            return RedirectResponse("/", 303, _HEADERS)
        if request.method in ("GET", "HEAD"):
            if not await run_sync(access.accounts.all):
                return self.login_page(request, wanted, *_NOBODY, tone="calm")
            return self.login_page(request, wanted)
        sent = await _fields(request)
        wanted = local_path(sent.get("next", "/"))
        if not _is_genuine(request, sent, request.cookies.get(_FORM_COOKIE, "")):
            return self.login_page(request, wanted, "页面已过期", "请再登录一次", 403)
        source, agent = client_of(request.scope), request.headers.get("user-agent", "")
        old = request.cookies.get(COOKIE)
        try:
            token = await self._few.run(
                partial(access.logins.login, sent.get("name", ""), sent.get("password", ""), source, agent)
            )
            await run_sync(access.logins.logout, old, source)
        except AccessError as error:
            return self.login_page(request, wanted, error.message, error.hint, 401, sent.get("name", ""))
        except SupervisionError as error:
            return self.login_page(request, wanted, error.message, error.hint, 503, sent.get("name", ""))
        return logged_in(request, token, wanted)

    async def logout(self, request: Request) -> Response:
        """GET: asks. POST: ends the login."""
        access, token = self._opened(), request.cookies.get(COOKIE, "")
        if access is None or not token:
            return RedirectResponse("/", 303, _HEADERS)
        if request.method == "POST":
            sent = await _fields(request)
            if _is_genuine(request, sent, form_key(token)):
                await run_sync(access.logins.logout, token, client_of(request.scope))
                answer = self.login_page(request, "/", "已退出", "要继续使用，请重新登录", tone="calm")
                answer.delete_cookie(COOKIE, path="/")
                return answer
        body = _part("logout", key=form_key(token))
        return _page("退出", body, 403 if request.method == "POST" else 200)

    async def password(self, request: Request) -> Response:
        """GET: the form. POST: another password and a new login, or the form again."""
        access, token = self._opened(), request.cookies.get(COOKIE, "")
        if access is None:
            return RedirectResponse("/", 303, _HEADERS)
        who = await run_sync(access.logins.who, token)
        if who is None or not who.has_password:
            return RedirectResponse("/" if who else LOGIN, 303, _HEADERS)
        draw = partial(_password_page, token, access.accounts.rules().words, who.must_change_password)
        if request.method in ("GET", "HEAD"):
            return draw()
        sent = await _fields(request)
        if not _is_genuine(request, sent, form_key(token)):
            return draw("页面已过期", "请再填一次", 403)
        if sent.get("new", "") != sent.get("again", ""):
            return draw("两次输入的新密码不一样", "请再填一次", 422)
        change = partial(
            access.logins.change_password, token, sent.get("old", ""), sent.get("new", ""), client_of(request.scope),
            request.headers.get("user-agent", ""),
        )  # fmt: skip
        try:
            return logged_in(request, await self._few.run(change), "/")
        except AccessError as error:
            return draw(error.message, error.hint, 422)


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form, none of one that is too long."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            return {}
    try:
        return {name: values[-1] for name, values in parse_qs(body.decode("utf-8"), keep_blank_values=True).items()}
    except (UnicodeDecodeError, ValueError):
        return {}


def _is_genuine(request: Request, sent: dict[str, str], key: str) -> bool:
    return (
        bool(key) and is_own_origin(request.headers) and hmac.compare_digest(sent.get("key", "").encode(), key.encode())
    )


def logged_in(request: Request, token: str, wanted: str) -> Response:
    """On to a page of this server, with the cookie of a new login."""
    answer = RedirectResponse(quote(wanted, safe="/?&=%+:,;@~!$'()*-._#"), 303, _HEADERS)
    is_secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, max_age=12 * 3600, path="/", httponly=True, samesite="lax", secure=is_secure)
    answer.delete_cookie(_FORM_COOKIE, path=LOGIN)
    return answer


def _login_page(
    request: Request, wanted: str, message: str = "", hint: str = "", status: int = 200, name: str = "",
    tone: str = "alarm", *, sign_on: str = "",
) -> Response:  # fmt: skip
    key = request.cookies.get(_FORM_COOKIE) or secrets.token_urlsafe(32)
    other = _part("sign_on", address=f"{sign_on}?next={quote(wanted, safe='')}") if sign_on else _Html("")
    body = _part("login", key=key, next=wanted, name=name, said=_said(message, hint, tone), other=other)
    answer = _page("登录", body, status)
    answer.set_cookie(
        _FORM_COOKIE, key, path=LOGIN, httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return answer


def _password_page(
    token: str, rules: str, is_forced: bool, message: str = "", hint: str = "", status: int = 200
) -> Response:
    lead = (
        "第一次登录，或密码已到期：请先换成只有您自己知道的密码。"
        if is_forced
        else "换好后，其他地方的登录会一起结束。"
    )
    back = "" if is_forced else "<a href='/'>返回</a>"
    body = _part(
        "password", key=form_key(token), rules=rules, lead=lead, back=_Html(back), said=_said(message, hint, "alarm")
    )
    return _page("修改密码", body, status)


class _Html(str):
    """Text that is HTML already."""


def _said(message: str, hint: str, tone: str) -> _Html:
    if not message:
        return _Html("")
    return _Html(f"<p class='said {tone}' role='alert'><b>{escape(message)}</b>{escape(hint)}</p>")


def _part(part: str, /, **values: str) -> _Html:
    source = (_HERE / "forms" / f"{part}.html").read_text(encoding="utf-8")
    safe = {key: value if isinstance(value, _Html) else escape(value, quote=True) for key, value in values.items()}
    return _Html(Template(source).substitute(safe))


def _page(title: str, body: _Html, status: int = 200) -> HTMLResponse:
    return HTMLResponse(_part("page", title=title, body=body), status, _HEADERS)
