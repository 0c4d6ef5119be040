"""Who acts: the one place at which the pages of claims ask for it."""

import streamlit as st


def who(label: str, key: str) -> str:
    """The name of whoever acts, as typed."""
    return st.text_input(label, key=key)
