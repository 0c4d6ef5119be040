"""The page 满意度: what it shows is what the scorecard and the files say; a click on a question shows its answers."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from kpi.measures import refresh_stale
from kpi.satisfaction import indicator_of, interval_words, rate_of
from kpi.words import shown_value
from pages.parts import session
from tests.pages.conftest import browsing, server_of, settle
from tests.pages.test_browser import ENGLISH_WE_MEAN
from tests.pages.test_pages import run, written
from tests.product import Product, lay, lay_empty

Row = dict[str, Any]


def survey(count: int, satisfied: int, at: str = "2026-09-10 09:30") -> list[Row]:
    """Questionnaires with two questions; every third names a system, all a department."""
    return [
        {
            "response_id": f"{at[5:7]}-{number}",
            "answered_at": at,
            "overall": "满意" if number < satisfied else "不满意",
            "system_id": "P3-01" if number % 3 == 0 else None,
            "department": "城市管理处" if number % 2 else "信访部门",
            "comment": f"第{number}次打开慢" if number >= satisfied else None,
            "invited": 80,
            "响应速度": "一般" if number % 4 else "很满意",
            "服务态度": "满意" if number % 5 else "不满意",
            "岗位": "科员",
        }
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packages 3 and 1 with a survey of the third quarter each, package 3 with one of the fourth too."""
    folder = tmp_path_factory.mktemp("made")
    with Product(folder) as product:
        product.load(3, "2026-09", {"surveys": survey(40, 33)})
        product.load(3, "2026-10", {"surveys": survey(20, 10, "2026-10-09 10:00")})
        product.load(1, "2026-09", {"surveys": [{**row, "system_id": None} for row in survey(10, 9)]})
        refresh_stale(product.store)
    return folder


@pytest.fixture
def two_packages(store_of_pages: Path, made: Path) -> None:
    """That store, a copy of its own."""
    lay(made, store_of_pages.parent)


def plain(html: str) -> str:
    """The words of a piece of HTML."""
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_an_empty_store_shows_the_first_steps(store_of_pages: Path) -> None:
    assert "还没有任何数据" in written(run("satisfaction.py"))


@pytest.mark.parametrize("period", ["todate", "2026Q3", "2026Q4", "2026-10", "midterm", "term"])
def test_the_rate_is_the_scorecards_for_every_package_and_period(two_packages: None, period: str) -> None:
    together = written(run("satisfaction.py", period=period))
    for package in range(1, 6):
        finding = session.scorecard(package, period).finding(indicator_of(package).code)
        assert finding is not None
        code = re.escape(finding.indicator.code)
        html = written(run("satisfaction.py", period=period, pkg=str(package)))
        card = re.search(rf"<article class='v-(\w+)' data-code='{code}'>.*?</article>", together, re.DOTALL)
        head = re.search(rf"<section class='k-finding k-sat-head v-(\w+)' data-code='{code}'>.*?</section>", html)
        for found in (card, head):
            assert found is not None
            assert found[1] == finding.verdict
            value = re.search(r"<b class='k-value'>([^<]*)</b>", found.group())
            assert value is not None
            assert value[1] == shown_value(finding)
            if rate_of(finding).n:
                assert interval_words(rate_of(finding)) in plain(found.group())


def test_one_package_with_its_systems_departments_questions_and_columns_left_out(two_packages: None) -> None:
    html = written(run("satisfaction.py", pkg="3", period="2026Q3"))
    tables = {name: plain(body) for name, body in re.findall(r"<caption[^>]*>(.*?)</caption>(.*?)</table>", html)}
    # 14 of 40 name the system, 0, 3, … 39; of the 7 discontent, 33 to 39, these are 33, 36 and 39.
    assert "78.5%11 / 14样本少" in tables["各系统"]
    assert "没有写系统84.6%22 / 26样本少" in tables["各系统"].replace("✕", "").replace("✓", "")
    # Even numbers are 信访部门: 20 of 40, discontent 34, 36, 38; odd ones 33, 35, 37, 39.
    assert re.search(r"城市管理处\W*80.0%16 / 20", tables["各单位"])
    assert re.search(r"信访部门\W*85.0%17 / 20", tables["各单位"])
    lines = re.findall(r"<a class='k-link k-likert-line[^>]*>(.*?)</a>", html)
    assert [plain(one)[:4] for one in lines] == ["响应速度", "服务态度", "总体满意"]
    assert "“岗位” 40 份回答：多数回答不是满意程度，也不是分数" in plain(html)
    assert "回收率50.0%发放 80 份" in plain(html)


def test_a_package_without_answers_says_so(two_packages: None) -> None:
    html = written(run("satisfaction.py", pkg="4"))
    assert "所选期间没有答卷" in html
    assert "k-likert" not in html.split("</style>")[-1]


@pytest.mark.parametrize(
    "address", [{"pkg": "9"}, {"item": "没有这题"}, {"system": "P9-99"}, {"department": "<b>"}, {"q": "<script>"}]
)
def test_an_address_that_names_nothing_breaks_nothing(two_packages: None, address: dict[str, str]) -> None:
    html = written(run("satisfaction.py", **address))
    assert "class='k-stop'" not in html
    assert "<script>" not in html


def test_what_is_typed_into_a_file_stands_as_text(store_of_pages: Path) -> None:
    rows = [{**row, "comment": "<img src=x>", "department": "<u>处</u>", "<i>题</i>": "满意"} for row in survey(4, 2)]
    with Product(store_of_pages.parent) as product:
        product.load(3, "2026-09", {"surveys": rows})
    html = written(run("satisfaction.py", pkg="3", item="<i>题</i>", q="img"))
    assert "&lt;<mark>img</mark> src=x&gt;" in html
    assert not re.search(r"<img|<u>处|<i>题", html)


def test_repeated_and_straight_answers_are_counted_and_nothing_is_removed(store_of_pages: Path) -> None:
    alike = dict.fromkeys(("题一", "题二", "题三", "题四"), "满意")
    own = alike | {"题四": "一般"}
    rows: list[Row] = [
        {"response_id": f"R{n}", "answered_at": "2026-09-10", "overall": "满意", "comment": "驻场人员很负责", **own}
        for n in range(3)
    ]
    rows += [{"response_id": f"S{n}", "answered_at": "2026-09-11", "overall": "满意", **alike} for n in range(2)]
    rows += [{"response_id": "T1", "answered_at": "2026-09-12", "overall": "不满意", **own}]
    with Product(store_of_pages.parent) as product:
        product.load(2, "2026-09", {"surveys": rows})
    html = written(run("satisfaction.py", pkg="2", period="2026Q3"))
    table = re.search(r"需要核对的答卷</caption>.*?<tbody>(.*?)</tbody>", html, re.DOTALL)
    assert table is not None
    assert plain(table[1]) == "包件2 经济83.33%2 份75.00%3 / 42 份75.00%3 / 450.00%1 / 2"
    assert "不是考核结果" in html
    assert {"第 1 组", "R0", "R2", "S1"} <= set(re.findall(r"第 \d 组|[RST]\d", plain(html)))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on forty answers of package 3."""
    folder = tmp_path_factory.mktemp("surveyed")
    with Product(lay_empty(folder)) as product:
        product.load(3, "2026-09", {"surveys": survey(40, 33)})
    with server_of(folder) as served:
        yield served


@pytest.mark.browser
def test_nothing_is_cut_off_and_nothing_is_english(address: str, chromium: Browser) -> None:
    paths = ("/satisfaction", "/satisfaction?pkg=3&item=响应速度&period=2026Q3")
    for scheme in ("light", "dark"):
        viewport = {"width": 1024, "height": 900}
        with browsing(chromium, address, paths[0], color_scheme=scheme, viewport=viewport) as page:
            for path in paths:
                if path != paths[0]:
                    page.goto(address + path)
                    settle(page)
                page.wait_for_selector("table:has(caption:text('需要核对的答卷'))")
                for seen in ("[data-testid=stMain]", ".k-sat-groups .k-wide", "div:has(> table.k-sat-answers)"):
                    for one in page.locator(seen).all():
                        assert one.evaluate("one => one.scrollWidth - one.clientWidth") <= 0, (scheme, path, seen)
                words = ENGLISH_WE_MEAN.sub("", page.locator("body").inner_text())
                assert re.findall(r"[A-Za-z]{3,}", words) == []


@pytest.mark.browser
def test_a_question_shows_its_answers_and_comments_are_found(address: str, chromium: Browser) -> None:
    with browsing(chromium, address, "/satisfaction?pkg=3&period=2026Q3") as page:
        page.locator("a.k-likert-line", has_text="响应速度").click()
        page.wait_for_url("**item=*")
        settle(page)
        answers = page.locator("table:has(caption:text('回答'))")
        expect(answers.locator("tbody tr")).to_have_count(10)
        expect(answers.locator("tbody tr").first).to_contain_text("一般")
        expect(answers.locator("tbody tr").first).to_contain_text("表“满意度问卷”，第 3 行")
        expect(answers).to_be_in_viewport()
        expect(page.locator(".st-key-chosen_period input")).to_have_value("2026年第3季度")
        page.locator(".st-key-chosen_q input").fill("第36次")
        page.keyboard.press("Enter")
        settle(page)
        found = page.locator("table:has(caption:text('意见'))")
        expect(found.locator("tbody tr")).to_have_count(1)
        expect(found).to_contain_text("第36次打开慢")
        expect(found).to_contain_text("09-36 · 2026-09-10 09:30")
        expect(found).to_contain_text("第 38 行")
        page.locator("table:has(caption:text('各单位')) a", has_text="信访部门").click()
        page.wait_for_url("**department=*")
        expect(page.get_by_text("这里看 20 份答卷")).to_be_visible()
        page.go_back()
        page.wait_for_url("**item=*")
        expect(page.get_by_text("这里看 20 份答卷")).to_have_count(0)
