"""Prints what the screens cost in a browser on a year of data: `python -m tests.bench.screens FOLDER`

FOLDER: one that `python -m tests.bench.year FOLDER` has filled. First paint: a new visit until the figures stand there;
filter change and page switch: from the click until the new figures do; map drawn: until a picture of the page shows the
cameras, which also contains taking that picture. Each the median of several, after one of each. The 50,000 cameras are
in a store of their own, made in FOLDER at the first call.
"""

import io
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import logged_in
from tests.bench import crowd
from tests.bench.serving import wait_until_well
from tests.bench.year import CLOCK, STORE
from tests.pages.conftest import CHROMIUM, DONE

ROOT = Path(__file__).parent.parent.parent
ROUNDS = 5
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]


def main() -> None:
    """Start the server on the store of the folder, measure, print."""
    if len(sys.argv) != 2:
        sys.exit("python -m tests.bench.screens FOLDER")
    with _served(Path(sys.argv[1]) / "year" / STORE) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
        for title, aim, measure in (
            ("first paint of the overview", 2.0, _first_paint("/", "article.k-card .k-score b")),
            ("first paint of a package", 2.0, _first_paint("/package?pkg=3", "tr[data-code='3.19']")),
            ("first paint of an indicator", 2.0, _first_paint("/indicator?code=3.13", "section.k-finding")),
            ("the same until its chart is drawn", None, _first_paint("/indicator?code=3.13", ".js-plotly-plot")),
            ("first paint of satisfaction", 2.0, _first_paint("/satisfaction", ".k-sat-cards b.k-value")),
            ("first paint of one package's", 2.0, _first_paint("/satisfaction?pkg=3", ".k-sat-head .k-value")),
            ("the same until its last table is drawn", None, _first_paint("/satisfaction?pkg=3", "table.k-sat-odd")),
            (
                "filter change on a package",
                0.8,
                _filter_change("/package?pkg=3", "chosen_period", "2027-03", "p.k-lead:has-text('2027-03')"),
            ),
            ("filter change on satisfaction", 0.8, _survey_filter_change),
            ("first paint of the faults", 2.0, _first_paint("/faults?pkg=3", "table.k-tickets")),
            (
                "filter change on the faults",
                0.8,
                _filter_change("/faults?pkg=3", "chosen_system", "P3-04", "section.k-mtbf:has-text('单个系统')"),
            ),
            ("first paint of availability", 2.0, _first_paint("/availability?pkg=3", "div.k-daywall")),
            ("first paint of the clauses", 2.0, _first_paint("/clauses?pkg=3", "table.k-clauses")),
            (
                "first paint of the acceptances",
                2.0,
                _first_paint("/clauses?pkg=3&view=acceptance", "table.k-checklist"),
            ),
            ("first paint of the outlook", 2.0, _first_paint("/outlook?pkg=3", "table.k-prospects")),
            (
                "filter change on availability",
                0.8,
                _filter_change(
                    "/availability?pkg=3", "chosen_period", "2027-03", "section.k-uptime:has-text('2027-03')"
                ),
            ),
            ("a cell of the wall to its day", 0.8, _wall_cell),
            ("page switch: overview to package", 0.7, _page_switch),
            ("page switch: package to indicator", 0.7, _drill_down),
            ("first paint of the cameras", 2.0, _first_paint("/cameras", "section.k-finding[data-code='3.C2']")),
            ("filter change on the cameras", 0.8, _camera_filter),
            ("map drawn: 2,335 cameras, a year", None, _map_drawn("/cameras")),
        ):
            _tell(browser, address, title, aim, measure)
        browser.close()
    with _served(crowd.make(Path(sys.argv[1]) / "crowd")) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        _tell(browser, address, "map drawn: 50,000 as hexagons", None, _map_drawn("/cameras?period=2026-07"))
        inside = f"/cameras?period=2026-07&cell={_largest_cell(address)}"
        _tell(browser, address, "map drawn: one hexagon's points", None, _map_drawn(inside))
        browser.close()


def _largest_cell(address: str) -> str:
    wanted = Request(f"{address}/api/camera_cells.json?period=2026-07", headers=logged_in.headers(address))
    with urlopen(wanted, timeout=60) as answer:
        return str(max(json.load(answer), key=lambda one: int(one["count"]))["id"])


def _tell(browser: Browser, address: str, title: str, aim: float | None, measure: Callable[[Page, str], float]) -> None:
    seconds = _median(browser, address, measure)
    said = "" if aim is None else f"{aim} s {'met' if seconds <= aim else 'missed'}"
    print(f"| {title.ljust(34)} | {said.ljust(12)} | {seconds:.2f} s |", flush=True)


@contextmanager
def _served(store: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"KPI_DB": str(store.resolve()), "KPI_NOW": CLOCK.isoformat()}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        logged_in.remember(f"http://localhost:{port}", logged_in.log_in(store.resolve().parent))
        wait_until_well(f"http://localhost:{port}/healthz")
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _median(browser: Browser, address: str, measure: Callable[[Page, str], float]) -> float:
    seconds = []
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    context.add_cookies(logged_in.cookies(address))  # type: ignore[arg-type]
    for _ in range(ROUNDS + 1):
        page = context.new_page()
        seconds.append(measure(page, address))
        page.close()
    context.close()
    return median(seconds[1:])


_SEEN = """
new MutationObserver(() => {
  if (window.seenAt === undefined && document.querySelector(%s)) window.seenAt = performance.now();
}).observe(document, { subtree: true, childList: true });
"""
"""The page itself notes when an element first stands in it: asking from outside waits for scripts that are loading."""


def _first_paint(path: str, wanted: str) -> Callable[[Page, str], float]:
    def measure(page: Page, address: str) -> float:
        page.add_init_script(_SEEN % json.dumps(wanted))
        page.goto(address + path, wait_until="commit")
        page.wait_for_function("window.seenAt !== undefined")
        return float(page.evaluate("window.seenAt")) / 1000

    return measure


def _settled(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(DONE)
    page.wait_for_timeout(500)


def _filter_change(path: str, key: str, option: str, shown: str) -> Callable[[Page, str], float]:
    """From choosing an option of a filter until what it shows stands there."""

    def measure(page: Page, address: str) -> float:
        _settled(page, address + path)
        page.locator(f".st-key-{key} input").click()
        wanted = page.get_by_role("option", name=option)
        wanted.wait_for()
        began = time.perf_counter()
        wanted.click()
        page.wait_for_selector(shown)
        return time.perf_counter() - began

    return measure


def _survey_filter_change(page: Page, address: str) -> float:
    _settled(page, f"{address}/satisfaction")
    page.locator(".st-key-chosen_period input").click()
    option = page.get_by_role("option", name="2027年第1季度")
    option.wait_for()
    before = page.locator(".k-sat-cards").inner_text()
    began = time.perf_counter()
    option.click()
    changed = "before => { const now = document.querySelector('.k-sat-cards'); return now && now.innerText !== before }"
    page.wait_for_function(changed, arg=before)
    return time.perf_counter() - began


def _wall_cell(page: Page, address: str) -> float:
    _settled(page, f"{address}/availability?pkg=3")
    cell = page.locator("div.k-daywall a[href*='day=2027-03-05'][href*='id=P3-04']")
    began = time.perf_counter()
    cell.click()
    page.wait_for_selector("section.k-story[data-day='2027-03-05']")
    return time.perf_counter() - began


def _page_switch(page: Page, address: str) -> float:
    _settled(page, address)
    began = time.perf_counter()
    page.locator(".st-key-card-3 [data-testid=stPageLink] a").click()
    page.wait_for_selector("tr[data-code='3.19']")
    return time.perf_counter() - began


def _drill_down(page: Page, address: str) -> float:
    _settled(page, f"{address}/package?pkg=3")
    began = time.perf_counter()
    page.locator("tr[data-code='3.13'] a.k-link").click()
    page.wait_for_selector("section.k-finding[data-code='3.13']")
    return time.perf_counter() - began


def _camera_filter(page: Page, address: str) -> float:
    _map_drawn("/cameras")(page, address)
    page.wait_for_timeout(1000)
    number = page.locator(".st-key-panel-camera h2.k-panel small")
    before = number.inner_text()
    began = time.perf_counter()
    page.get_by_role("button", name="屡次离线").click()
    expect(number).not_to_have_text(before)
    return time.perf_counter() - began


def _map_drawn(path: str) -> Callable[[Page, str], float]:
    def measure(page: Page, address: str) -> float:
        began = time.perf_counter()
        page.goto(address + path, wait_until="commit")
        chart = page.locator('[data-testid="stDeckGlJsonChart"] canvas').first
        chart.wait_for()
        while not _shows_cameras(page):
            page.wait_for_timeout(50)
        return time.perf_counter() - began

    return measure


def _shows_cameras(page: Page) -> bool:
    """Whether anything on the map has a strong colour: the base has none."""
    box = page.locator('[data-testid="stDeckGlJsonChart"]').first.bounding_box()
    if box is None or box["width"] < 100:
        return False
    inside = {"x": box["x"] + 5, "y": box["y"] + 5, "width": box["width"] - 10, "height": box["height"] - 10}
    picture = Image.open(io.BytesIO(page.screenshot(clip=inside))).convert("RGB")  # type: ignore[arg-type]
    counted = picture.getcolors(1 << 24) or []
    return sum(n for n, colour in counted if isinstance(colour, tuple) and max(colour) - min(colour) > 75) > 300


if __name__ == "__main__":
    main()
