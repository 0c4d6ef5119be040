"""搜索: systems, tickets, outages and assets by a part of their number or name."""

import streamlit as st

from kpi.search import MOST_HITS
from pages.parts import camera_records, session
from pages.parts.finds import hit_table
from pages.parts.text import escaped

text = st.query_params.get("q", "")
with st.container(key="head"):
    st.title("搜索")
hits = session.found(text)
if not text.strip():
    st.html("<p class='k-lead'>在左边输入系统、工单、停机或资产的编号或名称的一部分。</p>")
elif not hits:
    st.html(f"<p class='k-lead'>没有找到“{escaped(text)}”。可以只输入编号或名称的一部分。</p>")
else:
    count = f"{len(hits)} 条" if len(hits) < MOST_HITS else f"超过 {MOST_HITS} 条，没有全部列出，请写得更具体"
    st.html(f"<p class='k-lead'>“{escaped(text)}”：{count}</p>{hit_table(hits, camera_records.listed())}")
