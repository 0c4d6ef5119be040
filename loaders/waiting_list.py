"""The waiting list 待处理: uploads for a closed month, kept whole until they are withdrawn or the month re-opens."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Literal

from data.errors import UploadError
from data.store import Cursor, Store
from loaders.problems import Problem, problem


@dataclass(frozen=True)
class Kept:
    """What came in for a closed month: a file (with the upload type that was named for it, if any), or nil returns."""

    package: int
    month: str
    received_by: str
    file_name: str | None = None
    content: bytes = field(default=b"", repr=False)
    dataset: str | None = None
    nil: tuple[str, ...] = ()


@dataclass(frozen=True)
class WaitingUpload:
    """An upload of the waiting list. state: waiting, withdrawn or stored (then by whom, when, why it ended)."""

    waiting_id: str
    package: int
    month: str
    file_name: str | None
    sha256: str | None
    dataset: str | None
    nil: list[str]
    received_at: datetime
    received_by: str
    state: Literal["waiting", "withdrawn", "stored"]
    ended_at: datetime | None
    ended_by: str
    reason: str


def put_aside(store: Store, kept: Kept, *, check_only: bool = False) -> Problem:
    """Put an upload on the waiting list, unless the same waits already; gives what is said of it.

    Raises StoreError if it cannot be kept.
    """
    name = kept.file_name or "本月无"
    if check_only:
        return _said(kept, name, "上报后会原样放入待处理")
    digest = store.keep_original(kept.content, PurePath(name).suffix.lower()) if kept.file_name else None
    with store.publishing() as (cursor, version):
        same = _same(cursor, kept, digest)
        if same is None:
            waiting_id = _next_id(cursor, kept)
            cursor.execute(
                "INSERT INTO waiting_uploads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [version, waiting_id, kept.package, kept.month, kept.file_name, digest, kept.dataset, list(kept.nil),
                 store.now(), kept.received_by],
            )  # fmt: skip
    return _said(kept, name, f"已在待处理中（{same}）" if same else f"已原样放入待处理（{waiting_id}）")


def _said(kept: Kept, name: str, words: str) -> Problem:
    return problem("month_closed", package=kept.package, month=kept.month, name=name, kept=words)


def _same(cursor: Cursor, kept: Kept, digest: str | None) -> str | None:
    row = cursor.execute(
        """SELECT waiting_id FROM waiting_uploads WHERE package = ? AND month = ?
           AND sha256 IS NOT DISTINCT FROM ? AND nil = ?::VARCHAR[]
           AND waiting_id NOT IN (SELECT waiting_id FROM waiting_ends)""",
        [kept.package, kept.month, digest, list(kept.nil)],
    ).fetchone()
    return row[0] if row else None


def _next_id(cursor: Cursor, kept: Kept) -> str:
    row = cursor.execute(
        "SELECT count(*) + 1 FROM waiting_uploads WHERE package = ? AND month = ?", [kept.package, kept.month]
    ).fetchone()
    return f"P{kept.package}-{kept.month}-待处理{row[0] if row else 1}"


def waiting_uploads(store: Store) -> list[WaitingUpload]:
    """Everything that was ever put on the waiting list of any package, the newest first, with what became of it."""
    with store.reading() as cursor:
        rows = cursor.execute(
            """SELECT waiting_id, package, month, file_name, sha256, dataset, nil, received_at, received_by,
                   coalesce(kind, 'waiting'), made_at, coalesce(made_by, ''), coalesce(reason, '')
               FROM waiting_uploads AS upload LEFT JOIN (
                   FROM waiting_ends WHERE version <= (SELECT version FROM published)) AS ended USING (waiting_id)
               WHERE upload.version <= (SELECT version FROM published)
               ORDER BY received_at DESC, waiting_id DESC"""
        ).fetchall()
    return [WaitingUpload(*row) for row in rows]


def withdraw(store: Store, waiting_id: str, withdrawn_by: str, reason: str) -> None:
    """Take an upload off the waiting list; what it was stays listed. UploadError without name, reason, or such one."""
    if not withdrawn_by.strip() or not reason.strip():
        raise UploadError("没有写撤回人或理由", "请填写，它们会记入待处理的记录")
    with store.publishing() as (cursor, version):
        end(cursor, version, waiting_id, "withdrawn", store.now(), withdrawn_by.strip(), reason.strip())


def end(
    cursor: Cursor, version: int, waiting_id: str, kind: Literal["withdrawn", "stored"], at: datetime, by: str,
    reason: str = "",
) -> None:  # fmt: skip
    """Say inside a transaction what became of an upload that waits; UploadError if none of that id does."""
    row = cursor.execute(
        """SELECT count(*) FROM waiting_uploads WHERE waiting_id = ?
           AND waiting_id NOT IN (SELECT waiting_id FROM waiting_ends)""",
        [waiting_id],
    ).fetchone()
    if not row or not row[0]:
        raise UploadError(f"待处理中没有 {waiting_id}", "可能已经撤回或入库，请刷新页面")
    cursor.execute("INSERT INTO waiting_ends VALUES (?, ?, ?, ?, ?, ?)", [version, waiting_id, kind, at, by, reason])
