"""运行状态: is the service itself well: records, backups, disk, memory, slow pages, last errors."""

import streamlit as st

from pages.parts import health, look, session

with st.container(key="head"):
    st.title("运行状态")
found = health.vitals()
st.html(health.verdict(found))
look.put(health.losses(session.store().standing))
look.put(health.trail_broken())
st.html(health.wall(found))
left, right = st.columns([2, 3], gap="medium")
with left:
    st.html(health.slow_table())
with right:
    st.html(health.error_table())
