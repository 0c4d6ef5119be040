"""The page 结账: closing, what waits, re-opening with before and after; the line of closed months on other pages."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from data.closings import entries
from kpi.closing import close_month, prospect
from kpi.periods import Month
from loaders.waiting_list import waiting_uploads
from pages.parts import session, visitor
from tests.pages.conftest import browsing, settle
from tests.pages.test_pages import on_record, run, written
from tests.product import Product, workbook

JULY = Month(2026, 7)
OUTAGE = {"outage_id": "D1", "system_id": "P3-01", "down_at": "2026-07-05 10:00", "up_at": "2026-07-05 14:00"}
LONGER = OUTAGE | {"up_at": "2026-07-07 10:00"}


@pytest.fixture
def reported(store_of_pages: Path) -> Path:
    """Package 3 with a July that can be closed; it is 2026-11-15."""
    with Product(store_of_pages.parent, datetime(2026, 8, 12, 9)) as product:
        product.load(3, "2026-07", {"outages": [OUTAGE]}, ["maintenance"])
    return store_of_pages


@pytest.fixture
def closed(reported: Path) -> Path:
    with Product(reported.parent, datetime(2026, 8, 12, 9)) as product:
        close_month(product.store, 3, JULY, "张三", prospect(product.store, 3, JULY).open_points)
        product.send(3, "2026-07", {"outages": [LONGER]}, uploaded_by="李四")
    return reported


def press(test: object, key: str) -> None:
    """Press the button with that key."""
    found = [one for one in test.button if one.key and one.key.endswith(key)]  # type: ignore[attr-defined]
    assert len(found) == 1, [one.key for one in test.button]  # type: ignore[attr-defined]
    found[0].click()
    test.run()  # type: ignore[attr-defined]


def test_a_month_is_closed_after_what_is_missing_was_confirmed(reported: Path) -> None:
    test = run("closing.py", pkg="3")
    html = written(test)
    assert "可结账" in html
    assert "没有上报故障工单" in html
    press(test, "close-month")
    assert "请先确认" in written(test)
    assert entries(session.store(), 3) == []
    test.checkbox(key="agreed-3-2026-07").set_value(True)
    press(test, "close-month")
    assert [(one.month, one.made_by) for one in entries(session.store(), 3)] == [("2026-07", "王工（wang）")]
    (record,) = visitor.access().trail.entries()
    assert (record.action, record.result, record.object) == ("close", "ok", "包件3 2026-07")
    assert "" != record.before != record.after != ""
    assert "已结账" in written(test)


def test_the_first_month_comes_first(reported: Path) -> None:
    test = run("closing.py", pkg="3", month="2026-09")
    assert "请从最早的月份起逐月结账" in written(test)
    assert not [one for one in test.button if one.key and "close-month" in one.key]
    assert "还没有结束" in written(run("closing.py", pkg="3", month="2026-11"))


@pytest.mark.parametrize("page", ["", "package.py", "indicator.py", "availability.py", "upload.py", "batches.py"])
def test_every_page_says_what_is_closed_and_what_waits(closed: Path, page: str) -> None:
    html = written(run(page, pkg="3", code="3.07"))
    assert "包件3 至 2026-07" in html
    assert "待处理 1 份" in html


def test_pages_of_other_packages_and_settings_say_nothing(closed: Path) -> None:
    assert "class='k-closed-strip'" not in written(run("package.py", pkg="4"))
    assert "class='k-closed-strip'" not in written(run("settings.py", pkg="3"))


def test_what_waits_is_listed_and_withdrawn_with_a_reason(closed: Path) -> None:
    test = run("closing.py", pkg="3", month="2026-07")
    assert "P3-2026-07-待处理1" in written(test)
    press(test, "withdraw")
    assert "没有写撤回人或理由" in written(test)
    test.text_input(key="withdraw-reason").set_value("发错了")
    press(test, "withdraw")
    assert [one.state for one in waiting_uploads(session.store())] == ["withdrawn"]
    assert on_record() == [("withdraw", "failed"), ("withdraw", "ok")]
    assert "P3-2026-07-待处理1" in written(run("batches.py", pkg="3"))


def test_reopening_shows_before_and_after_and_then_what_waits_can_come_in(closed: Path) -> None:
    test = run("closing.py", pkg="3", month="2026-07")
    press(test, "foresee-reopening")
    assert "重开后的变化" in written(test)
    assert "没有变化" in written(test)
    test.text_input(key="reopen-reason").set_value("停机时间更正")
    press(test, "reopen-month")
    assert [one.kind for one in entries(session.store(), 3)] == ["close", "reopen"]
    assert not [one for one in test.button if one.key == "readmit"]
    press(test, "foresee-readmitting")
    assert re.search(r"99\.94% → <b>99\.3", written(test))
    assert [one.state for one in waiting_uploads(session.store())] == ["waiting"]
    press(test, "readmit")
    assert [one.state for one in waiting_uploads(session.store())] == ["stored"]
    assert on_record() == [("reopen", "ok"), ("import", "ok")]
    html = written(test)
    assert "已入库" in html
    assert "停机时间更正" in html
    points = prospect(session.store(), 3, JULY).open_points
    close_month(session.store(), 3, JULY, "张三", points)
    again = written(run("closing.py", pkg="3", month="2026-07"))
    assert re.search(r"3\.07 [^<]*：99\.94% → 99\.3", again)


def test_evidence_that_has_moved_on_is_said(closed: Path) -> None:
    assert "以结账时封存的为准" not in written(run("indicator.py", code="3.07", period="2026-07"))
    session.close()
    open_outage = {"outage_id": "D2", "system_id": "P3-02", "down_at": "2026-08-30 20:00"}
    with Product(closed.parent, datetime(2026, 9, 12, 9)) as product:
        product.load(3, "2026-08", {"outages": [open_outage]}, ["maintenance"])
        points = prospect(product.store, 3, Month(2026, 8)).open_points
        close_month(product.store, 3, Month(2026, 8), "张三", points)
        product.now = datetime(2026, 10, 5, 9)
        ended = open_outage | {"up_at": "2026-08-30 22:00"}
        product.load(3, "2026-09", {"outages": [ended]}, ["maintenance"])
    assert "以结账时封存的为准" in written(run("indicator.py", code="3.07", period="2026-08"))
    assert "以结账时封存的为准" not in written(run("indicator.py", code="3.07", period="2026-07"))


@pytest.mark.browser
def test_close_upload_reopen_in_the_browser(reported: Path, serve: Callable[..., str], chromium: Browser) -> None:
    address = serve()
    with browsing(chromium, address, "/closing?pkg=3&month=2026-07") as page:
        page.get_by_text("条缺项和未定我已知道").click()
        page.get_by_role("button", name="结账", exact=False).last.click()
        expect(page.get_by_text("已结账，以后的上报、续报和设置都不改变它")).to_be_visible(timeout=15_000)
        page.goto(f"{address}/upload?pkg=3&month=2026-07")
        settle(page)
        file = {
            "name": "七月更正.xlsx",
            "mimeType": "application/octet-stream",
            "buffer": workbook({"outages": [LONGER]}),
        }
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        page.get_by_role("button", name="放入待处理").click(timeout=30_000)
        expect(page.get_by_text("已原样放入待处理").first).to_be_visible(timeout=15_000)
        page.goto(f"{address}/closing?pkg=3&month=2026-07")
        settle(page)
        page.get_by_role("button", name="看重开后的变化").click()
        expect(page.get_by_text("封存的结果 → 按现有记录")).to_be_visible(timeout=15_000)
        page.get_by_label("理由（必填）").first.fill("停机时间更正")
        page.get_by_role("button", name="确认重开").click()
        expect(page.get_by_text("已重开，得分已按现有记录重算")).to_be_visible(timeout=15_000)
