"""The second step 二次验证 on the page of the accounts: who has it, and which roles must. Nothing of it in the demo."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from access.accounts import Account
from access.rights import Role
from pages.parts import visitor
from pages.parts.account_forms import perform


def words(known: Sequence[Account]) -> dict[str, str]:
    """What the table says of it, by the names of the accounts that have it or lack it."""
    if visitor.is_demo():
        return {}
    totp = visitor.access().totp
    has, must = totp.accounts(), totp.roles()
    return {one.name: "二次验证" if one.name in has else "待设二次验证"
            for one in known if one.name in has or (one.has_password and one.role in must)}  # fmt: skip


def draw_roles() -> None:
    """The form that says which roles must."""
    if visitor.is_demo():
        return
    totp = visitor.access().totp
    must = totp.roles()
    with st.container(border=True, key="panel-totp"):
        st.html("<h2 class='k-panel'>二次验证<small>登录时除密码外，还要手机上的 6 位验证码</small></h2>")
        chosen = st.multiselect(
            "必须使用的角色（其他人可自愿开启）", list(Role), [role for role in Role if role in must],
            format_func=lambda one: one.word, key="totp-roles", placeholder="没有",
        )  # fmt: skip
        if st.button("保存", icon=":material/save:", key="save-totp-roles"):
            perform(
                partial(totp.set_roles, visitor.who(), chosen),
                "已保存；这些角色中还没有设的，下一次打开页面时先设置",
            )


def draw_reset(name: str) -> None:
    """The button that takes it from an account whose phone is lost."""
    if visitor.is_demo() or not visitor.access().totp.is_on(name):
        return
    if st.button("重置二次验证", icon=":material/phonelink_erase:", key="reset-totp"):
        perform(partial(visitor.access().totp.reset, visitor.who(), name), f"{name} 的二次验证已重置，原来的登录已结束")
