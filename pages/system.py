"""系统: one of the 38 on one page. When was it down, what broke, which indicators does it touch?"""

import streamlit as st

from data.reference import reference_systems
from pages.parts import filters, look, session, unreported, wall
from pages.parts.clauses_table import of_system
from pages.parts.text import cut_off_words, package_name, span_words

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    with st.container(width="stretch"):
        system_id = filters.system()
    with st.container(key="filters", width=260):
        period = filters.period()
package = int(system_id[1])
st.page_link(
    "package.py",
    label=f"返回{package_name(package)}",
    icon=":material/arrow_back:",
    query_params=filters.kept(pkg=package),
)
named = next(one for one in reference_systems() if one.system_id == system_id)
card = session.scorecard(package, period)
sheet = wall.within(session.system_sheet(system_id), card.period)
missing = unreported.months_by_dataset(package, card.period)
st.html(wall.head(named, sheet, missing, f"{span_words(card.period)}，{cut_off_words(card.as_of)}"))
st.html(wall.availability_wall(sheet))
st.html(of_system(card, system_id))
look.put(wall.touched_indicators(card, system_id))
st.html(wall.records("停机", sheet.outages, missing.get("outages", [])))
st.html(wall.records("故障工单", sheet.tickets, missing.get("incidents", [])))
