"""What has been received of a package for a month, and what stands for it from other months."""

from collections.abc import Mapping

from loaders.completeness import Slot, Standing
from loaders.datasets import DATASETS
from pages.parts.slots import look_of


def received_list(package: int, month: str, standing: Mapping[Slot, Standing]) -> str:
    """A list of all kinds of data of a package with what the month has of each."""
    slots = [Slot(package, one.name, month) for one in DATASETS.values() if package in one.packages]
    lines = "".join(_line(slot, standing[slot]) for slot in slots)
    return f"<section class='k-received'><h3>{month} 的数据</h3><ul>{lines}</ul></section>"


def _line(slot: Slot, one: Standing) -> str:
    tone, sign, words = look_of(slot, one)
    title = DATASETS[slot.dataset].title
    return f"<li class='v-{tone}'><i>{sign}</i><span>{title}</span><b>{words}</b></li>"
