"""Every route of the running application × every role: each has a decision here, and the live server keeps it.

The routes come from the application itself, Streamlit's own ones too: one that is new has no decision, and fails.
"""

import json
import re
import subprocess
import sys
from enum import Enum, auto
from pathlib import Path

import pytest

from access.database import FILE_NAME
from access.gate import CODE, COOKIE, LOGIN, LOGOUT, PASSWORD, TOTP
from access.opened import Access
from access.principal import Principal
from access.rights import HANDS_IN, Right, Role
from kpi.cameras import PACKAGE as CAMERAS_OF
from tests.access.test_gate import Visitor
from tests.logged_in import log_in, principal
from tests.pages.conftest import ROOT


class To(Enum):
    """To whom a route answers."""

    ANYBODY = auto()
    LOGGED_IN = auto()
    WHO_SEES_CAMERAS = auto()
    WHO_HANDS_IN = auto()
    PROGRAMS = auto()
    NOBODY = auto()


DECIDED = {
    "/healthz": To.ANYBODY,
    "/login": To.ANYBODY,
    "/login/sso": To.ANYBODY,
    "/login/sso/callback": To.ANYBODY,
    "/login/code": To.ANYBODY,  # without a pending login only the login: test_totp_gate.py
    "/logout": To.ANYBODY,
    "/totp": To.LOGGED_IN,
    "/password": To.LOGGED_IN,
    "/role": To.LOGGED_IN,
    "/assets/login.css": To.ANYBODY,
    "/assets/zh.js": To.LOGGED_IN,
    "/assets/links.js": To.LOGGED_IN,
    "/assets/expired.js": To.LOGGED_IN,
    "/api/cameras.json": To.WHO_SEES_CAMERAS,
    "/api/camera_cells.json": To.WHO_SEES_CAMERAS,
    "/api/style.json": To.WHO_SEES_CAMERAS,
    "/tiles/{layer:int}/{z:int}/{x:int}/{y:int}": To.WHO_SEES_CAMERAS,
    "/api/v1": To.PROGRAMS,  # all below it: tests/api
    # Streamlit's own
    "": To.LOGGED_IN,
    "/_stcore/health": To.LOGGED_IN,
    "/_stcore/host-config": To.LOGGED_IN,
    "/_stcore/stream": To.LOGGED_IN,
    "/media/{file_id:path}": To.LOGGED_IN,
    "/component/{path:path}": To.LOGGED_IN,
    "/_stcore/bidi-components/{path:path}": To.LOGGED_IN,
    "/_stcore/upload_file/{session_id}/{file_id}": To.WHO_HANDS_IN,
    "/_stcore/metrics": To.NOBODY,
    "/_stcore/agent/interact": To.NOBODY,
    "/_stcore/agent/openapi.json": To.NOBODY,
    "/_stcore/agent/mcp": To.NOBODY,
    "/auth/login": To.NOBODY,
    "/auth/logout": To.NOBODY,
    "/oauth2callback": To.NOBODY,
}
LOOKERS = [
    principal(Role.SUPERVISOR), principal(Role.VIEWER), principal(Role.CONTRACTOR, 1), principal(Role.AUDITOR),
    principal(Role.ADMIN),
]  # fmt: skip
_LIST = """
import json, app
for route in app.app._build_starlette_app().routes:
    print(json.dumps([route.path, sorted(getattr(route, "methods", None) or ["GET"])]))
"""


def routes() -> list[tuple[str, list[str]]]:
    """Path and methods of every route, as the server is built."""
    told = subprocess.run([sys.executable, "-c", _LIST], cwd=ROOT, capture_output=True, text=True, check=True)
    return [tuple(json.loads(line)) for line in told.stdout.splitlines()]


@pytest.fixture
def visitor(served: tuple[int, Path]) -> Visitor:
    return Visitor(*served)


def expected(to: To, looker: Principal | None) -> set[int]:
    """The codes with which a route may answer."""
    given = {200, 204, 303, 307, 400, 404, 405}
    if to is To.ANYBODY:
        return given
    if looker is None or to is To.PROGRAMS:
        return {401}
    allowed = {
        To.LOGGED_IN: True,
        To.WHO_SEES_CAMERAS: looker.may(Right.SEE_SCORES, CAMERAS_OF),
        To.WHO_HANDS_IN: any(looker.may(right) for right in HANDS_IN),
        To.NOBODY: False,
    }
    return given if allowed[to] else {403}


def test_every_route_answers_to_whom_it_is_decided(visitor: Visitor) -> None:
    found = routes()
    assert {path for path, _ in found} == set(DECIDED)
    wrong: list[str] = []
    for looker in (None, *LOOKERS):
        visitor.cookies.clear()
        if looker is not None:
            visitor.cookies[COOKIE] = log_in(visitor.folder, looker.role, looker.packages)
        for path, methods in found:
            address = re.sub(r"{\w+:int}", "1", re.sub(r"{\w+(:path)?}", "x", path)) or "/"
            address += "/scores" if DECIDED[path] is To.PROGRAMS else ""
            if address == "/_stcore/stream":
                opens = visitor.opens_websocket(Origin=f"http://{visitor.host}")
                wrong += [f"{looker} {path}"] if opens is not (looker is not None) else []
                continue
            # Sending a form needs its key as well: tests/access/test_gate.py.
            for method in set(methods) - ({"POST"} if path in (LOGIN, CODE, LOGOUT, PASSWORD, TOTP) else set()):
                answer = visitor.ask(method, f"{address}?period=2026-10&origin=http://{visitor.host}")
                is_token_missing = answer.code == 403 and "not for this role" not in answer.text
                sent = 400 if DECIDED[path] is To.WHO_HANDS_IN and is_token_missing else answer.code
                if sent not in expected(DECIDED[path], looker):
                    wrong.append(f"{looker and looker.name} {method} {path}: {answer.code} {answer.text[:40]}")
    assert wrong == []


def test_refusals_by_role_are_on_record(visitor: Visitor) -> None:
    visitor.cookies[COOKIE] = log_in(visitor.folder, Role.ADMIN)
    visitor.ask("GET", "/api/cameras.json?period=2026-10")
    with Access(Path(visitor.folder) / FILE_NAME) as access:
        last = list(access.trail.entries())[-1]
    assert (last.who, last.action, last.object) == ("admin", "refusal", "/api/cameras.json")
