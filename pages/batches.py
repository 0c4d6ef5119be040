"""上报记录: what has come in for which month, what is missing, and every version with its way back."""

import streamlit as st

from pages.parts import closing_waiting, filters, handed_in, look, queue_receipt, session, versions
from pages.parts.text import escaped, package_name

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    st.title("上报记录", width="stretch")
    with st.container(key="filters", width=260):
        package = filters.upload_package()

standing = session.completeness()
batches = [one for one in session.all_batches() if one.package == package]
come_first = versions.come_first()
if come_first:
    versions.draw_panel(package, batches)
st.html(handed_in.package_grid(standing) + handed_in.legend())
st.html(
    f"<section class='k-block'><h2>{escaped(package_name(package))}<small>各类数据各月，点一格看它的版本</small></h2>"
    f"{handed_in.dataset_grid(package, standing)}</section>"
)
if not come_first:
    versions.draw_panel(package, batches)
queue_receipt.draw_list(package)
look.put(closing_waiting.package_table(package))
look.put(handed_in.contradiction_table(session.contradictions(package)))
title = f"<h2>批次<small>{len(batches)} 个，新的在前</small></h2>"
st.html(f"<section class='k-block'>{title}{handed_in.batch_table(batches)}</section>")
