"""What is kept of readings of the store, for all who look; each is read once though many ask at the same time."""

import threading
from collections.abc import Callable
from datetime import date
from functools import cache

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from data import contents
from data.store import Store
from kpi.cameras import cameras as read_cameras
from kpi.evidence_sheet import evidence_sheet as lay_out_evidence
from kpi.faults import fault_records as read_faults
from kpi.score import as_of_default
from kpi.score import scorecard as judge_package
from pages.parts import scope

_USUALLY_KEPT = 20
_MOST_KEPT: dict[scope.Reading, int] = {judge_package: 200, lay_out_evidence: 8, read_cameras: 6, read_faults: 6}
"""How many results are kept of a reading that is small and asked often, or large."""


@cache
def kept(reading: scope.Reading) -> Callable[..., object]:
    """The reading, asked with the store, the version that last changed what it reads, to which packages its result is
    narrowed, and its own arguments. Whoever asks for what is just being read waits for it: thirty people who look when
    a month has come in do not read the same thing thirty times."""

    @cached(LRUCache(_MOST_KEPT.get(reading, _USUALLY_KEPT)), key=_key, condition=threading.Condition())
    def read(store: Store, version: int, own: scope.Scope, *given: object) -> object:
        return scope.narrowed(reading, reading(store, *given), own)

    return read


def _key(store: Store, version: int, own: scope.Scope, *given: object) -> object:
    return hashkey(store.path, version, own, *given)


@cached(LRUCache(20), key=lambda store, version, package: hashkey(store.path, version, package), lock=threading.Lock())
def changed_in(store: Store, version: int, package: int) -> int:
    """The newest version up to the current one, `version`, that changed what is read of a package."""
    with store.reading() as cursor:
        return contents.changed_in(cursor, package)


@cached(LRUCache(20), key=lambda store, version, today: hashkey(store.path, version, today), lock=threading.Lock())
def cut_off(store: Store, version: int, today: date) -> date:
    """The default data cut-off, which moves with what is published and with the day."""
    return as_of_default(store)


def forget() -> None:
    """Keep nothing any more."""
    kept.cache_clear()
    changed_in.cache.clear()
    cut_off.cache.clear()
