"""Fixtures of the page tests: the pages on a store, a live server, a real browser that notices what must not happen."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from streamlit.components.v2 import manifest_scanner

from access.gate import Hosts
from pages.parts import handed_out, queue_desk, session, visitor
from tests import logged_in
from tests.product import lay_opened

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = shutil.which("chromium")
NOW = "2026-11-15T09:00"
AT_THE_GATE: dict[str, Any] = {
    "who": visitor.of_request, "whose_token": visitor.of_token, "may_fetch": handed_out.may_fetch, "hosts": Hosts(),
    "local_only": visitor.is_demo,
}  # fmt: skip
"""What the gate of app.py asks."""
# No sandbox: test machines run as root. The rest keeps the browser itself from asking hosts outside.
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@pytest.fixture(scope="session", autouse=True)
def components_looked_for_once() -> Iterator[None]:
    """Streamlit looks through all installed packages for components whenever a test opens a page: 0.1 s each time."""
    found = cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture
def store_of_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The path at which the pages find their store; it is 2026-11-15 09:00, a supervisor of all packages looks."""
    path = lay_opened(tmp_path) / "kpi.duckdb"
    monkeypatch.setenv("KPI_DB", str(path))
    monkeypatch.setenv("KPI_NOW", NOW)
    visitor.serve_as(logged_in.SUPERVISOR)
    yield path
    queue_desk.stop()
    visitor.serve_as(None)
    session.close()
    visitor.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Starts `streamlit run app.py` with the options given; gives its address once it answers that all is well.
    Its `kill` ends the last one as a loss of power would.

    A supervisor of all packages is logged in there (tests/logged_in.py).
    """
    with ExitStack() as started:
        running: list[Server] = []

        def start(*options: str, patience: float = 60) -> str:
            running.append(started.enter_context(live_server(tmp_path, *options, patience=patience)))
            address = running[-1].address
            if not any(option.startswith("--demo") for option in options):
                logged_in.remember(address, logged_in.log_in(tmp_path))
            return address

        def kill() -> None:
            running[-1].process.kill()
            running[-1].process.wait(20)

        start.kill = kill  # type: ignore[attr-defined]
        yield start


@contextmanager
def server_of(folder: Path) -> Iterator[str]:
    """The address of a server on the store of a folder, with a supervisor logged in: for tests that only look, which
    can share one."""
    with live_server(folder) as running:
        logged_in.remember(running.address, logged_in.log_in(folder))
        yield running.address


class Server(NamedTuple):
    """A running server."""

    address: str
    process: subprocess.Popen[bytes]


@contextmanager
def live_server(folder: Path, *options: str, patience: float = 60) -> Iterator[Server]:
    """A server on the store and the accounts of a folder."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"KPI_DB": str(folder / "kpi.duckdb"), "KPI_NOW": NOW, "KPI_LOG": str(folder / "logs")}
    log = folder / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--", *options], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait_until_well(f"http://localhost:{port}", process, log, patience)
        yield Server(f"http://localhost:{port}", process)
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """A port at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def _wait_until_well(address: str, process: subprocess.Popen[bytes], log: Path, patience: float) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{address}/healthz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"the server is not well: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Without it the test is skipped; where CI is set that is a failure."""
    if CHROMIUM is None:
        reason = "no chromium: apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


class Watch:
    """What a page did that it must not do."""

    def __init__(self, page: Page, address: str) -> None:
        self.found: list[str] = []
        self._own = (address, address.replace("http", "ws", 1), "data:", "blob:")
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"script error: {error}"))

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self._own):
            self.found.append(f"request to another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # On a deep link Streamlit looks for its server below the page's own path first.
        probing = "/_stcore/" in message.location.get("url", "")
        if message.type == "error" and not probing:
            self.found.append(f"console error: {message.text}")


@contextmanager
def browsing(browser: Browser, address: str, path: str = "/", **context: object) -> Iterator[Page]:
    """A page in a fresh browser context, opened and drawn; what it did that it must not do fails the test."""
    opened = browser.new_context(
        **({"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}} | context)  # type: ignore[arg-type]
    )
    opened.add_cookies(logged_in.cookies(address))  # type: ignore[arg-type]
    page = opened.new_page()
    watch = Watch(page, address)
    page.goto(address + path)
    settle(page)
    yield page
    settle(page)
    opened.close()
    assert watch.found == []


def settle(page: Page) -> None:
    """Wait until the server has drawn everything."""
    page.wait_for_selector(DONE, timeout=60_000)
