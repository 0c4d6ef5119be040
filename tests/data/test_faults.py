"""The faults of a server's life: each one clear sentence, nothing lost, healthy again once the cause is gone."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pytest

from access.database import FILE_NAME
from access.opened import Access
from data.backup import back_up
from data.errors import StoreError
from loaders.batches import list_batches
from loaders.queue import Decision, Dropped, Queue, Said
from loaders.queue_receipts import stored_receipts
from tests.at_once import AtOnce as Product
from tests.data.test_journal import OUTAGES
from tests.pages.conftest import live_server
from tests.product import workbook

ROOT = Path(__file__).parent.parent.parent
SMALL = workbook({"outages": OUTAGES})


def mounted(folder: Path, options: str) -> bool:
    """Whether this machine lets us mount a small disk."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def disk(folder: Path, size: str) -> Iterator[Path]:
    """A small disk of our own; the test is skipped where none can be mounted."""
    if not mounted(folder, f"size={size}"):
        pytest.skip("no right to mount a tmpfs")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(filler: Path) -> None:
    """Take all the room of a disk."""
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 65536)


def load_much(product: Product) -> None:
    """More than a full disk takes."""
    for month in ("2026-10", "2026-11", "2026-12"):
        rows = [
            {"outage_id": f"{month}-{n}", "system_id": "P1-01", "down_at": f"{month}-01 01:{n % 60:02}",
             "up_at": f"{month}-02 01:00"}
            for n in range(900)
        ]  # fmt: skip
        product.load(1, month, {"outages": rows})


def test_a_full_disk_is_one_sentence_and_after_making_room_all_is_there(tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "24m") as folder, Product(folder) as product:
        product.load(1, "2026-09", {"outages": OUTAGES})
        before = product.score(1, "2026-09", "2026-09-30")
        filler = folder / "filler"
        fill(filler)
        with pytest.raises(StoreError, match=r"写不进磁盘|没有入库|没有保存") as caught:
            load_much(product)
        assert "\n" not in str(caught.value)
        with pytest.raises(StoreError, match="备份没有做成"):
            back_up(product.store, folder / "kpi_backups", None, "测试")
        filler.unlink()
        assert product.score(1, "2026-09", "2026-09-30") == before
        product.nil(1, "2027-01", "outages", "maintenance")
        product.store.close()
        with Product(folder) as again:
            assert again.store.standing.losses == ()
            assert again.score(1, "2026-09", "2026-09-30") == before


def test_read_only_media_are_one_sentence_and_then_all_goes_on(tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "64m") as folder:
        with Product(folder) as product:
            product.nil(1, "2026-09", "outages", "maintenance")
        assert subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=False).returncode == 0
        with pytest.raises(StoreError, match=r"权限|写不进|不能"):
            Product(folder)
        assert subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=False).returncode == 0
        with Product(folder) as product:
            assert (product.store.version(), product.store.standing.losses) == (1, ())


def test_a_second_process_is_told_who_holds_the_store(tmp_path: Path) -> None:
    with Product(tmp_path) as product:
        product.nil(1, "2026-09", "outages", "maintenance")
        command = [sys.executable, "-m", "data", "check"]
        told = subprocess.run(
            command, cwd=ROOT, env=os.environ | {"KPI_DB": str(product.store.path)}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert (told.returncode, told.stderr.count("\n")) == (2, 1)
        assert f"正被另一个程序使用（进程号 {os.getpid()}）" in told.stderr


def torn(database: Path, where: float) -> None:
    """Write in a process that is killed, then flip a bit of the write-ahead log."""
    log = database.with_name(f"{database.name}.wal")
    content = bytearray(log.read_bytes())
    content[int(len(content) * where)] ^= 1
    log.write_bytes(content)


_HAND_IN = """
import os, signal, sys
from pathlib import Path
from tests.at_once import AtOnce as Product
product = Product(Path(sys.argv[1]))
for month in ("2026-09", "2026-10", "2026-11"):
    product.nil(1, month, "outages", "maintenance")
    print(month, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(("alter", "lost"), [
    (lambda path: None, None),
    (lambda path: path.write_bytes(path.read_bytes() + b"\x00" * 5), None),
    (lambda path: torn(path.with_suffix(""), 0.99), "第 3 版"),
    (lambda path: torn(path.with_suffix(""), 0.5), "不在库里"),
    (lambda path: path.unlink(), "不在库里"),
], ids=["whole", "torn after the end", "torn at the end", "torn in the middle", "gone"])  # fmt: skip
def test_a_write_ahead_log_that_is_torn_is_cut_aloud_and_the_journal_says_what_is_lost(
    tmp_path: Path, alter: Callable[[Path], None], lost: str | None
) -> None:
    done = subprocess.run([sys.executable, "-c", _HAND_IN, str(tmp_path)], cwd=ROOT, capture_output=True, check=False)
    assert done.stdout.split() == [b"2026-09", b"2026-10", b"2026-11"], done.stderr
    database, log = tmp_path / "kpi.duckdb", tmp_path / "kpi.duckdb.wal"
    alter(log)
    before = log.read_bytes() if log.exists() else b""
    with Product(tmp_path) as product:
        standing = product.store.standing
        assert bool(standing.losses) == (lost is not None), standing
        assert lost is None or re.search(lost, "\n".join(standing.losses))
        asides = list(tmp_path.glob("*.torn-*"))
        assert bool(asides) == bool(standing.recovered)
        for aside in asides:
            assert aside.read_bytes() == before
            assert "已从那里截断后打开" in standing.recovered[0]
    assert duckdb.connect(str(database), read_only=True).execute("SELECT count(*) FROM published").fetchall() == [(1,)]


_IMPORT_WITHOUT_END = """
import sys
from pathlib import Path
from tests.at_once import AtOnce as Product
from tests.data.test_journal import OUTAGES
with Product(Path(sys.argv[1])) as product:
    print("ready", flush=True)
    while True:
        product.load(1, "2026-09", {"outages": OUTAGES}, replace=product.store.version() > 0)
        print(product.store.version(), flush=True)
"""


def test_sigterm_during_an_import_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _IMPORT_WITHOUT_END, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.stdout.readline()
        time.sleep(0.15)
        process.send_signal(signal.SIGTERM)
        said = process.stdout.read().split()
    with Product(tmp_path) as product:
        assert product.store.standing.losses == ()
        last = int(said[-1]) if said else 1
        assert last <= product.store.version() <= last + 1
        product.nil(1, "2026-10", "outages", "maintenance")


def imports(folder: Path) -> list[tuple[str, str, str]]:
    """What the audit trail says of files that were stored: file, who, result; it can be read while the server runs."""
    if not (folder / FILE_NAME).exists():
        return []
    with Access(folder / FILE_NAME) as access:
        return [
            (one.object.split()[1], one.who, one.result) for one in access.trail.entries() if one.action == "import"
        ]


def test_sigterm_to_the_server_while_a_file_is_stored_loses_nothing_and_the_queue_goes_on(tmp_path: Path) -> None:
    rows = "".join(
        f"L{n},P1-0{1 + n % 2},2026-10-{1 + n % 28:02} {n // 60 % 24:02}:{n % 60:02}:00,"
        f"2026-10-{1 + n % 28:02} 23:59:59,软件\n"
        for n in range(40_000)
    )
    large = f"停机编号,系统编号,停机开始时间,恢复时间,停机原因\n{rows}".encode()
    with Product(tmp_path) as product:
        queue = Queue(product.store)
        for name, month, content in (("large.csv", "2026-10", large), ("small.xlsx", "2026-09", SMALL)):
            queue.put([Dropped(name, content)], "王工（wang）")
            said = Said(package=1, month=month, is_chosen=True, decision=Decision("王工（wang）"))
            queue.step(queue.entries()[0].entry_id, "asked", "王工（wang）", said, only=["waiting"])
    with live_server(tmp_path) as server:
        assert imports(tmp_path) == []  # the large one is just being stored
        server.process.terminate()
        server.process.wait(60)
    with live_server(tmp_path):
        end = time.monotonic() + 60
        while time.monotonic() < end and len(imports(tmp_path)) < 2:
            time.sleep(0.2)
    assert sorted(set(imports(tmp_path))) == [("large.csv", "wang", "ok"), ("small.xlsx", "wang", "ok")]
    with Product(tmp_path) as product:
        assert product.store.standing.losses == ()
        assert {one.state for one in Queue(product.store).entries()} == {"stored"}
        assert len(stored_receipts(product.store)) == 2
        assert sorted(one.rows for one in list_batches(product.store)) == [3, 40_000]
