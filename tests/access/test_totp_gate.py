"""The second step 二次验证 against the live server: what opens before the code was given, and before a set-up."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from access.database import FILE_NAME
from access.forms import Forms
from access.gate import COOKIE
from access.opened import Access
from access.rights import ApiScope, Role
from access.totp import code_at
from access.totp_forms import TotpForms
from tests.access.test_gate import Answer, Visitor, account
from tests.logged_in import CHEAP, OPERATOR, PASSWORD, log_in

DEEP = "/package?pkg=2&period=2026-10"
PENDING = "kpi_pending"


@pytest.fixture
def visitor(served: tuple[int, Path]) -> Visitor:
    return Visitor(*served)


@pytest.fixture
def forced(served: tuple[int, Path]) -> Iterator[None]:
    """Auditors must have the second step."""
    with Access(served[1] / FILE_NAME) as access:
        access.totp.set_roles(OPERATOR, [Role.AUDITOR])
        yield
        access.totp.set_roles(OPERATOR, [])


def switched_on(visitor: Visitor, name: str, role: Role = Role.SUPERVISOR) -> str:
    """The secret of a new account that has switched it on half a minute ago."""
    account(visitor.folder, name, role)
    with Access(visitor.folder / FILE_NAME, lambda: time.time() - 60, CHEAP) as access:
        token = access.logins.login(name, PASSWORD)
        shown = access.second_step.set_up(token).secret
        access.second_step.switch_on(token, PASSWORD, code_at(shown, access.database.now()))
    return shown


def send_code(visitor: Visitor, code: str, wanted: str = "/", **changed: str) -> Answer:
    shown = visitor.page(f"/login/code?next={quote(wanted, safe='')}").text
    given = {
        name: shown.split(f'name="{name}" value="')[1].split('"')[0].replace("&amp;", "&") for name in ("key", "next")
    }
    return visitor.send("/login/code", given | {"code": code} | changed)


def test_from_the_password_over_the_code_to_the_page_asked_for(visitor: Visitor) -> None:
    secret = switched_on(visitor, "tief")
    answer = visitor.log_in("tief", wanted=DEEP)
    assert (answer.code, answer.headers["location"]) == (303, f"/login/code?next={quote(DEEP, safe='')}")
    (line,) = [one for one in answer.headers.get_all("set-cookie") or [] if one.startswith(PENDING)]
    assert "HttpOnly" in line
    assert "SameSite=strict" in line
    assert "Path=/login" in line
    assert COOKIE not in visitor.cookies
    wrong = send_code(visitor, "abc", DEEP)
    assert (wrong.code, "验证码不对" in wrong.text) == (401, True)
    done = send_code(visitor, code_at(secret, time.time()), DEEP)
    assert (done.code, done.headers["location"]) == (303, DEEP)
    assert visitor.page(DEEP).code == 200
    assert visitor.cookies[PENDING] == ""


def test_a_pending_login_opens_nothing_but_its_second_step(visitor: Visitor) -> None:
    switched_on(visitor, "halb")
    visitor.log_in("halb")
    for session in ("", visitor.cookies[PENDING]):
        visitor.cookies[COOKIE] = session
        for path in ("/", "/package?pkg=1", "/password", "/totp", "/logout/x", "/login/code/x"):
            assert visitor.page(path).headers["location"].startswith("/login")
        for path in ("/_stcore/health", "/_stcore/host-config", "/media/x.png", "/api/cameras.json", "/assets/zh.js",
                     "/component/x", "/tiles/0/1/1/1", "/password", "/totp"):  # fmt: skip
            assert visitor.ask("GET", path).code == 401
        assert visitor.ask("PUT", "/_stcore/upload_file/a/b", "x").code == 401
        assert visitor.ask("GET", "/api/v1/scores", Authorization=f"Bearer {visitor.cookies[PENDING]}").code == 401
        assert not visitor.opens_websocket()
    assert visitor.page("/login/code").code == 200


def test_a_code_needs_its_own_password_its_own_form_and_its_five_minutes(visitor: Visitor) -> None:
    secret = switched_on(visitor, "eigen")
    code = code_at(secret, time.time())
    for pending in ("", "a" * 43, log_in(visitor.folder)):
        visitor.cookies[PENDING] = pending
        answer = visitor.send("/login/code", {"code": code, "key": "x"})
        assert (answer.code, "请重新输入密码" in answer.text) == (401, True)
    visitor.log_in("eigen")
    assert send_code(visitor, code, key="x").code == 403
    assert visitor.send("/login/code", {"code": code}, Origin="http://evil.example").code == 403
    with Access(visitor.folder / FILE_NAME, lambda: time.time() - 301, CHEAP) as access:
        visitor.cookies[PENDING] = access.second_step.begin("eigen")
    over = visitor.page(f"/login/code?next={quote(DEEP, safe='')}")
    assert (over.code, "等得太久" in over.text, 'value="/package?pkg=2' in over.text) == (401, True, True)
    assert COOKIE not in visitor.cookies


def test_wrong_codes_lock_and_a_used_one_is_refused(visitor: Visitor) -> None:
    secret = switched_on(visitor, "sperre")
    code = code_at(secret, time.time())
    visitor.log_in("sperre")
    assert send_code(visitor, code).code == 303
    visitor.log_in("sperre")
    assert [send_code(visitor, one).code for one in (code, "", "", "", "")] == [401] * 5
    assert "锁定" in send_code(visitor, code_at(secret, time.time() + 30)).text
    assert "锁定" in visitor.log_in("sperre").text


def test_a_forced_set_up_cannot_be_gone_around(visitor: Visitor, forced: None) -> None:
    account(visitor.folder, "muss", Role.AUDITOR)
    visitor.log_in("muss", wanted="/audit?who=gly")
    assert visitor.page("/audit?who=gly").headers["location"] == f"/totp?next={quote('/audit?who=gly', safe='')}"
    for path in ("/", "/password", "/home"):
        assert visitor.page(path).headers["location"].startswith("/totp")
    for path in ("/_stcore/health", "/media/x.png", "/assets/zh.js", "/api/cameras.json", "/component/x"):
        assert visitor.ask("GET", path).code == 401
    assert not visitor.opens_websocket()
    shown = visitor.page(f"/totp?next={quote('/audit?who=gly', safe='')}").text
    assert "<svg" in shown
    secret = shown.split("<code>")[1].split("</code>")[0].replace(" ", "")
    given = {"key": visitor.key("/totp"), "do": "on", "password": PASSWORD, "next": "/audit?who=gly"}
    right = given | {"code": code_at(secret, time.time())}
    assert visitor.send("/totp", right, Origin="http://evil.example").code == 403
    assert visitor.send("/totp", right | {"key": "x"}).code == 403
    assert visitor.send("/totp", right | {"do": "off"}).code == 403
    assert visitor.send("/totp", right | {"code": "000"}).code == 422
    assert visitor.send("/totp", right | {"password": "falsch"}).code == 422
    assert visitor.page("/").code == 303
    assert visitor.send("/totp", right).headers["location"] == "/audit?who=gly"
    assert visitor.page("/audit?who=gly").code == 200
    assert "已开启" in visitor.page("/totp").text


def test_a_first_password_comes_before_the_set_up(visitor: Visitor, forced: None) -> None:
    with Access(visitor.folder / FILE_NAME, passwords=CHEAP) as access:
        first = access.accounts.add(OPERATOR, "zuerst", "zuerst", Role.AUDITOR)
    visitor.log_in("zuerst", first)
    assert visitor.page("/totp").headers["location"] == "/password?next=%2Ftotp"
    new = "blaue katzen im regen"
    visitor.send("/password", {"old": first, "new": new, "again": new, "key": visitor.key("/password")})
    assert visitor.page("/").headers["location"] == "/totp"


def test_without_the_key_nobody_is_let_in_and_the_page_says_why(visitor: Visitor) -> None:
    secret, key = switched_on(visitor, "ohne"), visitor.folder / "access.key"
    visitor.log_in("ohne")
    key.rename(key.with_suffix(".away"))
    answer = send_code(visitor, code_at(secret, time.time()))
    key.with_suffix(".away").rename(key)
    assert (answer.code, "密钥文件不见了" in answer.text) == (503, True)
    assert COOKIE not in visitor.cookies
    assert send_code(visitor, code_at(secret, time.time())).code == 303


def test_the_demo_has_nothing_of_it() -> None:
    client = TestClient(
        Starlette(routes=TotpForms(lambda: None, Forms(lambda: None).login_page).routes()), follow_redirects=False
    )
    for path in ("/login/code", "/totp"):
        for answer in (client.get(path), client.post(path, data={"code": "1"})):
            assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_programs_know_no_second_step(visitor: Visitor, forced: None) -> None:
    with Access(visitor.folder / FILE_NAME, passwords=CHEAP) as access:
        access.totp.set_roles(OPERATOR, [*Role])
        token = access.clients.create(OPERATOR, "ohnehandy", "大屏", [ApiScope.READ_SCORES], [3], 1)
        answer = visitor.ask("GET", "/api/v1/scores?period=2026-10", Authorization=f"Bearer {token}")
    assert answer.code == 200
