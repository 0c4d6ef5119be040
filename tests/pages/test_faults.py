"""The page 故障: its numbers are the scorecard's, every ticket leads to its card, what nobody uploaded is said."""

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from streamlit.testing.v1 import AppTest

from kpi.handling import TIMED
from kpi.measures import refresh_stale
from kpi.reliability import allowance
from kpi.values import Finding
from kpi.words import shown_number, shown_value
from pages.parts import session
from tests.kpi.test_availability import outage
from tests.kpi.test_faults import ticket
from tests.pages.conftest import browsing, settle
from tests.pages.test_pages import run, written
from tests.product import Product, lay

PERIODS = ("todate", "2026-08", "2026-09", "2026-10", "2026Q3", "term")


def records(package: int) -> dict[str, list[dict[str, Any]]]:
    """Two failures and six tickets of September: over, within, exempt, urgent, open; two systems."""
    one, two = f"P{package}-01", f"P{package}-02"
    return {
        "outages": [
            outage(f"D{package}1", "09-03 10:00", "09-03 12:00", system=one),
            outage(f"D{package}2", "09-20 10:00", "09-20 15:00", system=two),
        ],
        "incidents": [
            ticket("T1", "09-01 08:00", "09-01 08:10", "09-01 10:00", system_id=one),
            ticket("T2", "09-02 08:00", "09-02 08:50", "09-02 20:00", system_id=one, is_urgent="是"),
            ticket("T3", "09-03 08:00", "09-03 08:20", "09-05 08:00", system_id=two, fault_class="硬件"),
            ticket("T4", "09-04 08:00", "09-04 08:40", "09-04 12:00", system_id=two, fault_class="硬件"),
            ticket("T5", "09-05 08:00", "09-05 18:00", "09-09 08:00", system_id=two, exempt_reason="台风"),
            ticket("T6", "09-29 08:00", None, None, system_id=two, description="<b>断电</b>"),
        ],
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All five packages with September, package 3 with a quiet October too."""
    folder = tmp_path_factory.mktemp("made")
    with Product(folder) as product:
        for package in range(1, 6):
            product.load(package, "2026-09", records(package), ["maintenance"])
        product.nil(3, "2026-10", "outages", "maintenance", "incidents")
        refresh_stale(product.store)
    return folder


@pytest.fixture
def filled(store_of_pages: Path, made: Path) -> Path:
    """That store, a copy of its own."""
    lay(made, store_of_pages.parent)
    return store_of_pages


def again(test: AppTest, **address: str) -> str:
    """The page at another address."""
    test.query_params.clear()
    for name, value in address.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception
    html = written(test)
    assert "class='k-stop'" not in html
    return html


def assert_says_the_mtbf(html: str, finding: Finding) -> None:
    code = finding.indicator.code
    head = re.search(rf"<section class='k-finding k-mtbf v-(\w+)' data-code='{code}'>.*?</section>", html, re.DOTALL)
    assert head is not None
    assert head[1] == finding.verdict
    if finding.part is None:
        assert "缺数据" in head.group()
        return
    assert f"<b class='k-value'>{escape(shown_value(finding).split('（')[0])}</b>" in head.group()
    assert f"<b class=''>{finding.whole:.0f} 次</b>" in head.group()
    assert f"目标允许 {finding.beside['allowed']:.0f} 次" in head.group()
    for system in finding.systems:
        row = re.search(rf"<tr>(?:(?!</tr>).)*id={system.system_id}['&](?:(?!</tr>).)*小时(?:(?!</tr>).)*</tr>", html)
        assert row is not None
        left = allowance(system.part or 0, system.whole or 0, finding.indicator.at_least or 0)
        assert f"{left.allowed} 次</span>" in row.group()
        assert f"{left.used} 次</span>" in row.group()
        shown = f"≥ {system.part:,.0f}" if system.value is None else shown_number(system.value, 2, "at_least")
        assert f"{shown} 小时" in row.group()


def assert_says_the_times(html: str, finding: Finding) -> None:
    code = finding.indicator.code
    card = re.search(rf"<article class='v-(\w+)' data-code='{code}'>.*?</article>", html, re.DOTALL)
    assert card is not None
    assert card[1] == finding.verdict
    assert f"<b>{escape(shown_value(finding))}</b>" in card.group()
    if finding.verdict == "no_data":
        return
    within, beside = finding.beside["within_limit"], finding.beside
    assert f"限时内 <b>{'—' if within is None else shown_number(within, 1, 'at_least') + '%'}</b>" in card.group()
    assert f"办结 {beside['n']:.0f} 单" in card.group()
    assert (f"期末未结 {beside['open']:.0f} 单" in card.group()) == bool(beside["open"])
    assert (f"其中超时 {beside['over_limit_open']:.0f} 单" in card.group()) == bool(beside["over_limit_open"])
    bars = [int(count) for count in re.findall(r"：(\d+) 单'>", card.group())]
    assert sum(bars) == beside["n"]


@pytest.mark.parametrize("package", range(1, 6))
def test_every_number_of_the_page_is_the_scorecards(filled: Path, package: int) -> None:
    test = run("faults.py", pkg=str(package))
    for period in PERIODS:
        html = again(test, pkg=str(package), period=period)
        findings = [one.finding for one in session.scorecard(package, period).indicators]
        assert_says_the_mtbf(html, next(one for one in findings if one.indicator.measure == "mtbf"))
        timed = [one for one in findings if one.indicator.measure in TIMED]
        assert len(timed) == (4 if package in (2, 5) else 3)
        for finding in timed:
            assert_says_the_times(html, finding)


def numbers(html: str) -> set[str]:
    """The tickets of the lists."""
    return set(re.findall(r"ticket=(\w+)", html))


def test_the_lists_hold_what_is_over_open_and_urgent(filled: Path) -> None:
    test = run("faults.py", pkg="3")
    assert "只看" not in again(test, pkg="3")
    assert numbers(again(test, pkg="3", list="over")) == {"T2", "T3", "T4", "T6"}
    opened = again(test, pkg="3", list="open")
    assert numbers(opened) == {"T6"}
    # Opened 29 September 08:00, aged at the end of October.
    assert "未恢复 32.67 天" in opened
    assert "&lt;b&gt;断电&lt;/b&gt;" in opened
    assert "表“故障工单”，第 7 行" in opened
    assert "id=P3-02" in opened
    assert numbers(again(test, pkg="3", list="urgent")) == {"T2"}
    assert numbers(again(test, pkg="3", list="all")) == {"T1", "T2", "T3", "T4", "T6"}
    narrowed = again(test, pkg="3", list="all", system="P3-02", **{"class": "硬件"})
    assert numbers(narrowed) == {"T3", "T4"}
    assert "只看" in narrowed
    # Of September the open one is two days younger than October.
    assert "未恢复 40 小时" in again(test, pkg="3", list="open", period="2026-09")


def test_a_system_and_a_class_by_themselves(filled: Path) -> None:
    test = run("faults.py", pkg="3")
    html = again(test, pkg="3", period="2026-09", system="P3-02")
    assert "单个系统，供参考" in html
    # 720 h less 5 h of one failure; T3 took 48 h, T4 4 h.
    assert "<b class='k-value'>715.00 小时</b>" in html
    assert "<b>26.00 小时</b>" in html
    html = again(test, pkg="3", period="2026-09", **{"class": "硬件"})
    # Response of the hardware alone: 20 and 40 min, one of two within 30.
    assert "<b>30.00 分钟</b>" in html
    assert "限时内 <b>50.0%</b>" in html
    assert "软件修复" not in html


def test_months_that_nobody_uploaded_are_said(filled: Path) -> None:
    test = run("faults.py", pkg="3")
    html = again(test, pkg="3", period="2026-08")
    assert "故障工单没有上报" in html
    assert "没有紧急" not in html
    assert "缺 2026-07、2026-08 的工单" in again(test, pkg="3")
    quiet = again(test, pkg="3", period="2026-10")
    assert len(re.findall("<b>本期未发生</b>", quiet)) == 2  # not the repair of software: T6 is still open
    assert "≥ 7,440 小时" in quiet
    assert "真实的平均间隔有 95% 的把握不低于" in quiet
    assert "本期没有紧急或批量的故障" in quiet


def test_the_card_of_a_ticket(filled: Path) -> None:
    test = run("faults.py", pkg="3")
    html = again(test, pkg="3", ticket="T3")
    assert "data-ticket='T3'" in html
    for words in (
        "报修后 20 分钟",
        "报修后 48 小时",
        "表“故障工单”，第 4 行",
        "P3-2026-09-incidents-1",
        "计入 2026-09",
    ):
        assert words in html
    assert "不在所选期间" in again(test, pkg="3", ticket="T3", period="2026-10")
    assert "豁免（台风），不计" in again(test, pkg="3", ticket="T5")
    assert "还没有恢复" in again(test, pkg="3", ticket="T6")
    test.query_params["ticket"] = "T99"
    assert "没有这张工单" in written(test.run())


def test_search_and_overview_lead_here(filled: Path) -> None:
    assert re.search(r"href='faults\?pkg=3&amp;ticket=T3'", written(run("search.py", q="T3")))
    todo = re.search(r"<section class='k-todo'>.*?</section>", written(run()), re.DOTALL)
    assert todo is not None
    assert "href='faults?pkg=1&amp;list=open'" in todo.group()


@pytest.mark.browser
def test_a_click_on_a_ticket_over_its_limit_opens_its_card(
    serve: Callable[..., str], chromium: Browser, tmp_path: Path
) -> None:
    with Product(tmp_path) as product:
        product.load(3, "2026-09", records(3), ["maintenance"])
    address = serve()
    with browsing(chromium, address, "/faults?pkg=3&period=2026-09") as page:
        expect(page.locator(".js-plotly-plot")).to_be_visible()
        page.locator(".st-key-chosen_list button", has_text="超时").click()
        page.wait_for_url("**list=over*")
        expect(page.locator(".js-plotly-plot")).to_have_count(0)
        row = page.locator("table.k-tickets tbody tr", has_text="T3")
        expect(row).to_contain_text("48 小时")
        row.locator("a", has_text="T3").click()
        card = page.locator("section[data-ticket='T3']")
        expect(card).to_contain_text("第 4 行")
        expect(page.locator("table.k-counts")).to_contain_text("超时")
        settle(page)
        page.go_back()
        settle(page)
        expect(page.locator("table.k-tickets tbody tr")).to_have_count(4)
