"""定性评价: the month's assessments of the qualitative indicators, entered on screen and stored like an upload."""

import streamlit as st

from pages.parts import assessing, filters, handing_in, session
from pages.parts.handing_in import Waiting, Wishes

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    st.title("定性评价", width="stretch")
    with st.container(key="filters", width=460, horizontal=True):
        package = filters.upload_package()
        month = filters.upload_month()

standing = session.stored_rows(package, "assessments", month)
st.html(assessing.lead(package, month, standing))
entries = assessing.draw_form(package, month, standing)
key = f"assessed-{package}-{month}"
if entries is not None:
    if not entries:
        st.html("<p class='k-demo' role='alert'>还没有选任何一项的结论，没有保存。</p>")
    else:
        file = assessing.workbook(package, month, entries)
        answer = handing_in.hand_in(package, month, Waiting([file]), Wishes(replace=bool(standing)))
        st.session_state[key] = answer
        if not answer.refused and not answer.stopped:
            assessing.note_saved()
        st.rerun()
if key in st.session_state:
    handing_in.draw_answer(st.session_state[key])
