"""The head of the audit trail in a file outside the database: which entry is the last, and its hash."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from data.errors import StoreError
from data.journal import fsync_folder


@dataclass(frozen=True)
class Point:
    """An entry of the trail by number and hash."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Head:
    """settled: the last entry that is in the database for sure; coming: one that is just being written."""

    settled: Point
    coming: Point | None = None

    def fits(self, last: Point) -> bool:
        """Whether a database that ends with this entry may be the one that the head was written of."""
        return last == self.settled or last == self.coming


class HeadFile:
    """The file, replaced as a whole each time and on disk before it counts. StoreError where the disk refuses."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other process writes entries meanwhile."""
        with _clear():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = self.path.with_name(f"{self.path.name}.lock").open("a")
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def read(self) -> Head | None:
        """The head; None if there is none or it cannot be understood."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
            coming = content["coming"]
            return Head(Point(**content["settled"]), Point(**coming) if coming else None)
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def write(self, head: Head) -> None:
        """Replace the head."""
        fresh = self.path.with_name(f"{self.path.name}.new")
        with _clear():
            with fresh.open("w", encoding="utf-8") as file:
                json.dump(asdict(head), file)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
            fsync_folder(self.path.parent)

    def set_aside(self) -> str:
        """Keep a head that does not fit under another name, so that it stays seen; gives that name."""
        kept = self.path.with_name(f"{self.path.name}.broken-{len(self._broken()) + 1}")
        with _clear():
            if self.path.exists():
                self.path.rename(kept)
            else:
                kept.write_text("", encoding="utf-8")
        return kept.name

    def accept(self) -> None:
        """What was set aside is named no more; it stays, under another name."""
        with _clear():
            for path in self._broken():
                there = len(list(self.path.parent.glob(f"{self.path.name}.accepted-*")))
                path.rename(self.path.with_name(f"{self.path.name}.accepted-{there + 1}"))

    def _broken(self) -> list[Path]:
        return sorted(self.path.parent.glob(f"{self.path.name}.broken-*"))

    def wrong_with(self, last: Point) -> tuple[str, int | None]:
        """What the head says against a database whose whole entries end here: words and entry, or '' and None."""
        broken = self._broken()
        if broken:
            kept = HeadFile(broken[0]).read()
            at = kept.settled.seq if kept else 0
            return f"审计链断过：当时的记录头在第 {at} 条，留在 {broken[0].name}", at
        head = self.read()
        if head is None:
            if last.seq == 0 and not self.path.exists():
                return "", None
            return "记录头的文件不见了或不能读", last.seq
        if head.fits(last):
            return "", None
        stands = head.settled.seq
        if stands > last.seq:
            return f"第 {last.seq + 1} 条起不见了：记录头已到第 {stands} 条，库里只到第 {last.seq} 条", last.seq + 1
        if stands < last.seq:
            return f"第 {stands + 1} 条起来历不明：记录头只到第 {stands} 条", stands + 1
        return f"第 {stands} 条和记录头不一致", stands


@contextmanager
def _clear() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            "审计的记录头写不进磁盘，这一步没有做", "请检查磁盘空间和目录权限后重试", str(error)
        ) from error
