"""审计"""

import streamlit as st

st.title("审计")
