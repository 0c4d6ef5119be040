"""The camera page: what it shows is the scorecard's and the facts', its map is fetched by URL, a click opens a file."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from data import tiles
from kpi.cameras import Camera, clauses
from kpi.words import shown_target, shown_value
from pages.parts import camera_feed, camera_records, session
from pages.parts.camera_cells import Cell, cell_of, named_cell
from pages.parts.camera_choice import Choice
from pages.parts.camera_trend import gap_words, unchecked_runs, uncovered_runs
from tests import logged_in
from tests.pages.conftest import browsing, server_of, settle
from tests.pages.test_pages import run, written
from tests.product import Product, lay_empty

MIDDLE = {"longitude": 121.872, "latitude": 30.916}
"""Where the map is centred."""


def camera(asset_id: str, **more: Any) -> dict[str, Any]:
    named = {"asset_id": asset_id, "asset_name": f"点位{asset_id}", "system_id": "P3-03", "asset_class": "硬件"}
    return named | {"device_type": "球机"} | MIDDLE | more


def checks(asset_id: str, pattern: str) -> list[dict[str, Any]]:
    return [
        {
            "asset_id": asset_id,
            "checked_at": datetime(2026, 10, day, 9),
            "is_online": "在线" if sign == "1" else "离线",
            "exempt_reason": "台风" if sign == "x" else None,
        }
        for day, sign in enumerate(pattern, start=1)
        if sign != "-"
    ]


def load(product: Product) -> None:
    """C1 online, C2 (key area) off line at the end, C3 in the sea, C4 never checked, X9 in the log alone."""
    listed = [
        camera("C1"),
        camera("C2", is_key_area="是", system_id="P3-05", longitude=121.95, latitude=30.90),
        camera("C3", longitude=122.2, latitude=30.7),
        camera("C4", longitude=121.85, latitude=30.90),
    ]
    listed += [camera(f"B{n:02}", longitude=121.80 + n / 1000, latitude=30.95) for n in range(60)]
    patterns = {"C1": "1" * 31, "C2": "1" * 29 + "00", "C3": "1" * 30 + "x", "X9": "1"}
    patterns |= {f"B{n:02}": "1" * 14 + "-" + "1" * 16 for n in range(60)}
    rows = [row for asset_id, pattern in patterns.items() for row in checks(asset_id, pattern)]
    ticket = {
        "incident_id": "T1", "system_id": "P3-05", "asset_id": "C2", "fault_class": "硬件",
        "reported_at": datetime(2026, 10, 30, 9), "description": "<b>黑屏</b>",
    }  # fmt: skip
    product.load(3, "2026-10", {"assets": listed, "camera_checks": rows, "incidents": [ticket]})


@pytest.fixture
def loaded(store_of_pages: Path) -> Path:
    with Product(store_of_pages.parent) as product:
        load(product)
    return store_of_pages


def page(**address: str) -> str:
    return written(run("cameras.py", **{"period": "2026-10"} | address))


def test_the_rates_are_the_scorecards(loaded: Path) -> None:
    html = page()
    for clause in clauses():
        finding = session.scorecard(3, "2026-10").finding(clause.code)
        assert finding is not None
        block = re.search(
            rf"<section class='k-finding v-(\w+)' data-code='{clause.code}'>.*?</section>", html, re.DOTALL
        )
        assert block is not None
        assert block[1] == finding.verdict
        assert f"<b class='k-value'>{shown_value(finding)}</b>" in block[0]
        assert shown_target(clause) in block[0]
        flow = [int(one.replace(",", "")) for one in re.findall(r"<small>[^<]*</small><b>([\d,]+)</b></li>", block[0])]
        assert len(flow) == 6
        in_service, checked, exempt, due, online, offline = flow
        assert (due, online) == (finding.whole, finding.part)
        assert checked - exempt == due
        assert online + offline == due
        assert in_service >= checked
    # 64 cameras × 31 days; C4 is never checked, 60 miss one day, C3 is exempt on one.
    for number in ("1,984", "1,893", "1,892", "1,890"):
        assert f"<b>{number}</b>" in html


def test_a_month_checked_too_little_is_said(store_of_pages: Path) -> None:
    with Product(store_of_pages.parent) as product:
        rows = checks("C1", "1" * 28)  # of 31 days
        product.load(3, "2026-10", {"assets": [camera("C1")], "camera_checks": rows}, ["incidents"])
    html = page()
    assert "2026-10 检查不足 95%，按缺数据处理，不在上面的数里。" in html
    assert "<small>应在线</small>" not in html
    assert points()["C1"]["said"] == "在线，达标 · 在线率 100.00%，离线 0 天 / 应在线 28 天"


def test_legend_lists_and_choices(loaded: Path) -> None:
    html = page()
    for state, count in (("offline", 1), ("unchecked", 1), ("exempt", 1), ("met", 61)):
        legend = re.search(rf"<li title='[^']*'><a[^>]*state={state}[^>]*>.*?<b>(\d+)</b>", html)
        assert legend is not None, state
        assert int(legend[1]) == count
    assert "没有画在地图上" in html
    assert re.search(r"点位C3<small>C3</small>.*?在服务范围以外.*?122.2，30.7（WGS84）.*?第 4 行", html, re.DOTALL)
    assert "视频巡检中有，资产清单中没有，不计（1 天）" in html
    assert re.search(r"camera=C4[^>]*>C4</a>.*?资产清单中有，2026-10 视频巡检中一次也没有", html, re.DOTALL)
    only = page(only="below")
    assert "选中 1 路" in only
    assert "camera=C2&amp;only=below" in only
    assert "选中 0 路" in page(only="repeat")
    assert "选中 1 路" in page(area="key")
    assert "选中 1 路" in page(system="P3-05")
    assert "选中 1 路" in page(state="unchecked")
    assert "选中 64 路" in page(state="nonsense", system="P9-99", only="nonsense")


def test_a_file_opens_by_link_with_its_rows(loaded: Path) -> None:
    html = page(camera="C2")
    assert "data-camera='C2'" in html
    assert html.count("<i class='c-offline' title='2026-10-3") == 2
    assert "2026-10-31 离线，检查 1 次，在线 0 次；包件3_2026-10_1.xlsx 第 " in html
    row = re.search(r"<tr>(?:(?!</tr>).)*T1(?:(?!</tr>).)*</tr>", html, re.DOTALL)
    assert row is not None
    for words in ("未完成", "硬件，&lt;b&gt;黑屏&lt;/b&gt;", "表“故障工单”，第 2 行"):
        assert words in row[0]
    assert "资产清单里没有这个编号" in page(camera="X9")
    assert "没有这个编号的摄像机" in page(camera="<b>")


def test_an_empty_store_says_so(store_of_pages: Path) -> None:
    html = page()
    assert "本期没有资产清单，或清单里没有摄像机" in html
    assert "缺数据" in html
    # Nothing known is never shown as nothing wrong.
    assert html.count("还没有同时上报资产清单和视频在线巡检，无法核对。") == 2
    assert "每天都有巡检" not in html
    assert "没有上报清单或视频在线巡检：2026-10-01 至 2026-10-31。" in html


def test_checks_without_a_list_are_contradictions(store_of_pages: Path) -> None:
    with Product(store_of_pages.parent) as product:
        product.load(3, "2026-10", {"camera_checks": checks("X9", "10")}, ["incidents"])
    html = page(camera="X9")
    assert "视频巡检中有，资产清单中没有，不计（2 天）" in html
    assert "资产清单里没有这个编号" in html
    assert "2026-10-02" in html


def test_search_leads_to_the_file_of_a_camera(loaded: Path) -> None:
    html = written(run("search.py", q="点位C2"))
    assert re.search(r"<a class='k-link[^>]*href='cameras\?camera=C2'>C2</a>", html)


def test_the_map_asks_no_host_outside(loaded: Path) -> None:
    test = run("cameras.py", period="2026-10")
    (chart,) = test.get("deck_gl_json_chart")
    deck = json.loads(chart.proto.json)
    assert "http" not in chart.proto.json.replace('"@@type"', "")
    assert deck.get("mapProvider") is None
    urls = [one["data"] for one in deck["layers"] if one["id"] in ("points", "signs")]
    assert len(set(urls)) == 1
    assert urls[0].startswith("/api/cameras.json?version=")


def points(**address: str) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in json.loads(camera_feed.feed(camera_feed.POINTS, {"period": "2026-10"} | address))}


def test_the_feed_is_what_is_chosen_and_placed(loaded: Path) -> None:
    everything = points()
    assert everything.keys() == {"C1", "C2", "C4"} | {f"B{n:02}" for n in range(60)}
    assert everything["C2"]["sign"] == "✕"
    assert everything["C2"]["said"] == "最近离线 · 在线率 93.54%，离线 2 天 / 应在线 31 天"
    assert everything["C4"]["said"].startswith("从未检查 · 在线率 —")
    assert everything["C1"]["at"] == [121.872, 30.916]
    assert points(area="key").keys() == points(only="below").keys() == {"C2"}
    assert points(state="unchecked").keys() == {"C4"}


def test_cells_hold_all_that_is_placed(loaded: Path) -> None:
    cells = json.loads(camera_feed.feed(camera_feed.CELLS, {"period": "2026-10"}))
    assert sum(int(one["count"]) for one in cells) == 63
    for one in cells:
        inside = points(cell=one["id"])
        assert len(inside) == int(one["count"])
        cell = named_cell(one["id"])
        assert cell is not None
        assert len(cell.corners) == 6
    assert points(cell="nonsense") == {}
    assert named_cell("1;2") is None
    assert Cell(*named_cell("-3,12") or ()) == (-3, 12)


def test_a_camera_lies_in_the_cell_with_the_nearest_centre(loaded: Path) -> None:
    def apart(one: Camera, cell: Cell) -> float:
        east, north = ((one.longitude or 0) - cell.centre[0]) * 95_600, ((one.latitude or 0) - cell.centre[1]) * 110_900
        return float((east**2 + north**2) ** 0.5)

    for one in camera_records.in_service("2026-10"):
        own = cell_of(one)
        around = [Cell(own.q + dq, own.r + dr) for dq in (-1, 0, 1) for dr in (-1, 0, 1)]
        assert min(around, key=lambda cell: apart(one, cell)) == own
        assert apart(one, own) <= 500.1


def test_gaps_are_said(store_of_pages: Path) -> None:
    with Product(store_of_pages.parent) as product:
        gap = "1" * 9 + "--" + "1" * 10 + "-" + "1" * 9
        product.load(3, "2026-10", {"assets": [camera("C1")], "camera_checks": checks("C1", gap)}, ["incidents"])
    days = camera_records.days("2026-09..2026-10")
    said = gap_words(unchecked_runs(days.by_day()), uncovered_runs(days), True)
    assert said == (
        "没有巡检的日子：2026-10-10 至 2026-10-11、2026-10-22。没有上报清单或视频在线巡检：2026-09-01 至 2026-09-30。"
    )
    assert said.split("。")[0] in page(period="2026-10")


def test_choices_go_into_addresses_and_back() -> None:
    choice = Choice("2026-10", "P3-05", "key", "offline", frozenset({"below", "repeat"}), "3,4")
    assert Choice.asked("2026-10", choice.address()) == choice
    assert Choice("2026-10").address() == {}


# --- routes ---


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("cameras")
    with Product(lay_empty(folder)) as product:
        load(product)
    with server_of(folder) as address:
        yield address


def test_the_route_is_kept_by_version_only(served: str) -> None:
    with urlopen(logged_in.asked(f"{served}/api/cameras.json?period=2026-10"), timeout=20) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert len(json.load(answer)) == 63
    kept = []
    for version in range(12):
        query = f"version={version}&as_of=2026-10-31&period=2026-10&state=offline"
        with urlopen(logged_in.asked(f"{served}/api/cameras.json?{query}"), timeout=20) as answer:
            assert [one["id"] for one in json.load(answer)] == ["C2"]
            kept += [version] if answer.headers["Cache-Control"] == "private, max-age=3600" else []
    assert len(kept) == 1
    for path in ("/api/cameras.json?period=1999-01", "/api/style.json"):
        assert refusal(f"{served}{path}") == 404


def refusal(url: str) -> int:
    """The code with which a URL is refused."""
    with pytest.raises(HTTPError) as refused:
        urlopen(logged_in.asked(url), timeout=20)
    refused.value.close()
    return refused.value.code


@pytest.mark.browser
def test_a_camera_clicked_on_the_map_shows_its_file(served: str, chromium: Browser) -> None:
    with browsing(chromium, served, "/cameras?period=2026-10") as opened:
        click_until(opened, "section.k-file[data-camera='C1']")
        assert "camera=C1" in opened.url
        expect(opened.locator(".k-camera-days i.c-online")).to_have_count(31)
        opened.locator("a.k-close").click()
        settle(opened)
        expect(opened.locator("section.k-file")).to_have_count(0)
        opened.go_back()
        settle(opened)
        expect(opened.locator("section.k-file[data-camera='C1']")).to_be_visible()


def click_until(opened: Page, wanted: str) -> None:
    """Click into the middle of the map until what is wanted stands there: its points may not be drawn at once."""
    chart = opened.locator('[data-testid="stDeckGlJsonChart"] canvas').first
    chart.wait_for()
    for _ in range(20):
        box = chart.bounding_box()
        assert box is not None
        opened.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        opened.wait_for_timeout(200)
        opened.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        opened.wait_for_timeout(500)
        if opened.locator(wanted).count():
            settle(opened)
            return
    pytest.fail("no camera was found under the middle of the map")


# --- a map service ---


class _Tiles(BaseHTTPRequestHandler):
    """A map service that wants a key, and has no tile of zoom 3."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        good = self.path.endswith("?tk=secret") and not self.path.startswith("/3/")
        self.send_response(200 if good else 404)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(tiles.CLEAR.content if good else b"")

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def map_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    server = HTTPServer(("localhost", 0), _Tiles)
    server.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("KPI_MAP_TILES", f"http://localhost:{server.server_port}/{{z}}/{{x}}/{{y}}?tk=secret")
    yield server
    server.shutdown()
    server.server_close()


def test_tiles_are_fetched_once_and_only_real_ones(map_service: HTTPServer) -> None:
    asked = map_service.asked  # type: ignore[attr-defined]
    assert tiles.tile(0, 10, 858, 418) == tiles.CLEAR
    assert tiles.tile(0, 10, 858, 418) == tiles.CLEAR
    assert asked == ["/10/858/418?tk=secret"]
    assert tiles.tile(0, 3, 1, 1) is None
    assert tiles.tile(0, 3, 1, 1) is None
    assert asked[1:] == ["/3/1/1?tk=secret"]
    for wrong in ((1, 10, 1, 1), (0, 99, 0, 0), (0, 2, 4, 0), (0, 2, 0, -1)):
        assert tiles.tile(*wrong) is None
    assert len(asked) == 2


def test_a_service_that_is_away_is_not_asked_for_every_tile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_MAP_TILES", "http://localhost:9/{z}/{x}/{y}")
    assert tiles.tile(0, 4, 1, 1) is None
    assert "http://localhost:9/{z}/{x}/{y}" in tiles._silent_since
    assert tiles.tile(0, 4, 1, 2) is None
    assert "http://localhost:9/4/1/2" not in tiles._kept


@pytest.mark.browser
def test_the_key_of_a_map_service_stays_here(
    map_service: HTTPServer, serve: Callable[..., str], chromium: Browser, tmp_path: Path
) -> None:
    with Product(tmp_path) as product:
        load(product)
    address = serve()
    with urlopen(logged_in.asked(f"{address}/api/style.json?origin={address}&dark=0"), timeout=20) as answer:
        style = answer.read().decode()
    assert "secret" not in style
    assert str(map_service.server_port) not in style
    assert json.loads(style)["sources"]["tiles-0"]["tiles"] == [f"{address}/tiles/0/{{z}}/{{x}}/{{y}}"]
    assert refusal(f"{address}/api/style.json?origin=http://elsewhere") == 404
    with urlopen(logged_in.asked(f"{address}/tiles/0/3/1/1"), timeout=20) as answer:
        assert answer.read().startswith(b"\x89PNG")
    with browsing(chromium, address, "/cameras?period=2026-10") as opened:
        for _ in range(60):
            if any(path.startswith("/1") for path in map_service.asked):  # type: ignore[attr-defined]
                break
            opened.wait_for_timeout(250)
        else:
            pytest.fail("the map asked for no tile")
        click_until(opened, "section.k-file[data-camera='C1']")
