"""The audit trail 审计: what was done, by whom, with what result; every entry holds the hash of the one before.

The last hash (the head) also stands in a file outside the database, written before and after each entry: so an older
copy of the database, or one whose tail was cut, is seen. KPI_AUDIT_HEAD names another place for that file.
"""

import hashlib
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from access.audit import (
    FIELDS,
    START,
    Action,
    Changed,
    Entry,
    Verification,
    entry_hash,
    fingerprint,
    moment_text,
    wrong_with_entry,
)
from access.database import Database
from access.head import Head, HeadFile, Point
from access.principal import Principal, require
from access.rights import Right
from data.errors import AccessError, StoreError, SupervisionError

_MOST_LETTERS = 500
_log = logging.getLogger("kpi.access")


class Trail:
    """The trail of an access database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        named = os.environ.get("KPI_AUDIT_HEAD", "").strip()
        self._head = HeadFile(Path(named) if named else database.path.with_suffix(".head"))

    def record(
        self, by: Principal | None, action: Action, object: str, *, result: str = "ok", note: str = "", who: str = "",
        source: str = "", before: str = "", after: str = "",
    ) -> int:  # fmt: skip
        """Write one entry and give its number; it is on disk afterwards. who, source: where nobody is logged in."""
        changed = Changed(before, after, note, result)
        values = self._values(by, action, object, who, source)
        with self._head.alone():
            self._mark_a_break(values["at"])
            with self._database.writing() as cursor:
                new = self._append(cursor, values, changed)
            self._settle(new)
        return new.seq

    def require(self, by: Principal, right: Right, package: int | None, object: str) -> None:
        """Raise AccessError unless the right is given; a refusal is recorded with what was asked for."""
        try:
            require(by, right, package)
        except AccessError as error:
            self.record(by, Action.REFUSAL, object, result="refused", note=error.message)
            raise

    @contextmanager
    def changing(
        self, by: Principal, action: Action, object: str, *, source: str = ""
    ) -> Iterator[tuple[sqlite3.Connection, Changed]]:
        """Change the access database and record it in one transaction; what fails or is refused is recorded alone."""
        changed, values = Changed(), self._values(by, action, object, "", source)
        try:
            with self._head.alone():
                self._mark_a_break(values["at"])
                with self._database.writing() as cursor:
                    yield cursor, changed
                    new = self._append(cursor, values, changed)
                self._settle(new)
        except SupervisionError as error:
            self._record_failure(by, action, object, error, source)
            raise

    def _record_failure(
        self, by: Principal | None, action: Action, object: str, error: Exception, source: str = ""
    ) -> None:
        """What stopped an action is told in any case, also where the disk takes no entry."""
        result = "refused" if isinstance(error, AccessError) else "failed"
        try:
            self.record(
                by, action, object, result=result, note=getattr(error, "message", type(error).__name__), source=source
            )
        except StoreError as failure:
            _log.error("not in the trail: %s %s %s | %s", action.name, result, failure, failure.detail)

    def _values(self, by: Principal | None, action: Action, object: str, who: str, source: str) -> dict[str, str]:
        return {
            "at": moment_text(self._database.now()),
            "who": by.name if by else who,
            "role": by.acts_as if by else "",
            "source": source or (by.source if by else ""),
            "action": action.name.lower(),
            "object": object,
        }

    def _append(self, cursor: sqlite3.Connection, said: dict[str, str], changed: Changed) -> Point:
        """Insert the next entry; the head names it as coming before it is committed."""
        texts = {name: str(value)[:_MOST_LETTERS] for name, value in (said | vars(changed)).items()}
        last = self._last()
        values: dict[str, Any] = texts | {"seq": last.seq + 1, "previous": last.hash}
        new = Point(last.seq + 1, entry_hash(values))
        self._head.write(Head(last, new))
        names = [*FIELDS, "hash"]
        cursor.execute(
            f"INSERT INTO audit ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
            [*(values[name] for name in FIELDS), new.hash],
        )
        return new

    def _mark_a_break(self, at: str) -> None:
        """If the database is not the one that the head was written of, keep the head as it is and say so on record."""
        head, last = self._head.read(), self._last()
        if head is not None and head.fits(last):
            return
        if head is None and last.seq == 0 and not self._head.path.exists():
            return
        kept = self._head.set_aside()
        note = f"记录头停在第 {head.settled.seq} 条，库里到第 {last.seq} 条" if head else "记录头的文件不见了或不能读"
        said = dict.fromkeys(("who", "role", "source"), "") | {"at": at, "action": "break", "object": kept}
        with self._database.writing() as cursor:
            new = self._append(cursor, said, Changed(note=note, result="failed"))
        self._settle(new)

    def go_on(self, by: Principal, object: str, note: str) -> None:
        """Begin the head anew for a database that a backup has brought to a new place, and say so on record.

        Where there is a head already nothing is done: what does not fit it stays named.
        """
        with self._head.alone():
            if self._head.path.exists():
                return
            self._head.write(Head(self._last()))
        self.record(by, Action.RECOVER, object, note=note)

    def _settle(self, new: Point) -> None:
        """The entry is committed, and the head names it already as coming: one that cannot be written now says no less,
        and the next entry tries again."""
        try:
            self._head.write(Head(new))
        except StoreError as error:
            _log.error("%s | %s", error, error.detail)

    def _last(self) -> Point:
        with self._database.reading() as cursor:
            found = cursor.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
        return Point(found["seq"], found["hash"]) if found else START

    @contextmanager
    def audited(self, by: Principal, action: Action, object: str) -> Iterator[Changed]:
        """Record what comes of what is done inside: done, refused (AccessError) or failed, which are raised again."""
        changed = Changed()
        try:
            yield changed
        except Exception as error:
            self._record_failure(by, action, object, error)
            raise
        try:
            self.record(by, action, object, before=changed.before, after=changed.after, note=changed.note,
                        result=changed.result)  # fmt: skip
        except StoreError as error:
            raise StoreError(
                "这一步已经做了，但没能记入审计", "请不要重复操作；请管理员检查磁盘空间和权限", error.detail
            ) from error

    def entries(self, until: int = 2**62, after: int = -1) -> Iterator[Entry]:
        """The entries after a number and up to another, the first first, as they stand in the database."""
        at = after
        while True:
            with self._database.reading() as cursor:
                rows = cursor.execute(
                    "SELECT * FROM audit WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT 2000", [at, until]
                ).fetchall()
            if not rows:
                return
            yield from (Entry(**dict(row)) for row in rows)
            at = rows[-1]["seq"]

    def point(self, back: int) -> Point:
        """The entry that lies so many before the last; what stands before the first if there are no more."""
        with self._database.reading() as cursor:
            found = cursor.execute(
                "SELECT seq, hash FROM audit WHERE seq > 0 ORDER BY seq DESC LIMIT 1 OFFSET ?", [back]
            ).fetchone()
        return Point(found["seq"], found["hash"]) if found else START

    def verify(self, after: Point | None = None) -> Verification:
        """Whether the trail is whole: every hash, the chain, and the head outside the database.

        after: an entry up to which it is taken to be whole; only what follows is read, and counted. Where a break was
        accepted, what lies before must be as it was then.
        """
        with self._head.alone():
            last = self._last()
            words, at = self._head.wrong_with(last)
        count, previous, accepted = 0, after or START, None if after else self._accepted()
        if accepted is not None:
            count, as_it_is = self._as_it_is(accepted.seq)
            if as_it_is != accepted.before:
                said = f"第 {accepted.seq} 条接受断裂以后，它以前的记录又被改动"
                return Verification(0, START.hash, 1, said, accepted=accepted.seq)
            previous = Point(accepted.seq - 1, accepted.previous)
        since = accepted.seq if accepted else 0
        for entry in self.entries(last.seq, previous.seq if after or accepted else -1):
            wrong = wrong_with_entry(entry, previous)
            if wrong:
                at = min(entry.seq, previous.seq + 1)
                return Verification(count, previous.hash, at, wrong, previous.seq, since)
            count, previous = count + 1, Point(entry.seq, entry.hash)
        return Verification(count, previous.hash, at, words, previous.seq, since)

    def accept_break(self, by: Principal, reason: str) -> Verification:
        """Go on with a trail that is broken, on record: who, why, what was wrong, and all that is there as it is. Gives
        what was found; AccessError if nothing is wrong or no reason is given. Nothing is removed."""
        found = self.verify()
        if found.is_whole:
            raise AccessError("审计链没有断裂", "无须操作")
        if not reason.strip():
            raise AccessError("没有写理由", "请用 --reason 写明，它会记入审计")
        values = self._values(by, Action.ACCEPT_BREAK, f"第 {found.broken_at} 条起", "", "")
        with self._head.alone():
            self._mark_a_break(values["at"])
            _, as_it_is = self._as_it_is(self._last().seq + 1)
            with self._database.writing() as cursor:
                new = self._append(
                    cursor, values, Changed(before=as_it_is, note=f"{reason.strip()}；当时：{found.words}")
                )
            self._settle(new)
            self._head.accept()
        return found

    def _accepted(self) -> Entry | None:
        """The entry by which the last break was accepted."""
        with self._database.reading() as cursor:
            row = cursor.execute(
                "SELECT * FROM audit WHERE action = ? AND result = 'ok' ORDER BY seq DESC LIMIT 1",
                [Action.ACCEPT_BREAK.name.lower()],
            ).fetchone()
        return Entry(**dict(row)) if row else None

    def _as_it_is(self, before: int) -> tuple[int, str]:
        """How many entries there are before a number, and the hash of all that they say, whole or not."""
        count, digest = 0, hashlib.sha256()
        for count, entry in enumerate(self.entries(before - 1), 1):  # noqa: B007
            digest.update(fingerprint(vars(entry)).encode())
        return count, digest.hexdigest()
