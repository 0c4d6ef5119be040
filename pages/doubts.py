"""疑点: what in the uploaded records does not fit together, and what was said to it. It never changes a score."""

import streamlit as st

from kpi.doubting import DOUBT_STATES, checks, strongest_first
from pages.parts import doubt_card, doubted, doubts_list, exports, filters, look, session
from pages.parts.text import cut_off_words

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    st.title("疑点", width="stretch")
    room = st.container(key="filters", width=640, horizontal=True)
packages = filters.some_packages()
every = strongest_first(one for package in packages for one in doubted.doubts(package))
with room:
    month = filters.choose("month", "月份", doubts_list.month_names(every))
    check = filters.choose(
        "check", "核对", {filters.ALL: "全部核对"} | {name: one.title for name, one in checks().items()}
    )
    states = {"todo": "待说明", "explained": DOUBT_STATES["explained"], filters.ALL: "待说明和已说明"}
    state = filters.choose("state", "状态", states)

reporting = session.packages_with_data()
chosen = [
    one
    for one in every
    if month in (filters.ALL, str(one.month))
    and check in (filters.ALL, one.check.name)
    and state in (filters.ALL, "todo" if one.is_open else "explained")
]
lead = [
    f"各张表互相核对 {len(checks())} 项",
    cut_off_words(session.as_of()),
    "没有上报的月份不核对",
    "只提问，不影响得分",
]
st.html(
    f"<p class='k-lead'>{doubts_list.summary(every, reporting)}{''.join(f'<span>{words}</span>' for words in lead)}</p>"
    + doubts_list.tiles(packages, reporting, month=month, check=check, state=state)
)
key = st.query_params.get("doubt", "")
if key:
    doubt_card.draw(key, every)
st.html(doubts_list.table(chosen, key) if chosen else doubts_list.nothing(every, reporting.intersection(packages)))
if chosen:
    exports.draw_table(packages, "疑点", doubts_list.HEADS, doubts_list.lines(chosen))
look.put(doubt_card.gone(packages, every))
with st.expander(f"核对的办法：{len(checks())} 项，各用什么门槛、为什么"):
    st.html(doubts_list.rules())
