"""The plain HTML pages before the product, which need no script: what they are drawn of, what their forms send, and how
a login goes on from them."""

import hmac
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from access.gate import CODE, COOKIE, LOGIN, is_own_origin
from access.second_step import PENDING_SECONDS

HERE = Path(__file__).parent
FORM_COOKIE, PENDING_COOKIE = "kpi_form", "kpi_pending"
NO_STORE = {"Cache-Control": "no-store"}
_MOST_BYTES = 8_000


class Html(str):
    """Text that is HTML already."""


def said(message: str, hint: str, tone: str) -> Html:
    """What was wrong or done, above a form; '' for no message. tone: alarm or calm."""
    if not message:
        return Html("")
    return Html(f"<p class='said {tone}' role='alert'><b>{escape(message)}</b>{escape(hint)}</p>")


def part(part: str, /, **values: str) -> Html:
    """A file of forms/ with these values, which are escaped unless they are Html."""
    source = (HERE / "forms" / f"{part}.html").read_text(encoding="utf-8")
    safe = {key: value if isinstance(value, Html) else escape(value, quote=True) for key, value in values.items()}
    return Html(Template(source).substitute(safe))


def page(title: str, body: Html, status: int = 200) -> HTMLResponse:
    """A whole page."""
    return HTMLResponse(part("page", title=title, body=body), status, NO_STORE)


async def fields(request: Request) -> dict[str, str]:
    """The fields of a form, none of one that is too long."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            return {}
    try:
        return {name: values[-1] for name, values in parse_qs(body.decode("utf-8"), keep_blank_values=True).items()}
    except (UnicodeDecodeError, ValueError):
        return {}


def is_genuine(request: Request, sent: dict[str, str], key: str) -> bool:
    """Whether a form was sent by a page of ours that was drawn with this key."""
    return (
        bool(key) and is_own_origin(request.headers) and hmac.compare_digest(sent.get("key", "").encode(), key.encode())
    )


def logged_in(request: Request, token: str, wanted: str) -> Response:
    """To the page wanted, with the cookie of a new login."""
    answer = RedirectResponse(quote(wanted, safe="/?&=%+:,;@~!$'()*-._#"), 303, NO_STORE)
    is_secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, max_age=12 * 3600, path="/", httponly=True, samesite="lax", secure=is_secure)
    answer.delete_cookie(FORM_COOKIE, path=LOGIN)
    answer.delete_cookie(PENDING_COOKIE, path=LOGIN)
    return answer


def code_due(request: Request, pending: str, wanted: str) -> Response:
    """To the second step, with the cookie of the login that waits for it."""
    answer = RedirectResponse(f"{CODE}?next={quote(wanted, safe='')}" if wanted != "/" else CODE, 303, NO_STORE)
    is_secure = request.url.scheme == "https"
    answer.set_cookie(
        PENDING_COOKIE, pending, max_age=PENDING_SECONDS, path=LOGIN, httponly=True, samesite="strict", secure=is_secure
    )
    return answer
