"""A real browser against a live server."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from kpi.words import shown_points
from pages import frame
from tests import logged_in
from tests.pages.conftest import ROOT, browsing, server_of, settle
from tests.product import Product, lay_empty, workbook

pytestmark = pytest.mark.browser
PAGES = "".join(path.read_text("utf-8") for path in (ROOT / "pages").rglob("*.py"))
ICONS = {*re.findall(r":material/(\w+):", PAGES), *(icon for _, _, icon, _, _ in frame.MENU)}
"""Names of the icon font as our pages use them; they are drawn as icons."""
STREAMLITS_OWN = [r"arrow_\w+", r"chevron_\w+", r"keyboard_\w+", "expand_more"]
WORDS = ["MTBF", "MTTR", "XLSX", "XLS", "CSV", "xlsx", "xls", "csv", "upload"]
ENGLISH_WE_MEAN = re.compile("|".join([*STREAMLITS_OWN, *sorted(ICONS - {""}, key=len, reverse=True), *WORDS]))
ROOM = """() => { const main = document.querySelector('[data-testid=stMain]');
    return [main.scrollHeight - main.clientHeight, main.scrollWidth - main.clientWidth] }"""
"""How much higher and wider the page is than what is seen of it."""
OCTOBER = {
    "outages": [
        {"outage_id": "D1", "system_id": "P3-01", "down_at": "2026-10-05 10:00", "up_at": "2026-10-05 14:00",
         "cause": "软件"},
    ],
}  # fmt: skip


def numbers_of_cards(page: Page) -> dict[str, str]:
    """Package → the large number on its card."""
    cards = page.locator("[data-package]")
    return {
        str(cards.nth(at).get_attribute("data-package")): cards.nth(at).locator(".k-score b").inner_text()
        for at in range(cards.count())
    }


def test_sample_data_from_card_to_table(serve: Callable[..., str], chromium: Browser, tmp_path: Path) -> None:
    address = serve(f"--demo={tmp_path / 'demo'}", patience=300)
    with browsing(chromium, address) as page:
        expect(page.get_by_text("示例数据", exact=True)).to_be_visible()
        expect(page.locator("article.k-card")).to_have_count(5)
        cards = numbers_of_cards(page)
        trouble = page.locator("article.t-alarm")
        expect(trouble).to_have_count(1)
        expect(trouble).to_have_attribute("data-package", "3")
        page.locator(".st-key-card-3 [data-testid=stPageLink] a").click()
        page.wait_for_url("**/package?pkg=3")
        settle(page)
        expect(page.locator("section.k-summary .k-score b")).to_have_text(cards["3"])
        expect(page.locator("table:has(caption:text('指标')) tr[data-code^='3.']")).to_have_count(19)
        expect(page.locator("tr[data-code='3.16']")).to_contain_text("零发生")
        mending = page.locator("table.k-rectified tbody tr")
        expect(mending).to_have_count(5)
        expect(mending.first).to_contain_text("已逾期")
        value = page.locator("tr[data-code='3.13'] .k-value").inner_text()
        page.locator("tr[data-code='3.13'] a.k-link").click()
        page.wait_for_url("**/indicator?code=3.13")
        # From a red card to the uploaded row: card, indicator, and the row stands there.
        expect(page.locator("section.k-finding .k-value")).to_have_text(value)
        # The first chart of a browser waits for its library.
        expect(page.locator(".js-plotly-plot")).to_be_visible(timeout=20_000)
        row = page.locator("table:has(caption:text('明细')) tbody tr").first
        expect(row).to_contain_text("表“故障工单”，第 ")
        expect(row).to_contain_text("-incidents-1")
        page.locator("ul.k-ranking a.k-link").first.click()
        page.wait_for_url("**/system?id=P3-*")
        expect(page.locator("div.k-wall")).to_be_visible()
        for _ in range(3):
            page.go_back()
            settle(page)
        expect(page.locator("article.k-card")).to_have_count(5)
        names = (
            "可用率",
            "故障",
            "摄像机",
            "满意度",
            "服务条款",
            "展望",
            "数据上报",
            "定性评价",
            "上报记录",
            "设置",
            "总览",
        )
        for name in names:
            page.locator('[data-testid="stSidebarNavLink"]', has_text=name).click()
            settle(page)
            expect(page.locator('[data-testid="stHeading"]', has_text=name)).to_be_visible()
            expect(page.locator(".k-stop")).to_have_count(0)


def test_a_month_handed_in_changes_the_score(serve: Callable[..., str], chromium: Browser) -> None:
    address = serve()
    with browsing(chromium, address) as page:
        expect(page.get_by_text("还没有任何数据")).to_be_visible()
        page.get_by_role("link", name="去上报数据").click()
        settle(page)
        page.goto(f"{address}/upload?pkg=3&month=2026-10")
        settle(page)
        send(page, workbook(OCTOBER, ["maintenance"]), "十月.xlsx")
        expect(page.locator("ul.k-seen")).to_contain_text("文件名写明“十月”")
        expect(page.locator("table.k-preview")).to_contain_text("2026-10-05 14:00")
        page.get_by_role("button", name="先看入库后的变化").click()
        change = page.locator("section.k-change").inner_text()
        page.get_by_role("button", name="入库", exact=True).click()
        expect(page.locator("section.k-receipt")).to_contain_text("20261115-0001", timeout=30_000)
        expect(page.locator("section.k-receipt")).to_contain_text("P3-2026-10-outages-1")
        # The number of systems (3.02) is on the contract's own list; availability and MTBF come with the upload.
        assert re.search(r"已定权重\s*3.84 → 11.53", change), change
        page.get_by_role("link", name="看本包件的评分").click()
        settle(page)
        shown = page.locator("section.k-summary .k-score b").inner_text()
        # 4 h of 744 h in one of ten systems: 100 − 4 ÷ 7440.
        expect(page.locator("tr[data-code='3.07'] .k-value")).to_have_text("99.94%")
    assert re.search(rf"预计\s*{re.escape(shown)}\s*没有变化", change)


@pytest.fixture(scope="module")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on an empty store, at which nothing is handed in."""
    with server_of(lay_empty(tmp_path_factory.mktemp("empty"))) as address:
        yield address


def test_the_menu_keeps_period_and_package(empty_server: str, chromium: Browser) -> None:
    with browsing(chromium, empty_server, "/package?pkg=4&period=2026-10") as page:
        page.get_by_role("link", name="数据上报").first.click()
        page.wait_for_url("**/upload?period=2026-10&pkg=4")
        settle(page)
        expect(page.locator(".st-key-chosen_pkg input")).to_have_value("包件4 智慧交通")
        page.go_back()
        page.wait_for_url("**/package?pkg=4&period=2026-10")
        page.locator(".st-key-search input").fill("政务大厅")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        expect(page.locator("table:has(caption:text('搜索结果'))")).to_contain_text("P1-01")


def test_bad_rows_then_good_rows_then_replacement(serve: Callable[..., str], chromium: Browser) -> None:
    address = serve()
    bad = {"outages": [*OCTOBER["outages"], {**OCTOBER["outages"][0], "outage_id": "D2", "up_at": "2026-10-05 09:00"}]}
    with browsing(chromium, address, "/upload?pkg=3&month=2026-10") as page:
        send(page, workbook(bad), "十月.xlsx")
        answer = page.locator("section.k-answer")
        expect(page.locator("section.k-entry")).to_contain_text("有问题")
        expect(answer).to_contain_text("恢复时间")
        page.get_by_role("button", name="只存没有问题的行").click()
        expect(page.locator("section.k-receipt")).to_contain_text("没有入库 1 行", timeout=30_000)
        expect(page.locator("section.k-received")).to_contain_text("1 行，1 行未入库")
        send(page, workbook(OCTOBER), "十月改.xlsx")
        expect(page.locator("section.k-entry")).to_contain_text("本月已有数据")
        page.get_by_role("button", name="替换本月已有的数据").click()
        expect(page.locator("section.k-receipt")).to_contain_text("P3-2026-10-outages-2", timeout=30_000)


def test_what_was_handed_in_together_is_never_replaced_by_a_second_press(
    serve: Callable[..., str], chromium: Browser
) -> None:
    address = serve()
    window = {"system_id": "P3-01", "starts_at": "2026-10-17 01:00", "ends_at": "2026-10-17 05:00"}
    other = {"outages": [{**OCTOBER["outages"][0], "outage_id": "D9", "up_at": "2026-10-09 14:00"}]}
    with browsing(chromium, address, "/upload?pkg=3&month=2026-10") as page:
        more = ((workbook(other), "停机二.xlsx"), (workbook({"maintenance": [window]}), "计划停机二.xlsx"))
        send(page, workbook(OCTOBER), "停机.xlsx", *more)
        # One month's upload type twice: neither is stored with the rest.
        page.get_by_role("button", name="全部入库（1 份没有问题）").click()
        expect(row_of(page, "计划停机二.xlsx")).to_contain_text("回执 20261115-0001", timeout=30_000)
        row_of(page, "停机二.xlsx").first.locator("a").click()
        expect(page.locator("section.k-entry")).to_contain_text("停机二.xlsx")
        expect(page.locator("[role=alert]")).to_contain_text("请撤回其中一份")
        page.get_by_role("button", name="入库", exact=True).click()
        expect(page.locator("section.k-receipt")).to_contain_text("P3-2026-10-outages-1", timeout=30_000)
        expect(row_of(page, "停机.xlsx")).to_contain_text("1 处要改", timeout=30_000)
        row_of(page, "停机.xlsx").locator("a").click()
        expect(page.locator("section.k-answer", has_text="同一数据有两份文件")).to_be_visible(timeout=30_000)
        expect(page.get_by_role("button", name="替换本月已有的数据")).to_have_count(0)


def test_a_file_in_the_queue_outlives_browser_and_server(
    serve: Callable[..., str], chromium: Browser, tmp_path: Path
) -> None:
    address = serve()
    with browsing(chromium, address, "/upload") as page:
        dropped: FilePayload = {"name": "十月.xlsx", "mimeType": "", "buffer": workbook(OCTOBER)}
        page.locator("input[type=file]").set_input_files(dropped)
        expect(row_of(page, "十月.xlsx")).to_be_visible(timeout=30_000)
    serve.kill()  # type: ignore[attr-defined]
    with browsing(chromium, serve(), "/upload") as page:
        expect(row_of(page, "十月.xlsx")).to_contain_text("没有问题", timeout=30_000)
        page.get_by_role("button", name="全部入库（1 份没有问题）").click()
        expect(row_of(page, "十月.xlsx")).to_contain_text("回执 20261115-0001", timeout=30_000)
        page.reload()
        settle(page)
        expect(row_of(page, "十月.xlsx")).to_contain_text("回执 20261115-0001")


def row_of(page: Page, name: str) -> Locator:
    """The line of a file in the queue."""
    return page.locator("table.k-queue tbody tr", has=page.get_by_text(name, exact=True))


def send(page: Page, content: bytes, name: str, *more: tuple[bytes, str]) -> None:
    """Drop one file or several, and wait until they are checked."""
    files: list[FilePayload] = [
        {"name": name, "mimeType": "", "buffer": content} for content, name in ((content, name), *more)
    ]
    page.locator("input[type=file]").set_input_files(files)
    for one in files:
        expect(row_of(page, one["name"]).locator(".k-pill")).to_have_text(
            re.compile("待确认|有问题|已退回"), timeout=60_000
        )
    settle(page)


def test_the_large_screen_needs_no_scrolling(serve: Callable[..., str], chromium: Browser, tmp_path: Path) -> None:
    with Product(tmp_path) as product:
        for package in (1, 2, 3, 4, 5):
            rows = [{**OCTOBER["outages"][0], "system_id": f"P{package}-01", "up_at": "2026-10-29 14:00"}]
            product.load(package, "2026-10", {"outages": rows}, ["maintenance"])
    address = serve()
    with browsing(chromium, address, "/?view=large") as page:
        for width, height in ((1440, 900), (1920, 1080), (1280, 720)):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"{address}/?view=large")
            settle(page)
            expect(page.locator("article.k-card")).to_have_count(5)
            expect(page.locator("ol.k-attention li")).to_have_count(7)
            page.wait_for_timeout(300)
            assert max(page.evaluate(ROOM)) <= 0, (width, height)
            expect(page.get_by_test_id("stSidebar")).to_be_hidden()


def test_nothing_is_cut_off_and_nothing_is_english(
    serve: Callable[..., str], chromium: Browser, tmp_path: Path
) -> None:
    with Product(tmp_path) as product:
        product.load(3, "2026-10", OCTOBER, ["maintenance"])
        card = product.score(3, "todate", "2026-10-31")
    address = serve()
    for scheme in ("light", "dark"):
        with browsing(chromium, address, color_scheme=scheme) as page:
            for path in ("/", "/package?pkg=3", "/faults?pkg=3", "/satisfaction", "/upload?pkg=3"):
                page.goto(address + path)
                settle(page)
                for width in (1440, 1024):
                    page.set_viewport_size({"width": width, "height": 900})
                    settle(page)
                    page.wait_for_timeout(300)
                    assert page.evaluate(ROOM)[1] <= 0, (scheme, width, path)
                    words = ENGLISH_WE_MEAN.sub("", page.locator("body").inner_text())
                    assert re.findall(r"[A-Za-z]{3,}", words) == [], path
                    if path == "/":
                        assert numbers_of_cards(page)["3"] == shown_points(card["projected"])


def test_answers_carry_safe_headers_and_say_how_the_store_is(empty_server: str) -> None:
    with urlopen(f"{empty_server}/healthz", timeout=10) as answer:
        assert json.load(answer) == {"status": "ok"}
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
    wanted = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    page = Request(empty_server, headers=wanted | logged_in.headers(empty_server))
    with urlopen(page, timeout=10) as answer:
        text = answer.read().decode()
    assert '<html lang="zh-CN">' in text
    assert "/assets/zh.js" in text
    assert "enable JavaScript" not in text
