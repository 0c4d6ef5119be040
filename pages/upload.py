"""数据上报: drop any number of files; each is recognised, checked, and stored on a word, with a receipt."""

import streamlit as st

from loaders.completeness import CLOSED, Slot
from loaders.datasets import DATASETS
from loaders.queue import Dropped
from pages.parts import closing_waiting, filters, look, mapping, queue_desk, queue_entry, queue_list, session, start
from pages.parts.received import received_list

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    st.title("数据上报", width="stretch")
    with st.container(key="filters", width=460, horizontal=True):
        package = filters.upload_package()
        month = filters.upload_month()
chosen = filters.upload_choice()

standing = session.completeness()
left, right = st.columns([3, 2], gap="large")
with left, st.container(border=True, key="upload-files"):
    files = st.file_uploader(
        "把文件都拖到这里：包件、月份和数据自动认出，先检查，您点了才入库",
        type=["xlsx", "xls", "csv"],
        accept_multiple_files=True,
        key=f"files-{queue_desk.times_sent()}",
    )
    if files:
        queue_desk.take([Dropped(one.name, one.getvalue()) for one in files], *chosen)
        st.rerun()
with right, st.container(border=True, key="upload-standing"):
    st.html(received_list(package, month, standing))
    may_be_nil = {
        one.name: one.title
        for one in DATASETS.values()
        if one.may_be_nil and package in one.packages and standing[Slot(package, one.name, month)].state not in CLOSED
    }
    with st.container(horizontal=True):
        start.draw_template_button(package, "下载本包件的月度模板")
        if may_be_nil:
            with st.popover("报本月无", icon=":material/do_not_disturb_on:"):
                nil = st.pills(
                    f"包件{package} {month} 确实没有发生的（不选表示“没有提供”，不等于“没有发生”）",
                    list(may_be_nil),
                    selection_mode="multi",
                    format_func=may_be_nil.__getitem__,
                    key=f"nil-{package}-{month}-{queue_desk.times_sent()}",
                )
                if st.button("确认没有发生", type="primary", disabled=not nil, key="send-nil"):
                    queue_desk.take([Dropped(nil=tuple(nil))], package, month)
                    st.rerun()

look.put(closing_waiting.closed_note(package, month))
entries = queue_desk.entries()
opened = queue_desk.opened(entries)
queue_list.draw(entries, opened)
if opened is not None:
    queue_entry.draw(opened, entries)
look.put(closing_waiting.package_table(package))
mapping.draw_list(package)
