"""The programs that use the API, and the forms by which an admin makes and ends them."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from access.clients import LONGEST_DAYS, Client
from access.principal import ALL_PACKAGES
from access.rights import ApiScope
from pages.parts import account_tables, visitor
from pages.parts.account_forms import perform
from pages.parts.text import package_name

_TOKEN = ("令牌", "请直接存进对方的程序，不要发邮件或写进网址。")
_USUAL_DAYS = 180


def draw(clients: Sequence[Client], now: float) -> None:
    """The list, and below it what an admin can do. now: seconds since 1970, UTC."""
    with st.container(border=True, key="panel-clients"):
        st.html("<h2 class='k-panel'>接口<small>大屏取数、自动交件的程序，各用各的令牌</small></h2>")
        st.html(account_tables.client_table(clients, now))
        _draw_new()
        _draw_ending([one for one in clients if one.ended_at is None])


def _draw_new() -> None:
    number = st.session_state.get("clients_made", 0)
    one, two, three = st.columns([2, 2, 1])
    name = one.text_input("程序名", key=f"client-name-{number}", placeholder="小写字母开头，如 daping")
    shown = two.text_input("用途", key=f"client-shown-{number}", placeholder="如 区大屏")
    days = three.number_input("有效天数", 1, LONGEST_DAYS, _USUAL_DAYS, key=f"client-days-{number}")
    one, two = st.columns(2)
    scopes = one.multiselect(
        "可以", list(ApiScope), format_func=account_tables.API_WORDS.__getitem__, key=f"client-scopes-{number}",
        placeholder="请选择",
    )  # fmt: skip
    packages = two.multiselect(
        "包件", sorted(ALL_PACKAGES), format_func=package_name, key=f"client-packages-{number}", placeholder="请选择"
    )
    if st.button("新增程序", icon=":material/key:", key="add-client"):
        st.session_state["clients_made"] = number + 1
        create = partial(
            visitor.access().clients.create, visitor.who(), name.strip(), shown, scopes, packages, int(days)
        )
        perform(create, f"新增了程序 {name.strip()}", _TOKEN)


def _draw_ending(clients: Sequence[Client]) -> None:
    if not clients:
        return
    shown = {one.name: f"{one.display_name}（{one.name}）" for one in clients}
    with st.container(horizontal=True, vertical_alignment="bottom", key="end-client-row"):
        chosen = st.selectbox("停用哪个程序", list(shown), format_func=shown.__getitem__, key="ended-client")
        if st.button("停用程序", icon=":material/block:", key="end-client") and chosen is not None:
            perform(
                partial(visitor.access().clients.end, visitor.who(), chosen),
                f"{chosen} 已停用，令牌不再有效；名字不再重用",
            )
