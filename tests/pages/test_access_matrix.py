"""Roles × packages × {page, URL parameter, cached result, download, address of a file, act, API}, and programs with
each scope × packages × addresses of the API: each gets what the table of rights says.

The pages come from the menu and the readings from session.py by themselves.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import product as crossed
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.testclient import TestClient
from streamlit.runtime import Runtime, get_instance
from streamlit.testing.v1 import AppTest

import app
from access.audit import Action
from access.gate import COOKIE, Gate
from access.principal import Principal
from access.rights import OF_ALL_PACKAGES, TABLE, ApiScope, Right, Role
from api.application import MOUNTED
from data.errors import AccessError, SupervisionError
from kpi.cameras import PACKAGE as CAMERAS_OF
from pages import frame
from pages.parts import acting, camera_feed, session, visitor
from tests.logged_in import OPERATOR, SUPERVISOR, log_in, principal
from tests.pages.conftest import AT_THE_GATE, NOW, ROOT
from tests.pages.test_pages import run, written
from tests.product import Product

LOOKERS = [
    *(principal(role, package) for role in Role if role.has_packages for package in (1, 3)),
    *(principal(role) for role in Role if not role.has_packages),
]
MARKS = {1: re.compile("P1-0|政务服务|SECRET1|包件1"), 3: re.compile("P3-0|SECRET3|包件3")}
"""What tells of a package: its systems, name, records and files."""
GIVEN: dict[str, Callable[[int], object]] = {
    "package": lambda package: package,
    "period": lambda package: "2026-10",
    "code": lambda package: f"{package}.07",
    "system_id": lambda package: f"P{package}-01",
    "day": lambda package: date(2026, 10, 5),
    "dataset": lambda package: "outages",
    "month": lambda package: "2026-10",
    "asset_id": lambda package: "C1",
    "text": lambda package: "SECRET",
    "what": lambda package: "test",
    "ticket": lambda package: session.fault_records(package).tickets[0],
}
NO_READINGS = {"serve_demo", "is_demo", "waiting", "store", "read", "read_of", "close", "version", "as_of", "settings"}
"""What session.py has besides readings of packages; the settings are the same for all."""


def may(looker: Principal, right: Right, package: int | None) -> bool:
    """What the table says, by its own words."""
    return looker.role in TABLE[right] and (package is None or right in OF_ALL_PACKAGES or package in looker.packages)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Packages 1 and 3 have an outage and a fault each; a supervisor of all packages has just read everything."""
    folder = tmp_path_factory.mktemp("matrix")
    with pytest.MonkeyPatch.context() as patch, Product(folder, datetime(2026, 11, 3, 9)) as product:
        patch.setenv("KPI_DB", str(folder / "kpi.duckdb"))
        patch.setenv("KPI_NOW", NOW)
        for package in (1, 3):
            outage = {
                "outage_id": f"SECRET{package}", "system_id": f"P{package}-01", "down_at": "2026-10-05 10:00",
                "up_at": "2026-10-05 14:00", "cause": f"QZJ{package}",
            }  # fmt: skip
            ticket = {
                "incident_id": f"SECRET{package}-T", "system_id": f"P{package}-01", "fault_class": "硬件",
                "reported_at": "2026-10-10 08:00", "responded_at": "2026-10-10 08:10",
                "restored_at": "2026-10-11 14:00", "description": f"QZJ{package}",
            }  # fmt: skip
            product.load(package, "2026-10", {"outages": [outage], "incidents": [ticket]})
        product.store.close()
        visitor.serve_as(SUPERVISOR)
        yield folder
        visitor.serve_as(None)
        session.close()
        visitor.close()


def readings() -> list[tuple[str, Callable[..., object], list[str]]]:
    return [
        (name, one, list(inspect.signature(one).parameters))
        for name, one in inspect.getmembers(session, inspect.isfunction)
        if one.__module__ == session.__name__ and not name.startswith("_") and name not in NO_READINGS
    ]


def test_cached_results(shared: Path) -> None:
    leaks, seen = [], 0
    for (name, reading, names), package in crossed(readings(), (1, 3)):
        assert set(names) <= set(GIVEN), f"session.{name}: say in GIVEN what to ask it for"
        visitor.serve_as(SUPERVISOR)
        given = [GIVEN[one](package) for one in names]
        whole = _tried(reading, given)
        seen += bool(MARKS[package].search(repr(whole)))
        of_cameras = name in ("cameras", "camera_days", "camera_file")
        named = CAMERAS_OF if of_cameras else package if {"package", "system_id"} & set(names) else None
        for looker in LOOKERS:
            visitor.serve_as(looker)
            got = _tried(reading, given)
            if named is not None and may(looker, Right.SEE_SCORES, named) == isinstance(got, AccessError):
                leaks.append((looker, name, package))
            elif not isinstance(got, SupervisionError) and package not in looker.packages:
                leaks += [(looker, name, package)] if MARKS[package].search(repr(got)) else []
    assert leaks == []
    assert seen > 20


def _tried(reading: Callable[..., object], given: list[object]) -> object:
    try:
        return reading(*given)
    except SupervisionError as error:
        return error


def test_acts_and_downloads(shared: Path) -> None:
    leaks = []
    for looker, right, package in crossed(LOOKERS, Right, (1, 3)):
        visitor.serve_as(looker)
        allowed = may(looker, right, package)
        done = acting.act(right, package, Action.CLOSE, "matrix", lambda: "done")
        got = _tried(acting.export(package, "matrix", lambda: b"x", right), [])
        last = [one.result for one in visitor.access().trail.entries()][-2:]
        if [done == "done", got == b"x", *last] != [allowed, allowed, *(["ok" if allowed else "refused"] * 2)]:
            leaks.append((looker, right, package))
    assert leaks == []


FILES = [(Right.EXPORT, 1), (Right.EXPORT, 3), (Right.SEE_AUDIT, None)]


@pytest.fixture
def streamlit(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Streamlit's own server behind the gate."""
    monkeypatch.setattr(Runtime, "_instance", None)
    server = st.App(ROOT / "pages" / "frame.py", middleware=[Middleware(Gate, **AT_THE_GATE)])
    with TestClient(server, base_url="http://localhost") as served:
        yield served


def made_by(maker: Principal, right: Right, package: int | None, content: bytes) -> str:
    """The address at which Streamlit serves a file that somebody has just made."""
    visitor.serve_as(maker)
    acting.export(package, "matrix", lambda: content, right)()
    return get_instance().media_file_mgr.add(content, "text/csv", "matrix", "x.csv", is_for_static_download=True)


def test_addresses_of_files(streamlit: TestClient) -> None:
    """Nobody gets what another account made, nor what was made for a package that is theirs no longer."""
    leaks, refused = [], 0
    for maker, (right, package) in crossed(LOOKERS, FILES):
        if not may(maker, right, package):
            continue
        content = f"{maker.name} {maker.packages} {package}".encode()
        path = made_by(maker, right, package, content)
        for looker in LOOKERS:
            visitor.serve_as(looker)
            before = len(list(visitor.access().trail.entries()))
            answer = streamlit.get(path)
            told = [(one.who, one.action, one.object, one.result) for one in visitor.access().trail.entries()][before:]
            if looker.name == maker.name and may(looker, right, package):
                is_right = answer.content == content and not told
            else:
                refusal = (looker.name, "refusal", f"文件 {path}", "refused")
                is_right = answer.status_code == 404 and told == [refusal]
                refused += 1
            leaks += [] if is_right else [(maker, looker, right, package, answer.status_code)]
    assert leaks == []
    assert refused > 40
    assert streamlit.get("/media/0123456789abcdef.csv").json() == {"status": "no such file"}


def test_who_make_the_same_file_both_get_it(streamlit: TestClient) -> None:
    makers = [principal(Role.VIEWER, 1), principal(Role.SUPERVISOR, 1)]
    paths = {made_by(one, Right.EXPORT, 1, b"the same") for one in makers}
    assert len(paths) == 1
    for looker, code in [*((one, 200) for one in makers), (principal(Role.CONTRACTOR, 1), 404)]:
        visitor.serve_as(looker)
        assert streamlit.get(paths.copy().pop()).status_code == code


def test_every_download_is_made_by_an_export() -> None:
    """A button that is given its bytes in another way would be neither checked nor recorded at the click."""
    for path in (ROOT / "pages").rglob("*.py"):
        for call in re.findall(r"st\.download_button\((.*?)\n    +\)", path.read_text("utf-8"), re.DOTALL):
            assert re.search(r"acting\.(export|download)\(|\bcontent\b", call), (path, call)


def shown(looker: Principal, of: int) -> list[str]:
    """The pages on which somebody whose addresses name a package sees anything of its records."""
    visitor.serve_as(looker)
    address = {"pkg": str(of), "code": f"{of}.07", "id": f"P{of}-01", "q": "SECRET", "of": "outages.2026-10",
               "for": str(of), "month": "2026-10", "period": "2026-10"}  # fmt: skip
    pages = [file for file, *_, right in frame.MENU if may(looker, right, frame.ONLY_OF.get(file))]
    return [file for file in pages if re.search(f"SECRET{of}|QZJ{of}", told(run(file, **address)))]


def told(test: AppTest) -> str:
    """All that a page says: text, and what is offered to be chosen."""
    offered = [str(list(getattr(one, "options", []))) for one in (*test.selectbox, *test.get("button_group"))]
    frames = [one.value.to_csv() for one in test.dataframe]
    return "".join([written(test), *(str(one.value) for one in test.markdown), *offered, *frames])


def test_pages_and_what_their_addresses_name(shared: Path) -> None:
    assert len(shown(SUPERVISOR, 3)) >= 4
    for looker, other in ((principal(Role.CONTRACTOR, 1), 3), (principal(Role.SUPERVISOR, 3), 1)):
        assert shown(looker, other) == []
        assert len(shown(looker, min(looker.packages))) >= 4


def test_nothing_of_a_package_is_read_past_the_check() -> None:
    """The store itself is asked for its time, version and standing only; the rest passes session.store_of."""
    allowed = {
        "session.py",
        "queue_desk.py",
        "adjusting.py",
        "reports_files.py",
        "assessing.py",
        "camera_feed.py",
        "health.py",
    }
    for path in (ROOT / "pages").rglob("*.py"):
        if path.name not in allowed:
            assert not re.findall(
                r"session\.store\(\)(?!\.(?:now\(\)|version\(\)|standing))", path.read_text("utf-8")
            ), path


def test_the_api(shared: Path) -> None:
    for looker in LOOKERS:
        visitor.serve_as(looker)
        for path in (camera_feed.POINTS, camera_feed.CELLS):
            scope = {"type": "http", "path": path, "headers": [], "query_string": b"period=2026-10",
                     "client": ("127.0.0.1", 1), "method": "GET"}  # fmt: skip
            code = app._camera_data(Request(scope)).status_code
            assert (code == 403) == (not may(looker, Right.SEE_SCORES, CAMERAS_OF)), (looker, path, code)


READS = {
    "/scores?period=2026-10": ApiScope.READ_SCORES,
    "/scores?period=2026-10&package={}": ApiScope.READ_SCORES,
    "/indicators?period=2026-10&clauses=true&package={}": ApiScope.READ_SCORES,
    "/completeness": ApiScope.READ_COMPLETENESS,
    "/completeness?package={}": ApiScope.READ_COMPLETENESS,
}
NAMES = {
    1: re.compile('P1-0|"code":"1\\.|"package":1\\b|包件1'),
    3: re.compile('P3-0|"code":"3\\.|"package":3\\b|包件3'),
}
"""What tells of a package in an answer of the API."""


@pytest.fixture
def http(shared: Path) -> Iterator[TestClient]:
    """The API behind the gate; nobody is served by name."""
    visitor.serve_as(None)
    visitor.serve_accounts()
    gate = Gate(Starlette(routes=[MOUNTED]), **AT_THE_GATE)
    yield TestClient(gate, base_url="http://localhost")
    visitor.serve_as(SUPERVISOR)


def test_the_api_for_programs(http: TestClient) -> None:
    leaks: list[object] = []
    given = 0
    for scope, own in crossed(ApiScope, (1, 3)):
        token = visitor.access().clients.create(OPERATOR, f"{scope.name.lower()}{own}", "", [scope], [own], 1)
        headers = {"Authorization": f"Bearer {token}"}
        for (path, needed), asked in crossed(READS.items(), (1, 3)):
            answer = http.get(f"/api/v1{path.format(asked)}", headers=headers)
            allowed = scope is needed and ("package=" not in path or asked == own)
            wrong = (answer.status_code == 200) != allowed or answer.status_code not in (200, 403)
            if wrong or (allowed and NAMES[4 - own].search(answer.text)):
                leaks.append((scope, own, path, asked, answer.status_code))
            given += allowed and bool(NAMES[own].search(answer.text))
        sent = http.post(f"/api/v1/uploads?name=a.csv&package={4 - own}", content=b"x", headers=headers)
        leaks += [] if sent.status_code == 403 else [(scope, own, "POST", 4 - own, sent.status_code)]
        elsewhere = [http.get(one, headers=headers).status_code for one in ("/", camera_feed.POINTS, "/api/v2/scores")]
        leaks += [] if elsewhere == [401] * 3 else [(scope, own, "elsewhere", own, elsewhere)]
    assert leaks == []
    assert given == 2 * (2 + 1 + 1 + 2 + 1)


def test_a_login_is_nothing_to_the_api(http: TestClient, shared: Path) -> None:
    for role in Role:
        cookie = {"Cookie": f"{COOKIE}={log_in(shared, role, [3] if role is Role.CONTRACTOR else [1, 3])}"}
        for path in READS:
            assert http.get(f"/api/v1{path.format(3)}", headers=cookie).status_code == 401
        assert http.post("/api/v1/uploads?name=a.csv", content=b"x", headers=cookie).status_code == 401
