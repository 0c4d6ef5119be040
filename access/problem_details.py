"""What the API says when it gives no answer: problem details (RFC 9457), each kind with a type that never changes."""

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"
_RETRY_SECONDS = "30"


class Kind(NamedTuple):
    """A kind of problem: the last part of its type, the status of HTTP, its title."""

    name: str
    status: int
    title: str

    @property
    def type(self) -> str:
        """What a program tells it by."""
        return f"urn:problem-type:kpi:{self.name}"


MISSING_TOKEN = Kind("missing-token", 401, "没有令牌")
INVALID_TOKEN = Kind("invalid-token", 401, "令牌无效")
INSUFFICIENT_SCOPE = Kind("insufficient-scope", 403, "令牌没有这项权限")
FOREIGN_PACKAGE = Kind("foreign-package", 403, "包件不在令牌的范围内")
THIS_MACHINE_ONLY = Kind("this-machine-only", 403, "只给服务器本机用")
NOT_FOUND = Kind("not-found", 404, "没有这个地址")
UNKNOWN_PERIOD = Kind("unknown-period", 404, "没有这个期间")
UNKNOWN_UPLOAD = Kind("unknown-upload", 404, "没有这份上报")
METHOD_NOT_ALLOWED = Kind("method-not-allowed", 405, "这个地址不支持这种请求")
TOO_LARGE = Kind("too-large", 413, "文件太大")
UNSUPPORTED_FILE = Kind("unsupported-file", 415, "不收这种文件")
UNKNOWN_HOST = Kind("unknown-host", 421, "不是这个服务的主机名")
INVALID_REQUEST = Kind("invalid-request", 422, "请求的参数不对")
TOO_MANY_REQUESTS = Kind("too-many-requests", 429, "请求太多")
UNEXPECTED = Kind("unexpected", 500, "服务出错")
UNAVAILABLE = Kind("unavailable", 503, "现在不能提供服务")
KINDS = (
    MISSING_TOKEN, INVALID_TOKEN, INSUFFICIENT_SCOPE, FOREIGN_PACKAGE, THIS_MACHINE_ONLY, NOT_FOUND, UNKNOWN_PERIOD,
    UNKNOWN_UPLOAD, METHOD_NOT_ALLOWED, TOO_LARGE, UNSUPPORTED_FILE, UNKNOWN_HOST, INVALID_REQUEST, TOO_MANY_REQUESTS,
    UNEXPECTED, UNAVAILABLE,
)  # fmt: skip


class ProblemDetails(BaseModel):
    """The body of such an answer. incident: the number under which the log has an unexpected error."""

    model_config = ConfigDict(extra="forbid", title="出错时的回答")

    type: str = Field(description="错误的种类，不会改变，程序据此判断")
    title: str = Field(description="错误的种类，给人看")
    status: int = Field(description="HTTP 状态码")
    detail: str = Field(description="这一次错在哪里、怎么办")
    incident: str | None = Field(None, description="意外错误的编号，请告诉管理员")


def problem(kind: Kind, detail: str, *, incident: str | None = None, **headers: str) -> Response:
    """The answer for a problem. headers: more of them, '_' for '-'."""
    told = ProblemDetails(type=kind.type, title=kind.title, status=kind.status, detail=detail, incident=incident)
    own = {"Cache-Control": "no-store"} | {name.replace("_", "-"): value for name, value in headers.items()}
    if kind.status == 401:
        error = "" if kind is MISSING_TOKEN else ', error="invalid_token"'
        own["WWW-Authenticate"] = f'Bearer realm="kpi"{error}'
    if kind is UNAVAILABLE:
        own["Retry-After"] = _RETRY_SECONDS
    return Response(told.model_dump_json(exclude_none=True), kind.status, own, MEDIA_TYPE)
