"""Logins by a provider that really listens, through the gate: the way there and back, and each try that is refused."""

import time
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from access.attempts import HELD_SECONDS, MOST, Attempts
from access.audit import Entry
from access.forms import Forms
from access.gate import COOKIE, SIGN_ON, SIGN_ON_BACK, Gate, Hosts, cookie
from access.opened import Access
from access.passwords import Rules
from access.provider import Attempt
from access.rights import Role
from access.sign_on_configuration import Configuration
from access.single_sign_on import SingleSignOn
from data.errors import AccessError, LoginError
from tests.access.conftest import ADMIN, GOOD, Clock
from tests.access.listening import OTHER_KEY, PERSON, Listening, listening

DEEP = "/package?pkg=3&period=2026-10"


@pytest.fixture(scope="module")
def listens() -> Iterator[Listening]:
    with listening() as server:
        yield server


@pytest.fixture
def provider(listens: Listening) -> Iterator[Listening]:
    usual = vars(listens).copy()
    yield listens
    listens.person, listens.changed, listens.signs_with = dict(PERSON), {}, usual["signs_with"]


@pytest.fixture
def clock() -> Clock:
    return Clock(time.time())


def _served(access: Access, configuration: Configuration | None) -> Callable[[str], TestClient]:
    """Gives browsers that open a server with one page behind the gate."""
    forms = Forms(lambda: access, configuration.begins_at if configuration else "")
    gate = Middleware(
        Gate, who=lambda headers, source: access.logins.who(cookie(headers, COOKIE), source),
        whose_token=access.clients.who, may_fetch=lambda who, path: False, hosts=Hosts(), local_only=lambda: False,
    )  # fmt: skip
    routes = [*forms.routes(), *SingleSignOn(lambda: access, configuration, forms).routes()]
    pages = [Route(path, lambda _: PlainTextResponse("page")) for path in ("/", "/package")]
    server = Starlette(routes=[*routes, *pages], middleware=[gate])
    return lambda base: TestClient(server, base, headers={"accept": "text/html"}, follow_redirects=False)


@pytest.fixture
def browser(access: Access, provider: Listening) -> TestClient:
    return _served(access, provider.configuration())("http://localhost")


def _back(browser: TestClient, provider: Listening, wanted: str = "/") -> str:
    """Begin a login and log in at the provider; gives where the browser is sent back to."""
    away = browser.get(f"{SIGN_ON}?next={quote(wanted, safe='')}")
    assert away.status_code == 303
    return provider.authorize(away.headers["location"])


def _log_in(browser: TestClient, provider: Listening, wanted: str = "/") -> httpx2.Response:
    return browser.get(_back(browser, provider, wanted))


def _last(access: Access) -> Entry:
    return list(access.trail.entries())[-1]


def test_a_deep_link_survives_the_way_to_the_provider_and_back(
    browser: TestClient, provider: Listening, access: Access
) -> None:
    login = browser.get(browser.get(DEEP).headers["location"])
    link = unescape(login.text.split('class="other" href="')[1].split('"')[0])
    assert link.startswith("http://localhost/login/sso?next=")
    away = browser.get(link)
    (line,) = away.headers.get_list("set-cookie")
    assert line.startswith("kpi_sso=")
    assert all(said in line for said in ("HttpOnly", "SameSite=lax", f"Max-Age={HELD_SECONDS}", "Path=/login/sso"))
    assert "Secure" not in line
    asked = parse_qs(urlsplit(away.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert browser.get(DEEP).status_code == 303
    back = browser.get(provider.authorize(away.headers["location"]))
    assert (back.status_code, back.headers["location"]) == (303, DEEP)
    assert browser.get(DEEP).text == "page"
    made, logged_in = list(access.trail.entries())[-2:]
    assert (made.action, made.who, made.note) == ("account", "wang.gong", "统一身份认证新建：监理 1,3")
    assert (logged_in.action, logged_in.who, logged_in.result) == ("login", "wang.gong", "ok")
    assert (logged_in.note, logged_in.source) == ("统一身份认证", "testclient")


def test_behind_tls_what_the_browser_keeps_is_secure(access: Access, provider: Listening) -> None:
    browser = _served(access, provider.configuration())("https://localhost")
    assert "Secure" in browser.get(SIGN_ON).headers["set-cookie"]


WRONG: dict[str, Callable[[str], str]] = {
    "state": lambda back: back.replace("state=", "state=x"),
    "no state": lambda back: back.split("&state=")[0],
    "code": lambda back: back.replace("code=", "code=x"),
    "refused there": lambda back: f"{SIGN_ON_BACK}?error=access_denied&state={back.split('state=')[1]}",
}


@pytest.mark.parametrize("how", WRONG)
def test_what_comes_back_otherwise_is_refused_and_on_record(
    browser: TestClient, provider: Listening, access: Access, how: str
) -> None:
    right = _back(browser, provider, DEEP)
    refused = browser.get(WRONG[how](right))
    assert refused.status_code == 401
    assert "role='alert'" in refused.text
    assert (_last(access).action, _last(access).result) == ("login", "refused")
    again = browser.get(right)
    assert again.status_code == 401  # one try only
    assert COOKIE not in browser.cookies
    assert browser.get("/").status_code == 303


def test_another_browser_a_second_time_and_too_late_are_refused(
    browser: TestClient, provider: Listening, access: Access, clock: Clock
) -> None:
    back = _back(browser, provider)
    other, again = (TestClient(browser.app, "http://localhost", follow_redirects=False) for _ in range(2))
    assert other.get(back).status_code == 401
    again.cookies.set("kpi_sso", browser.cookies["kpi_sso"])
    assert browser.get(back).status_code == 303
    assert "kpi_sso" not in browser.cookies
    assert again.get(back).status_code == 401
    assert "不是在这个浏览器里开始" in _last(access).note
    late = _back(other, provider)
    clock.pass_by(HELD_SECONDS / 60 + 1)
    provider.changed = {"exp": int(clock()) + 300, "iat": int(clock())}
    assert other.get(late).status_code == 401
    assert "已过期" in _last(access).note
    assert other.get(_back(other, provider)).status_code == 303


def test_very_many_under_way_are_the_end_of_the_oldest_only() -> None:
    attempts, attempt = Attempts(), Attempt("https://sso.example.cn", "s", "n", "v")
    first, second, *_ = [attempts.keep(attempt, "/", 0) for _ in range(MOST + 1)]
    assert attempts.take(first, "s", 0) is None
    assert attempts.take(second, "s", 0) is not None


@pytest.mark.parametrize(
    ("claim", "value"),
    [("nonce", "n2"), ("aud", "other"), ("iss", "https://sso.example.cn"), ("exp", 1_700_000_000), ("sub", None)],
)
def test_a_token_that_is_not_the_answer_is_refused(
    browser: TestClient, provider: Listening, access: Access, claim: str, value: object
) -> None:
    provider.changed = {claim: value}
    refused = _log_in(browser, provider)
    assert refused.status_code == 401
    assert "没有通过核对" in refused.text
    assert (_last(access).result, claim in _last(access).note) == ("refused", True)
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize("key", [OTHER_KEY, None], ids=["another key", "none"])
def test_a_token_without_the_providers_signature_is_refused(
    browser: TestClient, provider: Listening, access: Access, key: object
) -> None:
    provider.signs_with = key  # type: ignore[assignment]
    assert _log_in(browser, provider).status_code == 401
    assert _last(access).result == "refused"
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", SIGN_ON_BACK])
def test_a_login_leads_nowhere_else(browser: TestClient, provider: Listening, elsewhere: str) -> None:
    assert _log_in(browser, provider, elsewhere).headers["location"] == "/"


def test_role_and_packages_are_those_of_today(browser: TestClient, provider: Listening, access: Access) -> None:
    _log_in(browser, provider)
    first = browser.cookies[COOKIE]
    provider.person |= {"name": "王小工", "groups": ["yunwei2"], "preferred_username": "neu"}
    _log_in(browser, provider)
    account = access.accounts.find("wang.gong")
    assert (account.role, account.packages, account.display_name) == (Role.CONTRACTOR, frozenset({2}), "王小工")
    assert list(access.trail.entries())[-3].note == "统一身份认证改为：运维单位 2"
    assert access.logins.who(first) is None
    second = browser.cookies[COOKIE]
    provider.person |= {"groups": ["staff"]}
    refused = _log_in(browser, provider)
    assert (refused.status_code, "没有给您本系统的角色" in refused.text) == (401, True)
    assert (_last(access).who, _last(access).result) == ("wang.gong", "refused")
    assert "staff" in _last(access).note
    assert access.logins.who(second) is None


def test_who_has_no_role_gets_no_account(browser: TestClient, provider: Listening, access: Access) -> None:
    provider.person |= {"groups": ["staff"]}
    refused = _log_in(browser, provider)
    assert (refused.status_code, "没有给您本系统的角色" in refused.text) == (401, True)
    assert _last(access).who == "统一身份认证:wang.gong"
    assert [one.name for one in access.accounts.all()] == ["gly", "wang"]


def test_who_is_disabled_here_stays_disabled(browser: TestClient, provider: Listening, access: Access) -> None:
    _log_in(browser, provider)
    access.accounts.disable(ADMIN, "wang.gong")
    assert browser.get("/").status_code == 303
    refused = _log_in(browser, provider)
    assert (refused.status_code, "已停用" in refused.text) == (401, True)
    assert (_last(access).who, _last(access).result) == ("wang.gong", "refused")
    assert access.accounts.find("wang.gong").is_disabled


def test_there_is_no_password_and_no_rule_for_one(
    browser: TestClient, provider: Listening, access: Access, clock: Clock
) -> None:
    access.accounts.set_rules(ADMIN, Rules(most_days=1))
    _log_in(browser, provider)
    clock.pass_by(3 * 24 * 60)
    assert browser.get("/").status_code == 303  # over, as every login
    provider.changed = {"exp": int(clock()) + 300, "iat": int(clock())}
    _log_in(browser, provider)
    assert browser.get("/").status_code == 200
    assert browser.get("/password").headers["location"] == "/"
    for password in ("", GOOD, "wang.gong"):
        with pytest.raises(LoginError, match="账号或密码不对"):
            access.logins.login("wang.gong", password)
    with pytest.raises(AccessError, match="没有本系统的密码"):
        access.accounts.reset(ADMIN, "wang.gong", GOOD)
    with pytest.raises(AccessError, match="来自统一身份认证"):
        access.accounts.change(ADMIN, "wang.gong", role=Role.ADMIN, packages=[], display_name="x")


def test_a_name_that_is_taken_opens_nobody_elses_account(
    browser: TestClient, provider: Listening, access: Access
) -> None:
    for subject, name in (("u-1", "wang"), ("u-2", "GLY"), ("u-3", "王"), ("u-4", "new.one"), ("u-5", "new.one")):
        provider.person |= {"sub": subject, "preferred_username": name}
        assert _log_in(browser, provider).status_code == 303
    known = {one.name: one for one in access.accounts.all()}
    assert len(known) == 7
    assert [name for name, one in known.items() if one.has_password] == ["gly", "wang"]
    assert access.accounts.find("wang").display_name == "王工"
    assert len([name for name in known if name.startswith("sso-")]) == 4
    assert access.logins.login("wang", GOOD)


def test_an_admin_by_the_provider_does_not_stand_in_for_the_last_one_here(
    browser: TestClient, provider: Listening, access: Access
) -> None:
    provider.person |= {"groups": ["guanli"]}
    _log_in(browser, provider)
    by = access.logins.who(browser.cookies[COOKIE])
    assert by is not None
    with pytest.raises(AccessError, match="最后一个管理员"):
        access.accounts.disable(by, "gly")
    access.accounts.disable(ADMIN, "wang.gong")


def test_a_provider_that_is_away_leaves_the_login_here(access: Access, provider: Listening) -> None:
    away = provider.configuration().model_copy(update={"issuer": "http://127.0.0.1:1"})
    shown = _served(access, away)("http://localhost").get(f"{SIGN_ON}?next={quote(DEEP)}")
    assert shown.status_code == 503
    assert "现在用不了" in shown.text
    assert f'name="next" value="{DEEP.replace("&", "&amp;")}"' in shown.text


def test_without_a_provider_there_is_no_way_to_one(access: Access) -> None:
    browser = _served(access, None)("http://localhost")
    assert "统一身份认证" not in browser.get("/login").text
    for path in (SIGN_ON, SIGN_ON_BACK):
        assert browser.get(path).headers["location"] == "/login"
