"""The worker of the queue: one thread of the server that checks and stores files, one at a time.

Where a process ends in the middle, the next one finds the queue as it was: what was being checked is checked again;
what was being stored has been stored if its receipt is there, and is stored anew if not.
"""

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from data.errors import SupervisionError, UploadError
from data.store import Cursor, Store
from loaders.batches import receive_nil
from loaders.originals import read_original
from loaders.progress import Step
from loaders.queue import Decision, Entry, Queue, Said
from loaders.queue_checks import Outcome, check, judged
from loaders.queue_receipts import StoredAlreadyError, batches_of_drop, first_storer, receipt_ids, write_receipt
from loaders.queue_states import MOVING, OPEN, State
from loaders.receipts import Receipt
from loaders.receiving import Refresh, receive

BY = "系统"
_LOOK_AGAIN_SECONDS = 5.0
"""So long the worker waits before it tries again what the disk refused."""
_log = logging.getLogger("kpi.queue")
Told = Callable[[Entry, State, Said], None]


class Worker:
    """Works off the queue of a store in a thread of its own. refresh: rebuilds the facts (see receiving); told: hears
    what came of storing a file, its entry with the decision, the state that follows and what is said of it."""

    def __init__(self, store: Store, refresh: Refresh, told: Told = lambda entry, state, said: None) -> None:
        self.store = store
        self.queue = Queue(store, self.wake)
        self._refresh, self._told = refresh, told
        self._woken = threading.Event()
        self._is_ending = False
        self._at_hand: tuple[str, Step] | None = None
        self._thread = threading.Thread(target=self._run, name="upload-queue", daemon=True)

    def start(self) -> None:
        """Begin with what an earlier process has left."""
        self._thread.start()

    def wake(self) -> None:
        """There is something to do."""
        self._woken.set()

    def stop(self, patience: float = 10.0) -> None:
        """End after the file at hand, or leave it to the next process if it takes longer than `patience` seconds."""
        self._is_ending = True
        self._woken.set()
        self._thread.join(patience)

    def _run(self) -> None:
        is_recovered = False
        while not self._is_ending:
            self._woken.clear()
            try:
                if not is_recovered:
                    self._recover()
                    is_recovered = True
                while not self._is_ending and self.work_one():
                    pass
                self._woken.wait()
            except Exception:
                # The store itself refuses: the disk is full, or the file is being opened anew. Nothing is lost by
                # waiting.
                if not self._is_ending:
                    _log.exception("the queue waits for the store")
                    is_recovered = False
                    self._woken.wait(_LOOK_AGAIN_SECONDS)

    def _recover(self) -> None:
        begun = self.queue.entries(states=("checking", "storing", "asked"), limit=10_000)
        with self.store.reading() as cursor:
            stored = receipt_ids(cursor, [one.entry_id for one in begun])
        for one in begun:
            if one.entry_id in stored:
                self._say(one, "stored", Said(f"回执 {stored[one.entry_id]}"))
            elif one.state != "asked":
                self._say(one, "waiting" if one.state == "checking" else "asked", Said("服务重新启动，接着处理"))

    def work_one(self) -> bool:
        """Do the next thing: what is decided goes before what is to be checked. Whether there was anything."""
        waiting = [*reversed(self.queue.entries(states=MOVING, limit=10_000))]
        chosen = next((one for one in waiting if one.state == "asked"), next(iter(waiting), None))
        if chosen is None:
            return False
        is_asked = chosen.state == "asked"
        begun: State = "storing" if is_asked else "checking"
        if not self.queue.step(chosen.entry_id, begun, BY, only=[chosen.state]):
            return True
        try:
            if is_asked:
                self._store(chosen, chosen.decision or Decision(BY))
            else:
                self._check(chosen)
        except UploadError as error:
            self._say(chosen, "returned", Said(str(error)))
        except SupervisionError as error:
            _log.warning("%s | %s", error, error.detail)
            self._stopped(chosen, error)
        except Exception as error:
            number = secrets.token_hex(3).upper()
            _log.exception("incident %s", number, exc_info=error)
            self._say(chosen, "faulty", Said(f"处理时程序出错，没有入库。请把编号 {number} 告诉管理员"))
        return True

    def _stopped(self, entry: Entry, error: SupervisionError) -> None:
        """An error after all of a file was stored (its line in the journal, which is caught up) is no reason to have it
        stored again."""
        with self.store.reading() as cursor:
            number = receipt_ids(cursor, [entry.entry_id]).get(entry.entry_id)
        self._say(entry, "stored" if number else "faulty", Said(f"回执 {number}；{error}" if number else f"{error}"))

    def _say(self, entry: Entry, state: State, said: Said) -> None:
        if entry.state in ("asked", "storing") and state not in ("asked", "waiting"):
            # Before the step: a process that ends in between tells it twice, and never not at all.
            self._told(entry, state, said)
        self.queue.step(entry.entry_id, state, BY, said, only=OPEN)

    # --- checking ---

    def _check(self, entry: Entry) -> None:
        outcome = check(self.store, entry, partial(self._reached, entry))
        outcome = self._same_in_queue(entry, outcome) or outcome
        if outcome.state == "returned":
            self._return(entry, outcome)
            return
        self._report(entry, outcome)
        if entry.nil and outcome.state == "ready" and not outcome.summary["replaces"]:
            said = Said(decision=Decision(entry.received_by))
            self.queue.step(entry.entry_id, "asked", entry.received_by, said, only=["ready"])

    def _report(self, entry: Entry, outcome: Outcome) -> None:
        said = Said(outcome.words, outcome.package, outcome.month, summary=outcome.summary, answer=outcome.answer)
        self._say(entry, outcome.state, said)

    def _return(self, entry: Entry, outcome: Outcome) -> None:
        """Say that a file is of no use, and who was first where it is there already."""
        first = first_storer(self.store, replace(entry, package=outcome.package, month=outcome.month))
        outcome.words += f"{first}。" if first else ""
        self._report(entry, outcome)

    def _same_in_queue(self, entry: Entry, outcome: Outcome) -> Outcome | None:
        """The same bytes for the same package and month wait already: the later ones are sent back."""
        if entry.sha256 is None or outcome.package is None or outcome.month is None:
            return None
        for one in self.queue.entries(states=OPEN, limit=10_000):
            same = (one.sha256, one.package, one.month) == (entry.sha256, outcome.package, outcome.month)
            if same and one.entry_id < entry.entry_id:
                words = f"同样的文件已在队列中：{one.entry_id}，{one.received_by} {one.received_at:%H:%M} 先交"
                return Outcome("returned", words, outcome.summary, outcome.answer, outcome.package, outcome.month)
        return None

    # --- storing ---

    def _store(self, entry: Entry, decision: Decision) -> None:
        if decision.replace and not self._is_agreed(entry, decision):
            return

        def write(cursor: Cursor, package: int, version: int) -> None:
            write_receipt(cursor, version, entry, self.store.now(), decision.by)
            self._refresh(cursor, package, version)

        try:
            receipt = self._received(entry, decision, write)
        except StoredAlreadyError:
            self._recover()
            return
        self._came_of(entry, receipt)

    def _received(self, entry: Entry, decision: Decision, refresh: Refresh) -> Receipt:
        beside = batches_of_drop(self.store, entry.drop_id)
        package, month = entry.package or 0, entry.month or ""
        if entry.file_name is None or entry.sha256 is None:
            return receive_nil(
                self.store, package, month, entry.nil, replace=decision.replace, beside=beside,
                uploaded_by=entry.received_by, refresh=refresh,
            )  # fmt: skip
        content = read_original(self.store, entry.sha256, entry.file_name)
        return receive(
            self.store, package, month, entry.file_name, content, replace=decision.replace,
            good_rows=decision.good_rows, beside=beside, uploaded_by=entry.received_by, refresh=refresh,
            progress=partial(self._reached, entry),
        )  # fmt: skip

    def _reached(self, entry: Entry, step: Step) -> None:
        self._at_hand = entry.entry_id, step

    def progress(self, entry_id: str) -> Step | None:
        """How far the file at hand is; None for another, or before anything is known."""
        return self._at_hand[1] if self._at_hand and self._at_hand[0] == entry_id else None

    def _is_agreed(self, entry: Entry, decision: Decision) -> bool:
        """Whether the month still has what the supervisor agreed to replace; else the file waits for a new word."""
        outcome = check(self.store, entry)
        if set(outcome.summary.get("replaces", [])) <= set(decision.agreed):
            return True
        outcome.words = "本月的数据在这期间有变化，请重新看过再替换"
        self._report(entry, outcome)
        return False

    def _came_of(self, entry: Entry, receipt: Receipt) -> None:
        before = self.queue.answer(entry.entry_id)
        outcome = judged(receipt, before)
        if receipt.accepted:
            with self.store.reading() as cursor:
                number = receipt_ids(cursor, [entry.entry_id])[entry.entry_id]
            left = f"，{outcome.summary['refused']} 行没有入库" if outcome.summary["refused"] else ""
            outcome.state, outcome.words = "stored", f"回执 {number}{left}"
            self._report(entry, outcome)
            self._look_again(entry, number)
            return
        closed = next((one for one in receipt.problems if one.code == "month_closed"), None)
        if closed is not None:
            outcome.state, outcome.words = "aside", closed.message
        if outcome.state == "returned":
            self._return(entry, outcome)
        else:
            self._report(entry, outcome)

    def _look_again(self, stored: Entry, number: str) -> None:
        """What else waits for the package may read otherwise now: a system has become known, the month has data. An
        earlier file with problems is done with once another one has brought all of its upload types."""
        for one in self.queue.entries(states=["ready", "faulty"], limit=10_000):
            if one.package != stored.package or one.entry_id == stored.entry_id:
                continue
            is_same = one.month == stored.month and one.datasets and one.datasets <= stored.datasets
            if one.state == "faulty" and is_same and one.entry_id < stored.entry_id:
                self._say(one, "returned", Said(f"已由“{stored.name}”代替，回执 {number}"))
            else:
                self.queue.step(one.entry_id, "waiting", BY, only=["ready", "faulty"])
