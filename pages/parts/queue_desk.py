"""The queue of this process's store with its worker, and who acts on it. The worker lives as long as the server."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from access.audit import Action, Changed
from access.principal import ALL_PACKAGES, account_of
from access.rights import Right
from data.errors import AccessError, SupervisionError, UploadError
from data.store import Store
from kpi.measures import rebuild
from loaders.progress import Step
from loaders.queue import Decision, Dropped, Entry, Queue, Said
from loaders.queue_receipts import stored_receipts
from loaders.queue_states import DECIDABLE, OPEN, State
from loaders.queue_worker import Worker
from pages.parts import acting, guard, session, visitor

_SAID, _SENT, _DROP = "queue_said", "times_sent", "last_drop"
_SHOWN = 200
_workers: dict[Store, Worker] = {}
_lock = threading.Lock()


def who() -> str:
    """The name with which what is done here is signed."""
    return visitor.who().signature


def queue() -> Queue:
    """The queue of the store; its worker is at work from the first call on."""
    return _worker(session.store()).queue


def progress(entry_id: str) -> Step | None:
    """How far the file is that is being checked or stored; None for another."""
    return _worker(session.store()).progress(entry_id)


def _worker(store: Store) -> Worker:
    with _lock:
        if store not in _workers:
            _workers[store] = Worker(store, rebuild, partial(_put_on_record, store))
            _workers[store].start()
        return _workers[store]


def stop() -> None:
    """End all workers after the file at hand; called before the store is closed."""
    with _lock:
        for one in _workers.values():
            one.stop()
        _workers.clear()


def _put_on_record(store: Store, entry: Entry, state: State, said: Said) -> None:
    """What came of storing a file, under the name of who decided it: the right was checked then. No page is run."""
    by = entry.decision.by if entry.decision else entry.received_by
    receipt = next((one for one in stored_receipts(store) if one.entry_id == entry.entry_id), None)
    batches = "、".join(one.batch_id for one in receipt.batches) if receipt else ""
    note = "；".join(filter(None, (f"{by}决定", said.words, batches and f"批次 {batches}")))
    result = "ok" if state in ("stored", "aside") else "refused" if state == "returned" else "failed"
    # An error is logged, and the queue goes on: the file is stored, and its receipt says so.
    guard.attempted(lambda: visitor.access().trail.record(
        None, Action.IMPORT, named(entry), who=account_of(by), source="上报队列", result=result, note=note,
        after=entry.sha256 or "",
    ))  # fmt: skip


# --- what somebody may see of it ---


def named(one: Entry) -> str:
    """A file as the audit trail names it."""
    place = f" 包件{one.package} {one.month}" if one.package and one.month else ""
    return f"{one.entry_id} {one.name}{place}"


def sees(one: Entry) -> bool:
    """Whether a file is theirs who look: of their packages; while its package is not known, whoever handed it in and
    the supervisors of all packages."""
    looker = visitor.who()
    if one.package is not None:
        return one.package in looker.packages
    return looker.signed(one.received_by) or looker.packages == ALL_PACKAGES


def entries(states: Collection[State] = ()) -> list[Entry]:
    """The newest files first, those that who looks may see."""
    return [one for one in queue().entries(states=states, limit=10_000) if sees(one)][:_SHOWN]


def gone_elsewhere() -> list[Entry]:
    """Open files that who looks has handed in, and that turned out to be of packages of others."""
    looker = visitor.who()
    if looker.packages == ALL_PACKAGES:
        return []
    return [one for one in queue().entries(states=OPEN) if not sees(one) and looker.signed(one.received_by)]


def _still(one: Entry) -> Entry:
    """A file as it stands now; AccessError if it has become one of others."""
    found = queue().entry(one.entry_id)
    if found is None or not sees(found):
        raise AccessError("这份文件现在不在您的范围内，没有改动", "请刷新页面")
    return found


# --- what somebody does on the page ---


def times_sent() -> int:
    """How often this session handed in. Part of the widgets' keys, so that they are empty after each time."""
    return int(st.session_state.get(_SENT, 0))


def take(dropped: Sequence[Dropped], package: int | None, month: str | None) -> None:
    """Put what was dropped into the queue, and say so."""
    put = partial(queue().put, dropped, who(), package, month)
    names = "、".join(one.file_name or f"本月无 {'、'.join(one.nil)}" for one in dropped)
    place = f"包件{package} {month} " if package and month else ""
    done = acting.act(Right.UPLOAD, package, Action.HAND_IN, f"{place}{names}", put)
    st.session_state[_SENT] = times_sent() + 1
    if isinstance(done, SupervisionError):
        say(str(done))
    else:
        st.session_state[_DROP] = done
        st.query_params.pop("entry", None)


def store_all(files: Collection[Entry]) -> None:
    """Have files stored that nothing speaks against."""
    decide(files, Decision(who()))


def decide(files: Collection[Entry], decision: Decision) -> None:
    """Have files stored; says how many were too late, and what stopped it."""
    late = 0
    for one in files:
        done = acting.act(
            Right.UPLOAD, one.package, Action.APPROVE, named(one), partial(_decided, one, decision), told=_tell_late
        )
        if isinstance(done, SupervisionError):
            say(str(done))
            return
        late += not done
    if late:
        say(f"{late} 份文件的状态刚刚变了，没有改动；请看它们现在的状态")


def _decided(one: Entry, decision: Decision) -> int:
    _still(one)
    return queue().decide([one.entry_id], replace(decision, by=who()), of=(one.package, one.month))


def _tell_late(changed: Changed, done: int) -> None:
    if not done:
        changed.result, changed.note = "failed", "状态刚刚变了"


def choose(one: Entry, package: int, month: str) -> None:
    """Say for which package and month a file is."""

    def chosen() -> None:
        queue().choose(_still(one).entry_id, package, month, who())

    _attempt(package, Action.HAND_IN, f"{named(one)}，选定 包件{package} {month}", chosen)


def withdraw(one: Entry) -> None:
    """Take a file out of the queue."""
    _attempt(one.package, Action.WITHDRAW, named(one), lambda: queue().withdraw(_still(one).entry_id, who()))


def check_again(one: Entry) -> None:
    """Have a file checked again."""

    def checked() -> None:
        if not queue().check_again([_still(one).entry_id], who()):
            raise UploadError("这份文件的状态刚刚变了，没有重新检查", "请看它现在的状态再操作")

    _attempt(one.package, Action.HAND_IN, f"{named(one)}，重新检查", checked)


def _attempt(package: int | None, action: Action, object: str, work: Callable[[], None]) -> None:
    done = acting.act(Right.UPLOAD, package, action, object, work)
    if isinstance(done, SupervisionError):
        say(str(done))


def say(words: str) -> None:
    """Keep words for the next run."""
    st.session_state[_SAID] = words


def said() -> str:
    """What came of the last attempt; '' without anything."""
    return str(st.session_state.pop(_SAID, ""))


def opened(files: Sequence[Entry]) -> Entry | None:
    """The file that is looked at: the one of the address, else the newest that somebody must decide on; those that were
    dropped last in this session before all others."""
    asked = st.query_params.get("entry")
    if asked:
        return next((one for one in files if one.entry_id == asked), None) or _asked(asked)
    undecided = [one for one in files if one.state in DECIDABLE]
    own = [one for one in undecided if one.drop_id == st.session_state.get(_DROP)]
    shown = own or undecided
    return next(iter([*(one for one in shown if one.state != "ready"), *shown]), None)


def _asked(entry_id: str) -> Entry | None:
    """A file that an address names, if it is theirs who look; that of others is put on record."""
    found = queue().entry(entry_id)
    if found is None or sees(found):
        return found
    if found.package is not None:
        acting.note_foreign(found.package, f"链接 entry={entry_id}")
    return None


def clashes(files: Sequence[Entry]) -> Mapping[str, Entry]:
    """entry_id → another file that waits too and brings the same upload type for the same package and month. An earlier
    one with problems is none: once the corrected one is stored, it is done with."""
    waiting = [one for one in files if one.state in OPEN and one.datasets and one.package]
    return {
        one.entry_id: other
        for one in waiting
        for other in waiting
        if one is not other and (one.package, one.month) == (other.package, other.month)
        and one.datasets & other.datasets and not _is_corrected(other, one)
    }  # fmt: skip


def _is_corrected(earlier: Entry, later: Entry) -> bool:
    return earlier.state == "faulty" and earlier.entry_id < later.entry_id and earlier.datasets <= later.datasets


def can_be_stored(files: Sequence[Entry]) -> list[Entry]:
    """The files that nothing speaks against, in the order in which they came."""
    apart = clashes(files)
    return [
        one for one in reversed(files)
        if one.state == "ready" and not one.summary.get("replaces") and not one.summary.get("is_closed")
        and one.entry_id not in apart
    ]  # fmt: skip
