"""结账: which months of which package are closed, and with what result; close the next, re-open the last."""

import streamlit as st

from pages.parts import closed, closing_grid, closing_panel, closing_waiting, filters, look, session, visitor
from pages.parts.text import escaped, package_name

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    st.title("结账", width="stretch")
    with st.container(key="filters", width=460, horizontal=True):
        package = filters.upload_package()
        board = {number: closed.month_standings(number) for number in visitor.packages()}
        own = {str(one.month): one for one in board[package]}
        turn = next((month for month, one in own.items() if one.can_close), next(reversed(own)))
        month = filters.closing_month({name: name for name in reversed(own)}, turn)

waiting = closed.waiting()
closed_months = {number: closed.closed_months(number) for number in visitor.packages()}
st.html(
    "<p class='k-lead'>月份结账后，得分、事实、批次和规则的版本一起封存<span>之后的上报进入待处理</span>"
    "<span>续报和以后的月份照常</span><span>逐月结账，从最后一个月往回重开</span></p>"
    + closing_grid.grid(board, session.completeness(), waiting, (package, month))
    + closing_grid.legend()
)
closing_panel.draw_panel(package, own[month])
closing_waiting.draw_actions(package, month, waiting, month in closed_months[package])
look.put(closing_waiting.waiting_table(waiting, closed_months))
title = f"<h2>{escaped(package_name(package))}的结账记录<small>每次的结果都保留，新的在前</small></h2>"
st.html(f"<section class='k-block'>{title}{closing_grid.history_table(closed.closings(package))}</section>")
