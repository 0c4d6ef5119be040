"""The pages run without a browser: what they show is what the scorecard says, whatever the address asks for."""

import re
from html import escape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kpi.targets import current_contract
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


PAGES = {
    "": {},
    "package.py": {"pkg": "3"},
    "indicator.py": {"code": "3.07"},
    "system.py": {"id": "P3-01"},
    "availability.py": {"pkg": "3"},
    "outlook.py": {"pkg": "3"},
    "upload.py": {"pkg": "3", "month": "2026-10"},
    "batches.py": {"pkg": "3"},
    "assess.py": {"pkg": "3", "month": "2026-10"},
    "settings.py": {},
    "search.py": {"q": "D1"},
}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_an_empty_store(store_of_pages: Path, page: str) -> None:
    assert "class='k-stop'" not in written(run(page, **PAGES[page]))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_one_package_only(card: dict[str, Any], page: str) -> None:
    html = written(run(page, **PAGES[page]))
    assert "class='k-stop'" not in html
    if page not in ("upload.py", "batches.py", "assess.py", "settings.py"):
        assert "D1" in html or "99.94%" in html


def test_every_number_on_every_indicator_page_is_the_scorecards(card: dict[str, Any]) -> None:
    for code in [one["code"] for one in (*card["indicators"], *card["clauses"])]:
        html = written(run("indicator.py", code=code))
        finding = session.scorecard(3, "todate").finding(code)
        assert finding is not None
        head = re.search(rf"<section class='k-finding v-(\w+)' data-code='{code}'>.*?</section>", html, re.DOTALL)
        assert head is not None
        assert head[1] == finding.verdict
        assert f"<b class='k-value'>{escape(shown_value(finding))}</b>" in head.group()
        assert escape(shown_target(finding.indicator)) in head.group()


def test_the_matrix_says_what_the_scorecards_say(card: dict[str, Any]) -> None:
    html = written(run())
    for package in range(1, 6):
        for scored in session.scorecard(package, "todate").indicators:
            code = re.escape(scored.finding.indicator.code)
            cell = re.search(rf"<a class='k-link k-cell v-(\w+)'[^>]*code={code}(?:&amp;[^>]*)?'>(.*?)</a>", html)
            assert cell is not None, code
            assert cell[1] == scored.finding.verdict
            assert escape(shown_value(scored.finding)) in cell[2]


def test_evidence_leads_to_file_sheet_row_and_batch(card: dict[str, Any]) -> None:
    html = written(run("indicator.py", code="3.07", period="2026-10"))
    row = re.search(r"<tr>(?:(?!</tr>).)*D1(?:(?!</tr>).)*</tr>", html, re.DOTALL)
    assert row is not None
    for words in ("2026-10-05", "工程建设", "表“停机记录”，第 2 行", "P3-2026-10-outages-1", "-4.00"):
        assert words in row.group()


def test_a_replaced_batch_can_be_brought_back_on_the_page(store_of_pages: Path) -> None:
    with Product(store_of_pages.parent) as product:
        product.load(3, "2026-10", {"outages": [OUTAGE]}, ["maintenance"])
        product.load(3, "2026-10", {"outages": [OUTAGE | {"up_at": "2026-10-05 11:00"}]}, replace=True)
    test = run("batches.py", pkg="3")
    assert "P3-2026-10-outages-2" in written(test)
    test.button(key="restore").click().run()
    assert "已恢复 P3-2026-10-outages-1" in written(test)
    current = {one.batch_id for one in session.current_batches() if one.dataset == "outages"}
    assert current == {"P3-2026-10-outages-1"}


def test_assessments_entered_on_screen_are_stored_like_an_upload(store_of_pages: Path) -> None:
    test = run("assess.py", pkg="3", month="2026-10")

    def key(name: str, code: str) -> str:
        return next(one.key for one in test.get("button_group") if one.key and one.key.startswith(f"{name}-{code}"))

    bands = {code: key("band", code) for code in ("3.01", "3.15", "3.18")}
    for code, band in (("3.01", "达成"), ("3.15", "部分达成")):
        test.segmented_control(key=bands[code]).set_value(band)
        test.text_input(key=bands[code].replace("band", "reason")).set_value("抽查三次")
    test.number_input(key=bands["3.01"].replace("band", "share")).set_value(88)
    next(one for one in test.button if one.label == "检查并保存").click().run()
    assert not test.exception
    assert "P3-2026-10-assessments-1" in written(test)
    found = {one.finding.indicator.code: one for one in session.scorecard(3, "2026-10").indicators}
    assert (found["3.01"].finding.value, found["3.15"].finding.value) == (88, 70)
    assert found["3.18"].finding.verdict == "no_data"
    test.segmented_control(key=key("band", "3.01")).set_value("未达成")
    next(one for one in test.button if one.label == "检查并保存").click().run()
    assert "得分率与结论不符" in written(test)
    # A refusal keeps what was entered; nothing falls back to what stands.
    assert test.segmented_control(key=key("band", "3.01")).value == "未达成"
    again = run("assess.py", pkg="3", month="2026-10")
    assert "已评价 2 项" in written(again)


def test_a_setting_changed_on_screen_is_a_new_version(store_of_pages: Path) -> None:
    test = run("settings.py")
    test.number_input(key="weight-成本指标").set_value(20)
    test.number_input(key="weight-效益指标").set_value(20)
    next(one for one in test.button if one.label == "保存为新的版本").click().run()
    assert "没有写变更理由" in written(test)
    test.number_input(key="weight-成本指标").set_value(20)
    test.number_input(key="weight-效益指标").set_value(20)
    test.text_input(key="reason").set_value("补充协议")
    next(one for one in test.button if one.label == "保存为新的版本").click().run()
    assert "已保存为新的版本" in written(test)
    assert [dict(one.weights)["成本指标"] for one in session.settings()] == [10, 20]


def test_every_number_of_a_system_is_the_scorecards(card: dict[str, Any]) -> None:
    html = written(run("system.py", id="P3-01"))
    found = 0
    for one in (*card["indicators"], *card["clauses"]):
        own = next((system for system in one["systems"] if system["system_id"] == "P3-01"), None)
        row = re.search(rf"<tr>(?:(?!</tr>).)*code={re.escape(one['code'])}['&](?:(?!</tr>).)*</tr>", html, re.DOTALL)
        is_shown = own is not None and current_contract().indicator(3, one["code"]).definition.blame != ""
        assert (row is not None) == is_shown, one["code"]
        if own is None or row is None or own["value"] is None:
            continue
        found += 1
        shown = re.findall(r"<b>([^<]*)</b>", row.group())[0]
        assert abs(float(re.sub(r"[^\d.]", "", shown)) - own["value"]) < 0.0101, (one["code"], shown)
    assert found >= 3
