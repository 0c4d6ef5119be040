"""What is shown while the sample data is being made."""

import streamlit as st

from pages.parts import session
from pages.parts.text import escaped


def wait_for_sample_data() -> None:
    """Say how far it is, and go on to the page by itself once it is done."""
    st.html(
        "<section class='k-wait'><h1>正在准备示例数据</h1>"
        "<p>第一次启动时生成五个包件五个月的虚构记录，并按正式流程逐个入库，约需一分钟。完成后自动进入。</p></section>"
    )
    _progress()


@st.fragment(run_every=1.0)
def _progress() -> None:
    progress = session.waiting()
    if progress is None:
        st.rerun()
    else:
        done = progress.files / progress.all_files * 100
        st.html(
            f"<div class='k-wait' role='status'><div class='k-steps'><span style='width:{done:.1f}%'></span></div>"
            f"<p class='k-progress'><i></i>{escaped(progress.words)}"
            f"<b>{progress.files} / {progress.all_files}</b></p></div>"
        )
