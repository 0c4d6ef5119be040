"""Bars drawn as HTML: how findings are judged, and what of 100 points is won, open and lost."""

from collections import Counter
from collections.abc import Iterable

from kpi.score import Scorecard
from kpi.values import Finding, Verdict
from kpi.words import VERDICTS
from pages.parts.text import points
from pages.parts.verdicts import LOOKS

Counts = dict[Verdict, int]


def count_verdicts(findings: Iterable[Finding]) -> Counts:
    """How many findings have which verdict, in the order of the legend; those without any are left out."""
    counted = Counter(finding.verdict for finding in findings)
    return {name: counted[name] for name in LOOKS if counted[name]}


def verdict_bar(counts: Counts, *, words: bool) -> str:
    """A stacked bar of verdicts with its legend: sign, word and count. words: False leaves the words to the tooltip."""
    parts = "".join(
        f"<span class='f-{name}' style='flex-grow:{count}' title='{VERDICTS[name]} {count}'></span>"
        for name, count in counts.items()
    )
    unseen = "" if words else " class='k-unseen'"
    legend = "".join(
        f"<li class='v-{name}' title='{VERDICTS[name]}'><i>{LOOKS[name].sign}</i>"
        f"<span{unseen}>{VERDICTS[name]}</span><b>{count}</b></li>"
        for name, count in counts.items()
    )
    said = "，".join(f"{VERDICTS[name]} {count} 项" for name, count in counts.items())
    return f"<div class='k-bar' role='img' aria-label='{said}'>{parts}</div><ul class='k-legend'>{legend}</ul>"


def score_bar(card: Scorecard) -> str:
    """Of 100 points: won (solid), still open (hatched), lost (blank), with the possible range in words."""
    still_open, lost = card.high - card.low, 100 - card.high
    said = f"已得 {points(card.confirmed)} 分，最终在 {points(card.low)} 至 {points(card.high)} 分之间"
    parts = "".join(
        f"<span class='{name}' style='flex-basis:{width:.4f}%' title='{word} {points(width)} 分'></span>"
        for name, word, width in (
            ("won", "已得", card.confirmed), ("open", "未定", still_open), ("lost", "已失", lost)
        )
    )  # fmt: skip
    return f"<div class='k-score-bar' role='img' aria-label='{said}'>{parts}</div>"
