"""审计: who did what, when, from where, and whether the record of it is whole."""

import streamlit as st

from pages.parts import auditing, look, visitor

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    st.title("审计", width="stretch")
    is_asked = st.button("逐条重新核对", icon=":material/fact_check:", key="verify-anew")
access = visitor.access()
st.html(auditing.state_of_chain(access.watch.look(anew=is_asked)))
with st.container(key="audit-filters", horizontal=True, vertical_alignment="bottom"):
    wanted = auditing.ask(access.database)
entries, count = auditing.found(access.database, wanted)
with st.container(key="audit-found", horizontal=True, vertical_alignment="center"):
    st.html(auditing.counted(entries, count), width="stretch")
    auditing.draw_downloads(access.database, wanted, count)
look.put(auditing.entry_table(entries))
