"""展望: can the indicators of a package still be reached by the end of the term, and what must happen for that?"""

import streamlit as st

from pages.parts import filters, look, prospects, session

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    st.title("展望", width="stretch")
package = filters.package()

found = session.outlook(package)
st.html(prospects.lead(found))
st.html(prospects.prospect_table(found, clauses=False))
clauses = prospects.prospect_table(found, clauses=True)
look.put(f"<p class='k-lead'>服务条款<span>不计分</span></p>{clauses}" if clauses else "")
with st.expander("怎么推算"):
    st.html(prospects.rules())
st.html(
    "<p class='k-foot'>“至今”是合同至今的实际值，与评分表相同。直推只是把近三个月（已结束、已报齐的月份）的速度"
    "直接延长到服务期末，不考虑季节和整改，仅供参考；缺数据的月份不在其中。</p>"
)
