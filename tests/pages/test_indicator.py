"""The page of an indicator: its chart's axis, its evidence chosen in the address, what its rows say."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kpi.measures import refresh_stale
from pages.parts.plots import value_axis
from tests.pages.conftest import browsing, settle
from tests.pages.test_pages import OUTAGE, run, written
from tests.product import Product, lay

OTHER = {"outage_id": "D2", "system_id": "P3-02", "down_at": "2026-09-05 10:00", "up_at": "2026-09-05 11:30"}
WINDOW = {"system_id": "P3-01", "starts_at": "2026-10-17 01:00", "ends_at": "2026-10-17 05:00", "approved_by": "张三"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An outage in September, one in October, and an approved window in October."""
    folder = tmp_path_factory.mktemp("made")
    with Product(folder) as product:
        product.load(3, "2026-09", {"outages": [OTHER]}, ["maintenance"])
        product.load(3, "2026-10", {"outages": [OUTAGE], "maintenance": [WINDOW]})
        refresh_stale(product.store)
    return folder


@pytest.fixture
def two_months(store_of_pages: Path, made: Path) -> None:
    """That store, a copy of its own."""
    lay(made, store_of_pages.parent)


def rows(html: str) -> list[str]:
    """The first table of evidence without its marks, row by row."""
    table = re.search(r"<caption class='k-unseen'>明细</caption>.*?</table>", html, re.DOTALL)
    assert table is not None
    return [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr><td>.*?</tr>", table.group(), re.DOTALL)]


def sums(html: str) -> str:
    found = re.search(r"<p class='k-sums'>(.*?)</p>", html)
    assert found is not None
    return re.sub(r"<[^>]+>", "", found[1])


@pytest.mark.usefixtures("two_months")
def test_the_address_chooses_rows_and_says_their_sums() -> None:
    address = {"code": "3.07"}
    everything = written(run("indicator.py", **address))
    assert len(rows(everything)) == 3
    assert sums(everything).startswith("全部 ")
    chosen = written(run("indicator.py", month="2026-10", system="P3-01", **address))
    assert len(rows(chosen)) == 2
    # 744 h of October, less 4 h of outage in the part and 4 h of window in both.
    assert sums(chosen).startswith("筛选后 3 行，分子 736.00 小时，分母 740.00 小时；全部 ")
    by_text = written(run("indicator.py", text="d2", **address))
    assert [row for row in rows(by_text) if "D2" in row] == rows(by_text)
    assert sums(by_text).startswith("筛选后 1 行，分子 -1.50 小时，分母 0.00 小时；")
    assert "没有符合筛选条件的记录" in written(run("indicator.py", text="没有这样的", **address))
    assert len(rows(written(run("indicator.py", month="1999-01", system="P9-01", **address)))) == 3


@pytest.mark.usefixtures("two_months")
def test_an_id_made_of_fields_is_said_in_words_and_what_is_left_out_once() -> None:
    html = written(run("indicator.py", code="3.07", month="2026-10"))
    (window,) = [row for row in rows(html) if "计划停机" in row]
    assert re.search(r"2026-10-17 01:00\s+至\s+2026-10-17 05:00", window)
    assert "|" not in window
    assert window.count("不计") == 1


@pytest.mark.usefixtures("two_months")
def test_a_cell_of_the_grid_leads_to_its_rows() -> None:
    html = written(run("indicator.py", code="3.07", period="2026-10"))
    assert "indicator?period=2026-10&amp;code=3.07&amp;month=2026-10&amp;system=P3-01#evidence" in html
    # September lies outside the period looked at: its rows stand only in its own.
    assert "indicator?period=2026-09&amp;code=3.07&amp;month=2026-09&amp;system=P3-02#evidence" in html


@pytest.mark.parametrize(
    ("shown", "is_percent", "is_counted", "ends", "step"),
    [
        ([0, 0, 0], False, True, (-0.16, 2.16), 1),
        ([3, 17, 12], False, True, (-1.36, 18.36), 5),
        ([93, 98, 95], True, False, (92.25, 98.75), None),
        ([100, 100], True, False, (98.85, 100.15), None),
        ([0.0], False, False, (-0.08, 1.08), None),
        ([], False, False, (-0.08, 1.08), None),
    ],
)
def test_the_axis_shows_values_and_target(
    shown: list[float], is_percent: bool, is_counted: bool, ends: tuple[float, float], step: float | None
) -> None:
    low, high, found = value_axis(shown, is_percent, is_counted)
    assert (low, high) == pytest.approx(ends)
    assert found == step


@pytest.mark.browser
def test_a_click_on_the_grid_brings_its_rows_into_sight(
    serve: Callable[..., str], chromium: Browser, tmp_path: Path
) -> None:
    with Product(tmp_path) as product:
        product.load(3, "2026-09", {"outages": [OTHER]}, ["maintenance"])
        product.load(3, "2026-10", {"outages": [OUTAGE], "maintenance": [WINDOW]})
    with browsing(chromium, serve(), "/indicator?code=3.07") as page:
        said = page.locator("p.k-sums")
        expect(said).to_contain_text("全部")
        page.locator("table.k-grid a.k-link[href*='month=2026-10'][href*='system=P3-01']").click()
        expect(said).to_contain_text("筛选后 3 行，分子 736.00 小时，分母 740.00 小时")
        expect(page.locator("#evidence")).to_be_in_viewport()
        expect(page.locator(".st-key-chosen_month input")).to_have_value("2026-10")
        table = page.locator("table.k-evidence").first
        expect(table).to_contain_text("D1")
        expect(table).not_to_contain_text("D2")
        page.locator(".st-key-downloads button").click()
        expect(page.get_by_text("筛选后 3 行", exact=True)).to_be_visible()
        with page.expect_download() as download:
            page.locator(".st-key-evidence-chosen-csv button").click()
        assert download.value.suggested_filename == "明细_3.07_todate_筛选_2026-10_P3-01.csv"
        assert Path(download.value.path()).read_text(encoding="utf-8-sig").count("\n") == 1 + 3
        page.keyboard.press("Escape")
        page.go_back()
        settle(page)
        expect(said).not_to_contain_text("筛选后")
