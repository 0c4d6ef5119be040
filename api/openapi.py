"""The OpenAPI 3.1 document of the API, made of the same declarations that answer."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from access import problem_details as kinds
from access.gate import API
from access.problem_details import MEDIA_TYPE, Kind, ProblemDetails
from api.endpoints import Endpoint

_REF = "#/components/schemas/{model}"
_EVERYWHERE = (
    kinds.MISSING_TOKEN, kinds.INVALID_TOKEN, kinds.UNKNOWN_HOST, kinds.INVALID_REQUEST, kinds.TOO_MANY_REQUESTS,
    kinds.UNEXPECTED, kinds.UNAVAILABLE,
)  # fmt: skip
_ABOUT = (
    "只读数据和自动交件。每个程序用自己的令牌，放在请求头 Authorization: Bearer 里；令牌有权限、包件范围和到期日。"
    "数没有舍入，与网页逐位相同；shown 开头的是网页上显示的文字。回答带 ETag，没有变化时回答 304。"
)


@cache
def document(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """The document as JSON values."""
    models: list[type[BaseModel]] = [*(one.answer for one in endpoints), ProblemDetails]
    _, schemas = models_json_schema([(one, "serialization") for one in models], ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for one in endpoints:
        paths.setdefault(API.rstrip("/") + one.path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "运维绩效监督 接口", "version": "1", "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": {name: _without_docstring(schema) for name, schema in schemas["$defs"].items()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _without_docstring(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema as its readers need it: docstrings are for who works on the source."""
    return {key: value for key, value in schema.items() if key != "description"}


def _operation(one: Endpoint) -> dict[str, Any]:
    told: dict[str, Any] = {
        "summary": one.summary,
        "operationId": f"{one.method.lower()}{one.path.replace('/', '_').replace('{', '').replace('}', '')}",
        "security": [{"token": [one.scope] if one.scope else []}],
        "parameters": _parameters(one),
        "responses": _responses(one),
    }
    if one.takes_file:
        content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        told["requestBody"] = {"required": True, "description": "文件本身的字节", "content": content}
    return told


def _parameters(one: Endpoint) -> list[dict[str, Any]]:
    schema = one.question.model_json_schema()
    found = []
    for name, declared in schema.get("properties", {}).items():
        in_path = f"{{{name}}}" in one.path
        found.append(
            {
                "name": name,
                "in": "path" if in_path else "query",
                "required": in_path or name in schema.get("required", []),
                "description": declared.get("description", ""),
                "schema": {key: value for key, value in declared.items() if key not in ("description", "title")},
            }
        )
    return found


def _responses(one: Endpoint) -> dict[str, Any]:
    answered: dict[str, Any] = {
        "description": "已收下，结果另查" if one.takes_file else "回答",
        "content": {"application/json": {"schema": {"$ref": _REF.format(model=one.answer.__name__)}}},
    }
    found: dict[str, Any] = {str(one.status): answered}
    if not one.takes_file:
        answered["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "放进 If-None-Match 再问"}}
        found["304"] = {"description": "没有变化"}
    scoped = (kinds.INSUFFICIENT_SCOPE, kinds.FOREIGN_PACKAGE) if one.scope else ()
    by_status: dict[int, list[Kind]] = {}
    for kind in (*_EVERYWHERE, *scoped, *one.problems):
        by_status.setdefault(kind.status, []).append(kind)
    for status, named in sorted(by_status.items()):
        words = "；".join(f"{kind.title}（{kind.type}）" for kind in named)
        schema = {"$ref": _REF.format(model=ProblemDetails.__name__)}
        found[str(status)] = {"description": words, "content": {MEDIA_TYPE: {"schema": schema}}}
    return found
