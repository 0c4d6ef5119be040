"""Enters the invented 整改 of the sample store by the way that everything is entered."""

from collections.abc import Callable
from datetime import datetime

from data.demo.rectifications import SAMPLE_RECTIFICATIONS, SUPERVISOR, SampleDeed, SampleRectification
from data.store import Store
from kpi.rectification import Rectification
from kpi.rectifying import Plan, accept, open_rectification, report_done, send_back


def enter_samples(store: Store, set_clock: Callable[[datetime], None]) -> None:
    """Enter them all in the order of time, the store's clock set to the moment of each before it.

    DefinitionError if the months do not miss what is to be put right.
    """
    deeds: list[tuple[datetime, int, SampleRectification, SampleDeed | None]] = []
    for place, sample in enumerate(SAMPLE_RECTIFICATIONS):
        deeds.append((sample.opened_at, place, sample, None))
        deeds += [(deed.at, place, sample, deed) for deed in sample.deeds]
    latest: dict[int, Rectification] = {}
    for moment, place, sample, deed in sorted(deeds, key=lambda one: one[:2]):
        set_clock(moment)
        latest[place] = _open(store, sample) if deed is None else _go_on(store, latest[place], deed)


def _open(store: Store, sample: SampleRectification) -> Rectification:
    plan = Plan(sample.cause, sample.measure, sample.responsible)
    return open_rectification(store, sample.package, sample.code, sample.period, plan, made_by=SUPERVISOR)


def _go_on(store: Store, seen: Rectification, deed: SampleDeed) -> Rectification:
    if deed.deed == "accept":
        return accept(store, seen, made_by=deed.by)
    if deed.deed == "send_back":
        return send_back(store, seen, deed.text, made_by=deed.by)
    file = (f"整改佐证_{seen.number}_{deed.at:%m%d}.txt", deed.text.encode())
    return report_done(store, seen, deed.done, file, made_by=deed.by)
