"""Which answers are looked at on the page 满意度: of one system, of one department, to one question; in the address."""

from collections.abc import Sequence

import streamlit as st

from kpi.answers import Answer
from kpi.satisfaction import count, interval_words, questions
from kpi.sentences import name_of
from pages.parts import filters, links
from pages.parts.text import escaped

PLACE = "answers"
"""Where on the page the answers begin."""
_ALL, _NONE = "all", "none"
_KEPT = ("pkg", "system", "department", "item", "q")


def here(words: str, css: str = "", **changed: str) -> str:
    """A link to this page with one thing chosen otherwise ('' for none), at the answers; words are HTML already."""
    now = {name: st.query_params[name] for name in _KEPT if name in st.query_params} | changed
    address = links.address("satisfaction", **{name: value for name, value in now.items() if value})
    return f"<a class='k-link {css}' target='_self' href='{escaped(address)}#{PLACE}'>{words}</a>"


def chosen(answers: Sequence[Answer]) -> list[Answer]:
    """The answers of the system and department chosen, with the choice drawn; all by default."""
    systems = sorted({one.system_id for one in answers if one.system_id})
    departments = sorted({one.department for one in answers if one.department})
    st.html(f"<h2 class='k-panel k-sat-choice' id='{PLACE}'>逐题、意见<small>可以只看一个系统或单位的答卷</small></h2>")
    with st.container(key="answers-of", horizontal=True, vertical_alignment="bottom"):
        with st.container(width=260):
            names = {_ALL: "全部系统", _NONE: "没有写系统"} | {one: f"{one} {name_of(one)}" for one in systems}
            system = filters.choose("system", "系统", names)
        with st.container(width=260):
            department = filters.choose("department", "单位", {_ALL: "全部单位"} | {one: one for one in departments})
        shown = [
            one
            for one in answers
            if system in (_ALL, one.system_id or _NONE) and department in (_ALL, one.department)
        ]  # fmt: skip
        if len(shown) < len(answers):
            st.html(f"<p class='k-sat-said'>这里看 {len(shown)} 份答卷：{interval_words(count(shown))}。</p>")
    return shown


def question(answers: Sequence[Answer]) -> str:
    """The question whose answers are wanted; '' for none."""
    asked = st.query_params.get("item", "")
    return asked if asked in {one.words for one in questions(answers)} else ""
