"""满意度: how content are the users, how sure is that, with what are they not, and which answers look odd?"""

import streamlit as st

from kpi.answers import within
from kpi.satisfaction import indicator_of
from pages.parts import filters, look, session, start
from pages.parts import satisfaction_checks as checks
from pages.parts import satisfaction_choice as choice
from pages.parts import satisfaction_comments as comments
from pages.parts import satisfaction_questions as questions
from pages.parts import satisfaction_rates as rates
from pages.parts import satisfaction_trend as trend
from pages.parts.text import cut_off_words, span_words

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    st.title("满意度", width="stretch")
    with st.container(key="filters", width=260):
        period = filters.period()
packages = filters.some_packages()

if not session.packages_with_data():
    start.draw_three_steps()
    st.stop()

cards = {package: session.scorecard(package, period) for package in packages}
findings = [finding for package, card in cards.items() if (finding := card.finding(indicator_of(package).code))]
as_of = session.as_of()
st.html(
    f"<p class='k-lead'>{span_words(cards[packages[0]].period)}<span>{cut_off_words(as_of)}</span>"
    "<span>满意率与评分表相同；区间为 95% 置信区间（威尔逊法）</span></p>"
)
st.html(rates.cards(findings) if len(packages) > 1 else rates.head(findings[0]))
quarters = {package: session.satisfaction_by_quarter(package) for package in packages}
look.put(trend.grid(quarters))

handed_in = {package: session.questionnaires(package) for package in packages}
answers = [
    answer
    for finding in findings
    for answer in within(handed_in[finding.indicator.package].answers, finding.covered_months, as_of)
]
left, right = st.columns(2, gap="medium")
with left:
    trend.draw(quarters)
    look.put(rates.department_table(answers, findings[0].indicator))
with right:
    look.put(rates.system_table(findings))
if not answers:
    st.html("<p class='k-quiet'>所选期间没有答卷，没有系统、单位、题目和意见可看。</p>")
    st.stop()

shown = choice.chosen(answers)
asked = choice.question(shown)
st.html(questions.likert(shown, asked, questions.left_out(answers, handed_in.values())))
if asked:
    questions.draw_answers(shown, asked)
comments.draw(shown)
checks.draw(answers, findings)
