"""x"""
import streamlit as st
st.file_uploader("文件", type=["xlsx","csv","xls"], accept_multiple_files=True)
