"""疑点 on the pages: counted, listed, opened with their records, explained away and taken back."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from kpi.doubting import doubts
from kpi.explaining import explanations
from pages.parts import doubted, doubts_list, session
from tests.pages.test_pages import on_record, run, written
from tests.pages.test_rectifying import fill, press
from tests.product import Product

DOWN = {"outage_id": "D1", "system_id": "P3-01", "down_at": "2026-10-05 10:00", "up_at": "2026-10-05 14:00"}


@pytest.fixture
def october(store_of_pages: Path) -> str:
    """A store in which P3-01 was down for four hours and nobody had a ticket; gives the key of the doubt."""
    with Product(store_of_pages.parent, datetime(2026, 11, 14, 9)) as product:
        product.load(3, "2026-10", {"outages": [DOWN]}, ["maintenance", "incidents"])
        product.load(3, "2026-11", {}, ["outages", "maintenance", "incidents"])
        (one,) = doubts(product.store, 3, datetime(2026, 10, 31).date())
    return one.key


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def test_an_empty_store_has_none(store_of_pages: Path) -> None:
    assert "还没有数据，没有可以核对的" in written(run("doubts.py"))


def test_the_list_the_overview_and_the_package_count_the_same(october: str) -> None:
    html = written(run("doubts.py"))
    assert "待说明 1 条（矛盾 1）" in plain(html)
    assert re.findall(r"data-package='(\d)'.*?<b>(.*?)</b>", html) == [
        ("1", "—"), ("2", "—"), ("3", "1"), ("4", "—"), ("5", "—"),
    ]  # fmt: skip
    assert f"doubt={october}" in html
    assert "1 条疑点待说明包件3 1 条" in plain(written(run()))
    assert "1 条疑点待说明" in plain(written(run("package.py", pkg="3")))
    assert "疑点待说明" not in written(run("package.py", pkg="1"))


def test_filters_stand_in_the_address(october: str) -> None:
    assert "停机没有工单" in written(run("doubts.py", pkg="3", month="2026-10", check="outage_without_ticket"))
    assert "这样筛选没有疑点" in written(run("doubts.py", check="same_text"))
    assert "这样筛选没有疑点" in written(run("doubts.py", state="explained"))
    assert "没有发现对不上的" not in written(run("doubts.py", pkg="1"))


def test_one_is_explained_and_taken_back_on_the_page(october: str) -> None:
    test = run("doubts.py", doubt=october)
    html = written(test)
    assert "包件3_2026-10_1.xlsx" in html
    assert "D1" in html
    assert "没有填理由" in press(test, "说明理由")
    fill(test, 为什么不是问题="业务处通知停机")
    html = press(test, "说明理由")
    assert "业务处通知停机" in plain(html)
    assert "没有待说明的疑点" in plain(html)
    assert "疑点待说明" not in written(run())
    assert "业务处通知停机" in written(run("doubts.py", state="explained"))

    fill(test, 为什么撤回="通知没有存档")
    assert "待说明 1 条" in plain(press(test, "撤回说明"))
    assert [one.reason for one in explanations(session.store(), 3)] == ["通知没有存档", "业务处通知停机"]
    assert on_record() == [("explain", "failed"), ("explain", "ok"), ("explain", "ok")]


def test_the_download_has_a_line_for_each_record(october: str) -> None:
    (line,) = doubts_list.lines(doubted.doubts(3))
    said = dict(zip(doubts_list.HEADS, line, strict=True))
    assert (said["系统编号"], said["记录编号"], said["行"]) == ("P3-01", "D1", 2)
    assert said["文件"] == "包件3_2026-10_1.xlsx"


def test_a_link_to_one_that_is_gone_says_so(october: str) -> None:
    assert "链接里的疑点已经不在" in written(run("doubts.py", doubt="0123456789abcdef"))
