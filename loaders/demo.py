"""Fills a store with sample months through the real loaders: each is written as a workbook and taken as a file."""

from collections.abc import Callable, Iterable
from pathlib import Path

from data.demo import SampleMonth
from data.errors import SupervisionError
from data.store import Store
from loaders.receiving import Refresh, receive
from loaders.templates import write_workbook

UPLOADED_BY = "示例数据"


def fill(
    store: Store,
    months: Iterable[SampleMonth],
    folder: Path,
    progress: Callable[[str], None],
    *,
    refresh: Refresh | None,
) -> None:
    """Write each sample month into `folder` as 包件N_YYYY-MM.xlsx and load it, in the order given.

    refresh is called once per package after the last file, in a transaction of its own. progress is told each file.
    Raises SupervisionError naming the first problem if a workbook is refused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    packages: set[int] = set()
    for sample in months:
        path = folder / f"包件{sample.package}_{sample.month}.xlsx"
        progress(path.name)
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
