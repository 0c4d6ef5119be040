"""整改 on the pages: opened, reported done with its file, accepted or sent back; listed by package."""

import hashlib
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from streamlit.testing.v1 import AppTest

from access.database import FILE_NAME
from access.opened import Access
from kpi.rectification import evidence_bytes, history, rectifications
from kpi.rectifying import Plan, accept, open_rectification, report_done
from pages.parts import session
from tests.pages.conftest import browsing, settle
from tests.pages.test_pages import on_record, run, written
from tests.product import Product

PLAN = Plan("光缆被挖断", "加一条备用光缆", "李四")
FILE = ("接通记录.txt", "十月十二日已接通备用光缆".encode())
DOWN = {"outage_id": "D1", "system_id": "P3-01", "down_at": "2026-10-05 10:00", "up_at": "2026-10-20 10:00"}
LATE = date(2027, 6, 1)


def load_october(product: Product) -> None:
    """Package 3 in October with a system down for 15 days: 3.07 and some clauses are missed."""
    product.load(3, "2026-10", {"outages": [DOWN]}, ["maintenance"])


@pytest.fixture
def october(store_of_pages: Path) -> Path:
    """A store with that October; on the pages it is Sunday 2026-11-15."""
    with Product(store_of_pages.parent, datetime(2026, 11, 3, 9)) as product:
        load_october(product)
    return store_of_pages


@pytest.fixture
def opened(october: Path) -> Path:
    """With 3.07 to be put right by 2026-11-24."""
    with Product(october.parent, datetime(2026, 11, 3, 9)) as product:
        open_rectification(product.store, 3, "3.07", "2026-10", PLAN, made_by="张三")
    return october


def press(test: AppTest, label: str) -> str:
    """Press a button of the page; gives what it then says."""
    next(one for one in test.button if one.label == label).click().run()
    assert not test.exception
    return written(test)


def fill(test: AppTest, **texts: str) -> None:
    """Enter texts into the fields whose labels begin so."""
    for label, text in texts.items():
        field = next(one for one in (*test.text_area, *test.text_input) if one.label.startswith(label))
        field.set_value(text)


def block(html: str) -> str:
    """The block of the indicator without its marks; '' where there is none."""
    found = re.search(r"<section class='k-rectify.*?</section>", html, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found.group()) if found else ""


def test_what_is_not_missed_has_no_block(october: Path) -> None:
    test = run("indicator.py", code="3.08", period="2026-10")
    assert block(written(test)) == ""
    assert not [one for one in test.button if one.label == "下达整改"]


@pytest.mark.parametrize("code", ["3.07", "3.C3"])
def test_it_is_opened_where_something_is_missed_with_all_faults_said_at_once(october: Path, code: str) -> None:
    test = run("indicator.py", code=code, period="2026-10")
    assert "待整改" in block(written(test))
    # Sunday 15 November: three weeks of working days end on Friday 4 December.
    assert [one.value for one in test.date_input] == [date(2026, 12, 4)]
    fill(test, 原因="光缆被挖断")
    html = press(test, "下达整改")
    for words in ("没有填整改措施", "没有填责任人"):
        assert words in html
    assert next(one for one in test.text_area if one.label.startswith("原因")).value == "光缆被挖断"
    fill(test, 整改措施="加一条备用光缆", 责任人="李四")
    html = press(test, "下达整改")
    assert "已保存：ZG-3-2026-001 下达整改" in html
    assert "整改中" in block(html)
    assert "距期限还有 19 天，还缺完成日期和佐证材料" in block(html)
    (one,) = rectifications(session.store(), 3, LATE)
    assert (one.code, one.period, one.due, one.made_by) == (code, "2026-10", date(2026, 12, 4), "王工（wang）")


def test_done_with_a_file_then_sent_back_then_accepted(opened: Path) -> None:
    test = run("indicator.py", code="3.07", period="2026-10")
    assert "没有佐证材料" in press(test, "报完成")
    test.file_uploader[0].upload(*FILE)
    html = press(test, "报完成")
    assert "已完成待验收" in block(html)
    assert "接通记录.txt" in block(html)
    assert "没有填退回的理由" in press(test, "退回重改")
    fill(test, 退回理由="没有测试结果<b>")
    html = press(test, "退回重改")
    assert "整改中" in block(html)
    assert "没有测试结果&lt;b&gt;" in html
    test.file_uploader[0].upload("测试结果.txt", b"40 s")
    press(test, "报完成")
    html = press(test, "验收通过")
    assert "已验收" in block(html)
    assert "2026-11-15 由 王工（wang） 验收" in block(html)
    steps = history(session.store(), "ZG-3-2026-001")
    assert [one.step for one in steps] == ["opened", "done", "returned", "done", "accepted"]
    assert [evidence_bytes(session.store(), one.evidence) for one in steps if one.evidence] == [
        FILE[1], b"40 s", b"40 s",
    ]  # fmt: skip
    assert on_record() == [("rectify", result) for result in ("failed", "ok", "failed", "ok", "ok", "ok")]
    for words in ("下达整改", "报完成", "退回重改", "验收通过"):
        assert f"<td>{words}</td>" in html
    fetched = [one.proto.label for one in test.get("download_button")]
    again = "下载 2026-11-15 09:00 报的佐证材料"
    assert fetched[:3] == ["下载佐证材料", again, again]


def test_what_was_agreed_is_changed_and_the_change_is_told(opened: Path) -> None:
    test = run("indicator.py", code="3.07", period="2026-10")
    fill(test, 责任人="赵六")
    html = press(test, "保存修改")
    assert "<td>责任人：赵六</td>" in html
    (one,) = rectifications(session.store(), 3, LATE)
    assert (one.responsible, one.cause) == ("赵六", PLAN.cause)


def test_a_form_seen_before_somebody_elses_change_stores_nothing(opened: Path) -> None:
    test = run("indicator.py", code="3.07", period="2026-10")
    (one,) = rectifications(session.store(), 3, LATE)
    report_done(session.store(), one, date(2026, 11, 14), FILE, made_by="赵六")
    fill(test, 责任人="钱七")
    html = press(test, "保存修改")
    assert "已完成待验收" in block(html)
    assert [each.step for each in history(session.store(), one.number)] == ["opened", "done"]


def test_after_acceptance_a_later_period_awaits_anew(opened: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = rectifications(session.store(), 3, LATE)
    accept(session.store(), report_done(session.store(), one, date(2026, 11, 14), FILE, made_by="李四"), made_by="王")
    # Of the quarter nothing but October has been seen yet: that is accepted.
    assert "已验收" in block(written(run("indicator.py", code="3.07", period="2026Q4")))
    session.close()
    november = DOWN | {"outage_id": "D2", "down_at": "2026-11-05 10:00", "up_at": "2026-11-20 10:00"}
    with Product(opened.parent, datetime(2026, 12, 8, 9)) as product:
        product.load(3, "2026-11", {"outages": [november]}, ["maintenance"])
    monkeypatch.setenv("KPI_NOW", "2026-12-08T09:00")
    html = written(run("indicator.py", code="3.07", period="2026Q4"))
    assert "待整改" in block(html)
    assert "上一次整改 ZG-3-2026-001 已验收，只到 2026-10" in block(html)
    assert "已验收" in block(written(run("indicator.py", code="3.07", period="2026-10")))


def test_a_package_lists_its_own_overdue_first_and_counts_what_awaits(
    opened: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Product(opened.parent, datetime(2026, 11, 12, 9)) as product:
        clause = open_rectification(product.store, 3, "3.C3", "2026-10", PLAN, made_by="张三")
        report_done(product.store, clause, date(2026, 11, 12), FILE, made_by="李四")
    monkeypatch.setenv("KPI_NOW", "2026-11-25T09:00")
    html = written(run("package.py", pkg="3", period="2026-10"))
    table = re.search(r"<table class='k-table k-rectified'>.*?</table>", html, re.DOTALL)
    assert table is not None
    rows = re.findall(r"<tr><td>.*?</tr>", table.group())
    assert [re.findall(r"ZG-3-2026-\d+", row)[0] for row in rows] == ["ZG-3-2026-001", "ZG-3-2026-002"]
    assert "已逾期" in rows[0]
    assert "2026-11-24" in rows[0]
    assert "李四" in rows[0]
    assert "已完成待验收" in rows[1]
    assert "indicator?period=2026-10&amp;code=3.07" in rows[0]
    waiting = re.search(r"data-awaiting='(\d+)'", html)
    assert waiting is not None
    missed = re.findall(r"<tr data-code='(3\.[C\d]+)'>(?:(?!</tr>).)*v-missed'><i>✕</i>未达标", html)
    assert int(waiting[1]) == len(set(missed)) - 2
    assert f"已逾期 1 项</b>；待整改 {waiting[1]} 项；已完成待验收 1 项" in html


@pytest.mark.parametrize(("now", "count"), [("2026-11-24T23:00", 0), ("2026-11-25T00:00", 1)])
def test_an_overdue_one_is_to_be_done(opened: Path, monkeypatch: pytest.MonkeyPatch, now: str, count: int) -> None:
    monkeypatch.setenv("KPI_NOW", now)
    html = written(run())
    assert html.count("<b>1 项整改逾期</b><small>包件3 1 项</small>") == count
    assert html.count("整改逾期") == count


def test_an_empty_store_has_no_list(store_of_pages: Path) -> None:
    assert "data-awaiting" not in written(run("package.py", pkg="3"))


@pytest.mark.browser
def test_from_missed_to_accepted_in_a_browser(serve: Callable[..., str], chromium: Browser, tmp_path: Path) -> None:
    with Product(tmp_path, datetime(2026, 11, 3, 9)) as product:
        load_october(product)
    with browsing(chromium, serve(), "/indicator?code=3.07&period=2026-10") as page:
        panel = page.locator(".st-key-panel-rectifying")
        expect(panel).to_contain_text("待整改")
        unfold(page, "下达整改")
        # A refusal leaves the form open, with what was entered.
        panel.get_by_label("原因（必填）").fill("光缆被挖断")
        panel.locator("[data-testid=stFormSubmitButton] button", has_text="下达整改").click()
        expect(panel).to_contain_text("没有填整改措施")
        expect(panel.get_by_label("原因（必填）")).to_be_visible()
        expect(panel.get_by_label("原因（必填）")).to_have_value("光缆被挖断")
        for label, text in (("原因", "光缆被挖断"), ("整改措施", "加备用光缆"), ("责任人", "李四")):
            panel.get_by_label(f"{label}（必填）").fill(text)
        panel.locator("[data-testid=stFormSubmitButton] button", has_text="下达整改").click()
        expect(panel.locator("section.k-rectify")).to_contain_text("整改中")
        unfold(page, "报完成")
        file = FilePayload(name=FILE[0], mimeType="text/plain", buffer=FILE[1])
        panel.locator("input[type=file]").set_input_files(file)
        expect(panel.get_by_test_id("stFileUploader")).to_contain_text(FILE[0])
        panel.locator("[data-testid=stFormSubmitButton] button", has_text="报完成").click()
        expect(panel.locator("section.k-rectify")).to_contain_text("已完成待验收")
        with page.expect_download() as download:
            panel.get_by_role("button", name="下载佐证材料").click()
        assert Path(download.value.path()).read_bytes() == FILE[1]
        with Access(tmp_path / FILE_NAME) as access:
            last = list(access.trail.entries())[-1]
        assert (last.action, last.who, last.result) == ("download", "supervisor", "ok")
        assert last.after == hashlib.sha256(FILE[1]).hexdigest()
        panel.locator("[data-testid=stFormSubmitButton] button", has_text="验收通过").click()
        expect(panel.locator("section.k-rectify")).to_contain_text("由 监理（supervisor） 验收")
        unfold(page, "的变更记录（3 次）")
        for words in ("下达整改", "报完成", "验收通过"):
            expect(panel.locator("table.k-changes")).to_contain_text(words)


def unfold(page: Page, label: str) -> None:
    """Open a folded part of the block."""
    page.locator(".st-key-panel-rectifying summary", has_text=label).first.click()
    settle(page)
