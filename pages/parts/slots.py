"""How an upload of a month stands, in one set of words for every page: colour, sign, word."""

from typing import NamedTuple

from loaders.completeness import Slot, Standing, State
from loaders.datasets import DATASETS


class Look(NamedTuple):
    """Verdict colour, sign, words."""

    tone: str
    sign: str
    words: str


LOOKS: dict[State, Look] = {
    "received": Look("met", "✓", "已报"),
    "nil": Look("met", "∅", "本月无"),
    "in_quarter": Look("met", "✓", "本季已报"),
    "carried": Look("met", "↩", "沿用"),
    "partial": Look("behind", "！", "部分入库"),
    "due": Look("on_track", "…", "待报"),
    "missing": Look("no_data", "？", "缺"),
    "open": Look("not_due", "○", "当月"),
    "not_due": Look("not_due", "–", "未到期"),
    "optional": Look("not_due", "·", "有才报"),
}
"""The word for each state; of one upload `look_of` says more."""


def look_of(slot: Slot, one: Standing) -> Look:
    """How one upload stands: what it has of rows, or by which month it stands."""
    look = LOOKS[one.state]
    if one.batch is not None and one.batch.is_nil:
        return look._replace(words=_nil_words(slot))
    if one.batch is not None:
        refused = f"，{one.batch.refused} 行未入库" if one.batch.refused else ""
        return look._replace(words=f"{one.batch.rows:,} 行{refused}")
    if one.state == "carried":
        return look._replace(words=f"沿用 {one.stands_by.month}" if one.stands_by else "按合同清单")
    if one.state == "in_quarter" and one.stands_by is not None and one.stands_by.is_nil:
        return LOOKS["nil"]._replace(words=_nil_words(slot))
    return look


def _nil_words(slot: Slot) -> str:
    return "本季无" if DATASETS[slot.dataset].cadence == "quarterly" else "本月无"
