"""设置: weights, upload deadline, working days and what is excluded: shown, and changed with a reason."""

import streamlit as st

from access.audit import Action
from access.rights import Right
from kpi.periods import Month
from kpi.settings import settings_of
from pages.parts import acting, adjusting, session, visitor

with st.container(key="head"):
    st.title("设置")
versions = session.settings()
this_month = Month.of(session.store().now().date())
current = settings_of(versions, max(this_month, versions[0].valid_from))
st.html(adjusting.lead(current))
left, right = st.columns([2, 3], gap="medium")
with left:
    save = None
    if visitor.may(Right.CHANGE_SETTINGS):
        save = adjusting.draw_form(current, this_month)
    else:
        adjusting.say_who_may()
with right:
    st.html(adjusting.version_table(versions) + adjusting.calendar_table(current) + adjusting.exclusion_table())
if save is not None:
    outcome = acting.act(
        Right.CHANGE_SETTINGS, None, Action.SETTING, f"设置 第 {current.number + 1} 版", save, state=session.settings
    )
    st.session_state["adjusted"] = str(outcome) if outcome is not None else "已保存为新的版本，全部得分已按它重算。"
    st.rerun()
