"""Answers that look odd: repeated, or the same all the way. Flagged and counted, never removed."""

from collections.abc import Sequence

import streamlit as st

from kpi.answers import Answer
from kpi.satisfaction import LEAST_ALIKE_ITEMS, TELLING_COMMENT, OddAnswers, Rate, odd_answers, rate_of
from kpi.values import Finding
from kpi.words import shown_number, shown_value
from pages.parts.satisfaction_questions import degree, paged, place, who
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, package_name

_RULE = (
    f"重复：同一份文件里总体评价、各题回答和意见（{TELLING_COMMENT} 个字以上）都相同；没写意见的，还须系统和单位相同、"
    f"至少 {LEAST_ALIKE_ITEMS} 题、前后提交相隔不超过 10 分钟。各题同答：{LEAST_ALIKE_ITEMS} 题以上的回答全部相同。"
)


def draw(answers: Sequence[Answer], findings: Sequence[Finding]) -> None:
    """Counts and what the rate would be without them, then the answers themselves."""
    packages = [finding.indicator.package for finding in findings]
    odd = [odd_answers([one for one in answers if one.package == package]) for package in packages]
    st.html(
        "<section class='k-block k-sat-checks'><h2>需要核对的答卷"
        "<small>只作标记，不剔除；下表仅供核对，不是考核结果</small></h2>"
        f"{_table(findings, odd)}<p class='k-quiet k-sat-note'>{_RULE}不随上面所选的系统、单位变化。</p></section>"
    )
    groups = [group for one in odd for group in one.groups]
    if groups:
        with st.expander(f"重复的答卷：{len(groups)} 组，重复 {sum(one.again for one in odd)} 份"):
            numbered = [(f"第 {number} 组", one) for number, group in enumerate(groups, 1) for one in group]
            _draw_answers("重复的答卷", "组", numbered)
    straight = [(_same(one), one) for each in odd for one in each.straight]
    if straight:
        with st.expander(f"各题同答的答卷：{len(straight)} 份"):
            _draw_answers("各题同答的答卷", "各题都答", straight)


def _table(findings: Sequence[Finding], odd: Sequence[OddAnswers]) -> str:
    rows = [
        [
            escaped(package_name(finding.indicator.package)),
            f"<b>{escaped(shown_value(finding))}</b>",
            *_without(one.again, one.rates["repeated"]),
            *_without(len(one.straight), one.rates["straight"]),
            _without(one.again + len(one.straight), one.rates["both"])[1],
        ]
        for finding, one in zip(findings, odd, strict=True)
        if rate_of(finding).n
    ]
    heads = ("包件", "考核满意率", "重复", "去掉重复后", "各题同答", "去掉各题同答后", "两种都去掉后")
    return plain_table("需要核对的答卷", heads, rows, css="k-sat-odd")


def _draw_answers(caption: str, head: str, answers: Sequence[tuple[str, Answer]]) -> None:
    """Answers, each with a first cell of its own."""
    heads = (head, "总体评价", "意见建议", "系统、单位", "出处")
    rows = [[escaped(words), *_cells(one)] for words, one in paged(answers, caption)]
    st.html(plain_table(caption, heads, rows, css="k-sat-answers"))


def _without(number: int, rate: Rate) -> tuple[str, str]:
    """How many are flagged, and the rate without them; dashes where there are none."""
    nothing = f"<span class='k-quiet'>{NOTHING}</span>"
    if not number:
        return nothing, nothing
    left = f"<small>{rate.satisfied} / {rate.n}</small>"
    return f"{number} 份", nothing if rate.share is None else f"{shown_number(rate.share, 2, 'at_least')}%{left}"


def _same(answer: Answer) -> str:
    return next(answer.items[words] for words in answer.levels if words in answer.items)


def _cells(answer: Answer) -> list[str]:
    said = f"<span class='k-said'>{escaped(answer.comment or NOTHING)}</span>"
    return [degree(answer.level, answer.overall or ""), said, who(answer), place(answer)]
