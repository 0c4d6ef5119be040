"""Whether the audit trail is whole, watched while the server runs.

At the start its end is read at once, and all of it beside the other work; later only what is new, unless somebody else
has written to the file.
"""

import logging
import threading
from dataclasses import dataclass, replace

from access.audit import Verification
from access.database import Database
from access.head import Point
from access.trail import Trail
from data.errors import StoreError

TAIL = 200
"""So many of the last entries are followed before the first page is served."""
PERIOD = 3600.0
"""Seconds after which all entries are read anew, whoever has written."""
_log = logging.getLogger("kpi.access")


@dataclass(frozen=True)
class Checked:
    """What was found of the trail. whole_at: when every entry was last read, seconds since 1970, None: not yet, only
    its end; since: how many of the entries came later, and were followed as they came."""

    found: Verification
    whole_at: float | None = None
    since: int = 0


class Watch:
    """Watches the trail of an access database. last: what was found last, None before the first look."""

    def __init__(self, database: Database, trail: Trail) -> None:
        self._database, self._trail = database, trail
        self._lock = threading.Lock()
        self._changes = -1
        self._thread: threading.Thread | None = None
        self.last: Checked | None = None

    def begin(self) -> Checked:
        """Check the end of the trail now, and all of it in a thread. StoreError if it cannot be read."""
        with self._lock:
            checked = self._noted(Checked(self._trail.verify(self._trail.point(TAIL))))
        self._thread = threading.Thread(target=self._whole, name="audit-watch", daemon=True)
        self._thread.start()
        return checked

    def end(self) -> None:
        """Wait until nothing reads the trail any more; called before the file is closed."""
        if self._thread is not None:
            self._thread.join()

    def _whole(self) -> None:
        try:
            self.look()
        except StoreError as error:
            _log.error("%s | %s", error, error.detail)

    def look(self, *, anew: bool = False) -> Checked:
        """Whether the trail is whole by now. Entries that were read already are read again only if somebody else has
        written to the file, after an hour, where something is wrong, or if asked to. StoreError if it cannot be read.
        """
        with self._lock:
            before, now, changes = self.last, self._database.now(), self._database.foreign_changes()
            if (
                anew or before is None or before.whole_at is None or not before.found.is_whole
                or changes != self._changes or not 0 <= now - before.whole_at < PERIOD
            ):  # fmt: skip
                self._changes = changes
                return self._noted(Checked(self._trail.verify(), now))
            known = before.found
            more = self._trail.verify(Point(known.seq, known.head))
            found = replace(more, entries=known.entries + more.entries, accepted=known.accepted)
            return self._noted(replace(before, found=found, since=before.since + more.entries))

    def _noted(self, checked: Checked) -> Checked:
        before, self.last = self.last, checked
        if not checked.found.is_whole and (before is None or before.found.is_whole):
            _log.error("the audit trail is broken at %s: %s", checked.found.broken_at, checked.found.words)
        return checked
