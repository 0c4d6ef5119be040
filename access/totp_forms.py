"""The pages of the second step 二次验证: its code at the login, and where one switches it on and off."""

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

import segno
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from access.few import Few
from access.forms import form_key, local_path
from access.gate import CODE, COOKIE, LOGIN, TOTP, client_of
from access.opened import Access
from access.plain_pages import NO_STORE, PENDING_COOKIE, Html, fields, is_genuine, logged_in, page, part, said
from access.principal import Principal
from access.second_step import PendingOverError
from access.totp import Setup, since_words
from data.errors import AccessError, SupervisionError

_OVER = ("页面已过期", "请再填一次")


class TotpForms:
    """The routes /login/code and /totp. opened: the access database, None where nobody logs in (the demo); login_page:
    draws the login, for who must give the password again."""

    def __init__(self, opened: Callable[[], Access | None], login_page: Callable[..., Response]) -> None:
        self._opened, self._login_page = opened, login_page
        self._few = Few(2)

    def routes(self) -> list[Route]:
        """The routes."""
        return [
            Route(CODE, self.code, methods=["GET", "POST"]),
            Route(TOTP, self.totp, methods=["GET", "POST"]),
        ]

    async def code(self, request: Request) -> Response:
        """GET: the form of who has given the password. POST: a new login, or the form again with what was wrong."""
        access, pending = self._opened(), request.cookies.get(PENDING_COOKIE, "")
        if access is None:
            return RedirectResponse("/", 303, NO_STORE)
        sent = await fields(request)
        wanted = local_path(sent.get("next") or request.query_params.get("next", "/"))
        is_asked = request.method in ("GET", "HEAD")
        if is_asked and not pending:
            return RedirectResponse(f"{LOGIN}?next={quote(wanted, safe='')}", 303, NO_STORE)
        if await run_sync(access.second_step.whose, pending) is None:
            return self._once_more(request, wanted)
        draw = partial(_code_page, pending, wanted)
        if is_asked:
            return draw()
        if not is_genuine(request, sent, form_key(pending)):
            return draw(*_OVER, 403)
        source, agent = client_of(request.scope), request.headers.get("user-agent", "")
        try:
            token = await run_sync(access.second_step.finish, pending, sent.get("code", ""), source, agent)
            await run_sync(access.logins.logout, request.cookies.get(COOKIE), source)
        except PendingOverError:
            return self._once_more(request, wanted)
        except SupervisionError as error:
            return draw(error.message, error.hint, 401 if isinstance(error, AccessError) else 503)
        return logged_in(request, token, wanted)

    def _once_more(self, request: Request, wanted: str) -> Response:
        answer = self._login_page(request, wanted, *PendingOverError.WORDS, 401)
        answer.delete_cookie(PENDING_COOKIE, path=LOGIN)
        return answer

    async def totp(self, request: Request) -> Response:
        """GET: how it stands, with the form that switches it on or off. POST: does so, and gives a new login."""
        access, token = self._opened(), request.cookies.get(COOKIE, "")
        if access is None:
            return RedirectResponse("/", 303, NO_STORE)
        who = await run_sync(access.logins.who, token)
        if who is None or not who.has_password:
            return RedirectResponse("/" if who else LOGIN, 303, NO_STORE)
        sent = await fields(request)
        wanted = local_path(sent.get("next") or request.query_params.get("next", "/"))
        draw = partial(run_sync, partial(_own_page, access, who, token, wanted))
        if request.method in ("GET", "HEAD"):
            return await draw()
        is_on, step = access.totp.is_on(who.name), access.second_step
        if not is_genuine(request, sent, form_key(token)) or sent.get("do") != ("off" if is_on else "on"):
            return await draw(*_OVER, 403)
        change = partial(
            step.switch_off if is_on else step.switch_on, token, sent.get("password", ""), sent.get("code", ""),
            client_of(request.scope), request.headers.get("user-agent", ""),
        )  # fmt: skip
        try:
            fresh = await self._few.run(change)
        except SupervisionError as error:
            return await draw(error.message, error.hint, 422 if isinstance(error, AccessError) else 503)
        return logged_in(request, fresh, wanted if is_on or who.must_set_up_totp else TOTP)


def _code_page(
    pending: str, wanted: str, message: str = "", hint: str = "", status: int = 200
) -> Response:  # fmt: skip
    body = part("code", key=form_key(pending), next=wanted, said=said(message, hint, "alarm"))
    return page("二次验证", body, status)


def _own_page(
    access: Access, who: Principal, token: str, wanted: str, message: str = "", hint: str = "", status: int = 200
) -> Response:
    since = access.totp.on_since(who.name)
    values = {"key": form_key(token), "next": wanted, "said": said(message, hint, "alarm")}
    if since is not None:
        body = _switch_off(since, who.role in access.totp.roles(), values)
        return page("二次验证", body, status)
    try:
        setup = access.second_step.set_up(token)
    except SupervisionError as error:
        return page("二次验证", part("totp_failed", said=said(error.message, error.hint, "alarm")), 503)
    return page("二次验证", _switch_on(setup, who.must_set_up_totp, values), status)


def _switch_off(since: float, is_forced: bool, values: dict[str, str]) -> Html:
    lead = f"自 {since_words(since)} 起，您登录时要输入手机上的验证码。"
    lead += "您的角色必须使用：换手机时先在这里关闭，再用新手机设置。" if is_forced else ""
    return part("totp_on", lead=lead, act="关闭并重新设置" if is_forced else "关闭", **values)


def _switch_on(setup: Setup, is_forced: bool, values: dict[str, str]) -> Html:
    lead = (
        "您的角色要求：登录时除密码外，还要输入手机上的验证码。设好后才能继续。"
        if is_forced
        else "开启后，登录时除密码外，还要输入手机上的验证码。其他地方的登录会一起结束。"
    )
    qr = segno.make(setup.address, error="l", micro=False).svg_inline(omitsize=True, title="二维码")
    spaced = " ".join(setup.secret[at : at + 4] for at in range(0, len(setup.secret), 4))
    back = "" if is_forced else "<a href='/'>返回</a>"
    return part("totp_off", lead=lead, qr=Html(qr), secret=spaced, back=Html(back), **values)
