"""可用率 and 展望 without a browser, and one click of a cell in a browser."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kpi.words import shown_figure, shown_value
from pages.parts import session
from tests.pages.conftest import browsing, settle
from tests.pages.test_pages import run, written
from tests.product import Product

RECORDS = {
    "outages": [
        {"outage_id": "A", "system_id": "P3-04", "down_at": "2026-10-05 08:00", "up_at": "2026-10-05 12:00",
         "cause": "断电"},
        {"outage_id": "B", "system_id": "P3-04", "down_at": "2026-10-05 11:00", "up_at": "2026-10-05 14:00"},
        {"outage_id": "C", "system_id": "P3-02", "down_at": "2026-10-09 20:00", "up_at": "2026-10-10 04:30"},
    ],
    "maintenance": [
        {"system_id": "P3-04", "starts_at": "2026-10-05 00:00", "ends_at": "2026-10-05 10:00", "approved_by": "顾处长"},
    ],
    "probes": [
        {"system_id": "P3-04", "probed_at": f"2026-10-20 {hour:02}:{minute:02}", "is_up": word}
        for hour in range(24)
        for minute, word in ((0, "正常"), (30, "异常" if hour == 3 else "正常"))
    ]
    + [{"system_id": "P3-04", "probed_at": f"2026-10-21 00:{minute}0", "is_up": "异常"} for minute in (0, 3)],
}  # fmt: skip


@pytest.fixture
def october(store_of_pages: Path) -> None:
    """A store with October of package 3."""
    with Product(store_of_pages.parent) as product:
        product.load(3, "2026-10", RECORDS)


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_the_figures_are_the_scorecards(october: None) -> None:
    html = written(run("availability.py", pkg="3", period="2026-10"))
    card = session.scorecard(3, "2026-10")
    finding = next(one.finding for one in card.indicators if one.finding.indicator.measure == "availability")
    head = re.search(r"<section class='k-finding k-uptime.*?</section>", html, re.DOTALL)
    assert head is not None
    assert shown_value(finding) in plain(head.group())
    assert "低于目标的系统1 个排水监管" in plain(head.group())
    wall = re.search(r"<div class='k-daywall.*?<ul", html, re.DOTALL)
    assert wall is not None
    # The worst system first, each with its own value.
    shown = re.findall(r"<small>(P3-\d\d)</small></a></span><b>([^<]+)</b>", wall.group())
    assert [system_id for system_id, _ in shown[:2]] == ["P3-02", "P3-04"]
    values = {one.system_id: one.value for one in finding.systems}
    assert dict(shown) == {name: shown_figure(finding.indicator, value or 0) for name, value in values.items()}


def test_the_wall_tells_downtime_windows_and_unreported_months_apart(october: None) -> None:
    html = written(run("availability.py", pkg="3"))
    (fifth,) = re.findall(r"<a class='k-link ([^']+)' href='[^']*day=2026-10-05&amp;id=P3-04' title='([^']+)'", html)
    assert fifth == ("d-2 d-planned", "10-05 停机 4.00 小时，计划停机 10.00 小时")
    (august,) = re.findall(r"<a class='k-link ([^']+)' href='[^']*day=2026-08-05&amp;id=P3-04' title='([^']+)'", html)
    assert august == ("d-unreported", "08-05 未上报")
    assert "2026-07、2026-08、2026-09 的停机记录和计划停机没有报齐" in html


def test_a_day_is_explained_and_its_segments_add_up(october: None) -> None:
    html = written(run("availability.py", day="2026-10-05", id="P3-04"))
    story = re.search(r"<section class='k-story' data-day='2026-10-05'.*?</section>", html, re.DOTALL)
    assert story is not None
    text = plain(story.group())
    assert "当天停机计入 4 小时；下面各段首尾相接，合计 24 小时" in text
    assert "2 条记录相加7 小时− 重叠只算一次1 小时− 计划停机内2 小时= 计入4 小时" in text
    assert "包件3_2026-10_1.xlsx表“停机记录”，第 2 行" in text
    # Package 3 is chosen, though the address names only the system.
    assert "治安监控" in text


@pytest.mark.parametrize(
    "address", [{"day": "2026-10-99", "id": "P3-04"}, {"day": "2026-10-05", "id": "P9-99"}, {"day": "x"}]
)
def test_an_address_that_names_no_day_shows_the_wall_alone(october: None, address: dict[str, str]) -> None:
    html = written(run("availability.py", pkg="3", **address))
    assert "<section class='k-story'" not in html
    assert "k-daywall" in html


def test_probes_say_what_is_unseen_and_what_may_be_unreported(october: None) -> None:
    text = plain(written(run("availability.py", pkg="3")))
    assert "疑似未上报停机 1 段" in text
    assert "2026-10-21 00:00:00" in text
    assert "没有报探测日志" in plain(written(run("availability.py", pkg="1")))


def test_every_indicator_and_clause_has_its_line(october: None) -> None:
    html = written(run("outlook.py", pkg="3"))
    card = session.scorecard(3, "todate")
    codes = [one.finding.indicator.code for one in card.indicators] + [one.indicator.code for one in card.clauses]
    assert sorted(re.findall(r"data-code='([^']+)'", html)) == sorted(codes)
    assert "按近三个月的速度直推，仅供参考" in html
    assert "只有 1 个月：" in html
    for one in (*(scored.finding for scored in card.indicators), *card.clauses):
        assert f"<b>{shown_value(one)}</b>" in html.replace("&lt;", "<")


@pytest.mark.browser
def test_a_cell_of_the_wall_leads_to_its_day(serve: Callable[..., str], chromium: Browser, tmp_path: Path) -> None:
    with Product(tmp_path) as product:
        product.load(3, "2026-10", RECORDS)
    address = serve()
    with browsing(chromium, address, "/availability?pkg=3&period=2026-10") as page:
        page.locator("div.k-daywall a[href*='day=2026-10-05'][href*='id=P3-04']").click()
        page.wait_for_url("**/availability?*day=2026-10-05*")
        settle(page)
        story = page.locator("section.k-story")
        expect(story).to_contain_text("2026-10-05 治安监控")
        expect(story.locator("table.k-segments").first.locator("tbody tr")).to_have_count(6)
        expect(story.locator("table.k-segments").first.locator("tbody tr").last).to_contain_text("24 小时")
        cell = page.locator("div.k-daywall a[href*='day=2026-10-05'][href*='id=P3-04']")
        expect(cell).to_have_css("outline-width", "3px")
        page.get_by_role("link", name="后一天").click()
        page.wait_for_url("**/availability?*day=2026-10-06*")
        expect(page.locator("section.k-story")).to_contain_text("当天没有停机记录")
        page.go_back()
        page.wait_for_url("**/availability?*day=2026-10-05*")
        expect(story).to_contain_text("2026-10-05 治安监控")
