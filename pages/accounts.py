"""账号: who may log in, as what, for which packages; who is logged in now; passwords; programs that use the API."""

import streamlit as st

from pages.parts import account_forms, account_tables, account_totp, client_forms, look, visitor

with st.container(key="head"):
    st.title("账号")
access = visitor.access()
known = access.accounts.all()
look.put(account_forms.outcome())
st.html(account_tables.lead(known, access.logins.sessions()))
st.html(account_tables.account_table(known, account_totp.words(known)))
left, right = st.columns(2, gap="medium")
with left:
    account_forms.draw_change(known, account_totp.draw_reset)
    account_forms.draw_rules(access.accounts.rules())
    account_totp.draw_roles()
with right:
    account_forms.draw_new()
    look.put(account_tables.session_table(access.logins.sessions(), known))
    account_forms.draw_ending(access.logins.sessions())
client_forms.draw(access.clients.all(), access.database.now())
