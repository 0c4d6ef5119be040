"""可用率: how the systems of a package stood, day by day; a click on a cell explains every second of the day."""

from datetime import timedelta

import streamlit as st

from kpi.availability import within
from pages.parts import day_wall, filters, links, look, probing, session, uptime
from pages.parts.day_story import day_story
from pages.parts.text import cut_off_words, span_words
from pages.parts.trends import system_grid

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    st.title("可用率", width="stretch")
    with st.container(key="filters", width=260):
        period = filters.period()
package = filters.package()

card = session.scorecard(package, period)
whole = session.availability(package)
sheet = within(whole, card.period)
finding = uptime.finding_of(card, "availability")
assert finding is not None
months = session.trend(package)[finding.indicator.code]
shown = uptime.months_within(months, [str(month) for month in card.period.months])

days = {system_id: [one.day for one in found] for system_id, found in whole.days.items()}
chosen = filters.day_of_system(days)
with st.container(key="day"):  # it stands though empty: what comes after it keeps its place and is not drawn anew
    if chosen is not None:
        system_id, day = chosen
        around = {"前一天": day - timedelta(days=1), "后一天": day + timedelta(days=1)}
        reachable = {word: near for word, near in around.items() if near in days[system_id]}
        st.html(day_wall.mark_of(system_id, day))
        st.html(day_story(session.day_timeline(system_id, day), reachable))
st.html(uptime.head(card, sheet, shown, f"{span_words(card.period)}，{cut_off_words(card.as_of)}"))
look.put(day_wall.unreported_words(sheet, [one for one in card.period.months if one.first_day <= card.as_of]))
look.put(day_wall.day_wall(sheet, finding))
look.put(uptime.system_table(card, sheet))
left, right = st.columns([3, 2], gap="medium")
with left:
    uptime.draw_months(months)
with right:
    look.put(uptime.cause_list(sheet))
look.put(system_grid(finding.indicator, months, card.period))
look.put(probing.probe_section(session.probe_months(package), card.period))
st.html(f"<p class='k-foot'>到服务期末还可停机多少，见 {links.to('outlook', '展望', pkg=package)}。</p>")
