"""The addresses of the API, to be mounted below /api/v1."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from access import problem_details as kinds
from access.gate import API
from access.problem_details import problem
from access.rights import ApiScope
from api.answering import answering
from api.completeness import CompletenessAnswer, CompletenessQuestion, completeness
from api.endpoints import Endpoint
from api.indicators import IndicatorsAnswer, IndicatorsQuestion, indicators
from api.openapi import document
from api.scores import ScoresAnswer, ScoresQuestion, scores
from api.uploads import DeliveryAnswer, DeliveryQuestion, UploadAnswer, UploadQuestion, deliver, upload

ENDPOINTS = (
    Endpoint(
        "/scores", "各包件的得分", ApiScope.READ_SCORES, ScoresQuestion, ScoresAnswer, scores, (kinds.UNKNOWN_PERIOD,)
    ),
    Endpoint(
        "/indicators", "一个包件的全部指标", ApiScope.READ_SCORES, IndicatorsQuestion, IndicatorsAnswer, indicators,
        (kinds.UNKNOWN_PERIOD,),
    ),
    Endpoint(
        "/completeness", "各月资料是否报齐", ApiScope.READ_COMPLETENESS, CompletenessQuestion, CompletenessAnswer,
        completeness,
    ),
    Endpoint(
        "/uploads", "交一份文件，进上报队列", ApiScope.UPLOAD, DeliveryQuestion, DeliveryAnswer, deliver,
        (kinds.TOO_LARGE, kinds.UNSUPPORTED_FILE), takes_file=True, most=20,
    ),
    Endpoint(
        "/uploads/{entry_id}", "交过的文件现在怎样", ApiScope.UPLOAD, UploadQuestion, UploadAnswer, upload,
        (kinds.UNKNOWN_UPLOAD,),
    ),
)  # fmt: skip


async def openapi(_: Request) -> Response:
    """The OpenAPI document; any token may read it."""
    return JSONResponse(document(ENDPOINTS), headers={"Cache-Control": "private, max-age=3600"})


async def no_such(_: Request, error: Exception) -> Response:
    """An address or a method that there is not."""
    if isinstance(error, HTTPException) and error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        return problem(kinds.METHOD_NOT_ALLOWED, f"请用 {allowed}", Allow=allowed)
    return problem(kinds.NOT_FOUND, f"地址都列在 {API}openapi.json 里，请核对")


def _application() -> Starlette:
    routes = [Route(one.path, answering(one), methods=[one.method]) for one in ENDPOINTS]
    made = Starlette(routes=[*routes, Route("/openapi.json", openapi)], exception_handlers={HTTPException: no_such})
    made.router.redirect_slashes = False
    return made


MOUNTED = Mount(API.rstrip("/"), _application())
