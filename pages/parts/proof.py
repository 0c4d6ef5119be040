"""The proof of a number: the sentence, the formula with its figures, the definition itself."""

from collections.abc import Mapping

import streamlit as st

from kpi.remarks import beside, remarks
from kpi.score import Scorecard
from kpi.sentences import cause_words, reckoning, sentence
from kpi.targets import current_contract
from kpi.values import Finding
from kpi.words import shown_target, shown_value
from loaders.datasets import DATASETS
from pages.parts import claimed, links
from pages.parts.clauses_table import bound_words, pill
from pages.parts.text import escaped, points


def summary(finding: Finding, card: Scorecard, months: Mapping[str, Finding], when: str) -> str:
    """The result at the head of the page: value, target, verdict, points, and all of it as one sentence."""
    one = finding.indicator
    scored = next((line for line in card.indicators if line.finding.indicator.code == one.code), None)
    won = (
        f"<div><small>得分</small><b>{points(scored.points)}</b><span>满分 {points(scored.weight)}</span></div>"
        if scored
        else "<div><small>得分</small><b>—</b><span>服务条款，不计分</span></div>"
    )
    said = "；".join(words for words in (sentence(finding), cause_words(finding, months)) if words)
    tags = "".join(f"<span class='k-tag'>{escaped(words)}</span>" for words in remarks(finding))
    tagged = f"<p class='k-tags'>{tags}</p>" if tags else ""
    figures = beside(finding)
    return (
        f"<section class='k-finding v-{finding.verdict}' data-code='{one.code}'>"
        f"<header><small>{one.code}</small><h1>{escaped(one.name)}</h1><span>{when}</span>{pill(finding)}</header>"
        f"<p class='k-sentence'>{escaped(said)}。</p>"
        f"<div class='k-figures'><div><small>实际值</small><b class='k-value'>{escaped(shown_value(finding))}</b>"
        f"<span>{escaped(figures) if figures else ''}</span></div>"
        f"<div><small>目标值</small><b>{escaped(shown_target(one))}</b>"
        f"<span>{escaped(' / '.join(one.group))}</span></div>{won}</div>"
        f"{_said_by_tender(finding)}{_reckoned(finding)}"
        f"{claimed.value_note(card, one.code)}{tagged}</section>"
    )


def _said_by_tender(finding: Finding) -> str:
    """The tender's words of a clause, whom they bind, and what else it asks of the same thing."""
    one = finding.indicator
    codes = current_contract().contradicting(one)
    links_to = "、".join(links.indicator(code, code) for code in codes)
    twice = f"<span>标书另有写法：{links_to}，各按各的判</span>" if codes else ""
    if not one.is_clause:
        return f"<p class='k-tender'>{twice}</p>" if twice else ""
    also = "".join(f"<q>{escaped(words)}</q>" for words in one.also)
    return (
        f"<p class='k-tender'><small>标书 {escaped(one.heading)}</small><q>{escaped(one.wording)}</q>{also}"
        f"<span>约束 {bound_words(one)}</span>{twice}</p>"
    )


def _reckoned(finding: Finding) -> str:
    measure, figures = finding.indicator.definition, reckoning(finding)
    shown = f"<b>{escaped(figures)}</b>" if figures else ""
    return f"<p class='k-formula'><small>怎么算</small><span>{escaped(measure.formula)}</span>{shown}</p>"


def draw_definition(finding: Finding) -> None:
    """What the measure is, where it comes from, which data it needs, and the query itself."""
    measure = finding.indicator.definition
    needs = "、".join(DATASETS[name].title for name in measure.needs if name in DATASETS) or "不要求"
    uses = "、".join(DATASETS[name].title for name in measure.uses if name in DATASETS)
    with st.expander("口径定义和查询语句"):
        st.html(
            f"<dl class='k-definition'><dt>口径</dt><dd>{escaped(measure.title)}（{escaped(measure.unit)}）</dd>"
            f"<dt>公式</dt><dd>{escaped(measure.formula)}</dd><dt>依据</dt><dd>{escaped(measure.source)}</dd>"
            f"<dt>必须报齐</dt><dd>{needs}</dd>" + (f"<dt>可以没有</dt><dd>{uses}</dd>" if uses else "") + "</dl>"
        )
        st.code(measure.sql, language="sql", wrap_lines=True)
