"""服务条款: the duties beyond the target tables. Which are broken, and what does acceptance still lack?"""

import streamlit as st

from kpi.clauses import binding, count_states, divergences
from kpi.states import STATES, state_of
from pages.parts import clauses_acceptance, clauses_table, clauses_twice, filters, look, session
from pages.parts.text import cut_off_words, span_words

head, below = st.container(key="head", horizontal=True, vertical_alignment="bottom"), st.container()
with below.container(key="whose", horizontal=True, vertical_alignment="center"):
    package = filters.package()
    view = filters.clause_view({"list": "全部条款", "acceptance": "验收清单"})
with head:
    st.title("服务条款", width="stretch")

if view == "acceptance":
    st.html(
        f"<p class='k-lead'>{cut_off_words(session.as_of())}<span>标书六、验收要求中的条款</span>"
        "<span>点“看明细”到上报的每一行</span></p>"
    )
    for stage in clauses_acceptance.STAGES:
        st.html(clauses_acceptance.checklist(stage, session.scorecard(package, stage.period)))
    st.stop()

with head, st.container(key="filters", width=640, horizontal=True):
    period = filters.period()
    system_id = filters.system_of(package)
    card = session.scorecard(package, period)
    bound = binding(card.clauses, system_id)
    counts = count_states(bound)
    names = {filters.ALL: f"全部 {len(bound)} 条"} | {one: f"{STATES[one]} {counts.get(one, 0)}" for one in STATES}
    state = filters.choose("state", "结论", names)
with below:
    if package not in session.packages_with_data():
        st.html(clauses_table.nothing_reported(package))
    twice = [one for one in divergences(card) if one.clause in bound]
    st.html(
        f"<p class='k-lead'>{span_words(card.period)}<span>{cut_off_words(card.as_of)}</span>"
        f"<span>服务条款不计分</span><span>示例值和标书没有写数量的，不算未达标</span>{clauses_twice.jump(twice)}</p>"
    )
    kept = {"pkg": package} | ({"system": system_id} if system_id else {})
    st.html(clauses_table.tiles(bound, state, **kept))
    shown = [one for one in bound if state in (filters.ALL, state_of(one))]
    table = clauses_table.clause_table(shown, system_id, broken_first=state == filters.ALL)
    look.put(table if shown else "<p class='k-quiet'>没有这样的条款。</p>")
    look.put(clauses_twice.block(twice))
