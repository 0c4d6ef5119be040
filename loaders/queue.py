"""The queue 上报队列: every file that was dropped, kept at once, with the steps that it has gone since.

A step is only ever added. What a step says is decided under one lock from the step before, so two supervisors never
decide on the same file.
"""

import json
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any

from data.errors import UploadError
from data.store import Cursor, Store
from loaders.queue_states import ENDED, OPEN, State

_SHOWN = 200
_NIL = "本月无"


@dataclass(frozen=True)
class Decision:
    """What a supervisor has decided on a file. agreed: what is said to stand in the month, as they have seen it."""

    by: str
    replace: bool = False
    good_rows: bool = False
    agreed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A file (or nil returns) in the queue, with its last step.

    drop_id: what was dropped together. nil: upload types of which nothing happened. page_package, page_month: what the
    page was set to by somebody, if anything. is_chosen: package and month were chosen by hand. at, by: of the step.
    words: what the step says. summary: what the check came to, in figures (loaders.queue_checks).
    """

    entry_id: str
    drop_id: str
    file_name: str | None
    sha256: str | None
    bytes: int
    nil: list[str]
    page_package: int | None
    page_month: str | None
    received_at: datetime
    received_by: str
    state: State
    package: int | None
    month: str | None
    is_chosen: bool
    at: datetime
    by: str
    words: str
    decision: Decision | None
    summary: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How it is called on screen."""
        return self.file_name or _NIL

    @property
    def datasets(self) -> frozenset[str]:
        """The upload types that it brings, as far as it has been checked."""
        return frozenset(self.nil or self.summary.get("datasets", []))


@dataclass(frozen=True)
class Dropped:
    """What is put into the queue: a file by name and bytes, or nil returns."""

    file_name: str | None = None
    content: bytes = field(default=b"", repr=False)
    nil: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """What a step says besides its state; None: as before."""

    words: str = ""
    package: int | None = None
    month: str | None = None
    is_chosen: bool | None = None
    decision: Decision | None = None
    summary: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None


class Queue:
    """The queue of a store. woken: called after anything that leaves work to be done."""

    def __init__(self, store: Store, woken: Callable[[], None] = lambda: None) -> None:
        self.store = store
        self._woken = woken

    def put(self, dropped: Sequence[Dropped], by: str, package: int | None = None, month: str | None = None) -> str:
        """Keep what was dropped together, the bytes first; gives the id of the drop. package, month: what the page was
        set to by somebody. Nil returns are a word by themselves: they are stored as soon as nothing speaks against it.
        """
        drop_id = secrets.token_hex(6)
        kept = [
            self.store.keep_original(one.content, PurePath(one.file_name).suffix.lower()) if one.file_name else None
            for one in dropped
        ]
        now = self.store.now()
        with self.store.noting() as cursor:
            for one, digest in zip(dropped, kept, strict=True):
                entry_id = _next_id(cursor, now)
                cursor.execute(
                    "INSERT INTO queue_entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [entry_id, drop_id, one.file_name, digest, len(one.content), list(one.nil), package, month, now,
                     by],
                )  # fmt: skip
                nil = Said(package=package, month=month, is_chosen=True, decision=Decision(by))
                _add(cursor, entry_id, "waiting", now, by, nil if one.nil else Said())
        self._woken()
        return drop_id

    def entries(self, *, states: Collection[State] = (), limit: int = _SHOWN) -> list[Entry]:
        """The newest entries first; only those in some states if given."""
        with self.store.reading() as cursor:
            return _entries(cursor, states, limit)

    def entry(self, entry_id: str) -> Entry | None:
        """One entry; None if there is none of that id."""
        with self.store.reading() as cursor:
            return next(iter(_entries(cursor, (), 1, entry_id)), None)

    def answer(self, entry_id: str) -> dict[str, Any]:
        """What the last check of an entry came to, whole (loaders.queue_checks); {} before the first."""
        with self.store.reading() as cursor:
            row = cursor.execute(
                """SELECT answer FROM queue_steps WHERE entry_id = ? AND answer IS NOT NULL
                   ORDER BY number DESC LIMIT 1""",
                [entry_id],
            ).fetchone()
        return dict(json.loads(row[0])) if row else {}

    def stamp(self) -> int:
        """Counts the steps of all entries: another number, and something has changed."""
        with self.store.reading() as cursor:
            row = cursor.execute("SELECT count(*) FROM queue_steps").fetchone()
        return int(row[0]) if row else 0

    def step(
        self, entry_id: str, state: State, by: str, said: Said = Said(), *, only: Collection[State],
        of: tuple[int | None, str | None] | None = None,
    ) -> bool:  # fmt: skip
        """Add a step if the entry is in one of some states, and still of a package and month if given; whether it
        was."""
        with self.store.noting() as cursor:
            found = next(iter(_entries(cursor, only, 1, entry_id)), None)
            if found is not None and of is not None and (found.package, found.month) != of:
                found = None
            if found is not None:
                _add(cursor, entry_id, state, self.store.now(), by, said, found)
        if found is not None:
            self._woken()
        return found is not None

    # --- what a supervisor does ---

    def decide(
        self, entry_ids: Collection[str], decision: Decision, *, of: tuple[int | None, str | None] | None = None
    ) -> int:
        """Have files stored; gives how many. Those that somebody else has decided on by now, or that are of another
        package and month than they were seen to be, are left as they are."""
        said = Said(decision=decision)
        allowed: tuple[State, ...] = ("ready", "faulty") if decision.good_rows or decision.replace else ("ready",)
        return sum(self.step(one, "asked", decision.by, said, only=allowed, of=of) for one in entry_ids)

    def choose(self, entry_id: str, package: int, month: str, by: str) -> None:
        """Say for which package and month a file is; it is checked for them. UploadError if it is too late."""
        said = Said(f"{by}选定", package, month, is_chosen=True)
        self._or_late(self.step(entry_id, "waiting", by, said, only=("unsure", "ready", "faulty")))

    def check_again(self, entry_ids: Collection[str], by: str) -> int:
        """Have files that wait for a decision checked again; gives how many do."""
        return sum(self.step(one, "waiting", by, only=("unsure", "ready", "faulty")) for one in entry_ids)

    def withdraw(self, entry_id: str, by: str) -> None:
        """Take a file out of the queue; it stays listed. UploadError if it is being stored, or has been."""
        self._or_late(self.step(entry_id, "withdrawn", by, Said(f"{by}撤回"), only=OPEN - {"asked", "storing"}))

    @staticmethod
    def _or_late(done: bool) -> None:
        if not done:
            raise UploadError("这份文件的状态刚刚变了，没有改动", "请看它现在的状态再操作")


_LAST = """
SELECT queue_entries.*, state, package, month, is_chosen, made_at, made_by, words, decision, summary
FROM queue_entries JOIN (
    FROM queue_steps QUALIFY row_number() OVER (PARTITION BY entry_id ORDER BY number DESC) = 1
) USING (entry_id)
WHERE (len(?::VARCHAR[]) = 0 OR list_contains(?::VARCHAR[], state)) AND (?::VARCHAR IS NULL OR entry_id = ?)
ORDER BY received_at DESC, entry_id DESC LIMIT ?
"""


def _entries(cursor: Cursor, states: Collection[State], limit: int, entry_id: str | None = None) -> list[Entry]:
    wanted = list(states)
    rows = cursor.execute(_LAST, [wanted, wanted, entry_id, entry_id, limit]).fetchall()
    return [
        Entry(*row[:-2], _decision(row[-2]), json.loads(row[-1]) if row[-1] else {})  # type: ignore[call-arg]
        for row in rows
    ]


def _decision(text: str | None) -> Decision | None:
    if text is None:
        return None
    said = json.loads(text)
    return Decision(said["by"], said["replace"], said["good_rows"], tuple(said["agreed"]))


def _next_id(cursor: Cursor, now: datetime) -> str:
    row = cursor.execute(
        "SELECT count(*) + 1 FROM queue_entries WHERE received_at >= ?", [now.replace(hour=0, minute=0, second=0)]
    ).fetchone()
    return f"Q{now:%Y%m%d}-{row[0] if row else 1:04}"


def _add(
    cursor: Cursor, entry_id: str, state: State, now: datetime, by: str, said: Said, last: Entry | None = None
) -> None:
    decision = said.decision or (last.decision if last and state not in ENDED else None)
    summary = said.summary if said.summary is not None else last.summary if last else {}
    chosen = said.is_chosen if said.is_chosen is not None else last.is_chosen if last else False
    cursor.execute(
        """INSERT INTO queue_steps
           SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM queue_steps WHERE entry_id = ?""",
        [
            entry_id, state, said.package or (last.package if last else None),
            said.month or (last.month if last else None), chosen, now, by, said.words, _text(decision),
            json.dumps(summary, ensure_ascii=False), None if said.answer is None else _text(said.answer), entry_id,
        ],
    )  # fmt: skip


def _text(content: Decision | dict[str, Any] | None) -> str | None:
    if isinstance(content, Decision):
        content = asdict(content)
    return None if content is None else json.dumps(content, ensure_ascii=False)
