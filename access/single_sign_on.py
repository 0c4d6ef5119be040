"""The routes of the centre's single sign-on: away to the provider and back."""

import logging
from collections.abc import Callable
from functools import partial

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from access.attempts import HELD_SECONDS, Attempts, UnderWay
from access.few import Few
from access.forms import Forms, local_path
from access.gate import COOKIE, LOGIN, SIGN_ON, SIGN_ON_BACK, client_of
from access.id_tokens import Person
from access.opened import Access
from access.plain_pages import NO_STORE, logged_in
from access.provider import Provider
from access.sign_on_configuration import Configuration
from data.errors import AccessError, LoginError, SupervisionError

_log = logging.getLogger("kpi.access")
_COOKIE = "kpi_sso"
_MOST_LETTERS = 100


class SingleSignOn:
    """The routes /login/sso and /login/sso/callback. opened: the access database, None where nobody logs in (the demo);
    configuration: None where there is no provider. Either way they lead on to the login."""

    def __init__(self, opened: Callable[[], Access | None], configuration: Configuration | None, forms: Forms) -> None:
        self._opened, self._forms = opened, forms
        self._provider = Provider(configuration) if configuration else None
        self._attempts = Attempts()
        self._few = Few(4)

    def routes(self) -> list[Route]:
        """The routes."""
        return [Route(SIGN_ON, self.begin, methods=["GET"]), Route(SIGN_ON_BACK, self.finish, methods=["GET"])]

    async def begin(self, request: Request) -> Response:
        """On to the provider; or the login page, if it cannot be reached."""
        provider, access = self._provider, self._opened()
        if provider is None or access is None:
            return RedirectResponse(LOGIN, 303, NO_STORE)
        wanted = local_path(request.query_params.get("next", "/"))
        try:
            attempt = await self._few.run(provider.begin)
        except AccessError as error:
            _log.warning("%s | %s", error, error.detail)
            return self._forms.login_page(request, wanted, error.message, error.hint, 503)
        token = self._attempts.keep(attempt, wanted, access.database.now())
        answer = RedirectResponse(attempt.address, 303, NO_STORE)
        # Lax: the answer is brought from the provider's site, and the cookie has to come along
        answer.set_cookie(
            _COOKIE, token, max_age=HELD_SECONDS, path=SIGN_ON, httponly=True, samesite="lax",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return answer

    async def finish(self, request: Request) -> Response:
        """A new login, and on to the page that was asked for; or the login page with what was wrong, on record."""
        provider, access = self._provider, self._opened()
        if provider is None or access is None:
            return RedirectResponse(LOGIN, 303, NO_STORE)
        state = request.query_params.get("state", "")
        found = self._attempts.take(request.cookies.get(_COOKIE), state, access.database.now())
        wanted = found.wanted if found else "/"
        try:
            token = await self._few.run(partial(_log_in, access, provider, found, request))
            await run_sync(access.logins.logout, request.cookies.get(COOKIE), client_of(request.scope))
            answer = logged_in(request, token, wanted)
        except SupervisionError as error:
            _log.warning("%s | %s", error, error.detail)
            status = 401 if isinstance(error, LoginError) else 503
            answer = self._forms.login_page(request, wanted, error.message, error.hint, status)
        answer.delete_cookie(_COOKIE, path=SIGN_ON)
        return answer


def _log_in(access: Access, provider: Provider, found: UnderWay | None, request: Request) -> str:
    """A new token for who comes back from the provider; LoginError or AccessError, on record, otherwise."""
    source = client_of(request.scope)
    try:
        person = _person(provider, found, request, access.database.now())
    except AccessError as error:
        access.sign_on.refused(error, source)
        raise
    return access.sign_on.login(person, source, request.headers.get("user-agent", ""))


def _person(provider: Provider, found: UnderWay | None, request: Request, now: float) -> Person:
    if found is None:
        raise LoginError("这次登录已过期，或不是在这个浏览器里开始的", "请重新登录")
    code = request.query_params.get("code")
    if not code:
        raise LoginError(
            "统一身份认证没有确认您的登录", "请重新登录", request.query_params.get("error", "")[:_MOST_LETTERS]
        )
    return provider.finish(code, found.attempt, now)
