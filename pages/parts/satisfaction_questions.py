"""The questions as diverging bars, and the answers to one of them."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import streamlit as st

from kpi.answers import LEVELS, OVERALL, Answer, Questionnaires
from kpi.satisfaction import Question, questions
from kpi.sentences import name_of
from kpi.words import shown_number
from pages.parts import satisfaction_choice as choice
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped

Row = TypeVar("Row")
PAGE_ROWS = 10
_ROOM = 7.0
"""A part of the bar of so many percent has room for its number."""
_NEUTRAL = 3
"""Through this one goes the middle line."""


def likert(answers: Sequence[Answer], asked: str, note: str) -> str:
    """A bar a question, the least satisfying first: discontent to the left of the middle, content to the right, 一般
    half on each side. asked: the question opened; note: HTML below."""
    found = questions(answers)
    if not found:
        return f"<section class='k-block'><h2>逐题满意度</h2><p class='k-quiet'>没有可算的回答。</p>{note}</section>"
    left = max(_discontent(one) for one in found)
    right = max(100 - _discontent(one) for one in found)
    lines = "".join(_line(one, left, left + right, one.words == asked) for one in found)
    key = "".join(f"<li><i class='s-{level}'></i>{words}</li>" for level, words in LEVELS.items())
    return (
        "<section class='k-block k-likert'><h2>逐题满意度"
        "<small>从低到高；中线左边不满意，右边满意，一般各半；点一题看它的回答</small></h2>"
        f"<div class='k-likert-lines'>{lines}</div><ul class='k-legend'>{key}</ul>"
        "<p class='k-quiet k-sat-note'>0-100 分：90 起很满意，80 起满意，60 起一般，40 起不满意，以下很不满意；"
        f"1-5 分取整数部分。</p>{note}</section>"
    )


def _shares(question: Question) -> list[float]:
    return [100 * number / question.rate.n for number in question.counts]


def _discontent(question: Question) -> float:
    """What lies left of the middle: both kinds of discontent, and half of 一般."""
    very, some, neutral, *_ = _shares(question)
    return very + some + neutral / 2


def _line(question: Question, left: float, whole: float, is_asked: bool) -> str:
    parts = "".join(
        f"<i class='s-{level}' style='width:{share / whole * 100:.3f}%'"
        f" title='{LEVELS[level]} {number} 份，{share:.1f}%'>"
        f"{f'{share:.0f}' if share >= _ROOM and level != _NEUTRAL else ''}</i>"
        for level, (share, number) in enumerate(zip(_shares(question), question.counts, strict=True), 1)
        if number
    )
    said = "，".join(f"{words} {number} 份" for words, number in zip(LEVELS.values(), question.counts, strict=True))
    begin = (left - _discontent(question)) / whole * 100
    bar = (
        f"<span class='k-likert-bar' role='img' aria-label='{said}'><i style='width:{begin:.3f}%'></i>{parts}"
        f"<u style='left:{left / whole * 100:.3f}%'></u></span>"
    )
    rate = question.rate
    words = (
        f"<em>{escaped(question.words)}</em>{bar}<b>{shown_number(rate.share or 0, 1, 'at_least')}%</b>"
        f"<small>{rate.n} 份{' · 样本少' if rate.is_small else ''}</small>"
    )
    css = "k-likert-line" + (" k-asked" if is_asked else "") + (" k-overall" if question.words == OVERALL else "")
    return choice.here(words, css, item="" if is_asked else question.words)


def left_out(answers: Sequence[Answer], handed_in: Iterable[Questionnaires]) -> str:
    """The further columns of the files looked at that are not rated, and why; '' if there are none."""
    batches = {one.batch_id for one in answers}
    found = [one for each in handed_in for one in each.unrated if one.batch_id in batches]
    if not found:
        return ""
    lines = "".join(
        f"<li>“{escaped(one.question)}” {one.answers} 份回答：{one.reason}<small>{escaped(one.batch_id)}</small></li>"
        for one in found
    )
    return f"<details class='k-sat-out'><summary>{len(found)} 列没有当作满意度题目</summary><ul>{lines}</ul></details>"


def draw_answers(answers: Sequence[Answer], asked: str) -> None:
    """The answers to a question, the least content first, each with its place in the file."""
    found = sorted(
        (one for one in answers if asked in one.levels), key=lambda one: (one.levels[asked], one.answered_at)
    )
    st.html(
        f"<h2 class='k-panel k-sat-asked'>“{escaped(asked)}”的回答<small>{len(found)} 份有效，从低到高</small>"
        f"{choice.here('收起', 'k-more', item='')}</h2>"
    )
    rows = [
        [
            degree(one.levels[asked], (one.overall if asked == OVERALL else one.items.get(asked)) or ""),
            NOTHING if asked == OVERALL else escaped(one.overall or NOTHING),
            who(one),
            f"<span class='k-said'>{escaped(one.comment or NOTHING)}</span>",
            place(one),
        ]
        for one in paged(found, f"answers-{asked}")
    ]
    st.html(plain_table("回答", ("回答", "总体评价", "系统、单位", "意见建议", "出处"), rows, css="k-sat-answers"))


def paged(found: Sequence[Row], key: str) -> Sequence[Row]:
    """Those of the page turned to, with the pages drawn above if there are several."""
    pages = -(-len(found) // PAGE_ROWS)
    page = st.pagination(pages, key=key) if pages > 1 else 1
    return found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]


def degree(level: int | None, written: str) -> str:
    """A degree with its colour, and what was written if it is not the same word."""
    if level is None:
        return f"<span class='k-degree'>无效<small>{escaped(written)}</small></span>"
    also = "" if written in ("", LEVELS[level]) else f"<small>{escaped(written)}</small>"
    return f"<span class='k-degree'><i class='s-{level}'></i>{LEVELS[level]}{also}</span>"


def who(answer: Answer) -> str:
    """The system and the department of an answer."""
    system = name_of(answer.system_id) if answer.system_id else f"包件{answer.package}"
    return f"<span class='k-place'>{escaped(system)}<small>{escaped(answer.department or '没有写单位')}</small></span>"


def place(answer: Answer) -> str:
    """Where an answer stands in which file."""
    return (
        f"<span class='k-place'>{escaped(answer.response_id)} · {answer.answered_at:%Y-%m-%d %H:%M}"
        f"<small>{escaped(answer.file or answer.batch_id)}，"
        f"表“{escaped(answer.sheet or '')}”，第 {answer.row} 行</small></span>"
    )
