"""The server: `streamlit run app.py`, on invented sample data with `-- --demo` (`--demo=FOLDER` keeps them elsewhere).

What is seen begins at pages/frame.py.

Everything but /healthz and the login passes the gate (access/gate.py). The sample data are served without accounts, in
a role that everybody chooses, and to this machine only.

Routes: /healthz says whether the store answers; /login, /logout and /password are of access/forms.py, /login/code and
/totp of access/totp_forms.py, /login/sso and /login/sso/callback of access/single_sign_on.py, /role is of the demo;
/assets/zh.js puts Streamlit's own words into Chinese, /assets/links.js lets our links switch pages as the menu does,
/assets/expired.js says when the login is over;
/api/cameras.json and /api/camera_cells.json are what the map of the cameras draws, /api/style.json and /tiles what lies
below if a map service is configured; below /api/v1 other programs ask (api/). Every answer carries headers that keep
the browser from asking other hosts.
"""

import argparse
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit import config, net_util

from access.audit import Action
from access.commands import record_backup
from access.forms import Forms
from access.gate import Gate, Hosts, client_of, is_of_this_machine
from access.headers import SafeHeaders
from access.principal import Principal
from access.rights import Right
from access.secret import check_secret
from access.sign_on_configuration import Configuration, configured
from access.single_sign_on import SingleSignOn
from access.totp_forms import TotpForms
from api.application import MOUNTED as API_FOR_PROGRAMS
from data.backup_timer import BackupTimer
from data.clock import demo_clock
from data.errors import AccessError, DefinitionError, LoginError, SupervisionError
from data.logs import log_folder, write_log
from data.places import backup_folder, second_folder
from data.store import Store, database_path
from data.tiles import CLEAR, templates, tile
from kpi.cameras import PACKAGE as CAMERAS_OF
from kpi.closing import act_of_sample
from kpi.measures import fingerprint, rebuild
from kpi.sample_claims import enter_sample_claims
from kpi.sample_explanations import enter_explanations
from kpi.sample_rectifications import enter_samples
from loaders import demo
from pages.parts import basemap, camera_feed, guard, handed_out, health, identity, queue_desk, session, visitor
from pages.parts.shell import SCRIPTS, ChineseShell
from pages.parts.text import APP

ROOT = Path(__file__).parent
LEAST_FREE_BYTES = 500_000_000
"""With less disk than this an upload may fail half way; /healthz says so."""
SWITCH_SECONDS = 0.0005
"""So soon a thread gives the interpreter to another: a page waits for it hundreds of times while a file is checked."""


async def healthz(_: Request) -> Response:
    """200 while the store answers, lacks nothing and has room; else 503. Says what is wrong, never where.

    A broken audit trail is named but is no 503: the service is of use as before, and nothing is mended by its restart.
    """
    status = await run_in_threadpool(_status)
    said = {"status": status} | ({"audit": "broken"} if health.is_trail_broken() else {})
    return JSONResponse(said, 200 if status == "ok" else 503, {"Cache-Control": "no-store"})


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
        with visitor.answering(_who_sees_cameras(request)):
            return _camera_answer(request)
    except DefinitionError:
        return JSONResponse({"status": "no such period"}, 404, {"Cache-Control": "no-store"})
    except AccessError:
        return JSONResponse({"status": "not for this role"}, 403, {"Cache-Control": "no-store"})
    except SupervisionError:
        return JSONResponse({"status": "store unavailable"}, 503, {"Cache-Control": "no-store"})


def _who_sees_cameras(request: Request) -> Principal:
    """Who asks, if the cameras are theirs to see; AccessError if not, on record."""
    looker = visitor.of_request(request.headers, client_of(request.scope))
    if looker is None:
        raise LoginError("没有登录", "请登录")
    visitor.access().trail.require(looker, Right.SEE_SCORES, CAMERAS_OF, request.url.path)
    return looker


def _camera_answer(request: Request) -> Response:
    if session.waiting() is not None:
        return JSONResponse({"status": "preparing"}, 503, {"Cache-Control": "no-store"})
    keep = "private, max-age=3600" if camera_feed.is_of_today(request.query_params) else "no-store"
    content = camera_feed.feed(request.url.path, request.query_params)
    return Response(content, media_type="application/json", headers={"Cache-Control": keep})


async def map_style(request: Request) -> Response:
    """The style of the map service's pictures; 404 without one, or for another origin than this server's."""
    try:
        await run_in_threadpool(_who_sees_cameras, request)
    except AccessError:
        return JSONResponse({"status": "not for this role"}, 403)
    origin = request.query_params.get("origin", "")
    if not templates() or origin not in (f"{scheme}://{request.headers.get('host')}" for scheme in ("http", "https")):
        return JSONResponse({"status": "no map service"}, 404)
    return JSONResponse(basemap.style(origin, request.query_params.get("dark") == "1"))


async def map_tile(request: Request) -> Response:
    """A picture of the map service, or a clear one."""
    try:
        await run_in_threadpool(_who_sees_cameras, request)
    except AccessError:
        return JSONResponse({"status": "not for this role"}, 403)
    numbers = [request.path_params[name] for name in ("layer", "z", "x", "y")]
    found = await run_in_threadpool(tile, *numbers)
    if found is None:
        return Response(CLEAR.content, media_type=CLEAR.media_type, headers={"Cache-Control": "private, max-age=60"})
    return Response(found.content, media_type=found.media_type, headers={"Cache-Control": "private, max-age=86400"})


def _enter_samples(store: Store, set_clock: Callable[[datetime], None]) -> None:
    """What the invented supervisors entered besides records."""
    enter_samples(store, set_clock)
    enter_sample_claims(store, set_clock)
    enter_explanations(store, set_clock)


async def role(request: Request) -> Response:
    """The demo goes on in another role; 404 where people log in."""
    if not visitor.is_demo():
        return JSONResponse({"status": "no roles to choose"}, 404)
    looker = visitor.demo_principal(request.query_params.get("as", ""), client_of(request.scope))
    await run_in_threadpool(visitor.access().trail.record, looker, Action.ROLE, looker.display_name)
    answer = RedirectResponse("/", 303, {"Cache-Control": "no-store"})
    answer.set_cookie(visitor.ROLE_COOKIE, request.query_params.get("as", "")[:20], httponly=True, samesite="lax")
    return answer


@asynccontextmanager
async def life(_: st.App) -> AsyncIterator[None]:
    """Open the store (or have the sample store made) before the first page, close it after the last."""
    net_util.get_external_ip = lambda: None  # Streamlit would ask a host outside to judge a foreign Origin
    sys.setswitchinterval(SWITCH_SECONDS)
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
            visitor.serve_demo(folder)
        else:
            visitor.serve_accounts()
            _say_early()
            timer = _backing_up()
        print(f"{APP}：请在浏览器打开 http://localhost:{st.get_option('server.port')}", flush=True)
        try:
            yield
        finally:
            progress.broken_off = True
            queue_desk.stop()
            if timer is not None:
                timer.stop()
            session.close()
            visitor.close()


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
    tell = partial(record_backup, lambda: visitor.access().trail, folder)
    timer = BackupTimer(session.store, folder, second_folder(), tell)
    timer.start()
    health.watch(timer)
    return timer


def _say_early() -> None:
    """A store that cannot be opened, or an audit trail that is broken, is said at the start too; the pages try again,
    so nothing must be restarted. What an earlier server left in the queue of uploads goes on."""
    try:
        trail = visitor.access().watch.begin().found
        if not trail.is_whole:
            print(f"审计链从第 {trail.broken_at} 条起不可信：{trail.words}", file=sys.stderr, flush=True)
        if not visitor.access().accounts.all():
            print("还没有账号：请在服务器上运行 python -m access create-admin", file=sys.stderr, flush=True)
        queue_desk.queue()
    except SupervisionError as error:
        print(error, file=sys.stderr, flush=True)


def _refuse_an_unsafe_start() -> None:
    """Leave with one sentence: the demo for other machines, a base path, which the gate's paths do not begin with, or a
    secret that could be guessed."""
    if st.get_option("server.baseUrlPath"):
        sys.exit("网址不能带前缀：请去掉 server.baseUrlPath，给服务一个单独的主机名")
    address = st.get_option("server.address") or ""
    if _options().demo is not None and not is_of_this_machine(address):
        sys.exit(f"示例数据不用登录，只给本机看：请去掉 --server.address {address}，或写 127.0.0.1")
    if config.is_manually_set("server.cookieSecret"):
        try:
            check_secret("server.cookieSecret", str(st.get_option("server.cookieSecret")))
        except AccessError as error:
            sys.exit(str(error))


def configured_sign_on(hosts: Hosts) -> Configuration | None:
    """The configuration of the centre's single sign-on; leaves with one sentence if it is wrong."""
    try:
        found = configured()
        if found and not hosts.allows(found.host):
            raise AccessError(f"redirect_uri 的主机名 {found.host} 不在 KPI_HOSTS 里", "请加进去，否则登录后回不来")
    except AccessError as error:
        sys.exit(str(error))
    return found


if Path(sys.argv[0]).resolve() == Path(__file__).resolve():
    _refuse_an_unsafe_start()
hosts = Hosts(st.get_option("server.allowedHosts"))
sign_on = configured_sign_on(hosts)
forms = Forms(visitor.accounts, sign_on.begins_at if sign_on else "")
app = st.App(
    ROOT / "pages" / "frame.py",
    lifespan=life,
    routes=[
        Route("/healthz", healthz),
        *forms.routes(),
        *SingleSignOn(visitor.accounts, sign_on, forms).routes(),
        *TotpForms(visitor.accounts, forms.login_page).routes(),
        Route(identity.ROLE, role),
        *(Route(f"/assets/{name}", script) for name in SCRIPTS),
        *(Route(path, camera_data) for path in (camera_feed.POINTS, camera_feed.CELLS)),
        Route("/api/style.json", map_style),
        API_FOR_PROGRAMS,
        Route("/tiles/{layer:int}/{z:int}/{x:int}/{y:int}", map_tile),
    ],
    middleware=[
        Middleware(SafeHeaders),
        Middleware(
            Gate,
            who=visitor.of_request,
            whose_token=visitor.of_token,
            may_fetch=handed_out.may_fetch,
            hosts=hosts,
            local_only=visitor.is_demo,
        ),
        Middleware(ChineseShell),
    ],
    on_script_error=guard.show_unexpected,
)
