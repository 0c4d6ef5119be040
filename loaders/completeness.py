"""What of the months has come in: received, nil, late, missing, for every package, upload type and month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from loaders.batches import BatchInfo
from loaders.dataset import Dataset
from loaders.datasets import DATASETS
from loaders.uploads import Upload

State = Literal["received", "partial", "nil", "carried", "in_quarter", "missing", "due", "open", "not_due", "optional"]
CLOSED: tuple[State, ...] = ("received", "partial", "nil", "in_quarter", "not_due")
"""The states in which nobody is asked for the month: it has been reported, by its own batch or that of its quarter, or
it falls due later."""
LISTS_OF_CONTRACT = (1, 3)
"""Packages whose systems the tender names one by one, so that its list stands until they upload their own."""


class Slot(NamedTuple):
    """One package, upload type and month 'YYYY-MM'."""

    package: int
    dataset: str
    month: str


@dataclass(frozen=True)
class Standing:
    """How a slot stands.

    state: received; partial (some rows were refused); nil (said to be none); carried (an earlier month's list, or the
    contract's, stands for it); in_quarter (another month of the quarter has brought it); missing (its deadline has
    passed); due (the month is over, the deadline is not); open (the month is not over); not_due (it falls due with a
    later month of the quarter, as the verdict of the month says); optional. batch: the current one. stands_by: the
    batch of another month that speaks for this one. is_late: it first came in after the deadline.
    """

    state: State
    batch: BatchInfo | None = None
    is_late: bool = False
    stands_by: BatchInfo | None = None


def completeness(batches: Sequence[BatchInfo], upload_days: Mapping[str, int], now: datetime) -> dict[Slot, Standing]:
    """How every slot stands. batches: all of them, superseded ones too; upload_days: month → last day for it, of the
    next month."""
    current = {Slot(one.package, one.dataset, one.month): one for one in batches if one.state == "current"}
    first: dict[Slot, datetime] = {}
    for one in batches:
        slot = Slot(one.package, one.dataset, one.month)
        first[slot] = min(one.uploaded_at, first.get(slot, one.uploaded_at))
    slots = [
        Slot(package, dataset.name, month)
        for dataset in DATASETS.values()
        for package in dataset.packages
        for month in upload_days
    ]
    return {slot: _standing(slot, current, first, now, upload_days[slot.month]) for slot in slots}


def _standing(
    slot: Slot, current: dict[Slot, BatchInfo], first: dict[Slot, datetime], now: datetime, upload_day: int
) -> Standing:
    dataset, upload = DATASETS[slot.dataset], Upload(slot.package, slot.month, now)
    deadline = upload.ends_at + timedelta(days=upload_day)
    batch = current.get(slot)
    if batch is not None:
        state: State = "nil" if batch.is_nil else "partial" if batch.refused else "received"
        return Standing(state, batch, first[slot] >= deadline)
    elsewhere = _from_elsewhere(slot, dataset, upload, current)
    if elsewhere is not None:
        return elsewhere
    if dataset.cadence == "whenever":
        return Standing("optional")
    if upload.span(dataset)[1] != upload.ends_at:
        return Standing("not_due")
    return Standing("open" if now < upload.ends_at else "due" if now < deadline else "missing")


def _from_elsewhere(slot: Slot, dataset: Dataset, upload: Upload, current: dict[Slot, BatchInfo]) -> Standing | None:
    """How a slot stands by the batch of another month, or by the contract's list; None if nothing speaks for it."""
    own = {one.month: batch for one, batch in current.items() if (one.package, one.dataset) == slot[:2]}
    if dataset.cadence == "on_change":
        earlier = [month for month in own if month < slot.month]
        if earlier:
            return Standing("carried", stands_by=own[max(earlier)])
        listed = dataset.name == "systems" and slot.package in LISTS_OF_CONTRACT
        return Standing("carried") if listed else None
    if dataset.cadence == "quarterly":
        start, end = (f"{moment:%Y-%m}" for moment in upload.span(dataset))
        found = [month for month in own if start <= month < end]
        return Standing("in_quarter", stands_by=own[max(found)]) if found else None
    return None
