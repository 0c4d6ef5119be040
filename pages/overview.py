"""总览: the five packages at a glance. Which of them needs somebody, and why?"""

import streamlit as st

from kpi.periods import parse_period
from kpi.remarks import weights_words
from kpi.targets import current_contract
from pages.parts import attention, cards, filters, links, look, rectified, session, start
from pages.parts.charts import count_verdicts, verdict_bar
from pages.parts.matrix import indicator_matrix
from pages.parts.text import cut_off_words, span_words


def draw_board(period: str, with_data: set[int]) -> None:
    """The packages side by side, what needs somebody, and all indicators; on a large screen as much as fits on it."""
    as_of = session.as_of()
    scored = session.scorecards(period)
    months = span_words(parse_period(period, current_contract(), as_of))
    findings = [one.finding for card in scored for one in card.indicators]
    st.html(
        f"<p class='k-lead'>{current_contract().name}<span>{months}</span><span>{cut_off_words(as_of)}</span>"
        f"<span>{links.large_switch('', look.is_large())}</span></p>"
        f"<section class='k-all'><h2>全部 {len(findings)} 项指标</h2>"
        f"<div>{verdict_bar(count_verdicts(findings), words=True)}</div></section>"
    )
    st.html(attention.todo_strip(session.completeness(), scored, rectified.overdue()))
    earlier = {one.package: session.earlier_scorecard(one.package, period) for one in scored}
    cards.draw_cards(scored, with_data, earlier)
    attention.draw_attention(scored, with_data, look.is_large())
    if not look.is_large():
        st.html(
            f"<section class='k-block'><h2>指标矩阵<small>每格是该包件的实际值和结论，点开看依据</small></h2>"
            f"{indicator_matrix(scored)}</section>"
        )
        st.html(
            f"<p class='k-foot'>预计＝已得分÷已定权重×100，等级按预计：优≥90，良≥80，中≥60，差＜60。"
            f"未到期、缺数据的指标不计分也不扣分。{weights_words(scored[0])}，组内平均。</p>"
        )


with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    st.title("总览", width="stretch")
    with st.container(key="filters", width=260):
        chosen = filters.period()

reporting = session.packages_with_data()
if reporting:
    draw_board(chosen, reporting)
else:
    start.draw_three_steps()
