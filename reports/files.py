"""Chosen packages, kind and period → the files that are signed and filed, and all of them as one zip."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from data.store import Store
from kpi.score import as_of_default
from reports.archive import packed
from reports.assessment import assessment
from reports.kinds import KINDS, kind_of
from reports.material import Material, read_material
from reports.pdf import write_pdfs
from reports.self_evaluation import SelfEvaluation, document, evaluation_of, read_self_evaluation
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
    return {SELF_EVALUATION: SELF_EVALUATION_TITLE} | {name: kind.title for name, kind in KINDS.items()}


def make(store: Store, order: Order, told: Told = lambda done, of, name: None) -> list[File]:
    """The files of an order: of each package its self-evaluation table and, of an assessment kind, the report, and of
    several packages the joint one.

    The same scorecards give the same bytes. Raises DefinitionError for an unknown kind or period, ReportError where a
    font or LibreOffice is missing.
    """
    if order.kind != SELF_EVALUATION:
        kind_of(order.kind).check(order.period, order.as_of or as_of_default(store))
    counted = _Counted(order, told)
    files = list(_tables(store, order, counted) if order.kind == SELF_EVALUATION else _reports(store, order, counted))
    if order.with_pdf:
        told(len(files), len(files), "PDF")
        documents = {file.name: file.content for file in files if file.name.endswith(".docx")}
        files += [File(f"{name[:-5]}.pdf", content) for name, content in write_pdfs(documents).items()]
    return sorted(files, key=lambda file: file.name)


class _Counted:
    """Tells which paper comes next, of how many."""

    def __init__(self, order: Order, told: Told) -> None:
        packages = len(order.packages)
        self._every = packages if order.kind == SELF_EVALUATION else 2 * packages + (packages > 1)
        self._done = -1
        self._told = told

    def __call__(self, name: str) -> None:
        self._done += 1
        self._told(self._done, self._every, name)


def _tables(store: Store, order: Order, told: _Counted) -> Iterator[File]:
    for package in order.packages:
        name = file_name(f"包件{package}", order.period, SELF_EVALUATION)
        told(name)
        found = read_self_evaluation(store, package, order.period, order.as_of, is_sample=order.is_sample)
        yield from _table(name, found)


def _table(name: str, evaluation: SelfEvaluation) -> Iterator[File]:
    yield File(f"{name}.docx", write_docx(document(evaluation)))
    yield File(f"{name}.xlsx", write_workbook(evaluation))


def _reports(store: Store, order: Order, told: _Counted) -> Iterator[File]:
    """Of each package the table and the report, both from what is read once; of several the joint report."""
    kind = kind_of(order.kind)
    materials: list[Material] = []
    for package in order.packages:
        name = file_name(f"包件{package}", order.period, SELF_EVALUATION)
        told(name)
        materials.append(read_material(store, package, order.period, order.as_of))
        yield from _table(name, evaluation_of(materials[-1], is_sample=order.is_sample))
    papers = [(f"包件{package}", [material]) for package, material in zip(order.packages, materials, strict=True)]
    for whose, of in (*papers, *([("各包件", materials)] if len(materials) > 1 else [])):
        name = file_name(whose, order.period, order.kind)
        told(name)
        yield File(f"{name}.docx", write_docx(assessment(of, kind, is_sample=order.is_sample)))


def file_name(whose: str, period: str, kind: str) -> str:
    """'包件3_2026-10_绩效自评表', without its ending."""
    return f"{whose}_{period_name(period)}_{kind_titles()[kind]}"


def period_name(period: str) -> str:
    """A period as it stands in names of files: '2026-10', '中期', '2026-07至2026-10'."""
    return _PERIODS.get(period, re.sub(r"\.\.", "至", period))


def bundle(files: Sequence[File]) -> bytes:
    """All files as one zip with fixed dates."""
    return packed((file.name, file.content) for file in files)
