"""What is shown while the sample data is being made."""

import streamlit as st

from pages.parts import session
from pages.parts.text import escaped


def wait_for_sample_data() -> None:
    """Say how far it is, and go on to the page by itself once it is done."""
    st.title("正在准备示例数据")
    st.html(
        "<p class='k-lead'>第一次启动时生成五个包件五个月的虚构记录，按正式流程逐个入库，约需一分钟。完成后自动进入。</p>"
    )
    _progress()


@st.fragment(run_every=1.0)
def _progress() -> None:
    text = session.waiting()
    if text is None:
        st.rerun()
    st.html(f"<p class='k-progress' role='status'><i></i>{escaped(text)}</p>")
