"""The login in a real browser: wrong password, deep link, disabled in the middle, the way out."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect

from access.database import FILE_NAME
from access.opened import Access
from access.rights import Role
from tests.logged_in import CHEAP, OPERATOR, PASSWORD
from tests.pages.conftest import DONE, settle

pytestmark = pytest.mark.browser


def test_from_the_login_to_the_page_asked_for_and_out(
    serve: Callable[..., str], chromium: Browser, tmp_path: Path
) -> None:
    address = serve()
    with Access(tmp_path / FILE_NAME, passwords=CHEAP) as access:
        access.accounts.add(OPERATOR, "li", "李工", Role.CONTRACTOR, [3], PASSWORD)
    context = chromium.new_context(locale="zh-CN", java_script_enabled=True)
    sockets: list[WebSocketRoute] = []

    def passed_on(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    context.route_web_socket("**/_stcore/stream", passed_on)
    page = context.new_page()
    page.goto(f"{address}/package?pkg=3&period=2026-10")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    page.get_by_label("账号").fill("li")
    page.get_by_label("密码").fill("falsch")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/package?pkg=3&period=2026-10")
    settle(page)
    expect(page.locator("section.k-summary h1")).to_have_text("城市治理")
    expect(page.locator(".k-identity")).to_contain_text("运维单位 · 包件3")
    expect(page.get_by_role("link", name="数据上报")).to_have_count(0)
    page.locator(".k-identity").get_by_role("button", name="退出").click()
    expect(page.get_by_role("alert")).to_contain_text("已退出")
    page.get_by_label("账号").fill("li")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    settle(page)
    page.goto(f"{address}/faults?pkg=3&period=2026-10")
    settle(page)
    sockets[-1].close()
    expect(page.locator(f"{DONE}[data-test-connection-state=CONNECTED]")).to_be_visible(timeout=20_000)
    expect(page.locator("#k-expired")).to_have_count(0)
    with Access(tmp_path / FILE_NAME, passwords=CHEAP) as access:
        access.accounts.disable(OPERATOR, "li")
    page.get_by_role("link", name="可用率").click()
    expect(page.locator(".k-stop")).to_contain_text("登录已过期")
    expect(page.locator("[data-testid=stSidebarNavLink]")).to_have_count(0)
    # Where the connection is lost too, as after a laptop has slept, the page says why, and leads back to where one was.
    sockets[-1].close()
    lost = page.get_by_role("alertdialog", name="登录已过期")
    expect(lost).to_be_visible(timeout=20_000)
    page.wait_for_timeout(2000)  # Streamlit's own dialog has come by now
    lost.get_by_role("link", name="重新登录").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["next"] == ["/availability?period=2026-10&pkg=3"]
    context.close()
