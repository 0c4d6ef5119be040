"""The pages run without a browser: what they show is what the scorecard says, whatever the address asks for."""

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kpi.words import shown_points, shown_target, shown_value
from pages.parts import session
from tests.pages.conftest import ROOT
from tests.product import Product

OUTAGE = {"outage_id": "D1", "system_id": "P3-01", "down_at": "2026-10-05 10:00", "up_at": "2026-10-05 14:00"}


def run(page: str = "", **address: str) -> AppTest:
    """The frame with one of its pages, run once."""
    test = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=60)
    for name, value in address.items():
        test.query_params[name] = value
    test.run()
    if page:
        test.switch_page(str(ROOT / "pages" / page)).run()
    assert not test.exception
    return test


def written(test: AppTest) -> str:
    """All HTML that a page wrote."""
    return "\n".join(str(one.proto.body) for one in test.get("html"))


def test_an_empty_store_shows_three_steps(store_of_pages: Path) -> None:
    html = written(run())
    assert "还没有任何数据" in html
    assert html.count("<li><i>") == 3


@pytest.fixture
def card(store_of_pages: Path) -> dict[str, Any]:
    """A store with one outage in October; the scorecard of package 3."""
    with Product(store_of_pages.parent) as product:
        product.load(3, "2026-10", {"outages": [OUTAGE]}, ["maintenance"])
        return product.score(3, "todate", "2026-10-31")


def test_a_card_says_what_the_scorecard_says(card: dict[str, Any]) -> None:
    html = written(run())
    article = re.search(r"<article[^>]*data-package='3'.*?</article>", html, re.DOTALL)
    assert article is not None
    text = re.sub(r"<[^>]+>", "", article.group())
    assert f"预计{shown_points(card['projected'])}" in text
    assert f"已得 {shown_points(card['confirmed'])}" in text
    assert f"{shown_points(card['low'])} – {shown_points(card['high'])}" in text
    assert html.count("还没有上报数据") == 2 * 4  # the words and the label of the four other cards


def test_the_table_says_what_the_scorecard_says(card: dict[str, Any]) -> None:
    html = written(run("package.py", pkg="3"))
    for scored in session.scorecard(3, "todate").indicators:
        row = re.search(rf"<tr data-code='{scored.finding.indicator.code}'>.*?</tr>", html, re.DOTALL)
        assert row is not None
        assert shown_value(scored.finding) in row.group()
        assert shown_target(scored.finding.indicator) in row.group()
    assert "99.94%" in html
    assert [one["code"] for one in card["clauses"]] == re.findall(r"<tr data-code='(3\.C\d)'>", html)


@pytest.mark.parametrize("address", [{"pkg": "9"}, {"period": "1999"}, {"month": "x"}])
def test_an_address_that_names_nothing_shows_the_default(card: dict[str, Any], address: dict[str, str]) -> None:
    for page in ("", "package.py", "upload.py"):
        assert "class='k-stop'" not in written(run(page, **address))


def test_a_broken_store_is_said_in_one_sentence(store_of_pages: Path) -> None:
    store_of_pages.write_bytes(b"this is no database" * 1000)
    html = written(run())
    assert "已损坏或不是本系统的数据库" in html
    assert "请从备份恢复" in html
    assert str(store_of_pages.parent) not in html


@pytest.mark.parametrize(("month", "words"), [("2026-08", "按合同清单"), ("2026-10", "沿用 2026-09")])
def test_what_stands_for_a_month_without_a_systems_list(store_of_pages: Path, month: str, words: str) -> None:
    with Product(store_of_pages.parent) as product:
        product.load(1, "2026-09", {"systems": [{"system_id": "P1-01", "system_name": "大厅"}]})
    html = written(run("upload.py", pkg="1", month=month))
    assert f"<span>系统清单</span><b>{words}</b>" in html
