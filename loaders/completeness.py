"""What of the months has come in: received, nil, late, missing, for every package, upload type and month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from loaders.batches import BatchInfo
from loaders.dataset import Dataset
from loaders.datasets import DATASETS
from loaders.uploads import Upload

State = Literal["received", "partial", "nil", "carried", "missing", "due", "open", "optional"]
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

    state: received; partial (some rows were refused); nil (said to be none); carried (another month's batch, or the
    contract's list, stands for it); missing (its deadline has passed); due (the month is over, the deadline is not);
    open (the month is not over); optional. batch: the current one. is_late: it first came in after the deadline.
    """

    state: State
    batch: BatchInfo | None = None
    is_late: bool = False


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
    if _is_carried(slot, dataset, upload, current):
        return Standing("carried")
    if dataset.cadence == "whenever" or upload.span(dataset)[1] != upload.ends_at:
        return Standing("optional")
    return Standing("open" if now < upload.ends_at else "due" if now < deadline else "missing")


def _is_carried(slot: Slot, dataset: Dataset, upload: Upload, current: dict[Slot, BatchInfo]) -> bool:
    """Whether a batch of another month speaks for this one too."""
    own = [one.month for one in current if (one.package, one.dataset) == (slot.package, slot.dataset)]
    if dataset.cadence == "on_change":
        listed = dataset.name == "systems" and slot.package in LISTS_OF_CONTRACT
        return listed or any(month < slot.month for month in own)
    start, end = upload.span(dataset)
    return dataset.cadence == "quarterly" and any(f"{start:%Y-%m}" <= month < f"{end:%Y-%m}" for month in own)
