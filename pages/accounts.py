"""账号"""

import streamlit as st

st.title("账号")
