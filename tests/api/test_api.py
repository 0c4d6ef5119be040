"""The API as a program meets it: real requests through the gate to a real store, every answer held to the document."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from access.clients import PREFIX
from access.gate import COOKIE, Gate
from access.rights import ApiScope
from api import answering
from api.application import ENDPOINTS, MOUNTED
from api.completeness import CompletenessAnswer, CompletenessQuestion
from api.endpoints import Endpoint
from api.openapi import document
from api.pace import Pace
from data.standing import Standing
from loaders.queue import Decision
from pages.parts import queue_desk, session, visitor
from tests.logged_in import OPERATOR, SUPERVISOR, log_in
from tests.pages.conftest import AT_THE_GATE, NOW
from tests.product import Product, workbook

OUTAGE = {"system_id": "P3-01", "down_at": "2026-10-05 10:00", "up_at": "2026-10-05 14:00", "cause": "电源"}
DOCUMENT = document(ENDPOINTS)
JSON, PROBLEM = "application/json", "application/problem+json"


@dataclass
class Program:
    """A program with a token. Every answer that it gets is held to the document."""

    http: TestClient
    token: str

    def ask(self, path: str, method: str = "GET", content: bytes = b"", **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.token}"} | {one.replace("_", "-"): to for one, to in headers.items()}
        answer = self.http.request(method, f"/api/v1{path}", content=content, headers=sent)
        _hold_to_document(path.partition("?")[0], method, answer)
        return answer

    def deliver(self, query: str, content: bytes, **headers: str) -> Any:
        return self.ask(f"/uploads?{query}", "POST", content, **headers)


def _hold_to_document(path: str, method: str, answer: Any) -> None:
    declared = next((one for one in DOCUMENT["paths"] if _fits(one, f"/api/v1{path}")), None)
    if declared is None or answer.status_code == 405:
        assert answer.headers["content-type"] == (PROBLEM if answer.is_error else JSON)
        return
    responses = DOCUMENT["paths"][declared][method.lower()]["responses"]
    told = responses[str(answer.status_code)]
    if answer.status_code == 304:
        assert not answer.content
        return
    ((media, content),) = told["content"].items()
    assert answer.headers["content-type"] == media
    Draft202012Validator(content["schema"] | DOCUMENT).validate(answer.json())


def _fits(template: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", template), path) is not None


@pytest.fixture(scope="module")
def http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The API behind the gate; packages 1 and 3 have an outage of four hours in October 2026."""
    folder = tmp_path_factory.mktemp("api")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KPI_DB", str(folder / "kpi.duckdb"))
        patch.setenv("KPI_NOW", NOW)
        with Product(folder, datetime(2026, 11, 3, 9)) as product:
            for package in (1, 3):
                row = OUTAGE | {"outage_id": f"S{package}", "system_id": f"P{package}-01"}
                product.load(package, "2026-10", {"outages": [row]}, ["maintenance"])
            assert product.store.version()
        visitor.serve_as(None)
        visitor.serve_accounts()
        log_in(folder)
        yield TestClient(Gate(Starlette(routes=[MOUNTED]), **AT_THE_GATE), base_url="http://localhost")
        queue_desk.stop()
        session.close()
        visitor.close()


@pytest.fixture
def program(http: TestClient) -> Callable[..., Program]:
    """Makes a program of its own name, with all scopes and package 3 unless told otherwise."""

    def make(*scopes: ApiScope, packages: tuple[int, ...] = (3,), days: int = 30) -> Program:
        name = f"p{len(visitor.access().clients.all()):03}"
        token = visitor.access().clients.create(OPERATOR, name, name, scopes or list(ApiScope), packages, days)
        return Program(http, token)

    return make


def trail() -> list[tuple[str, str, str, str]]:
    return [(one.who, one.action, one.object, one.result) for one in visitor.access().trail.entries()]


def test_the_document_is_openapi_3_1() -> None:
    validate(DOCUMENT)
    assert set(DOCUMENT["paths"]) == {
        "/api/v1/scores", "/api/v1/indicators", "/api/v1/completeness", "/api/v1/uploads", "/api/v1/uploads/{entry_id}",
    }  # fmt: skip


def test_the_document_is_given_to_any_token(program: Callable[..., Program]) -> None:
    assert program(ApiScope.UPLOAD).ask("/openapi.json", Accept=JSON).json() == DOCUMENT


def _card(package: int) -> Any:
    with visitor.answering(SUPERVISOR):
        return session.scorecard(package, "2026-10")


def test_numbers_are_those_of_the_scorecard_to_the_bit(program: Callable[..., Program]) -> None:
    asking, card = program(packages=(1, 3)), _card(3)
    first, third = asking.ask("/scores?period=2026-10").json()["scores"]
    assert (first["package"], third["package"]) == (1, 3)
    points = third["points"]
    assert [points[name] for name in ("confirmed", "low", "high", "projected", "grade", "decided_weight")] == [
        card.confirmed, card.low, card.high, card.projected, card.grade, card.decided_weight,
    ]  # fmt: skip
    assert (third["is_closed"], third["closed_months"], third["as_of"]) == (False, [], "2026-10-31")
    assert len(third["undecided"]) == sum(one.points is None for one in card.indicators)
    lines = asking.ask("/indicators?package=3&period=2026-10&clauses=true").json()
    assert [(one["code"], one["value"], one["part"], one["whole"], one["points"]) for one in lines["indicators"]] == [
        (one.finding.indicator.code, one.finding.value, one.finding.part, one.finding.whole, one.points)
        for one in card.indicators
    ]
    assert len(lines["clauses"]) == len(card.clauses)
    # By hand: October has 744 hours, of which P3-01 was down for four.
    uptime = next(one for one in lines["indicators"] if one["code"] == "3.07")
    assert next(one for one in uptime["systems"] if one["system_id"] == "P3-01")["value"] == 740 / 744 * 100
    assert uptime["shown_value"].endswith("%")


def test_what_has_come_in(program: Callable[..., Program]) -> None:
    slots = program(ApiScope.READ_COMPLETENESS).ask("/completeness?month=2026-10").json()["slots"]
    assert {one["package"] for one in slots} == {3}
    (outages,) = [one for one in slots if one["dataset"] == "outages"]
    assert (outages["state"], outages["rows"], outages["is_late"]) == ("received", 1, False)
    assert {one["state"] for one in slots if one["dataset"] == "incidents"} == {"missing"}


def test_what_has_not_changed_is_not_given_again(program: Callable[..., Program]) -> None:
    asking = program()
    first = asking.ask("/scores?period=2026-10")
    before = len(trail())
    assert first.headers["etag"].startswith(f'"{session.version()}-')
    again = asking.ask("/scores?period=2026-10", If_None_Match=f"W/{first.headers['etag']}")
    assert (again.status_code, again.headers["etag"], len(trail())) == (304, first.headers["etag"], before)
    assert asking.ask("/scores?period=2026-09", If_None_Match=first.headers["etag"]).status_code == 200
    assert trail()[-1][1:] == ("api_read", "/api/v1/scores?period=2026-09", "ok")


def test_only_a_token_that_holds_is_answered(http: TestClient, program: Callable[..., Program]) -> None:
    asking, access = program(days=1), visitor.access()
    name, path = access.clients.all()[-1].name, "/scores?period=2026-10"
    login = log_in(access.database.path.parent)
    for headers in ({}, {"Cookie": f"{COOKIE}={login}"}, {"Authorization": f"Basic {asking.token}"}):
        answer = http.get(f"/api/v1{path}&access_token={asking.token}", headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (401, "urn:problem-type:kpi:missing-token")
        assert answer.headers["www-authenticate"] == 'Bearer realm="kpi"'
    assert replace(asking, token=login).ask(path).status_code == 401
    assert asking.ask(path).status_code == 200
    now = access.database.now
    access.database.now = lambda: now() + 86_401
    late = asking.ask(path)
    access.database.now = now
    assert (late.status_code, "已到期" in late.json()["detail"]) == (401, True)
    assert 'error="invalid_token"' in late.headers["www-authenticate"]
    access.clients.end(OPERATOR, name)
    assert "已停用" in asking.ask(path).json()["detail"]
    assert (PREFIX + name, "refusal", "接口令牌", "refused") in trail()


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/scores", 422, "invalid-request"),
        ("/scores?period=2026-10&periode=x", 422, "invalid-request"),
        ("/scores?period=2026-10&period=2026-09", 422, "invalid-request"),
        ("/scores?period=2026-10&package=6", 422, "invalid-request"),
        ("/scores?period=gestern", 404, "unknown-period"),
        ("/scores?period=2020-01", 404, "unknown-period"),
        ("/indicators?period=2026-10&package=1", 403, "foreign-package"),
        ("/completeness?package=1", 403, "foreign-package"),
        ("/uploads/Q20200101-0001", 404, "unknown-upload"),
        ("/uploads/Q20200101-0001?entry_id=Q20200101-0002", 422, "invalid-request"),
        ("/uploads", 405, "method-not-allowed"),
        ("/scores/", 404, "not-found"),
    ],
)
def test_each_wrong_question_has_its_kind(program: Callable[..., Program], path: str, status: int, kind: str) -> None:
    answer = program().ask(path)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:problem-type:kpi:{kind}")
    assert re.search("[一-鿿]", answer.json()["detail"])
    if status == 403:
        assert trail()[-1][1::2] == ("refusal", "refused")


def test_a_file_that_is_delivered_waits_for_a_supervisor(program: Callable[..., Program]) -> None:
    asking, other = program(ApiScope.UPLOAD), program(ApiScope.UPLOAD)
    rows = {"security_events": [{"event_id": "A1", "system_id": "P3-01", "severity": "一般",
                                 "occurred_at": "2026-10-06 10:00", "handled_at": "2026-10-06 11:00"}]}  # fmt: skip
    taken = asking.deliver("name=%E5%8C%85%E4%BB%B63.xlsx&package=3&month=2026-10", workbook(rows))
    assert taken.status_code == 202
    (entry,) = taken.json()["entries"]
    assert taken.headers["location"] == entry["href"]
    path = entry["href"].removeprefix("/api/v1")
    found = _settled(asking, path)
    assert (found["package"], found["month"], found["name"]) == (3, "2026-10", "包件3.xlsx")
    assert (found["state"], found["is_waiting_for_people"], found["problems"]) == ("ready", True, [])
    assert other.ask(path).json()["type"] == "urn:problem-type:kpi:unknown-upload"
    queue_desk.queue().decide([entry["entry_id"]], Decision("王工"))
    found = _settled(asking, path)
    assert (found["state"], found["receipt"]["stored_by"], found["is_ended"]) == ("stored", "王工", True)
    assert [one["dataset"] for one in found["receipt"]["batches"]] == ["security_events"]
    who = PREFIX + visitor.access().clients.all()[-2].name
    assert [one[1] for one in trail() if one[0] == who and one[1] in ("hand_in", "import")] == ["hand_in"]


def _settled(asking: Program, path: str) -> Any:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        found = asking.ask(path).json()
        if found["is_ended"] or found["is_waiting_for_people"]:
            return found
        time.sleep(0.2)
    raise AssertionError(found)


def test_what_is_wrong_in_a_file_is_told(program: Callable[..., Program]) -> None:
    asking = program(ApiScope.UPLOAD)
    rows = {"outages": [OUTAGE | {"outage_id": "F1", "up_at": "gestern"}]}
    taken = asking.deliver("name=f.xlsx&package=3&month=2026-09", workbook(rows))
    found = _settled(asking, taken.headers["location"].removeprefix("/api/v1"))
    assert (found["state"], found["state_words"]) == ("faulty", "有问题")
    assert ("bad_date", "gestern") in [(one["code"], one["value"]) for one in found["problems"]]


def test_files_that_are_not_taken(program: Callable[..., Program]) -> None:
    asking = program(ApiScope.UPLOAD)
    before = len(queue_desk.queue().entries())
    refused = [
        asking.deliver("name=a.exe", b"x"),
        asking.deliver("name=a.csv", b"x", Content_Type="multipart/form-data; boundary=y"),
        asking.deliver("name=a.csv", b"x", Content_Encoding="gzip"),
        asking.deliver("name=a.csv", b""),
        asking.deliver("name=a%2Fb.csv", b"x"),
        asking.deliver("name=a.csv&month=2026-13", b"x"),
        asking.deliver("name=a.csv&package=1", b"x"),
        asking.deliver("name=a.csv", b"x", Content_Length=str(answering.MOST_BYTES + 1)),
        program(ApiScope.READ_SCORES).deliver("name=a.csv", b"x"),
    ]
    assert [one.status_code for one in refused] == [415, 415, 415, 422, 422, 422, 403, 413, 403]
    assert 'error="insufficient_scope", scope="upload"' in refused[-1].headers["www-authenticate"]
    assert len(queue_desk.queue().entries()) == before


def test_a_store_that_lost_something_is_read_and_takes_nothing(program: Callable[..., Program]) -> None:
    store, asking = session.store(), program()
    sound, store.standing = store.standing, Standing(losses=("P3-2026-10-outages-1",))
    answer = asking.deliver("name=a.csv", b"x")
    read = asking.ask("/scores?period=2026-10")
    store.standing = sound
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:problem-type:kpi:unavailable")
    assert (answer.headers["retry-after"], read.status_code) == ("30", 200)


def test_too_many_requests(program: Callable[..., Program], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "_pace", Pace(lambda: 1_800_000_020.0))
    asking = program()
    codes = [asking.ask("/completeness?month=x") for _ in range(122)]
    assert [one.status_code for one in codes] == [422] * 120 + [429] * 2
    assert codes[-1].headers["retry-after"] == "40"
    assert [one[1] for one in trail()[-2:]] == ["client", "refusal"], "once a minute"
    assert asking.ask("/scores?period=2026-10").status_code == 200


def test_pace_begins_anew_with_the_minute() -> None:
    now = [60.0]
    pace = Pace(lambda: now[0])
    assert [pace.count("a", "/x", 2) for _ in range(4)] == [0, 0, 1, 2]
    assert pace.count("b", "/x", 2) == 0
    now[0] = 119.9
    assert (pace.count("a", "/x", 2), pace.seconds_left) == (3, 1)
    now[0] = 120.0
    assert pace.count("a", "/x", 2) == 0


def test_an_unexpected_error_has_a_number_and_no_trace(
    program: Callable[..., Program], caplog: pytest.LogCaptureFixture
) -> None:
    broken = Endpoint("/broken", "", None, CompletenessQuestion, CompletenessAnswer, lambda asked: 1 / 0)
    routes = [Mount("/api/v1", Starlette(routes=[Route("/broken", answering.answering(broken))]))]
    http = TestClient(Gate(Starlette(routes=routes), **AT_THE_GATE), base_url="http://localhost")
    answer = http.get("/api/v1/broken", headers={"Authorization": f"Bearer {program().token}"})
    told = answer.json()
    assert (answer.status_code, told["type"]) == (500, "urn:problem-type:kpi:unexpected")
    assert told["incident"] in told["detail"]
    assert "Zero" not in answer.text
    assert f"incident {told['incident']}" in caplog.text
