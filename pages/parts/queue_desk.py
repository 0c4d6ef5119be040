"""The queue of this process's store with its worker, and who acts on it. The worker lives as long as the server."""

import threading
from collections.abc import Collection, Mapping, Sequence
from functools import partial

import streamlit as st

from data.errors import SupervisionError
from data.store import Store
from kpi.measures import rebuild
from loaders.queue import Decision, Dropped, Entry, Queue
from loaders.queue_states import DECIDABLE, OPEN
from loaders.queue_worker import Worker
from pages.parts import guard, session

_SAID, _SENT = "queue_said", "times_sent"
_workers: dict[Store, Worker] = {}
_lock = threading.Lock()


def who() -> str:
    """Who acts on the pages of the queue. The only place that says so."""
    return "网页"


def queue() -> Queue:
    """The queue of the store; its worker is at work from the first call on."""
    return _worker(session.store()).queue


def _worker(store: Store) -> Worker:
    with _lock:
        if store not in _workers:
            _workers[store] = Worker(store, rebuild)
            _workers[store].start()
        return _workers[store]


def stop() -> None:
    """End all workers after the file at hand; called before the store is closed."""
    with _lock:
        for one in _workers.values():
            one.stop()
        _workers.clear()


# --- what somebody does on the page ---


def times_sent() -> int:
    """How often this session handed in. Part of the widgets' keys, so that they are empty after each time."""
    return int(st.session_state.get(_SENT, 0))


def take(dropped: Sequence[Dropped], package: int | None, month: str | None) -> None:
    """Put what was dropped into the queue, and say so."""
    done = guard.attempted(partial(queue().put, dropped, who(), package, month))
    st.session_state[_SENT] = times_sent() + 1
    if isinstance(done, SupervisionError):
        say(str(done))
    else:
        st.query_params.pop("entry", None)


def store_all(entries: Collection[Entry]) -> None:
    """Have files stored that nothing speaks against."""
    decide([one.entry_id for one in entries], Decision(who()))


def decide(entry_ids: Collection[str], decision: Decision) -> None:
    """Have files stored; says how many were too late."""
    done = guard.attempted(partial(queue().decide, entry_ids, decision))
    if isinstance(done, SupervisionError):
        say(str(done))
    elif done < len(entry_ids):
        say(f"{len(entry_ids) - done} 份文件的状态刚刚变了，没有改动；请看它们现在的状态")


def attempt(action: partial[None]) -> None:
    """Do something to the queue; what stopped it is said."""
    done = guard.attempted(action)
    if isinstance(done, SupervisionError):
        say(str(done))


def say(words: str) -> None:
    """Keep words for the next run."""
    st.session_state[_SAID] = words


def said() -> str:
    """What came of the last attempt; '' without anything."""
    return str(st.session_state.pop(_SAID, ""))


def opened(entries: Sequence[Entry]) -> Entry | None:
    """The file that is looked at: the one of the address, else the newest that somebody must decide on."""
    asked = st.query_params.get("entry")
    if asked:
        return next((one for one in entries if one.entry_id == asked), None) or queue().entry(asked)
    undecided = [one for one in entries if one.state in DECIDABLE]
    urgent = [one for one in undecided if one.state != "ready"]
    return next(iter([*urgent, *undecided]), None)


def clashes(entries: Sequence[Entry]) -> Mapping[str, Entry]:
    """entry_id → another file that waits too and brings the same upload type for the same package and month."""
    waiting = [one for one in entries if one.state in OPEN and one.datasets and one.package]
    return {
        one.entry_id: other
        for one in waiting
        for other in waiting
        if one is not other and (one.package, one.month) == (other.package, other.month)
        and one.datasets & other.datasets
    }  # fmt: skip


def can_be_stored(entries: Sequence[Entry]) -> list[Entry]:
    """The files that nothing speaks against, in the order in which they came."""
    apart = clashes(entries)
    return [
        one for one in reversed(entries)
        if one.state == "ready" and not one.summary.get("replaces") and not one.summary.get("is_closed")
        and one.entry_id not in apart
    ]  # fmt: skip
