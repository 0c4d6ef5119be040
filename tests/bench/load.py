"""Viewers while large files come in. `python -m tests.bench.load FOLDER [--seconds 180] [--viewers 30]`

FOLDER: of a sample store (`streamlit run app.py -- --demo=FOLDER` has made it); the server works on a copy. 30 viewers
with 10 s of thought look at pages for 3 minutes, by Streamlit's own protocol, all logged in; meanwhile a browser drops
a file of 100,000 tickets for each of the five packages and has it stored. A page change is measured from the asking to
the last thing drawn by the server. Aims: p95 < 2 s, no errors, memory of the server < 1.5 GB. Exit 1 if one is missed.
"""

import argparse
import asyncio
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from access.gate import COOKIE
from data.reference import reference_systems
from loaders.demo import FILE_NAME
from tests.bench.serving import wait_until_well
from tests.bench.viewers import Seen, look
from tests.logged_in import log_in
from tests.pages.conftest import CHROMIUM, DONE

ROOT = Path(__file__).parent.parent.parent
MONTH, DAYS, ROWS = "2026-12", 6, 100_000
P95_AIM, MEMORY_AIM = 2.0, 1_500_000_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
HEADERS = "工单编号,系统编号,故障类别,故障级别,突发应急事件,报修时间,响应时间,恢复时间,故障描述"


def main() -> None:
    """Serve, look, hand in, print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="kpi-load-") as name:
        folder = Path(name)
        files = [_tickets(folder, package) for package in range(1, options.uploads + 1)]
        with _served(options.folder, folder) as (address, process):
            cookie = f"{COOKIE}={log_in(folder)}"
            seen, stored = Seen(), list[float]()
            _warm(address, cookie)
            begun = time.monotonic()
            sender = threading.Thread(target=_hand_in, args=(address, files, cookie, stored, seen))
            sender.start()
            asyncio.run(look(address, options.viewers, options.think, begun + options.seconds, cookie, seen))
            sender.join()
            memory = _peak(process.pid)
    sys.exit(_tell(options, seen, stored, memory))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument("--viewers", type=int, default=30)
    parser.add_argument("--think", type=float, default=10.0)
    parser.add_argument("--uploads", type=int, default=5, choices=range(6))
    return parser.parse_args()


def _tell(options: argparse.Namespace, seen: Seen, stored: list[float], memory: int) -> int:
    seconds = sorted(one for _, one in seen.pages)
    p95 = seconds[int(len(seconds) * 0.95)] if seconds else float("inf")
    print(f"{os.cpu_count()} cores, load {' '.join(f'{one:.1f}' for one in os.getloadavg())}")
    print(
        f"{options.viewers} viewers, {options.think:g} s of thought, {options.seconds:g} s: {len(seconds)} page changes"
    )
    if seconds:
        print(f"page change: median {median(seconds):.2f} s, p95 {p95:.2f} s, slowest {seconds[-1]:.2f} s")
        for page in sorted({page for page, _ in seen.pages}):
            own = sorted(one for name, one in seen.pages if name == page)
            print(f"  {page.ljust(13)} {len(own):4}  median {median(own):.2f}  slowest {own[-1]:.2f}")
    print(
        f"uploads of {ROWS:,} rows stored: {len(stored)} of {options.uploads}, in "
        + ", ".join(f"{one:.0f} s" for one in stored)
    )
    print(f"memory of the server at most {memory / 1e6:.0f} MB; errors {sum(seen.errors.values())}")
    for words, count in seen.errors.most_common(10):
        print(f"  {count} × {words}")
    met = (p95 < P95_AIM, not seen.errors, memory < MEMORY_AIM, len(stored) == options.uploads)
    for aim, is_met in zip(("p95 < 2 s", "no errors", "memory < 1.5 GB", "all stored"), met, strict=True):
        print(f"{'met' if is_met else 'MISSED'}: {aim}")
    return 0 if all(met) else 1


def _tickets(folder: Path, package: int) -> Path:
    """A file of tickets of a package."""
    chance = random.Random(package)
    systems = [one.system_id for one in reference_systems() if one.package == package and one.parent_id is None]
    begins, lines = datetime.fromisoformat(f"{MONTH}-01"), [HEADERS]
    for row in range(ROWS):
        reported = begins + timedelta(seconds=chance.randrange(DAYS * 86400))
        responded = reported + timedelta(seconds=chance.randrange(60, 3600))
        restored = responded + timedelta(seconds=chance.randrange(60, 40000))
        lines.append(
            f"L{package}-{row:06},{chance.choice(systems)},{chance.choice(('硬件', '软件'))},一般,否,"
            f"{reported:%F %T},{responded:%F %T},{restored:%F %T},现场检查第 {row % 40} 项"
        )
    path = folder / f"包件{package}_{MONTH}_故障工单.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@contextmanager
def _served(sample: Path, folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The server on a copy of the sample store, as on real records: with its journal, originals, log and backups."""
    for path in sample.glob("demo*"):
        target = folder / path.name.replace("demo", "kpi", 1)
        shutil.copytree(path, target) if path.is_dir() else shutil.copyfile(path, target)
    assert (folder / FILE_NAME.replace("demo", "kpi", 1)).exists(), f"no sample store in {sample}"
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "KPI_DB": str(folder / "kpi.duckdb"), "KPI_NOW": "2026-12-08T09:00", "KPI_LOG": str(folder / "logs"),
    }  # fmt: skip
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_until_well(f"http://localhost:{port}/healthz")
            yield f"http://localhost:{port}", process
        finally:
            process.terminate()


def _warm(address: str, cookie: str) -> None:
    """One viewer sees every page once: what a server does at its first run is no part of the figure."""
    asyncio.run(look(address, 4, 0.2, time.monotonic() + 15, cookie, Seen()))


def _hand_in(address: str, files: list[Path], cookie: str, stored: list[float], seen: Seen) -> None:
    """Hand in the files one after the other in a browser, as a supervisor does."""
    if not files:
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(locale="zh-CN")
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": address}])
        for package, path in enumerate(files, 1):
            page = context.new_page()
            begun = time.monotonic()
            try:
                _send(page, f"{address}/upload?pkg={package}&month={MONTH}", path)
                stored.append(time.monotonic() - begun)
            except Exception as error:
                seen.errors[f"upload {package}: {str(error).splitlines()[0]}"] += 1
            page.close()
        browser.close()


def _send(page: Page, address: str, path: Path) -> None:
    patience = 120_000
    page.goto(address, timeout=patience)
    page.wait_for_selector(DONE, timeout=patience)
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="入库", exact=True).click(timeout=patience)
    page.locator(".k-queue tr").filter(has_text=path.name).filter(has_text="已入库").first.wait_for(timeout=patience)


def _peak(process: int) -> int:
    """Bytes of memory that a process has held at most."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024


if __name__ == "__main__":
    main()
