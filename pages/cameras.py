"""摄像机: the cameras of package 3 on a map. Which are off line, where, and does the online rate hold?"""

import streamlit as st

from kpi.camera_standing import camera_findings
from kpi.cameras import PACKAGE
from pages.parts import (
    camera_card,
    camera_choice,
    camera_figures,
    camera_map,
    camera_records,
    camera_trend,
    filters,
    look,
    session,
)
from pages.parts.text import cut_off_words, escaped, package_name, span_words

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    st.title("摄像机", width="stretch")
    with st.container(key="filters", width=260):
        period = filters.period()

card = session.scorecard(PACKAGE, period)
cameras = camera_records.in_service(period)
days = camera_records.days(period)
st.html(
    f"<p class='k-lead'>{escaped(package_name(PACKAGE))}<span>{span_words(card.period)}</span>"
    f"<span>{cut_off_words(card.as_of)}</span><span>{camera_figures.number_words(cameras)}</span>"
    f"<span>包件4 的卡口、电警不做视频在线巡检，不在本页</span></p>"
)
codes = [one.indicator.code for one in camera_findings(card)]
st.html(camera_figures.rates(card, {code: session.trend_of(PACKAGE, code) for code in codes}, days))
asset_id = st.query_params.get("camera", "")
one = next((camera for camera in cameras if camera.asset_id == asset_id), None)
file = camera_records.file_of(asset_id, period) if asset_id else None
if cameras:
    with st.container(key="camera-filters", horizontal=True, vertical_alignment="bottom"):
        choice = camera_choice.draw(period, cameras)
    chosen = choice.of(cameras)
    st.html(camera_map.legend(choice.of_any_state(cameras), choice))
    left, right = st.columns([3, 2], gap="medium")
    with right, st.container(border=True, height=camera_map.HEIGHT, key="panel-camera"):
        summary = camera_card.summary(file, one, choice) if file else camera_figures.short_list(chosen, choice)
        st.html(summary)
    with left:  # last, as it keeps the browser busy
        camera_map.draw(chosen, choice, one)
    st.html(f"<p class='k-caption'>{escaped(camera_figures.repeat_rule())}</p>")
    with st.expander(f"选中的 {len(chosen):,} 路摄像机名单（从差到好，列出前 {camera_figures.SHOWN_LINES} 路）"):
        st.html(camera_figures.camera_table(chosen, choice))
else:
    st.html("<p class='k-lead'>本期没有资产清单，或清单里没有摄像机，地图画不出来。</p>")
    st.page_link("upload.py", label="去上报数据", icon=":material/upload_file:", query_params={"pkg": str(PACKAGE)})
    if file:
        st.html(camera_card.summary(file, None, camera_choice.Choice(period)))
if file:
    st.html(camera_card.calendar(file))
    st.html(camera_card.noted_days(file))
    with st.container(key="camera-records"):
        tickets, inspections = st.columns(2, gap="medium")
        tickets.html(camera_card.namings("点名它的故障工单", ("报修", "恢复"), file.tickets))
        inspections.html(camera_card.namings("点名它的巡检", ("巡检", "处理完成"), file.inspections))

with st.container(border=True, key="panel-days"):
    camera_trend.draw(days)
look.put(camera_figures.system_table(card, cameras, days))
is_known = bool(camera_records.days("todate").covered)
st.html(camera_figures.contradiction_lists(session.contradictions(PACKAGE), is_known))
look.put(camera_figures.elsewhere(cameras))
