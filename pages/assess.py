"""定性评价: the month's assessments of the qualitative indicators, entered on screen and stored like an upload."""

from functools import partial

import streamlit as st

from pages.parts import assessing, closing_waiting, filters, handing_in, look, session

with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
    st.title("定性评价", width="stretch")
    with st.container(key="filters", width=460, horizontal=True):
        package = filters.upload_package()
        month = filters.upload_month()

look.put(closing_waiting.closed_note(package, month))
standing = session.stored_rows(package, "assessments", month)
own = (one for one in session.current_batches() if (one.package, one.dataset) == (package, "assessments"))
st.html(assessing.lead(package, month, standing, next((one for one in own if one.month == month), None)))
assessing.draw_said(package, month)
entries = assessing.draw_form(package, month, standing)
if entries is not None:
    refusal = assessing.why_not(entries, standing)
    if refusal:
        assessing.say(package, month, refusal)
    else:
        made = partial(assessing.workbook, package, month, entries)
        answer = handing_in.hand_in(package, month, made, replace=bool(standing))
        block = assessing.answer_block(answer, [one.code for one in entries])
        assessing.say(package, month, assessing.answer_words(answer), block)
        if answer.is_stored:
            assessing.note_saved()
    st.rerun()
