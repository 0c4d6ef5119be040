"""Where the tender asks two things of the same: both wordings and both verdicts side by side, each under its name."""

from collections.abc import Sequence

from kpi.clauses import Divergence
from kpi.states import STATES, state_of
from kpi.values import Finding
from kpi.words import shown_target, shown_value
from pages.parts import links
from pages.parts.clauses_table import pill, wording
from pages.parts.text import escaped

PLACE = "twice"
"""Where the block stands on the page."""


def block(found: Sequence[Divergence]) -> str:
    """The block 标书前后不一; '' where the tender is of one mind."""
    if not found:
        return ""
    articles = "".join(_article(one) for one in found)
    return (
        f"<section class='k-block k-twice' id='{PLACE}'><h2>标书前后不一<small>{len(found)} 处</small></h2>"
        "<p class='k-why'>对同一件事，标书写了两种以上的要求。这里不替标书选：各条按自己的写法判，分别列出；"
        f"以哪一种为准，请大数据中心确认。</p>{articles}</section>"
    )


def jump(found: Sequence[Divergence]) -> str:
    """A link to the block; '' where there is none."""
    return f"<span><a class='k-link k-jump' href='#{PLACE}'>标书前后不一 {len(found)} 处</a></span>" if found else ""


def _article(one: Divergence) -> str:
    sides = "".join(_side(finding) for finding in one.sides)
    return (
        f"<article data-code='{one.clause.indicator.code}'><p class='k-sentence'>{_sentence(one)}</p>"
        f"<div class='k-sides'>{sides}</div></article>"
    )


def _sentence(one: Divergence) -> str:
    targets = [shown_target(side.indicator) for side in one.sides]
    if len(set(targets)) < len(targets):  # the same number of different cases: their names tell them apart
        targets = [side.indicator.name for side in one.sides]
    asked = "，".join(
        f"{side.indicator.code} 要求“{escaped(target)}”" for side, target in zip(one.sides, targets, strict=True)
    )
    states = [STATES[state_of(side)] for side in one.sides]
    if len(set(states)) == 1:
        return f"{asked}；各种写法的结论都是{states[0]}。"
    judged = "，".join(f"{side.indicator.code} {state}" for side, state in zip(one.sides, states, strict=True))
    return f"{asked}；结论因写法而异：{judged}。"


def _side(finding: Finding) -> str:
    one = finding.indicator
    return (
        f"<div class='v-{state_of(finding)}' data-code='{one.code}'>"
        f"<h3>{links.indicator(one.code, f'<small>{one.code}</small>{escaped(one.name)}')}</h3>{wording(one)}"
        f"<p><span><b class='k-value'>{escaped(shown_value(finding))}</b>"
        f"<small>{escaped(one.definition.title)}</small></span>{pill(finding)}</p></div>"
    )
