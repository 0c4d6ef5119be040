"""Every refused try against the live server: nothing but the login answers to who is not logged in."""

import contextlib
import gzip
import http.client
import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from access.database import FILE_NAME
from access.gate import COOKIE
from access.opened import Access
from access.rights import ApiScope, Role
from tests.access.nginx import TRUSTING, nginx_before
from tests.logged_in import CHEAP, OPERATOR, PASSWORD, log_in
from tests.pages.conftest import free_port


@dataclass
class Answer:
    """What the server said."""

    code: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class Visitor:
    """A browser without a screen. cookies: what it brings along."""

    port: int
    folder: Path
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        """One request; cookies that are set are kept."""
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | headers
        with contextlib.closing(http.client.HTTPConnection("localhost", self.port, timeout=20)) as connection:
            connection.request(method, path, body or None, {name.replace("_", "-"): one for name, one in sent.items()})
            answer = connection.getresponse()
            for line in answer.headers.get_all("set-cookie") or []:
                name, _, rest = line.partition("=")
                self.cookies[name] = rest.split(";")[0].strip('"')
            return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))

    def page(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, Accept="text/html", **headers)

    def send(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """Send a form as a browser does."""
        form = {"Content_Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.host}"}
        return self.ask("POST", path, urlencode(fields), **form | headers)

    def key(self, path: str) -> str:
        return self.page(path).text.split('name="key" value="')[1].split('"')[0]

    def log_in(self, name: str, password: str = PASSWORD, wanted: str = "/") -> Answer:
        return self.send("/login", {"name": name, "password": password, "key": self.key("/login"), "next": wanted})

    def opens_websocket(self, **headers: str) -> bool:
        """Whether the websocket of the pages opens."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookies} | {name.replace("_", "-"): one for name, one in headers.items()}
        try:
            with connect(f"ws://{self.host}/_stcore/stream", additional_headers=sent, open_timeout=20):
                return True
        except InvalidStatus as refused:
            return refused.response.status_code != 403


@pytest.fixture
def visitor(served: tuple[int, Path]) -> Visitor:
    """Nobody yet."""
    return Visitor(*served)


def account(folder: Path, name: str, role: Role = Role.SUPERVISOR, *packages: int) -> None:
    with Access(folder / FILE_NAME, passwords=CHEAP) as access:
        access.accounts.add(OPERATOR, name, name, role, packages or (1, 2, 3, 4, 5), PASSWORD)


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", "/_stcore/script-health-check", "/media/x.png",
        "/_stcore/upload_file/a/b", "/api/cameras.json", "/api/camera_cells.json", "/api/style.json", "/tiles/0/1/1/1",
        "/assets/zh.js", "/assets/links.js", "/static/js/index.js", "/favicon.png", "/component/x", "/role?as=admin",
        "/_stcore/agent/interact", "/x/../login", "//login", "/login/", "/healthz/", "/LOGIN", "/login;x",
        "/%2e/login/../package",
    ],
)  # fmt: skip
def test_nothing_answers_to_nobody(visitor: Visitor, path: str) -> None:
    for method in ("GET", "PUT", "POST", "DELETE", "OPTIONS"):
        assert visitor.ask(method, path).code in (401, 400, 404, 405)
    assert visitor.ask("GET", path).code == 401
    assert visitor.page(path).code == 303
    assert "Traceback" not in visitor.ask("GET", path).text


@pytest.mark.parametrize("path", ["/", "/package?pkg=2&period=2026-10", "/settings", "/unknown"])
def test_pages_lead_to_the_login_and_back(visitor: Visitor, path: str) -> None:
    answer = visitor.page(path)
    assert answer.code == 303
    login = answer.headers["location"]
    assert login.startswith("/login")
    shown = visitor.page(login).text
    wanted = shown.split('name="next" value="')[1].split('"')[0].replace("&amp;", "&")
    assert wanted == path
    account(visitor.folder, f"weg{abs(hash(path)) % 10**8}")
    assert visitor.log_in(f"weg{abs(hash(path)) % 10**8}", wanted=wanted).headers["location"] == path
    assert visitor.page(path).code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\n//x", "/login"]
)
def test_the_login_leads_nowhere_else(visitor: Visitor, elsewhere: str) -> None:
    visitor.page("/login")
    answer = visitor.page(f"/login?{urlencode({'next': elsewhere})}")
    assert 'name="next" value="/"' in answer.text


def test_only_health_and_login_are_open(visitor: Visitor) -> None:
    assert visitor.ask("GET", "/healthz").code == 200
    login = visitor.page("/login")
    assert login.code == 200
    assert "/assets/zh.js" not in login.text
    assert login.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'self'" in login.headers["content-security-policy"]
    assert visitor.ask("GET", "/assets/login.css").code == 200


def test_the_websocket_needs_a_login(visitor: Visitor) -> None:
    assert not visitor.opens_websocket()
    assert not visitor.opens_websocket(Origin=f"http://{visitor.host}")
    visitor.cookies[COOKIE] = "a" * 43
    assert not visitor.opens_websocket()
    visitor.cookies[COOKIE] = log_in(visitor.folder)
    assert visitor.opens_websocket(Origin=f"http://{visitor.host}")
    assert not visitor.opens_websocket(Origin="http://evil.example")


def test_the_cookie_is_kept_from_scripts_and_other_sites(visitor: Visitor) -> None:
    account(visitor.folder, "keks")
    answer = visitor.log_in("keks")
    assert answer.code == 303
    (line,) = [one for one in answer.headers.get_all("set-cookie") or [] if one.startswith(COOKIE)]
    assert "HttpOnly" in line
    assert "SameSite=lax" in line
    assert "Secure" not in line
    behind_tls = visitor.send(
        "/login", {"name": "keks", "password": PASSWORD, "key": visitor.key("/login")}, X_Forwarded_Proto="https",
        Origin=f"https://{visitor.host}",
    )  # fmt: skip
    (line,) = [one for one in behind_tls.headers.get_all("set-cookie") or [] if one.startswith(COOKIE)]
    assert "Secure" in line


def test_wrong_passwords_and_unknown_names_look_alike_until_locked(visitor: Visitor) -> None:
    account(visitor.folder, "raten")
    answers = []
    for name in ("raten", "gibtesnicht"):
        seen = [visitor.log_in(name, "falsch") for _ in range(5)] + [visitor.log_in(name)]
        assert [one.code for one in seen] == [401] * 6
        answers.append([one.text.split("role='alert'>")[1].split("</p>")[0] for one in seen])
    assert answers[0] == answers[1]
    assert "账号或密码不对" in answers[0][4]
    assert "锁定" in answers[0][5]


@pytest.mark.parametrize("hours", [0.6, 12.1])
def test_expired_logins_are_nobody(visitor: Visitor, hours: float) -> None:
    """A login of some hours ago, and one that was used until just now but began too long ago."""
    began = time.time() - hours * 3600
    with Access(visitor.folder / FILE_NAME, lambda: began, CHEAP) as then:
        if "alt" not in [one.name for one in then.accounts.all()]:
            then.accounts.add(OPERATOR, "alt", "alt", Role.SUPERVISOR, [1], PASSWORD)
        visitor.cookies[COOKIE] = then.logins.login("alt", PASSWORD)
        if hours > 12:
            with then.database.writing() as cursor:
                cursor.execute("UPDATE session SET seen_at = ? WHERE account = 'alt'", [time.time()])
    assert visitor.page("/").code == 303
    assert visitor.ask("GET", "/_stcore/health").code == 401
    assert not visitor.opens_websocket()


def test_a_token_ends_with_logout_disabling_and_reset(visitor: Visitor) -> None:
    account(visitor.folder, "ende")
    visitor.log_in("ende")
    old = visitor.cookies[COOKIE]
    key = visitor.key("/logout")
    assert visitor.send("/logout", {"key": key}, Origin="http://evil.example").code == 403
    assert visitor.send("/logout", {"key": "x"}).code == 403
    assert visitor.page("/").code == 200
    assert visitor.send("/logout", {"key": key}).code == 200
    visitor.cookies[COOKIE] = old
    assert visitor.page("/").code == 303
    for ends in ("disable", "reset"):
        visitor.log_in("ende")
        assert visitor.page("/").code == 200
        with Access(visitor.folder / FILE_NAME, passwords=CHEAP) as access:
            getattr(access.accounts, ends)(OPERATOR, "ende")
            access.accounts.enable(OPERATOR, "ende")
        assert visitor.page("/").code == 303
        assert not visitor.opens_websocket()


def test_a_login_ends_the_one_before_in_the_same_browser(visitor: Visitor) -> None:
    account(visitor.folder, "neu")
    visitor.log_in("neu")
    old = visitor.cookies[COOKIE]
    visitor.log_in("neu")
    assert visitor.cookies[COOKIE] != old
    visitor.cookies[COOKIE] = old
    assert visitor.page("/").code == 303


def test_a_first_password_opens_only_its_change(visitor: Visitor) -> None:
    with Access(visitor.folder / FILE_NAME, passwords=CHEAP) as access:
        first = access.accounts.add(OPERATOR, "erst", "erst", Role.VIEWER)
    visitor.log_in("erst", first)
    asked = visitor.page("/package?pkg=1").headers["location"]
    assert asked == "/password?next=%2Fpackage%3Fpkg%3D1"
    assert 'name="next" value="/package?pkg=1"' in visitor.page(asked).text
    assert visitor.ask("GET", "/api/cameras.json").code == 401
    assert not visitor.opens_websocket()
    key, new = visitor.key("/password"), "blaue katzen im regen"
    fields = {"old": first, "new": new, "again": new, "key": key, "next": "/package?pkg=1"}
    assert visitor.send("/password", fields, Origin="http://evil.example").code == 403
    assert visitor.send("/password", fields | {"key": "x"}).code == 403
    assert visitor.send("/password", fields | {"again": "anders"}).code == 422
    assert visitor.send("/password", fields | {"old": "falsch"}).code == 422
    old = visitor.cookies[COOKIE]
    answer = visitor.send("/password", fields)
    assert (answer.code, answer.headers["location"]) == (303, "/package?pkg=1")
    assert visitor.page("/").code == 200
    visitor.cookies[COOKIE] = old
    assert visitor.page("/").code == 303


def test_a_login_form_of_another_site_is_refused(visitor: Visitor) -> None:
    account(visitor.folder, "fremd")
    fields = {"name": "fremd", "password": PASSWORD, "key": visitor.key("/login")}
    assert visitor.send("/login", fields, Origin="http://evil.example").code == 403
    assert visitor.ask("POST", "/login", urlencode(fields)).code == 403
    assert visitor.send("/login", fields | {"key": ""}).code == 403
    visitor.cookies["kpi_form"] = ""
    assert visitor.send("/login", fields | {"key": ""}).code == 403
    assert COOKIE not in visitor.cookies


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "localhost.evil.example", "", "x@localhost"])
def test_foreign_hosts_are_refused(visitor: Visitor, host: str) -> None:
    assert visitor.ask("GET", "/healthz", Host=host).code in (400, 421)
    visitor.cookies[COOKIE] = log_in(visitor.folder)
    assert visitor.ask("GET", "/", Host=host).code in (400, 421)
    to_program = visitor.ask("GET", "/api/v1/scores", Host=host)
    assert to_program.code == 400 or to_program.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("role", "packages", "code"),
    [(Role.SUPERVISOR, (1, 2, 3, 4, 5), 200), (Role.VIEWER, (), 200), (Role.CONTRACTOR, (1,), 403),
     (Role.AUDITOR, (), 403), (Role.ADMIN, (), 403)],
)  # fmt: skip
def test_data_by_url_follow_role_and_package(
    visitor: Visitor, role: Role, packages: tuple[int, ...], code: int
) -> None:
    visitor.cookies[COOKIE] = log_in(visitor.folder, role, packages)
    assert visitor.ask("GET", "/api/cameras.json?period=2026-10").code == code
    assert visitor.ask("GET", "/api/camera_cells.json?period=2026-10").code == code
    assert visitor.ask("GET", "/tiles/0/1/1/1").code == code
    if code == 403:
        with Access(visitor.folder / FILE_NAME) as access:
            last = list(access.trail.entries())[-1]
            assert (last.action, last.result, last.who) == ("refusal", "refused", role.value)
    assert visitor.ask("GET", "/role?as=admin").code == 404


def test_a_role_changed_while_logged_in_holds_at_once(visitor: Visitor) -> None:
    account(visitor.folder, "wechsel", Role.SUPERVISOR, 3)
    visitor.log_in("wechsel")
    assert visitor.ask("GET", "/api/cameras.json?period=2026-10").code == 200
    with Access(visitor.folder / FILE_NAME, passwords=CHEAP) as access:
        access.accounts.change(OPERATOR, "wechsel", role=Role.CONTRACTOR, packages=[2], display_name="x")
    assert visitor.ask("GET", "/api/cameras.json?period=2026-10").code == 403


def test_uploads_metrics_and_the_agent_stay_closed_even_with_a_login(visitor: Visitor) -> None:
    visitor.cookies[COOKIE] = log_in(visitor.folder)
    assert visitor.ask("PUT", "/_stcore/upload_file/a/b", "x").code in (400, 403)
    assert visitor.ask("GET", "/_stcore/metrics").code == 403
    assert visitor.ask("POST", "/_stcore/agent/interact", "{}").code == 403
    assert visitor.ask("GET", "/_stcore/agent/openapi.json").code == 403
    visitor.cookies[COOKIE] = log_in(visitor.folder, Role.AUDITOR)
    refused = visitor.ask("PUT", "/_stcore/upload_file/a/b", "x")
    assert (refused.code, json.loads(refused.text)["status"]) == (403, "not for this role")


def test_programs_ask_with_a_token_below_the_api_only(visitor: Visitor) -> None:
    with Access(visitor.folder / FILE_NAME) as access:
        token = access.clients.create(OPERATOR, "screen", "大屏", [ApiScope.READ_SCORES], [3], 1)
    bearer = {"Authorization": f"Bearer {token}"}
    assert visitor.ask("GET", "/api/v1/scores?period=2026-10").code == 401
    found = visitor.ask("GET", "/api/v1/scores?period=2026-10", **bearer)
    assert [one["package"] for one in json.loads(found.text)["scores"]] == [3]
    unknown = visitor.ask("GET", "/api/v1/package", Accept="text/html", **bearer)
    assert (unknown.code, unknown.headers["content-type"]) == (404, "application/problem+json")
    assert visitor.ask("GET", "/api/cameras.json?period=2026-10", **bearer).code == 401
    assert visitor.page("/", **bearer).code == 303
    assert not visitor.opens_websocket(**bearer)


def test_behind_nginx_as_it_is_documented(visitor: Visitor, tmp_path: Path) -> None:
    with Access(visitor.folder / FILE_NAME) as access:
        token = access.clients.create(OPERATOR, "proxied", "", [ApiScope.READ_SCORES, ApiScope.UPLOAD], [3], 1)
    bearer, problem = {"Authorization": f"Bearer {token}"}, "application/problem+json"
    with nginx_before(visitor.port, tmp_path) as proxy:
        assert proxy.ask("GET", "/healthz", {})[0] == 200
        assert proxy.ask("GET", "/_stcore/metrics", {})[0] == 404
        assert proxy.ask("GET", "/api/v1/scores?period=2026-10", bearer)[0] == 200
        some_mb, above_55 = b"a,b\n" * 1_000_000, {"Content-Length": str(56 * 1024**2)}
        assert proxy.ask("POST", "/api/v1/uploads?name=a.csv&package=3&month=2026-10", bearer, some_mb)[0] == 202
        assert proxy.ask("POST", "/api/v1/uploads?name=a.csv", bearer | above_55)[:2] == (413, problem)
        headers = {"Cookie": f"{COOKIE}={log_in(visitor.folder)}", "Accept-Encoding": "gzip"}
        page = gzip.decompress(proxy.ask("GET", "/", headers)[2]).decode()
        script = re.findall(r'src="\.?/(static/js/index[^"]+)"', page)[0]
        assert b"function" in gzip.decompress(proxy.ask("GET", f"/{script}", headers)[2])
        sent = headers | {"Origin": f"https://localhost:{proxy.port}"}
        with connect(f"wss://localhost:{proxy.port}/_stcore/stream", additional_headers=sent, ssl=TRUSTING):
            pass
    with nginx_before(free_port(), tmp_path) as proxy:
        assert proxy.ask("GET", "/api/v1/scores", bearer)[:2] == (503, problem)


def test_a_spoofed_source_is_not_recorded_unless_from_the_proxy(visitor: Visitor) -> None:
    """The server runs with the loopback address as its only proxy, as behind nginx on the same machine."""
    visitor.ask("GET", "/healthz", X_Forwarded_For="6.6.6.6")
    visitor.send(
        "/login", {"name": "proxy", "password": "x", "key": visitor.key("/login")}, X_Forwarded_For="6.6.6.6, 10.9.8.7"
    )
    with Access(visitor.folder / FILE_NAME) as access:
        last = list(access.trail.entries())[-1]
    assert (last.who, last.source) == ("proxy", "10.9.8.7")


def test_the_trail_of_all_this_is_whole(visitor: Visitor) -> None:
    with Access(visitor.folder / FILE_NAME) as access:
        assert access.trail.verify().is_whole
        assert json.loads((visitor.folder / "access.head").read_text())["coming"] is None
