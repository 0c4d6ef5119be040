"""Answers that look odd: repeated, or the same all the way. Flagged and counted, never removed."""

from collections.abc import Sequence

import streamlit as st

from kpi.answers import Answer
from kpi.satisfaction import LEAST_ALIKE_ITEMS, TELLING_COMMENT, Rate, rates_without, repeated, straight_lined
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
    groups, straight = repeated(answers), straight_lined(answers)
    st.html(
        "<section class='k-block k-sat-checks'><h2>需要核对的答卷"
        "<small>只作标记，不剔除；下表仅供核对，不是考核结果</small></h2>"
        f"{_table(answers, findings)}<p class='k-quiet k-sat-note'>{_RULE}不随上面所选的系统、单位变化。</p></section>"
    )
    if groups:
        again = sum(len(group) - 1 for group in groups)
        with st.expander(f"重复的答卷：{len(groups)} 组，重复 {again} 份"):
            heads = ("组", "总体评价", "意见建议", "系统、单位", "出处")
            every = [one for group in groups for one in group]
            number = {id(one): at for at, group in enumerate(groups, 1) for one in group}
            rows = [[f"第 {number[id(one)]} 组", *_cells(one)] for one in paged(every, "repeated")]
            st.html(plain_table("重复的答卷", heads, rows, css="k-sat-answers"))
    if straight:
        with st.expander(f"各题同答的答卷：{len(straight)} 份"):
            rows = [[_same(one), *_cells(one)] for one in paged(straight, "straight")]
            heads = ("各题都答", "总体评价", "意见建议", "系统、单位", "出处")
            st.html(plain_table("各题同答的答卷", heads, rows, css="k-sat-answers"))


def _table(answers: Sequence[Answer], findings: Sequence[Finding]) -> str:
    rows = []
    for finding in findings:
        package = finding.indicator.package
        own = [one for one in answers if one.package == package]
        found = rates_without(own)
        again, straight = sum(len(group) - 1 for group in repeated(own)), len(straight_lined(own))
        rows.append(
            [
                escaped(package_name(package)),
                f"<b>{escaped(shown_value(finding))}</b>",
                _number(again), _rate(found["repeated"]),
                _number(straight), _rate(found["straight"]),
                _rate(found["both"]),
            ]
        )  # fmt: skip
    heads = ("包件", "考核满意率", "重复", "去掉重复后", "各题同答", "去掉各题同答后", "两种都去掉后")
    return plain_table("需要核对的答卷", heads, rows, css="k-sat-odd")


def _number(count: int) -> str:
    return f"{count} 份" if count else f"<span class='k-quiet'>{NOTHING}</span>"


def _rate(rate: Rate) -> str:
    if rate.share is None:
        return f"<span class='k-quiet'>{NOTHING}</span>"
    return f"{shown_number(rate.share, 2, 'at_least')}%<small>{rate.satisfied} / {rate.n}</small>"


def _same(answer: Answer) -> str:
    return escaped(next(answer.items[words] for words in answer.levels if words in answer.items))


def _cells(answer: Answer) -> list[str]:
    said = f"<span class='k-said'>{escaped(answer.comment or NOTHING)}</span>"
    return [degree(answer.level, answer.overall or ""), said, who(answer), place(answer)]
