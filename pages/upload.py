"""数据上报: hand in the records of a month; every problem is listed, or a receipt is given."""

import streamlit as st

from loaders.completeness import CLOSED, Slot
from loaders.datasets import DATASETS
from pages.parts import closing_waiting, filters, handing_in, look, mapping, session, start
from pages.parts.handing_in import Waiting, Wishes
from pages.parts.received import received_list

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    st.title("数据上报", width="stretch")
    with st.container(key="filters", width=460, horizontal=True):
        package = filters.upload_package()
        month = filters.upload_month()

look.put(closing_waiting.closed_note(package, month))
standing = session.completeness()
may_be_nil = {
    one.name: one.title
    for one in DATASETS.values()
    if one.may_be_nil and package in one.packages and standing[Slot(package, one.name, month)].state not in CLOSED
}
left, right = st.columns([3, 2], gap="large")
with left, st.container(border=True, key="upload-files"):
    files = st.file_uploader(
        "拖入月度工作簿，或一种数据的 .xlsx、.xls、.csv 文件，可以一次多个",
        type=["xlsx", "xls", "csv"],
        accept_multiple_files=True,
        key=f"files-{package}-{month}-{handing_in.times_sent()}",
    )
    nil = []
    if may_be_nil:
        nil = st.pills(
            "本月确实没有发生的（不选表示“没有提供”，不等于“没有发生”）",
            list(may_be_nil),
            selection_mode="multi",
            format_func=may_be_nil.__getitem__,
            key=f"nil-{package}-{month}-{handing_in.times_sent()}",
        )
    sent = st.button("检查并入库", type="primary", disabled=not files and not nil, icon=":material/upload:")
with right, st.container(border=True, key="upload-standing"):
    st.html(received_list(package, month, standing))
    start.draw_template_button(package, "下载本包件的月度模板")

key = f"answer-{package}-{month}"
answer = st.session_state.get(key)
wishes = Wishes() if sent else handing_in.ask_for_wishes(answer)
if wishes is None and answer is not None and mapping.ask(package, answer.receipts):
    wishes = Wishes()
if wishes is not None:
    waiting = Waiting([(one.name, one.getvalue()) for one in files], nil) if sent or answer is None else answer.waiting
    st.session_state[key] = handing_in.hand_in(package, month, waiting, wishes)
    st.rerun()
if answer is not None:
    handing_in.draw_answer(answer)
    mapping.offer(package, answer.receipts)
    st.page_link(
        "package.py", label="看本包件的评分", icon=":material/arrow_forward:", query_params={"pkg": str(package)}
    )
look.put(closing_waiting.package_table(package))
mapping.draw_list(package)
