"""/uploads: hand in a file, into the queue of the page 数据上报, and ask what has become of it.

Supervisors decide on it there: a program delivers, it does not approve.
"""

import hashlib
from datetime import datetime
from pathlib import PurePath

from pydantic import Field

from access.audit import Action
from access.principal import ALL_PACKAGES
from access.problem_details import FOREIGN_PACKAGE, INVALID_REQUEST, UNKNOWN_UPLOAD, UNSUPPORTED_FILE
from access.rights import Right
from api.endpoints import Answer, ApiError, Question
from data.errors import StoreError
from loaders.queue import Dropped, Entry
from loaders.queue_checks import receipt_of
from loaders.queue_receipts import StoredReceipt, stored_receipts
from loaders.queue_states import MOVING, OPEN, State
from pages.parts import queue_desk, session, visitor
from pages.parts.queue_list import LOOKS

SUFFIXES = (".xlsx", ".xls", ".csv")
MOST_PROBLEMS = 500


class DeliveryQuestion(Question):
    """What the file is called; for which package and month it is, where the sender knows."""

    name: str = Field(
        description="文件名，带扩展名 .xlsx、.xls 或 .csv", min_length=1, max_length=200, pattern=r"^[^/\\\x00-\x1f]+$"
    )
    package: int | None = Field(
        None, ge=min(ALL_PACKAGES), le=max(ALL_PACKAGES), description="文件的包件；不写就自动识别"
    )
    month: str | None = Field(
        None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="文件的月份，如 2026-10；不写就自动识别"
    )


class DeliveredEntry(Answer):
    """A file that is in the queue."""

    entry_id: str
    name: str
    sha256: str = Field(description="收到的字节的 SHA-256，请与发出的核对")
    href: str = Field(description="查询处理结果的地址")


class DeliveryAnswer(Answer):
    """What was taken into the queue."""

    drop_id: str
    entries: list[DeliveredEntry]


class UploadQuestion(Question):
    """Of which file."""

    entry_id: str = Field(description="交件时得到的编号", max_length=40)


class ReceiptBatch(Answer):
    """A batch that was stored of the file. replaced: the one in whose place it came."""

    batch_id: str
    dataset: str
    rows: int
    refused: int
    is_nil: bool
    replaced: str | None


class Receipt(Answer):
    """The receipt 回执 of a file that was stored."""

    receipt_id: str
    stored_at: datetime = Field(description="北京时间")
    stored_by: str
    batches: list[ReceiptBatch]


class FoundProblem(Answer):
    """Something in the file that is to be mended. row: as a person counts it."""

    code: str
    sheet: str | None
    row: int | None
    column: str | None
    value: str | None
    message: str


class UploadAnswer(Answer):
    """How a file stands."""

    entry_id: str
    name: str
    sha256: str | None
    bytes: int
    package: int | None
    month: str | None
    state: State
    state_words: str
    words: str
    is_ended: bool = Field(description="不会再变")
    is_waiting_for_people: bool = Field(description="等监理在“数据上报”里决定")
    received_at: datetime = Field(description="北京时间")
    changed_at: datetime = Field(description="北京时间")
    receipt: Receipt | None
    problem_count: int
    problems: list[FoundProblem] = Field(description=f"至多 {MOST_PROBLEMS} 处")


def deliver(asked: DeliveryQuestion, content: bytes) -> DeliveryAnswer:
    """Put a file into the queue, on record."""
    looker, digest = visitor.who(), hashlib.sha256(content).hexdigest()
    package = f"包件{asked.package}" if asked.package else ""
    place = " ".join(filter(None, (package, asked.month, asked.name)))
    with visitor.access().trail.audited(looker, Action.HAND_IN, f"接口交件 {place}") as changed:
        visitor.must(Right.UPLOAD, asked.package)
        _refuse(asked.name, content)
        changed.after = digest
        queue = queue_desk.queue()
        drop_id = queue.put([Dropped(asked.name, content)], looker.signature, asked.package, asked.month)
        taken = [one for one in queue.entries() if one.drop_id == drop_id]
        changed.note = "、".join(one.entry_id for one in taken)
    entries = [
        DeliveredEntry(entry_id=one.entry_id, name=one.name, sha256=digest, href=f"/api/v1/uploads/{one.entry_id}")
        for one in taken
    ]
    return DeliveryAnswer(drop_id=drop_id, entries=entries)


def _refuse(name: str, content: bytes) -> None:
    if PurePath(name).suffix.lower() not in SUFFIXES:
        raise ApiError(UNSUPPORTED_FILE, f"不收“{name}”这种文件", f"请交 {'、'.join(SUFFIXES)}，文件名带上扩展名")
    if not content:
        raise ApiError(INVALID_REQUEST, "文件是空的", "请把文件的内容放在请求体里（curl --data-binary @文件）")
    if session.store().standing.losses:
        raise StoreError("库里缺少已经确认过的数据，现在只能查看，不能写入", "请等管理员恢复以后再交")


def upload(asked: UploadQuestion) -> UploadAnswer:
    """What has become of a file that this client handed in."""
    queue, looker = queue_desk.queue(), visitor.who()
    found = queue.entry(asked.entry_id)
    if found is None or not looker.signed(found.received_by):
        raise ApiError(UNKNOWN_UPLOAD, f"没有交过 {asked.entry_id}", "请核对编号；只能查自己交的文件")
    if found.package is not None and found.package not in looker.packages:
        raise ApiError(FOREIGN_PACKAGE, f"这份文件是包件{found.package} 的，不在令牌的范围内", "由该包件的监理处理")
    answered = receipt_of(queue.answer(found.entry_id))
    problems = answered.problems if answered and found.state != "stored" else []
    return _told(found).model_copy(
        update={
            "problem_count": len(problems),
            "problems": [FoundProblem(**vars(one)) for one in problems[:MOST_PROBLEMS]],
            "receipt": _receipt(found.entry_id),
        }
    )


def _told(one: Entry) -> UploadAnswer:
    return UploadAnswer(
        entry_id=one.entry_id,
        name=one.name,
        sha256=one.sha256,
        bytes=one.bytes,
        package=one.package,
        month=one.month,
        state=one.state,
        state_words=LOOKS[one.state][2],
        words=one.words,
        is_ended=one.state not in OPEN,
        is_waiting_for_people=one.state in OPEN - MOVING,
        received_at=one.received_at,
        changed_at=one.at,
        receipt=None,
        problem_count=0,
        problems=[],
    )


def _receipt(entry_id: str) -> Receipt | None:
    found: StoredReceipt | None = next((one for one in session.read(stored_receipts) if one.entry_id == entry_id), None)
    if found is None:
        return None
    return Receipt(
        receipt_id=found.receipt_id,
        stored_at=found.stored_at,
        stored_by=found.stored_by,
        batches=[ReceiptBatch(**vars(one)) for one in found.batches],
    )
