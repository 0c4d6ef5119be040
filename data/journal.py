"""The journal 登记簿: one line of JSON for each acknowledged publication, beside the database and fsynced.

Order of a publication: its rows are committed → its version is made current → its line is written → it is acknowledged.
A crash in between leaves at most one version that is stored and not in the journal: nobody was told of it, it is whole,
and it is entered at the next start (kind 'found'). So what the journal has and the store lacks was lost.

A line holds the checksum of the one before. The store keeps, in `journal_mark`, the last line it knew when it wrote its
newest version: a journal that is gone, cut or exchanged shows. Against somebody who rewrites store and journal together
it proves nothing; the manifests of the backups on another machine (second path) do.
"""

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.contents import Groups
from data.digests import Hashed, text_digest
from data.errors import StoreError
from data.opening import ENGINE

START_KINDS = ("baseline", "accepted", "restored")
"""Entries that vouch for everything in the store as it then was, and end what earlier ones claim."""
_log = logging.getLogger("kpi.store")


@dataclass(frozen=True)
class JournalEntry:
    """A line of the journal. version: current from then on; at: UTC; groups, facts: the rows it vouches for; engine:
    whose marks they carry; said: reason, names, whatever else."""

    number: int
    kind: str
    version: int
    at: datetime
    engine: str
    groups: Groups = field(repr=False)
    facts: Groups = field(repr=False)
    said: Mapping[str, Any]
    previous: str
    checksum: str

    @property
    def batches(self) -> list[str]:
        """The ids of the batches that it is about."""
        return sorted(name.split(" ", 1)[1] for name in self.groups if name.startswith("batches "))


def journal_path(database: Path) -> Path:
    """Where the journal of a database lies."""
    return database.with_name(f"{database.stem}_journal.jsonl")


class Journal:
    """The journal of one database; only the process that has the database open writes it.

    is_in_use: another process may have it open, and be writing a line just now: half a line is left alone.
    """

    def __init__(self, path: Path, *, is_in_use: bool = False) -> None:
        self.path = path
        self._is_in_use = is_in_use
        self._end = 0
        self.entries: list[JournalEntry] = []
        self.wrong: list[str] = []
        if path.exists():
            self._read()

    @property
    def head(self) -> tuple[int, str]:
        """Number and checksum of the last entry; (0, '') while there is none."""
        last = self.entries[-1] if self.entries else None
        return (last.number, last.checksum) if last else (0, "")

    @property
    def version(self) -> int:
        """The version that the last entry knows as current."""
        return self.entries[-1].version if self.entries else 0

    def in_force(self) -> list[JournalEntry]:
        """The entries from the last one on that vouches for everything."""
        starts = [at for at, one in enumerate(self.entries) if one.kind in START_KINDS]
        return self.entries[starts[-1] if starts else 0 :]

    def has(self, number: int, checksum: str) -> bool:
        """Whether the journal has had this head."""
        return number == 0 or any((one.number, one.checksum) == (number, checksum) for one in self.entries)

    def append(
        self, kind: str, version: int, groups: Groups, facts: Groups, said: Mapping[str, object]
    ) -> JournalEntry:
        """Write an entry down to the disk; StoreError if the disk refuses it, and then nothing of it stays."""
        number, previous = self.head
        line: dict[str, Any] = {
            "number": number + 1, "kind": kind, "version": version, "at": datetime.now(UTC).isoformat(),
            "engine": ENGINE, "groups": groups, "facts": facts, "said": dict(said),
            "previous": previous,
        }  # fmt: skip
        line["checksum"] = text_digest(line)
        try:
            self._write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            raise StoreError(
                "数据已写入数据库，但登记簿写不进磁盘",
                "请检查磁盘空间；空间够了以后系统会自动补记，不必重报",
                str(error),
            ) from error
        entry = _entry(line)
        self.entries.append(entry)
        return entry

    def _write(self, line: str) -> None:
        is_new = not self.path.exists()
        # Without a buffer: what is left in one would still be written when the file is closed, after it was refused.
        with self.path.open("ab", buffering=0) as file:
            if file.seek(0, os.SEEK_END) > self._end:
                # Of an entry that was refused, and could not be taken away then.
                os.truncate(self.path, self._end)
            start, left = file.seek(0, os.SEEK_END), memoryview(line.encode())
            try:
                while left:
                    left = left[file.write(left) :]
                os.fsync(file.fileno())
            except OSError:
                os.truncate(self.path, start)
                raise
            end = file.tell()
        if is_new:
            fsync_folder(self.path.parent)
        self._end = end

    def _read(self) -> None:
        content = self.path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content) and not self._is_in_use:
            # A line cut short was never acknowledged.
            _log.error("journal %s ended in half a line of %s bytes; cut", self.path.name, len(content) - len(whole))
            os.truncate(self.path, len(whole))
        self._end = len(whole)
        previous, number = "", 0
        for place, text in enumerate(whole.splitlines(), 1):
            try:
                line = json.loads(text)
                checksum = line.pop("checksum")
                entry = _entry({**line, "checksum": checksum})
            except (ValueError, KeyError, TypeError, AttributeError):
                self.wrong.append(f"登记簿第 {place} 条读不出来")
                continue
            if entry.kind in ("accepted", "restored"):
                self.wrong.clear()  # somebody has looked at what lies before, and said why it may stay
            elif (entry.previous, entry.number) != (previous, number + 1):
                self.wrong.append(f"登记簿第 {place} 条与前一条接不上，中间有记录被删改")
            if text_digest(line) != checksum:
                self.wrong.append(f"登记簿第 {place} 条被改动过")
            self.entries.append(entry)
            previous, number = entry.checksum, entry.number


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _entry(line: Mapping[str, Any]) -> JournalEntry:
    fields = {name: line[name] for name in JournalEntry.__dataclass_fields__}
    fields["at"] = datetime.fromisoformat(fields["at"])
    for name in ("groups", "facts"):
        fields[name] = {group: Hashed(*found) for group, found in fields[name].items()}
    return JournalEntry(**fields)
