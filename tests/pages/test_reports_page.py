"""The page 报告 shows the paper as it will be printed, and hands it over."""

import hashlib
import io
import re
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from zipfile import ZipFile

import docx
import pytest
from playwright.sync_api import Browser

from access.database import FILE_NAME
from access.gate import COOKIE
from access.opened import Access
from access.rights import Role
from kpi.words import shown_points, shown_target, shown_value
from pages.parts import session, visitor
from tests import logged_in
from tests.pages.conftest import browsing, settle
from tests.pages.test_pages import OUTAGE, run, written
from tests.product import Product

EXEMPT = OUTAGE | {"outage_id": "D2", "exempt_reason": "<b>台风"}


@pytest.fixture
def october(store_of_pages: Path) -> None:
    """A store with one outage in October."""
    with Product(store_of_pages.parent) as product:
        product.load(3, "2026-10", {"outages": [OUTAGE, EXEMPT]}, ["maintenance"])


def test_without_data_it_says_what_to_do(store_of_pages: Path) -> None:
    test = run("report.py")
    assert "还没有上报数据" in written(test)
    assert "去上报数据" in written(test)
    assert "k-paper" not in written(test).replace(".k-paper", "")
    assert not [one for one in test.button if one.key == "make-reports"]


@pytest.mark.usefixtures("october")
def test_the_preview_says_what_the_scorecard_says() -> None:
    test = run("report.py", pkg="3", period="2026-10")
    html = written(test)
    card = session.scorecard(3, "2026-10")
    sheet = html[html.index("<article class='k-paper'") :]
    rows = [re.sub(r"<[^>]+>", "|", row) for row in re.findall(r"<tr.*?</tr>", sheet, re.DOTALL)]
    for scored in card.indicators:
        finding = scored.finding
        row = next(row for row in rows if f"|{finding.indicator.name}|" in row)
        said = [shown_target(finding.indicator), shown_value(finding), f"{shown_points(scored.weight)}*"]
        assert all(f"|{words}|" in row for words in said)
        assert scored.points is None or f"|{shown_points(scored.points)}|" in row
    assert card.projected is not None
    assert any("预计得分" in row and f"|{shown_points(card.projected)}|" in row for row in rows)
    assert any(f"|{card.grade}|" in row for row in rows if "自评等级" in row)
    assert "&lt;b&gt;台风" in sheet
    assert "<b>台风" not in sheet


@pytest.mark.usefixtures("october")
def test_packages_without_data_are_named_and_left_out() -> None:
    html = written(run("report.py", period="2026-10"))
    assert "包件5 基础能力 还没有上报数据" in html
    assert "包件3 城市治理运维项目绩效自评表" in html


@pytest.mark.usefixtures("october")
def test_the_files_are_made_when_asked_for() -> None:
    test = run("report.py", pkg="3", period="2026-10")
    assert not test.get("download_button")
    test.button(key="make-reports").click().run()
    assert not test.exception
    labels = [str(one.proto.label) for one in test.get("download_button")]
    assert labels == ["绩效自评表 Word", "绩效自评表 Excel", "下载 zip（全部文件）"]
    (made,) = visitor.access().trail.entries()
    assert (made.action, made.object, made.result, made.note) == (
        "report",
        "包件3 绩效自评表 2026-10",
        "ok",
        "2 个文件",
    )


@pytest.mark.usefixtures("october")
def test_a_browser_takes_the_document_along(serve: object, chromium: Browser, tmp_path: Path) -> None:
    session.close()
    address = serve()  # type: ignore[operator]
    with browsing(chromium, address, "/reports?pkg=3&period=2026-10", accept_downloads=True) as page:
        page.get_by_role("button", name="生成文件").click()
        page.get_by_role("button", name="绩效自评表 Word").wait_for()
        settle(page)
        with page.expect_download() as document:
            page.get_by_role("button", name="绩效自评表 Word").click()
        assert document.value.suggested_filename == "包件3_2026-10_绩效自评表.docx"
        content = document.value.path().read_bytes()
        file = docx.Document(io.BytesIO(content))
        assert file.paragraphs[0].text == "包件3 城市治理运维项目绩效自评表"
        with page.expect_download() as bundle:
            page.get_by_role("button", name="下载 zip").click()
        with ZipFile(bundle.value.path()) as archive:
            assert archive.namelist() == ["包件3_2026-10_绩效自评表.docx", "包件3_2026-10_绩效自评表.xlsx"]
    url, digest = document.value.url, hashlib.sha256(content).hexdigest()
    with Access(tmp_path / FILE_NAME) as access:
        clicked = [
            (one.who, one.object, one.after, one.result) for one in access.trail.entries() if one.action == "export"
        ]
    assert clicked[0] == ("supervisor", "包件3_2026-10_绩效自评表.docx", digest, "ok")
    assert len(clicked) == 2
    # Its address is of use to nobody else, not even with the same rights.
    with urlopen(logged_in.asked(url), timeout=20) as answer:
        assert answer.read() == content
    other = f"{COOKIE}={logged_in.log_in(tmp_path, Role.VIEWER)}"
    with pytest.raises(HTTPError, match="404"):
        urlopen(Request(url, headers={"Cookie": other}), timeout=20)
    with Access(tmp_path / FILE_NAME) as access:
        last = list(access.trail.entries())[-1]
    assert (last.who, last.action, last.result, last.before) == ("viewer", "refusal", "refused", digest)


@pytest.mark.usefixtures("october")
@pytest.mark.parametrize("kind", ["monthly", "quarterly", "midterm"])
def test_an_assessment_report_is_shown_too(kind: str) -> None:
    html = written(run("report.py", pkg="3", kind=kind))
    assert "考核报告</h1>" in html
    assert "总体情况" in html
