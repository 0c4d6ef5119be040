"""Chosen packages, kind and period → the files that are signed and filed, and all of them as one zip."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from data.store import Store
from reports.archive import packed
from reports.pdf import write_pdfs
from reports.self_evaluation import document, read_self_evaluation
from reports.word import write_docx
from reports.workbook import write_workbook

SELF_EVALUATION = "self-evaluation"
SELF_EVALUATION_TITLE = "绩效自评表"
Told = Callable[[int, int, str], object]
"""Hears how many files of how many are made, and which comes next."""
_PERIODS = {"midterm": "中期", "term": "全服务期", "todate": "合同至今"}


@dataclass(frozen=True)
class Order:
    """What is wanted. as_of None: the default data cut-off; is_sample: the records are invented."""

    packages: tuple[int, ...]
    kind: str
    period: str
    as_of: date | None = None
    with_pdf: bool = False
    is_sample: bool = False


@dataclass(frozen=True)
class File:
    """A file by its name."""

    name: str
    content: bytes


def kind_titles() -> dict[str, str]:
    """The kinds of papers by name, in the order in which they are offered."""
    return {SELF_EVALUATION: SELF_EVALUATION_TITLE}


def make(store: Store, order: Order, told: Told = lambda done, of, name: None) -> list[File]:
    """The files of an order: of each package, and of several together where the kind has a joint one.

    The same scorecards give the same bytes. Raises DefinitionError for an unknown kind or period, ReportError where a
    font or LibreOffice is missing.
    """
    evaluations = {
        package: read_self_evaluation(store, package, order.period, order.as_of, is_sample=order.is_sample)
        for package in order.packages
    }
    files: list[File] = []
    papers: dict[str, bytes] = {}
    for done, (package, evaluation) in enumerate(evaluations.items()):
        name = file_name(package, order)
        told(done, len(evaluations), name)
        papers[name] = write_docx(document(evaluation))
        files += [File(f"{name}.docx", papers[name]), File(f"{name}.xlsx", write_workbook(evaluation))]
    if order.with_pdf:
        told(len(evaluations), len(evaluations), "PDF")
        files += [File(f"{name}.pdf", content) for name, content in write_pdfs(papers).items()]
    return sorted(files, key=lambda file: file.name)


def file_name(package: int, order: Order) -> str:
    """'包件3_2026-10_绩效自评表', without its ending."""
    return f"包件{package}_{period_name(order.period)}_{kind_titles()[order.kind]}"


def period_name(period: str) -> str:
    """A period as it stands in names of files: '2026-10', '中期', '2026-07至2026-10'."""
    return _PERIODS.get(period, re.sub(r"\.\.", "至", period))


def bundle(files: Sequence[File]) -> bytes:
    """All files as one zip with fixed dates."""
    return packed((file.name, file.content) for file in files)
