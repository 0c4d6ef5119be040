"""What the discontent write, searchable."""

from collections.abc import Sequence

import streamlit as st

from kpi.answers import Answer
from kpi.satisfaction import LOW_UP_TO, comments, low_answers
from pages.parts import filters
from pages.parts.satisfaction_questions import degree, paged, place, who
from pages.parts.tables import plain_table
from pages.parts.text import escaped


def draw(answers: Sequence[Answer]) -> None:
    """Comments beside low answers, the lowest first; with a text, all comments that hold it."""
    low = low_answers(answers)
    with st.container(key="comments", horizontal=True, vertical_alignment="bottom"):
        head = st.container(width="stretch")
        with st.container(width=300):
            text = filters.text("q", "查找意见", "意见中的文字，如“慢”")
    found = comments(answers, text)
    head.html(f"<h2 class='k-panel'>意见<small>{_note(low, found, text)}</small></h2>")
    if not found:
        st.html("<p class='k-quiet'>没有这样的意见。</p>")
        return
    rows = [
        [degree(one.level, one.overall or ""), _marked(one.comment or "", text), who(one), place(one)]
        for one in paged(found, f"comments-{text}")
    ]
    st.html(plain_table("意见", ("总体评价", "意见建议", "系统、单位", "出处"), rows, css="k-sat-answers"))


def _note(low: Sequence[Answer], found: Sequence[Answer], text: str) -> str:
    if text:
        of_low = sum(one.level is not None and one.level <= LOW_UP_TO for one in found)
        return f"全部意见中有“{escaped(text)}”的 {len(found)} 条，其中一般及以下 {of_low} 条"
    return f"评价一般及以下的 {len(low)} 份中写了意见的 {len(found)} 份，从最不满意的看起"


def _marked(comment: str, text: str) -> str:
    """The comment with the text looked for marked where it first stands."""
    at = comment.casefold().find(text.casefold()) if text else -1
    if at < 0:
        return escaped(comment)
    end = at + len(text)
    return f"{escaped(comment[:at])}<mark>{escaped(comment[at:end])}</mark>{escaped(comment[end:])}"
