"""What somebody should look at: the to-do strip, and missed, lagging and missing lines ranked by what they cost."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from data.reference import packages
from kpi.remarks import lost
from kpi.score import Scorecard, ScoredFinding
from kpi.sentences import cause_words, sentence
from loaders.completeness import Slot, Standing
from loaders.datasets import DATASETS
from pages.parts import doubted, links, session
from pages.parts.text import escaped, points
from pages.parts.verdicts import LOOKS

SHOWN_LINES = 10
_LINES_ON_LARGE = 7
_ORDER = {"missed": 0, "behind": 1, "no_data": 2}


def todo_strip(standing: Mapping[Slot, Standing], cards: Sequence[Scorecard], overdue: Mapping[int, int]) -> str:
    """What is missing, due, refused or open past its limit, each with its number and where to go. overdue: package →
    how many of its rectifications are."""
    items = [
        _missing(standing),
        _due(standing),
        _refused(standing),
        _open(cards),
        _overdue(overdue),
        doubted.todo_item([card.package for card in cards]),
    ]
    said = "".join(item for item in items if item)
    return (
        f"<section class='k-todo'><h2>待办</h2><ul>{said or '<li class=v-met><i>✓</i>没有要办的</li>'}</ul></section>"
    )


def _missing(standing: Mapping[Slot, Standing]) -> str:
    slots = [slot for slot, one in standing.items() if one.state == "missing"]
    return _item("no_data", f"{len(slots)} 份数据过期未报", _where(slots), slots) if slots else ""


def _due(standing: Mapping[Slot, Standing]) -> str:
    slots = [slot for slot, one in standing.items() if one.state == "due"]
    return _item("on_track", f"{len(slots)} 份数据待报，快到期", _where(slots), slots) if slots else ""


def _refused(standing: Mapping[Slot, Standing]) -> str:
    found = {slot: one.batch.refused for slot, one in standing.items() if one.state == "partial" and one.batch}
    return _item("behind", f"{sum(found.values())} 行未入库", _where(list(found)), list(found)) if found else ""


def _item(tone: str, words: str, where: str, slots: Sequence[Slot]) -> str:
    link = links.to("batches", f"<b>{words}</b><small>{escaped(where)}</small>", pkg=slots[0].package)
    return f"<li class='v-{tone}'><i>{LOOKS[tone].sign}</i>{link}</li>"  # type: ignore[index]


def _where(slots: Sequence[Slot]) -> str:
    """'包件4 2026-10 巡检记录', or how many there are of each package."""
    if len(slots) <= 2:
        return "、".join(f"包件{one.package} {one.month} {DATASETS[one.dataset].title}" for one in slots)
    return "，".join(
        f"包件{package} {count} 份" for package, count in sorted(Counter(s.package for s in slots).items())
    )


def _open(cards: Sequence[Scorecard]) -> str:
    """Cases open past their limit, counted once a package though two indicators may look at the same."""
    found = {}
    for card in cards:
        late = [one.finding.beside.get("over_limit_open") or 0 for one in card.indicators]
        if max(late, default=0):
            found[card.package] = int(max(late))
    if not found:
        return ""
    where = "，".join(f"包件{package} {count} 件" for package, count in found.items())
    link = links.to("faults", f"<b>有超时未结的故障</b><small>{where}</small>", pkg=next(iter(found)), list="open")
    return f"<li class='v-behind'><i>{LOOKS['behind'].sign}</i>{link}</li>"


def _overdue(overdue: Mapping[int, int]) -> str:
    if not overdue:
        return ""
    where = "，".join(f"包件{package} {count} 项" for package, count in overdue.items())
    words = f"<b>{sum(overdue.values())} 项整改逾期</b><small>{where}</small>"
    link = links.to("package", words, pkg=next(iter(overdue)))
    return f"<li class='v-missed'><i>{LOOKS['missed'].sign}</i>{link}</li>"


def draw_attention(cards: Iterable[Scorecard], with_data: set[int], is_large: bool) -> None:
    """The lines to look at, the costliest first; those that do not fit at once under a fold.

    Packages without any data say so on their cards; their lines are left out.
    """
    found = [
        (card, one)
        for card in cards
        if card.package in with_data
        for one in card.indicators
        if one.finding.verdict in _ORDER
    ]
    found.sort(key=lambda pair: (_ORDER[pair[1].finding.verdict], -lost(pair[1]), pair[1].finding.indicator.code))
    lines = [_line(card, scored) for card, scored in found]
    shown = _LINES_ON_LARGE if is_large else SHOWN_LINES
    note = f"按失分从多到少，再是滞后和缺数据{f'；共 {len(lines)} 条' if is_large else '；点一行看依据'}"
    if lines:
        st.html(
            f"<section class='k-block'><h2>需要关注<small>{note}</small></h2>"
            f"<ol class='k-attention'>{''.join(lines[:shown])}</ol></section>"
        )
    if lines[shown:] and not is_large:
        with st.expander(f"其余 {len(lines) - shown} 条"):
            st.html(f"<ol class='k-attention'>{''.join(lines[shown:])}</ol>")


def _line(card: Scorecard, scored: ScoredFinding) -> str:
    finding = scored.finding
    cause = cause_words(finding, session.trend(card.package)[finding.indicator.code])
    words = f"<b>包件{card.package} {escaped(packages()[card.package].short_name)}</b>{escaped(sentence(finding))}"
    words += f"；{escaped(cause)}" if cause else ""
    cost = f"<em>−{points(lost(scored))} 分</em>" if lost(scored) > 0 else f"<em>{points(scored.weight)} 分未定</em>"
    link = links.indicator(finding.indicator.code, words)
    return f"<li class='v-{finding.verdict}'><i>{LOOKS[finding.verdict].sign}</i>{link}{cost}</li>"
