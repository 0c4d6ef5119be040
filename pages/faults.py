"""故障: how often systems fail against what the target allows, how fast faults are answered and mended."""

import streamlit as st

from kpi.handling import Scope
from pages.parts import faults_card, faults_list, faults_mtbf, faults_times, faults_when, filters, look, session
from pages.parts.faults_scene import Scene

asked = st.query_params.get("ticket")
if asked is not None:
    faults_card.draw(asked)
    st.stop()
head, below = st.container(key="head", horizontal=True, vertical_alignment="bottom"), st.container()
with below:
    package = filters.package()
with head:
    st.title("故障", width="stretch")
    with st.container(key="filters", width=640, horizontal=True):
        period = filters.period()
        system_id = filters.system_of(package)
        fault_class = filters.fault_class()

card, records = session.scorecard(package, period), session.fault_records(package)
scene = Scene(card, records, Scope.of(records, card.period).only(system_id, fault_class))
st.html(scene.lead())
chosen = faults_list.choose(scene)
if chosen != faults_list.SUMMARY:
    faults_list.draw(scene, chosen)
    st.stop()
faults_mtbf.draw(scene)
look.put(faults_times.cards(scene))
look.put(faults_list.worst(scene))
look.put(faults_when.arrival_and_hours(scene))
look.put(faults_when.by_class(scene) + faults_when.by_system(scene))
