"""The server: `streamlit run app.py`, on invented sample data with `-- --demo` (`--demo=FOLDER` keeps them elsewhere).

What is seen begins at pages/frame.py.

Routes: /healthz says whether the store answers; /assets/zh.js puts Streamlit's own words into Chinese, /assets/links.js
lets our links switch pages as the menu does; /api/cameras.json and /api/camera_cells.json are what the map of the
cameras draws, /api/style.json and /tiles what lies below if a map service is configured. Every answer carries headers
that keep the browser from asking any other host.
"""

import argparse
import re
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from streamlit import net_util

from data.backup_timer import BackupTimer
from data.clock import demo_clock
from data.errors import DefinitionError, SupervisionError
from data.logs import log_folder, write_log
from data.places import backup_folder, second_folder
from data.store import Store, database_path
from data.tiles import CLEAR, templates, tile
from kpi.closing import act_of_sample
from kpi.measures import fingerprint, rebuild
from kpi.sample_explanations import enter_explanations
from kpi.sample_rectifications import enter_samples
from loaders import demo
from pages.parts import basemap, camera_feed, guard, health, session
from pages.parts.text import APP

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

ROOT = Path(__file__).parent
LEAST_FREE_BYTES = 500_000_000
"""With less disk than this an upload may fail half way; /healthz says so."""
SCRIPTS = ("zh.js", "links.js")
_SCRIPT_TAGS = [f'<script src="/assets/{name}" defer></script>'.encode() for name in SCRIPTS]
NO_SCRIPT = "请在浏览器中启用 JavaScript，再打开本页。"

HEADERS = {
    # Streamlit compiles its charts in the browser (unsafe-eval) and styles elements in place (unsafe-inline).
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "connect-src 'self' ws: wss: data: blob:; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
}


class SafeHeaders:
    """Puts the security headers on every answer."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, with_headers)


class ChineseShell:
    """Makes the page that holds everything a Chinese one: language, title, and the script for built-in words."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request; anything but an HTML page passes untouched."""
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self._app(scope, receive, send)
            return
        # A page that is to be rewritten must come as it is, not compressed.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        scope = {**scope, "headers": plain}
        start: Message = {}
        body = b""

        async def rewritten(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                is_html = MutableHeaders(scope=message).get("content-type", "").startswith("text/html")
                start = message if is_html else {}
            if not start:
                await send(message)
                return
            body += message.get("body", b"")
            if message["type"] == "http.response.body" and not message.get("more_body"):
                page = _in_chinese(body)
                MutableHeaders(scope=start)["content-length"] = str(len(page))
                await send(start)
                await send({"type": "http.response.body", "body": page})

        await self._app(scope, receive, rewritten)


def _in_chinese(page: bytes) -> bytes:
    """The shell page rewritten. It also names its server, which Streamlit would else guess from the page's address."""
    server = "<script>window.__streamlit={BACKEND_BASE_URL:location.origin}</script>"
    page = re.sub(rb"<noscript>.*</noscript>", f"<noscript>{NO_SCRIPT}</noscript>".encode(), page, flags=re.DOTALL)
    page = re.sub(rb'<link\s+rel="(preload|service-desc)"[^>]*>', b"", page)
    return (
        page.replace(b'<html lang="en">', b'<html lang="zh-CN">', 1)
        .replace(b"<title>Streamlit</title>", f"<title>{APP}</title>{server}".encode(), 1)
        .replace(b"</head>", b"".join(_SCRIPT_TAGS) + b"</head>", 1)
    )


async def healthz(_: Request) -> Response:
    """200 while the store answers, lacks nothing and has room; else 503. Says what is wrong, never where."""
    status = await run_in_threadpool(_status)
    return JSONResponse({"status": status}, 200 if status == "ok" else 503, {"Cache-Control": "no-store"})


def _status() -> str:
    try:
        if session.waiting() is not None:
            return "preparing"
        store = session.store()
        store.version()
    except SupervisionError:
        return "store unavailable"
    if store.standing.losses:
        return "read only"
    return "ok" if shutil.disk_usage(store.path.parent).free >= LEAST_FREE_BYTES else "disk full"


async def script(request: Request) -> Response:
    """One of our own scripts."""
    return FileResponse(ROOT / "pages" / "parts" / request.url.path.rsplit("/", 1)[1], media_type="text/javascript")


async def camera_data(request: Request) -> Response:
    """What the map of the cameras draws. 404 for a period that there is not, 503 while the store cannot be asked."""
    return await run_in_threadpool(_camera_data, request)


def _camera_data(request: Request) -> Response:
    try:
        if session.waiting() is not None:
            return JSONResponse({"status": "preparing"}, 503, {"Cache-Control": "no-store"})
        keep = "private, max-age=3600" if camera_feed.is_of_today(request.query_params) else "no-store"
        content = camera_feed.feed(request.url.path, request.query_params)
    except DefinitionError:
        return JSONResponse({"status": "no such period"}, 404, {"Cache-Control": "no-store"})
    except SupervisionError:
        return JSONResponse({"status": "store unavailable"}, 503, {"Cache-Control": "no-store"})
    return Response(content, media_type="application/json", headers={"Cache-Control": keep})


async def map_style(request: Request) -> Response:
    """The style of the map service's pictures; 404 without one, or for another origin than this server's."""
    origin = request.query_params.get("origin", "")
    if not templates() or origin not in (f"{scheme}://{request.headers.get('host')}" for scheme in ("http", "https")):
        return JSONResponse({"status": "no map service"}, 404)
    return JSONResponse(basemap.style(origin, request.query_params.get("dark") == "1"))


async def map_tile(request: Request) -> Response:
    """A picture of the map service, or a clear one."""
    numbers = [request.path_params[name] for name in ("layer", "z", "x", "y")]
    found = await run_in_threadpool(tile, *numbers)
    if found is None:
        return Response(CLEAR.content, media_type=CLEAR.media_type, headers={"Cache-Control": "private, max-age=60"})
    return Response(found.content, media_type=found.media_type, headers={"Cache-Control": "private, max-age=86400"})


def _enter_samples(store: Store, set_clock: Callable[[datetime], None]) -> None:
    """What the invented supervisors entered besides records."""
    enter_samples(store, set_clock)
    enter_explanations(store, set_clock)


@asynccontextmanager
async def life(_: st.App) -> AsyncIterator[None]:
    """Open the store (or have the sample store made) before the first page, close it after the last."""
    net_util.get_external_ip = lambda: None  # Streamlit would ask a host outside to judge a foreign Origin
    _log_to_file()
    timer: BackupTimer | None = None
    progress = demo.Progress()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="sample-data") as worker:
        folder = _options().demo
        if folder is not None:
            making = worker.submit(
                demo.make, rebuild, progress, folder, act=act_of_sample, rules=fingerprint(), enter=_enter_samples
            )
            session.serve_demo(folder / demo.FILE_NAME, demo_clock, making, progress)
        else:
            _say_early()
            timer = _backing_up()
        print(f"{APP}：请在浏览器打开 http://localhost:{st.get_option('server.port')}", flush=True)
        try:
            yield
        finally:
            progress.broken_off = True
            if timer is not None:
                timer.stop()
            session.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="streamlit run app.py --", allow_abbrev=False)
    parser.add_argument("--demo", nargs="?", const=demo.FOLDER, type=Path, metavar="FOLDER", help="serve sample data")
    return parser.parse_args(sys.argv[1:])


def _log_to_file() -> None:
    try:
        write_log(log_folder())
    except OSError as error:
        print(f"日志写不进 {log_folder()}，请检查 KPI_LOG 和目录权限：{error}", file=sys.stderr, flush=True)


def _backing_up() -> BackupTimer | None:
    """The timer of the backups, started; None if they are switched off."""
    folder = backup_folder(database_path())
    if folder is None:
        return None
    timer = BackupTimer(session.store, folder, second_folder())
    timer.start()
    health.watch(timer)
    return timer


def _say_early() -> None:
    """A store that cannot be opened is said at the start too; the pages try again, so nothing must be restarted."""
    try:
        session.store()
    except SupervisionError as error:
        print(error, file=sys.stderr, flush=True)


app = st.App(
    ROOT / "pages" / "frame.py",
    lifespan=life,
    routes=[
        Route("/healthz", healthz),
        *(Route(f"/assets/{name}", script) for name in SCRIPTS),
        *(Route(path, camera_data) for path in (camera_feed.POINTS, camera_feed.CELLS)),
        Route("/api/style.json", map_style),
        Route("/tiles/{layer:int}/{z:int}/{x:int}/{y:int}", map_tile),
    ],
    middleware=[Middleware(SafeHeaders), Middleware(ChineseShell)],
    on_script_error=guard.show_unexpected,
)
