"""The page frame and the menu: the only st.navigation, the look, the mark of the sample data, the guard."""

import streamlit as st

from pages.parts import closed_strip, filters, finds, guard, health, look, pace, session
from pages.parts.text import APP
from pages.parts.waiting import wait_for_sample_data

st.set_page_config(page_title=APP, page_icon=look.ICON, layout="wide", initial_sidebar_state=212)
look.apply()
page = st.navigation(
    [
        st.Page("overview.py", title="总览", icon=":material/space_dashboard:", default=True),
        st.Page("availability.py", title="可用率", icon=":material/monitor_heart:", url_path="availability"),
        st.Page("faults.py", title="故障", icon=":material/build:", url_path="faults"),
        st.Page("cameras.py", title="摄像机", icon=":material/videocam:", url_path="cameras"),
        st.Page("satisfaction.py", title="满意度", icon=":material/sentiment_satisfied:", url_path="satisfaction"),
        st.Page("clauses.py", title="服务条款", icon=":material/gavel:", url_path="clauses"),
        st.Page("outlook.py", title="展望", icon=":material/flag:", url_path="outlook"),
        st.Page("report.py", title="报告", icon=":material/description:", url_path="reports"),
        st.Page("upload.py", title="数据上报", icon=":material/upload_file:", url_path="upload"),
        st.Page("assess.py", title="定性评价", icon=":material/rule:", url_path="assess"),
        st.Page("doubts.py", title="疑点", icon=":material/compare_arrows:", url_path="doubts"),
        st.Page("batches.py", title="上报记录", icon=":material/inventory:", url_path="batches"),
        st.Page("closing.py", title="结账", icon=":material/lock:", url_path="closing"),
        st.Page("settings.py", title="设置", icon=":material/tune:", url_path="settings"),
        st.Page("status.py", title="运行状态", icon=":material/health_and_safety:", url_path="status"),
        st.Page("package.py", title="包件", url_path="package", visibility="hidden"),
        st.Page("search.py", title="搜索", url_path="search", visibility="hidden"),
        st.Page("system.py", title="系统", url_path="system", visibility="hidden"),
        st.Page("indicator.py", title="指标", url_path="indicator", visibility="hidden"),
    ],
    expanded=True,
)
look.draw_brand()
if look.is_large():
    look.draw_large()
if session.is_demo():
    look.draw_demo_mark()
with guard.shown(), pace.measured(page.url_path or "overview"):
    if session.waiting() is None:
        finds.ask()
        filters.make_room()
        look.put(health.banner())
        if page.url_path not in closed_strip.WITHOUT and not look.is_large():
            look.put(closed_strip.strip())
        page.run()
    else:
        wait_for_sample_data()
