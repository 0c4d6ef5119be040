"""Files in: grid → recognised sheets → checked columns → batches in one transaction → published → Receipt."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeAlias

import numpy as np

from data.closings import closed_months
from data.store import Cursor, Store
from loaders.blocks import Numbers
from loaders.checking import Checked, check_table, derive
from loaders.columnwise import Columnwise, check_alone, check_beside_store
from loaders.columnwise import joined as joined_aside
from loaders.contradictions import note_contradictions, orphans
from loaders.current import Current
from loaders.dataset import Dataset
from loaders.datasets import DATASETS
from loaders.headers import NOTHING_MAPPED, Mapped
from loaders.mappings import current_mapped, joined
from loaders.plain_rows import AsideError
from loaders.problems import Problem, problem
from loaders.progress import CHECKING, DONE, FACTS, STORING, Progress, Step, silent
from loaders.reading import Limits, read_grid
from loaders.receipts import Receipt
from loaders.rules import check_against_store
from loaders.sheets import Tables, read_tables
from loaders.storing import Source, store_sheet
from loaders.tally import MOST_LISTED
from loaders.uploads import Upload, disagreements, month_problem
from loaders.waiting_list import Kept, put_aside

Refresh: TypeAlias = Callable[[Cursor, int, int], None]
"""Called once in a writing transaction, after the rows: cursor, package, version. It rebuilds the facts; where nothing
is to stay (check_only) it may also read what they would come to."""


_READINGS = 3
"""After so many, all rows of a large file go one by one."""


class _RefusedError(Exception):
    """Ends a transaction without a trace; the receipt says why."""


@dataclass(frozen=True)
class _Wishes:
    """What the supervisor allows."""

    replace: bool
    good_rows: bool
    beside: Collection[str]


def receive(
    store: Store,
    package: int,
    month: str,
    file_name: str,
    content: bytes,
    *,
    dataset: str | None = None,
    replace: bool = False,
    good_rows: bool = False,
    beside: Collection[str] = (),
    uploaded_by: str = "",
    mapped: Mapped = NOTHING_MAPPED,
    refresh: Refresh | None,
    check_only: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    progress: Progress = silent,
) -> Receipt:
    """Take one file for a package and a month 'YYYY-MM', all or nothing.

    dataset: its name where the file holds just one; otherwise it is found. replace: a new version where a batch stands.
    good_rows: store the rows without a problem, keep the others listed. beside: ids of the batches that the same
    handing in has just stored, never replaced: two files for one month contradict each other. mapped: headers mapped
    by hand for this file alone, besides those remembered for the package (loaders.mappings). check_only: say what would
    happen, no more. progress: told how far it has come (loaders.progress). For a closed month 已结账 nothing is stored:
    the file is kept whole on the waiting list.
    Raises UploadError if the file cannot be read at all, StoreError if the store fails; all else is in the receipt.
    """
    upload = Upload(package, month, store.now())
    wrong_month = month_problem(upload)
    if wrong_month:
        return Receipt(False, package, month, file_name, problems=[wrong_month])
    source = Source(file_name, hashlib.sha256(content).hexdigest(), uploaded_by)
    handed_in = _HandedIn(
        store, upload, source, content, dataset, mapped, _Wishes(replace, good_rows, beside), refresh, check_only,
        limits, progress,
    )  # fmt: skip
    aside: Numbers | None = np.empty(0, np.int32)
    for _ in range(_READINGS):
        try:
            return _taken(handed_in, aside)
        except AsideError as doubt:
            aside = None if aside is None else joined_aside(aside, doubt.numbers)
    return _taken(handed_in, None)


@dataclass(frozen=True)
class _HandedIn:
    """What `receive` was given."""

    store: Store
    upload: Upload
    source: Source
    content: bytes
    dataset: str | None
    mapped: Mapped
    wishes: _Wishes
    refresh: Refresh | None
    check_only: bool
    limits: Limits
    progress: Progress

    @property
    def file_name(self) -> str:
        """The name of the file."""
        return self.source.file_name or ""


def _taken(one: _HandedIn, aside: Numbers | None) -> Receipt:
    """One reading of the file, and what comes of it. aside: rows that must not be kept by columns; None: all. Raises
    AsideError, leaving nothing behind, if more must not."""
    store, upload = one.store, one.upload
    receipt = Receipt(False, upload.package, upload.month, one.file_name)
    tables = _read(one, aside)
    receipt.questions = [question for table in tables.tables for question in table.questions]
    receipt.problems += tables.problems
    receipt.notes += tables.notes
    one.progress(Step("正在检查", CHECKING))
    sheets = [check_table(table, upload) for table in tables.tables]
    for sheet in sheets:
        check_alone(sheet)
    receipt.rows = sum(len(sheet.table.numbers) + sheet.plain.count for sheet in sheets)
    receipt.notes += disagreements(one.file_name, upload)
    with transaction(store, receipt, check_only=one.check_only) as (cursor, version):
        current = Current(cursor, upload.package, version - 1)
        is_closed = upload.month in closed_months(cursor, upload.package, version - 1)
        provided = [] if is_closed else _judge(sheets, current, receipt, one.source, one.wishes)
        if receipt.accepted:
            one.progress(Step("正在入库", STORING))
            note_contradictions(provided, current)
            if not one.check_only:
                store.keep_original(one.content, PurePath(one.file_name).suffix.lower())
            receipt.batches = [store_sheet(cursor, version, checked, one.source) for checked in provided]
            _collect_notes(receipt, provided)
            one.progress(Step("正在计算指标", FACTS))
            finish(cursor, version, receipt, [checked.dataset for checked in provided], one.refresh)
    if is_closed:
        kept = Kept(upload.package, upload.month, one.source.uploaded_by, one.file_name, one.content, one.dataset)
        receipt.problems.append(put_aside(store, kept, check_only=one.check_only))
    one.progress(Step("处理完毕", DONE))
    return receipt


def _read(one: _HandedIn, aside: Numbers | None) -> Tables:
    """The tables of the file, as far as may be by columns."""
    chosen = DATASETS[one.dataset] if one.dataset else None
    with one.store.reading() as cursor:
        known = joined(current_mapped(cursor, one.upload.package), one.mapped)
        version = one.store.version()
        if aside is None:
            grid = read_grid(one.content, one.file_name, limits=one.limits, progress=one.progress)
            return read_tables(grid, one.file_name, chosen, known, one.upload.month)
        current = Current(cursor, one.upload.package, version)
        columnwise = Columnwise(one.file_name, chosen, known, one.upload, current, aside)
        grid = read_grid(
            one.content, one.file_name, limits=one.limits, begin=columnwise.begin, progress=one.progress
        )  # fmt: skip
        return columnwise.tables(grid)


@contextmanager
def transaction(store: Store, receipt: Receipt, *, check_only: bool = False) -> Iterator[tuple[Cursor, int]]:
    """A writing transaction that leaves nothing behind if the receipt does not say accepted at its end."""
    try:
        with store.rehearsing() if check_only else store.publishing() as (cursor, version):
            yield cursor, version
            if not receipt.accepted:
                raise _RefusedError
    except _RefusedError:
        return


def finish(
    cursor: Cursor, version: int, receipt: Receipt, datasets: Sequence[Dataset], refresh: Refresh | None
) -> None:
    """What follows the writing of batches: continuations that hang in the air are named, the facts are rebuilt."""
    current = Current(cursor, receipt.package, version)
    receipt.notes += [note for note in (orphans(current, dataset) for dataset in datasets) if note]
    if refresh is not None:
        refresh(cursor, receipt.package, version)


def _judge(sheets: list[Checked], current: Current, receipt: Receipt, source: Source, wishes: _Wishes) -> list[Checked]:
    """Decide on the file: fills the receipt's problems, sets accepted, gives the sheets to be stored."""
    if not receipt.problems:
        duplicate = _duplicate(sheets, current, source, wishes)
        if duplicate:
            receipt.problems.append(duplicate)
            return []
    for sheet in sheets:
        check_beside_store(sheet, current)
    check_against_store(sheets, current)
    for sheet in sheets:
        derive(sheet)
        _note_unlisted(sheet)
    receipt.more = [one for sheet in sheets for one in sheet.more]
    receipt.refused = sum(len(sheet.refused) for sheet in sheets)
    provided = [one for one in sheets if one.table.is_nil or one.kept]
    of_rows = [one for sheet in sheets for one in sorted(sheet.problems, key=lambda found: found.row or 0)]
    of_file = [*receipt.problems, *(one for one in of_rows if one.row is None or one.code == "nil_with_rows")]
    if of_rows and wishes.good_rows and not of_file and not provided:
        of_file.append(problem("no_good_rows"))
    of_file += _standing_problems(provided if wishes.good_rows else sheets, current, source, wishes)
    receipt.accepted = not of_file and (wishes.good_rows or not of_rows)
    receipt.problems = [*(one for one in of_file if one not in of_rows), *of_rows]
    if receipt.accepted:
        receipt.notes += [f"{one.dataset.title}：没有可入库的行，按未提供处理" for one in sheets if one not in provided]
    return provided if receipt.accepted else []


def _note_unlisted(sheet: Checked) -> None:
    if sheet.more:
        sheet.notes.append(f"有问题的行太多：每类只逐行登记前 {MOST_LISTED:,} 行，其余只记行数，内容见原件")


def _duplicate(sheets: list[Checked], current: Current, source: Source, wishes: _Wishes) -> Problem | None:
    """The same bytes again while all their batches are current; no duplicate where headers have been mapped otherwise
    since, and allowed where refused rows are to be tried again."""
    standing = [current.slots.get((one.dataset.name, one.upload.month)) for one in sheets]
    same = [one for one in standing if one is not None and one.sha256 == source.sha256]
    if not same or len(same) < len(standing):
        return None
    if any(one.mapped_columns != sheet.table.mapped_columns for one, sheet in zip(same, sheets, strict=True)):
        return None
    if wishes.replace and any(one.refused for one in same):
        return None
    return problem("duplicate", batch="、".join(one.described for one in same))


def _standing_problems(sheets: Sequence[Checked], current: Current, source: Source, wishes: _Wishes) -> list[Problem]:
    """Datasets of the month that already have a batch, unless it is to be replaced."""
    found: list[Problem] = []
    for one in sheets:
        standing = current.slots.get((one.dataset.name, one.upload.month))
        if standing is not None and standing.batch_id in wishes.beside:
            found.append(problem("two_files", one.table.sheet, title=one.dataset.title, batch=standing.described))
            continue
        if standing is None or wishes.replace:
            continue
        older = _older_batch(current, one, source)
        if older and standing.sha256 != source.sha256:
            found.append(problem("duplicate_of_older", one.table.sheet, batch=older))
        else:
            found.append(needs_replace(one.dataset, one.upload, standing.described, one.table.sheet))
    return found


def needs_replace(dataset: Dataset, upload: Upload, batch: str, sheet: str | None = None) -> Problem:
    """The problem that a dataset of the month already has a batch."""
    return problem("needs_replace", sheet, title=dataset.title, month=upload.month, batch=batch)


def _older_batch(current: Current, checked: Checked, source: Source) -> str | None:
    """The newest published batch of the same dataset and month that was made of the same bytes."""
    row = current.cursor.execute(
        """SELECT batch_id FROM batches WHERE package = ? AND dataset = ? AND month = ? AND sha256 = ?
           AND batch_id IN (SELECT batch_id FROM publications) ORDER BY sequence DESC LIMIT 1""",
        [checked.upload.package, checked.dataset.name, checked.upload.month, source.sha256],
    ).fetchone()
    return row[0] if row else None


def _collect_notes(receipt: Receipt, provided: Sequence[Checked]) -> None:
    for one in provided:
        title = one.dataset.title
        if one.table.is_nil:
            receipt.notes.append(f"{title}：本月无")
        if one.refused:
            receipt.notes.append(f"{title}：{len(one.refused)} 行没有入库，已随批次登记（部分入库）")
        receipt.notes += [f"{title}：{note}" for note in one.notes]
