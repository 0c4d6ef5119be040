"""From a request to its answer: is it allowed, what is asked, what is said when there is none; all of it on record."""

import hashlib
import logging
import secrets
from collections.abc import Callable, Coroutine
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from access import problem_details as kinds
from access.audit import Action
from access.principal import ClientPrincipal
from access.problem_details import Kind, problem
from api.endpoints import ApiError, Endpoint, Question
from api.pace import Pace
from data.errors import AccessError, StoreError, SupervisionError, UploadError
from loaders.reading import Limits
from pages.parts import session, visitor

MOST_BYTES = Limits().file_bytes
_log = logging.getLogger("kpi.api")
_pace = Pace()
_ENCODED = ("multipart/form-data", "application/x-www-form-urlencoded")
"""Ways of sending in which the body is not the file. The second one is what curl says of any --data-binary."""


def answering(endpoint: Endpoint) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    """What serves the requests of an address. The gate has found whose token it is."""

    async def answer(request: Request) -> Response:
        try:
            await _admit(endpoint, request)
            content = await _body(request) if endpoint.takes_file else b""
            return await run_in_threadpool(_answer, endpoint, request, content)
        except ClientDisconnect:
            raise
        except Exception as error:
            return await run_in_threadpool(_problem, endpoint, request, error)

    return answer


async def _admit(endpoint: Endpoint, request: Request) -> None:
    """Refuse a client that asks too often, or for what its token does not allow."""
    client: ClientPrincipal = request.user
    beyond = _pace.count(client.name, endpoint.path, endpoint.most)
    if beyond:
        raise _TooOftenError(endpoint.most, is_first=beyond == 1)
    if endpoint.scope is not None and endpoint.scope not in client.scopes:
        raise ApiError(
            kinds.INSUFFICIENT_SCOPE, f"令牌没有权限 {endpoint.scope}", "需要时请管理员另建一个有这项权限的令牌"
        )


class _TooOftenError(ApiError):
    """A client asks more often than it may. is_first: the first time in this minute."""

    def __init__(self, most: int, *, is_first: bool) -> None:
        super().__init__(kinds.TOO_MANY_REQUESTS, f"一分钟最多 {most} 次", "请按 Retry-After 的秒数等一等")
        self.is_first = is_first


async def _body(request: Request) -> bytes:
    """The bytes of the file; read no further than it may be large."""
    if request.headers.get("content-type", "").startswith(_ENCODED[0]) or "content-encoding" in request.headers:
        raise ApiError(
            kinds.UNSUPPORTED_FILE, "请求体要是文件本身，不是表单，也不压缩", "请用 curl --data-binary @文件"
        )
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > MOST_BYTES:
        raise _too_large()
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > MOST_BYTES:
            raise _too_large()
    return bytes(content)


def _too_large() -> ApiError:
    limit = f"{MOST_BYTES // 1024**2} MB"
    return ApiError(kinds.TOO_LARGE, f"文件超过 {limit}", "请拆成几份；更大的 CSV 请在服务器上用命令行入库")


def _answer(endpoint: Endpoint, request: Request, content: bytes) -> Response:
    client: ClientPrincipal = request.user
    with visitor.answering(client):
        asked = _question(endpoint, request)
        if session.waiting() is not None:
            raise StoreError("数据正在准备", "请过一会儿再试")
        found = endpoint.work(asked, content) if endpoint.takes_file else endpoint.work(asked)
        body = found.model_dump_json().encode()
        if endpoint.takes_file:
            where = {"Location": found.entries[0].href, "Cache-Control": "no-store"}
            return Response(body, endpoint.status, where, "application/json")
        return _read(client, request, body)


def _read(client: ClientPrincipal, request: Request, body: bytes) -> Response:
    """An answer with its mark; a client that has it already is told so and given nothing."""
    digest = hashlib.sha256(body).hexdigest()
    mark = f'"{session.version()}-{digest[:20]}"'
    headers = {"ETag": mark, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    # A web server that compresses makes the mark a weak one.
    had = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if mark in had:
        return Response(None, 304, headers)
    visitor.access().trail.record(client, Action.API_READ, _asked(request), after=digest)
    return Response(body, 200, headers, "application/json")


def _asked(request: Request) -> str:
    """A request as the trail names it."""
    return f"{request.url.path}{f'?{request.url.query}' if request.url.query else ''}"


def _question(endpoint: Endpoint, request: Request) -> Question:
    given = request.query_params.multi_items()
    asked = dict(given)
    names = [*(name for name, _ in given), *request.path_params]
    twice = [name for name in asked if names.count(name) > 1]
    if twice:
        raise ApiError(kinds.INVALID_REQUEST, f"参数 {twice[0]} 写了两次", "请只写一次")
    return endpoint.question.model_validate(asked | request.path_params)


def _problem(endpoint: Endpoint, request: Request, error: Exception) -> Response:
    """What is said when there is no answer. Refusals that are not on record yet are put there."""
    client: ClientPrincipal = request.user
    try:
        kind, words, headers = _kind(error), str(error), {}
        if isinstance(error, ValidationError):
            words = "；".join(_wrong(one) for one in error.errors(include_url=False))
        if isinstance(error, SupervisionError) and kind.status >= 500:
            _log.error("%s | %s", error, error.detail)
        if isinstance(error, _TooOftenError):
            headers["Retry-After"] = str(_pace.seconds_left)
        if kind is kinds.INSUFFICIENT_SCOPE:
            headers["WWW-Authenticate"] = f'Bearer realm="kpi", error="insufficient_scope", scope="{endpoint.scope}"'
        if isinstance(error, ApiError) and (kind.status == 403 or getattr(error, "is_first", False)):
            visitor.access().trail.record(client, Action.REFUSAL, _asked(request), result="refused", note=error.message)
    except SupervisionError as refused:  # the trail cannot be written: then nothing is answered either
        _log.error("%s | %s", refused, refused.detail)
        return problem(kinds.UNAVAILABLE, str(refused))
    if kind is not kinds.UNEXPECTED:
        return problem(kind, words, **headers)
    number = secrets.token_hex(3).upper()
    _log.error("incident %s", number, exc_info=error, extra={"incident": number})
    return problem(kind, f"服务出错了，数据没有受影响。请把编号 {number} 告诉管理员", incident=number)


def _kind(error: Exception) -> Kind:
    match error:
        case ApiError():
            return error.kind
        case ValidationError() | UploadError():
            return kinds.INVALID_REQUEST
        case AccessError():
            return kinds.FOREIGN_PACKAGE
        case StoreError():
            return kinds.UNAVAILABLE
    return kinds.UNEXPECTED


def _wrong(one: ErrorDetails) -> str:
    """What is wrong with a parameter, in Chinese."""
    name = ".".join(map(str, one["loc"]))
    if one["type"] == "missing":
        return f"缺少参数 {name}"
    if one["type"] == "extra_forbidden":
        return f"没有参数 {name}，请核对写法"
    return f"参数 {name} 的值“{str(one['input'])[:40]}”不对，请看 openapi.json 里的写法"
