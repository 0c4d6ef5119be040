"""The sample store: invented months, written as workbooks and taken through the real loaders like any other file."""

import csv
import fcntl
import hashlib
import io
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

from data.clock import demo_clock
from data.demo import SampleMonth, sample_months
from data.demo.closings import ACTS, SampleAct
from data.demo.term import MONTHS, written_at
from data.errors import StoreError, SupervisionError
from data.reference import packages
from data.store import Store
from loaders.dataset import Dataset
from loaders.datasets import DATASETS, record_tables
from loaders.readmitting import readmit
from loaders.receipts import Receipt
from loaders.receiving import Refresh, receive
from loaders.templates import write_workbook
from loaders.waiting_list import waiting_uploads

UPLOADED_BY = "示例数据"
LOADERS = Path(__file__).parent
DATA = LOADERS.parent / "data"
FOLDER = DATA / "local" / "demo"
FILE_NAME = "demo.duckdb"
_STAMP = "made_by.txt"
_EXPORTED = ("camera_checks",)
"""Datasets that come as a .csv of their own, as platforms export them, beside the workbook of the month."""
Enter = Callable[[Store, Callable[[datetime], None]], None]
"""Enters something into a store, whose clock it sets."""


@dataclass
class Progress:
    """How far the making of the sample store is. files: written and loaded so far, of all; words: what it is at."""

    files: int = 0
    all_files: int = len(MONTHS) * (len(packages()) + len(_EXPORTED))
    words: str = "正在启动"
    broken_off: bool = False

    def say(self, file_name: str) -> None:
        """The next file is begun, unless the making was broken off."""
        if self.broken_off:
            raise SupervisionError("示例数据的准备被中断", "请重新启动")
        self.words = f"正在入库 {file_name}"
        self.files += 1


Act: TypeAlias = Callable[[Store, SampleAct], None]
"""Closes or re-opens a month of the store; handed in, as the loaders know no facts."""


def make(
    refresh: Refresh,
    progress: Progress,
    folder: Path = FOLDER,
    *,
    act: Act | None = None,
    rules: str = "",
    enter: Enter | None = None,
) -> None:
    """Make the sample store in `folder`, unless it is there and made by the code of today.

    act: closes and re-opens months as the invented supervisors did; none: all months stay open. rules: by which
    the closed months are judged; others make the store anew. enter: enters, after the last month, what people enter
    on screen.

    It is made beside the folder and moved there as a whole, so one that was broken off never counts. Raises
    SupervisionError if a workbook is refused, if another process is at it, or once progress.broken_off is set.
    """
    with alone(folder):
        mark = _code_of_today() + rules
        if _is_made_by(folder, mark):
            return
        if folder.exists() and not (folder / _STAMP).exists() and any(folder.iterdir()):
            raise StoreError(f"{folder} 里有别的文件，不能放示例数据", "请给 --demo 一个空的或新的目录")
        making = folder.with_name(f"{folder.name}_making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        _act_out(refresh, progress, making, act, enter)
        (making / _STAMP).write_text(mark, encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        making.rename(folder)


def _act_out(refresh: Refresh, progress: Progress, making: Path, act: Act | None, enter: Enter | None) -> None:
    """Hand in the invented workbooks in the order of time, and do between them what people did."""
    clock = _MovingClock()
    with Store.open(making / FILE_NAME, record_tables(), clock) as store:
        books = making / "workbooks"
        for month, samples in groupby(sample_months(), lambda sample: sample.month):
            # Before the last month only acts need facts, and those make their own.
            fill(store, clock.through(samples), books, progress.say, refresh=refresh if month == MONTHS[-1] else None)
            if act is not None:
                for one in _acts_after(month):
                    clock.moment = one.at
                    _do(store, one, act, refresh)
        if enter is not None:
            progress.words = "正在登记整改和申诉"
            enter(store, clock.set)


def is_sample(database: Path) -> bool:
    """Whether a store is the one of the invented records."""
    return database.name == FILE_NAME and (database.parent / _STAMP).exists()


class _MovingClock:
    """The store's clock while the sample is made: each workbook comes in at the moment at which it was finished."""

    def __init__(self) -> None:
        self.moment = demo_clock()

    def __call__(self) -> datetime:
        return self.moment

    def set(self, moment: datetime) -> None:
        """Go to a moment."""
        self.moment = moment

    def through(self, months: Iterable[SampleMonth]) -> Iterator[SampleMonth]:
        """The months, the clock set to the moment of each before it is given."""
        for sample in months:
            self.moment = min(written_at(sample.package, sample.month), demo_clock())
            yield sample


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time, else StoreError. The lock ends with its process, however that ends."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError("另一个程序正在准备示例数据", "请等它完成后再启动", str(error)) from error
        yield


def _is_made_by(folder: Path, mark: str) -> bool:
    stamp = folder / _STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8") == mark


def _acts_after(month: str) -> list[SampleAct]:
    """What was done after the workbooks of a sample month and before the first of the next."""
    begin, *later = (written_at(1, one) for one in MONTHS if one >= month)
    return [one for one in ACTS if begin <= one.at < (later[0] if later else datetime.max)]


def _do(store: Store, one: SampleAct, act: Act, refresh: Refresh) -> None:
    if one.kind == "admit":
        for upload in waiting_uploads(store):
            if (upload.package, upload.month, upload.state) == (one.package, one.month, "waiting"):
                readmit(store, upload.waiting_id, admitted_by=one.by, refresh=refresh)
        return
    if one.kind != "late":
        act(store, one)
        return
    buffer = io.BytesIO()
    write_workbook(buffer, {name: list(rows) for name, rows in one.rows}, ())
    name = f"包件{one.package}_{one.month}_补报.xlsx"
    receive(store, one.package, one.month, name, buffer.getvalue(), uploaded_by=one.by, refresh=None)


@lru_cache
def _code_of_today() -> str:
    """A hash of all code and reference data that the sample store is made from."""
    digest = hashlib.sha256()
    made_from = (
        DATA.glob("*.py"),
        DATA.glob("demo/*.py"),
        DATA.glob("reference/*.csv"),
        DATA.glob("contracts/*/*.toml"),
        LOADERS.rglob("*.py"),
    )
    for path in sorted(path for paths in made_from for path in paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def fill(
    store: Store,
    months: Iterable[SampleMonth],
    folder: Path,
    say: Callable[[str], None],
    *,
    refresh: Refresh | None,
) -> None:
    """Write each sample month into `folder` as 包件N_YYYY-MM.xlsx, large logs as .csv, and load it, in the order given.

    refresh is called once per package after the last file, in a transaction of its own. say is told each file.
    Raises SupervisionError naming the first problem if a workbook is refused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    packages: set[int] = set()
    for sample in months:
        for path, write in _files(sample, folder):
            say(path.name)
            write()
            receipt = receive(
                store, sample.package, sample.month, path.name, path.read_bytes(), uploaded_by=UPLOADED_BY, refresh=None
            )
            if not receipt.accepted:
                raise _refused(path.name, receipt)
        packages.add(sample.package)
    if refresh is not None:
        with store.publishing() as (cursor, version):
            for package in sorted(packages):
                refresh(cursor, package, version)


def _files(sample: SampleMonth, folder: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """The files of a sample month, each with what writes it."""
    name = f"包件{sample.package}_{sample.month}"
    sheets = {dataset: rows for dataset, rows in sample.rows.items() if dataset not in _EXPORTED}
    book = folder / f"{name}.xlsx"
    yield book, partial(write_workbook, book, sheets, sample.nil)
    for dataset in sample.rows.keys() & set(_EXPORTED):
        log = folder / f"{name}_{DATASETS[dataset].title}.csv"
        yield log, partial(_write_csv, log, DATASETS[dataset], sample.rows[dataset])


def _write_csv(path: Path, dataset: Dataset, rows: Iterable[Mapping[str, object]]) -> None:
    """The rows below the canonical headers; times to the minute."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.header for column in dataset.columns])
        for row in rows:
            cells = [row.get(column.field) for column in dataset.columns]
            writer.writerow([f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else cell for cell in cells])


def _refused(file_name: str, receipt: Receipt) -> SupervisionError:
    first = receipt.problems[0]
    place = f"{first.sheet or ''} 第 {first.row} 行" if first.row else first.sheet or ""
    return SupervisionError(
        f"示例数据 {file_name} 没有入库：{place} {first.message}", "请联系管理员。", repr(receipt.problems[:20])
    )
