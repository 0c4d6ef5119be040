"""The sample store: invented months, written as workbooks and taken through the real loaders like any other file."""

import hashlib
import shutil
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from data.clock import demo_clock
from data.demo import SampleMonth, sample_months
from data.errors import SupervisionError
from data.store import Store
from loaders.datasets import record_tables
from loaders.receiving import Refresh, receive
from loaders.templates import write_workbook

UPLOADED_BY = "示例数据"
LOADERS = Path(__file__).parent
DATA = LOADERS.parent / "data"
FOLDER = DATA / "local" / "demo"
PATH = FOLDER / "demo.duckdb"
_STAMP = "made_by.txt"
_progress = ["正在启动"]


def progress() -> str:
    """What the making of the sample store is at, in a few words."""
    return _progress[0]


def make(refresh: Refresh, folder: Path = FOLDER) -> None:
    """Make the sample store in `folder`, unless it is there and made by the code of today.

    It is made beside the folder and moved there as a whole, so one that was broken off never counts. Raises
    SupervisionError if a workbook is refused.
    """
    if _is_of_today(folder):
        return
    making = folder.with_name(f"{folder.name}_making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    with Store.open(making / PATH.name, record_tables(), demo_clock) as store:
        fill(store, sample_months(), making / "workbooks", _say, refresh=refresh)
    (making / _STAMP).write_text(_code_of_today(), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)


def _say(file_name: str) -> None:
    _progress[0] = f"正在入库 {file_name}"


def _is_of_today(folder: Path) -> bool:
    stamp = folder / _STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8") == _code_of_today()


@lru_cache
def _code_of_today() -> str:
    """A hash of all code and reference data that the sample store is made from."""
    digest = hashlib.sha256()
    made_from = (DATA.glob("*.py"), DATA.glob("demo/*.py"), DATA.glob("reference/*.csv"), LOADERS.rglob("*.py"))
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
    """Write each sample month into `folder` as 包件N_YYYY-MM.xlsx and load it, in the order given.

    refresh is called once per package after the last file, in a transaction of its own. say is told each file.
    Raises SupervisionError naming the first problem if a workbook is refused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    packages: set[int] = set()
    for sample in months:
        path = folder / f"包件{sample.package}_{sample.month}.xlsx"
        say(path.name)
        write_workbook(path, sample.rows, sample.nil)
        receipt = receive(
            store, sample.package, sample.month, path.name, path.read_bytes(), uploaded_by=UPLOADED_BY, refresh=None
        )
        if not receipt.accepted:
            first = receipt.problems[0]
            place = f"{first.sheet or ''} 第 {first.row} 行" if first.row else first.sheet or ""
            raise SupervisionError(
                f"示例数据 {path.name} 没有入库：{place} {first.message}",
                "请联系管理员。",
                repr(receipt.problems[:20]),
            )
        packages.add(sample.package)
    if refresh is not None:
        with store.publishing() as (cursor, version):
            for package in sorted(packages):
                refresh(cursor, package, version)
