"""更正与申诉: claims on records, decided by a supervisor; accepted ones lie over the records and never change them."""

import streamlit as st

from kpi.claim_kinds import CLAIM_KINDS
from kpi.claims import CLAIM_STATES
from pages.parts import claim_form, claim_list, claim_panel, filters, look

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    st.title("更正与申诉", width="stretch")
    with st.container(key="filters", width=660, horizontal=True, vertical_alignment="bottom"):
        packages = filters.packages_listed()
        state = filters.choose("state", "状态", {filters.ALL: "全部状态"} | {**CLAIM_STATES})
        kind = filters.choose("kind", "类型", {filters.ALL: "全部类型"} | {**CLAIM_KINDS})

st.html(
    "<p class='k-lead'>对已上报的记录提出更正<span>采纳的申诉叠加在记录上，原记录不变</span>"
    "<span>每个数都能看含和不含申诉两种</span><span>申诉人不能裁定自己的申诉</span></p>"
)
claim_panel.draw_said()
every = claim_list.known(packages)
chosen = next((one for one in every if one.number == filters.carried("claim").get("claim")), None)
if chosen is not None:
    claim_panel.draw(chosen)
claim_form.draw()
look.put(claim_list.by_package(packages, every))
shown = [one for one in every if state in (filters.ALL, one.state) and kind in (filters.ALL, one.kind)]
if shown:
    title = f"<h2>申诉<small>{len(shown)} 条，{claim_list.HOURS_NOTE}</small></h2>"
    st.html(f"<section class='k-block'>{title}{claim_list.table(shown)}</section>")
else:
    words = "没有符合筛选条件的申诉。" if every else "还没有申诉。可以在上面提出，也可以从指标的明细里对一条记录提出。"
    st.html(f"<p class='k-quiet'>{words}</p>")
