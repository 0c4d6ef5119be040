"""指标: one indicator or clause, from its result down to the uploaded rows."""

import streamlit as st

from kpi.targets import current_contract
from pages.parts import closed_strip, evidence, filters, look, proof, rectifying, session, trends
from pages.parts.text import cut_off_words, span_words

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    with st.container(width="stretch"):
        code = filters.indicator()
    with st.container(key="filters", width=260):
        period = filters.period()
package = int(code[0])
is_clause = current_contract().indicator(package, code).is_clause
st.page_link(
    "clauses.py" if is_clause else "package.py",
    label=f"返回包件{package}{'的服务条款' if is_clause else ''}",
    icon=":material/arrow_back:",
    query_params=filters.kept(pkg=package),
)

card = session.scorecard(package, period)
finding = card.finding(code)
assert finding is not None
months = session.trend_of(package, code)
st.html(proof.summary(finding, card, months, f"{span_words(card.period)}，{cut_off_words(card.as_of)}"))
rectifying.draw(finding, card, period)
trends.draw_months_and_systems(finding, months)
look.put(trends.system_grid(finding.indicator, months, card.period))
look.put(closed_strip.evidence_note(finding, card.period))
evidence.draw(finding, session.evidence(package, code, period), period)
proof.draw_definition(finding)
