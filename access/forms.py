"""The login page and what follows from it: plain HTML forms that need no script."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from functools import partial
from urllib.parse import quote, urlsplit

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from access.few import Few
from access.gate import COOKIE, LOGIN, LOGOUT, PASSWORD, STYLE, TOTP, client_of
from access.logins import CodeDueError
from access.opened import Access
from access.plain_pages import (
    FORM_COOKIE,
    HERE,
    NO_STORE,
    Html,
    code_due,
    fields,
    is_genuine,
    logged_in,
    page,
    part,
    said,
)
from data.errors import AccessError, SupervisionError

_NOBODY = ("还没有任何账号", "请在服务器上运行 python -m access create-admin，建立第一个管理员")


def form_key(token: str) -> str:
    """What a form of somebody logged in must bring along, so that no other site can send it."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def local_path(wanted: str) -> str:
    """A path on this server to go to; '/' for anything else."""
    parts = urlsplit(wanted)
    is_local = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    if not is_local or any(ord(one) < 32 or one == "\\" for one in wanted):
        return "/"
    is_before_all = parts.path in (LOGIN, LOGOUT, PASSWORD, TOTP) or parts.path.startswith(f"{LOGIN}/")
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
            Route(STYLE, lambda _: FileResponse(HERE / "login.css", media_type="text/css")),
        ]

    async def login(self, request: Request) -> Response:
        """GET: the form. POST: a new login, or the form again with what was wrong."""
        access = self._opened()
        wanted = local_path(request.query_params.get("next", "/"))
        if access is None:
            return RedirectResponse("/", 303, NO_STORE)
        if request.method in ("GET", "HEAD"):
            if not await run_sync(access.accounts.all):
                return self.login_page(request, wanted, *_NOBODY, tone="calm")
            return self.login_page(request, wanted)
        sent = await fields(request)
        wanted = local_path(sent.get("next", "/"))
        if not is_genuine(request, sent, request.cookies.get(FORM_COOKIE, "")):
            return self.login_page(request, wanted, "页面已过期", "请再登录一次", 403)
        try:
            return await self._entered(request, access, sent, wanted)
        except AccessError as error:
            return self.login_page(request, wanted, error.message, error.hint, 401, sent.get("name", ""))
        except SupervisionError as error:
            return self.login_page(request, wanted, error.message, error.hint, 503, sent.get("name", ""))

    async def _entered(self, request: Request, access: Access, sent: dict[str, str], wanted: str) -> Response:
        """To the page wanted, or first to the second step. LoginError for a wrong password."""
        source, agent = client_of(request.scope), request.headers.get("user-agent", "")
        login = partial(access.logins.login, sent.get("name", ""), sent.get("password", ""), source, agent)
        try:
            token = await self._few.run(login)
        except CodeDueError as due:
            return code_due(request, await run_sync(access.second_step.begin, due.name, source), wanted)
        await run_sync(access.logins.logout, request.cookies.get(COOKIE), source)
        return logged_in(request, token, wanted)

    async def logout(self, request: Request) -> Response:
        """GET: asks. POST: ends the login."""
        access, token = self._opened(), request.cookies.get(COOKIE, "")
        if access is None or not token:
            return RedirectResponse("/", 303, NO_STORE)
        if request.method == "POST":
            sent = await fields(request)
            if is_genuine(request, sent, form_key(token)):
                await run_sync(access.logins.logout, token, client_of(request.scope))
                answer = self.login_page(request, "/", "已退出", "要继续使用，请重新登录", tone="calm")
                answer.delete_cookie(COOKIE, path="/")
                return answer
        body = part("logout", key=form_key(token))
        return page("退出", body, 403 if request.method == "POST" else 200)

    async def password(self, request: Request) -> Response:
        """GET: the form. POST: another password and a new login, or the form again."""
        access, token = self._opened(), request.cookies.get(COOKIE, "")
        if access is None:
            return RedirectResponse("/", 303, NO_STORE)
        who = await run_sync(access.logins.who, token)
        if who is None or not who.has_password:
            return RedirectResponse("/" if who else LOGIN, 303, NO_STORE)
        sent = await fields(request)
        wanted = local_path(sent.get("next") or request.query_params.get("next", "/"))
        draw = partial(_password_page, token, wanted, access.accounts.rules().words, who.must_change_password)
        if request.method in ("GET", "HEAD"):
            return draw()
        if not is_genuine(request, sent, form_key(token)):
            return draw("页面已过期", "请再填一次", 403)
        if sent.get("new", "") != sent.get("again", ""):
            return draw("两次输入的新密码不一样", "请再填一次", 422)
        change = partial(
            access.logins.change_password, token, sent.get("old", ""), sent.get("new", ""), client_of(request.scope),
            request.headers.get("user-agent", ""),
        )  # fmt: skip
        try:
            return logged_in(request, await self._few.run(change), wanted)
        except AccessError as error:
            return draw(error.message, error.hint, 422)


def _login_page(
    request: Request, wanted: str, message: str = "", hint: str = "", status: int = 200, name: str = "",
    tone: str = "alarm", *, sign_on: str = "",
) -> Response:  # fmt: skip
    key = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    other = part("sign_on", address=f"{sign_on}?next={quote(wanted, safe='')}") if sign_on else Html("")
    body = part("login", key=key, next=wanted, name=name, said=said(message, hint, tone), other=other)
    answer = page("登录", body, status)
    answer.set_cookie(
        FORM_COOKIE, key, path=LOGIN, httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )
    return answer


def _password_page(
    token: str, wanted: str, rules: str, is_forced: bool, message: str = "", hint: str = "", status: int = 200
) -> Response:
    lead = (
        "第一次登录，或密码已到期：请先换成只有您自己知道的密码。"
        if is_forced
        else "换好后，其他地方的登录会一起结束。"
    )
    back = "" if is_forced else "<a href='/'>返回</a>"
    body = part(
        "password", key=form_key(token), next=wanted, rules=rules, lead=lead, back=Html(back),
        said=said(message, hint, "alarm"),
    )  # fmt: skip
    return page("修改密码", body, status)
