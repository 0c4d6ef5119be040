"""Makes the backups while the server runs: after each publication, every hour, and when a command asks for one."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.backup import Backup, back_up, backups
from data.errors import StoreError, SupervisionError
from data.store import Store

PERIOD = timedelta(hours=1)
TICK_SECONDS = 2.0
QUIET_SECONDS = 20.0
"""After a publication: until nothing more has been published for so long."""
RETRY = timedelta(minutes=5)
_AFTER = "入库后"
_log = logging.getLogger("kpi.backup")


class BackupTimer:
    """A thread that makes the backups of one store. last: the newest good one; failure: why the last try failed.

    tell: is told the backup after a publication, the first failure and the first backup after one; not those of every
    hour in which nothing changed, nor what a command asked for, which says so itself.
    """

    def __init__(
        self, open_store: Callable[[], Store], folder: Path, second: Path | None = None,
        tell: Callable[[Backup | SupervisionError], None] = lambda _: None,
    ) -> None:  # fmt: skip
        self.folder, self.second = folder, second
        self._tell = tell
        self.last: Backup | None = None
        self.failure: str | None = None
        self.failed_at: datetime | None = None
        self._open_store = open_store
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="backup", daemon=True)
        self._seen, self._seen_at = -1, 0.0

    def start(self) -> None:
        """Begin; the backups that are there already count."""
        found = backups(self.folder) if self.folder.is_dir() else []
        self.last = found[-1] if found else None
        (self.folder / _ASKED).unlink(missing_ok=True)
        self._thread.start()

    def stop(self) -> None:
        """End; a backup that is being made is finished first."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(TICK_SECONDS):
            try:
                self._look()
            except SupervisionError as error:
                self._failed(error)
            except Exception as error:
                _log.exception("unforeseen")
                self._failed(StoreError("备份没有做成", "请查看日志", repr(error)))

    def _failed(self, error: SupervisionError) -> None:
        _log.error("%s | %s", error, error.detail)
        if self.failure is None:
            self._tell(error)
        self.failure, self.failed_at = str(error), datetime.now(UTC)
        self._answer(f"{error}")

    def _look(self) -> None:
        is_asked = (self.folder / _ASKED).exists()
        if not is_asked and self.failed_at is not None and datetime.now(UTC) - self.failed_at < RETRY:
            return
        why = "命令" if is_asked else self._due(self._open_store())
        if why is not None:
            self.last = back_up(self._open_store(), self.folder, self.second, why)
            if why == _AFTER or self.failure is not None:
                self._tell(self.last)
            self.failure = self.failed_at = None
            self._answer("")

    def _due(self, store: Store) -> str | None:
        """Why a backup is to be made now; None if it is not."""
        now, version = datetime.now(UTC), store.version()
        if version != self._seen:
            self._seen, self._seen_at = version, time.monotonic()
        if store.standing.losses or not version:
            return None
        if self.last is None or self.last.version != version:
            return _AFTER if time.monotonic() - self._seen_at >= QUIET_SECONDS else None
        return "每小时" if now - self.last.made_at >= PERIOD else None

    def _answer(self, words: str) -> None:
        """Tell the command that has asked, if one has."""
        if (self.folder / _ASKED).exists():
            (self.folder / _ANSWER).write_text(words, encoding="utf-8")
            (self.folder / _ASKED).unlink()


_ASKED, _ANSWER = ".asked", ".answer"


def ask(folder: Path, patience: float = 120.0) -> Backup:
    """Have the server, which holds the store, make a backup now. StoreError if it fails or does not answer."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _ANSWER).unlink(missing_ok=True)
    (folder / _ASKED).touch()
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if (folder / _ANSWER).exists():
            words = (folder / _ANSWER).read_text(encoding="utf-8")
            (folder / _ANSWER).unlink()
            if words:
                raise StoreError(words, "服务没有做成备份，原因见上")
            return backups(folder)[-1]
        time.sleep(0.2)
    (folder / _ASKED).unlink(missing_ok=True)
    raise StoreError("正在运行的服务没有应答备份请求", "请确认服务的备份没有关闭（KPI_BACKUP），两边的备份目录相同")
