"""包件: the target table of one package, judged, with the clauses that are broken below."""

import streamlit as st

from data.reference import packages
from kpi.remarks import weights_words
from pages.parts import cards, doubted, filters, look, session
from pages.parts.charts import count_verdicts, verdict_bar
from pages.parts.clauses_table import broken_block
from pages.parts.rectified import rectification_block
from pages.parts.tables import indicator_table
from pages.parts.text import cut_off_words, escaped, span_words
from pages.parts.undecided import system_table, undecided

st.page_link("overview.py", label="返回总览", icon=":material/arrow_back:", query_params=filters.kept())
with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    with st.container(width="stretch"):
        package = filters.package()
    with st.container(key="filters", width=260):
        period = filters.period()

card = session.scorecard(package, period)
has_data = package in session.packages_with_data()
stands = cards.standing(card, has_data)
with_data = session.packages_with_data()
others = [one for one in session.scorecards(period) if one.package in with_data]
beside = cards.compared(card, others, session.earlier_scorecard(package, period))
comparison = cards.comparison(beside) if has_data else ""
named = packages()[package]
counts = count_verdicts(one.finding for one in card.indicators)
st.html(
    f"<section class='k-summary t-{stands.tone}' data-package='{package}'>"
    f"<div class='k-who'><small>包件{package}</small><h1>{escaped(named.short_name)}</h1>"
    f"<p>{escaped(named.name)}</p><p>{escaped(named.contractor)}</p><p class='k-standing'>{stands.words}</p></div>"
    f"<div>{cards.score_block(card, has_data)}{comparison}</div>"
    f"<div><h2>{len(card.indicators)} 项指标</h2>{verdict_bar(counts, words=True)}</div></section>"
)
if not has_data:
    st.page_link("upload.py", label="去上报数据", icon=":material/upload_file:", query_params={"pkg": str(package)})
st.html(
    f"<p class='k-lead'>绩效目标表<span>{span_words(card.period)}</span><span>{cut_off_words(card.as_of)}</span>"
    f"<span>{weights_words(card)}</span><span>分数显示到两位小数、不进位，合计按未舍入的数</span></p>"
    f"{indicator_table(card, session.trend(package))}"
)
look.put(doubted.package_line(package))
look.put(rectification_block(card))
look.put(undecided(card))
look.put(system_table(card))
st.html(broken_block(card))
