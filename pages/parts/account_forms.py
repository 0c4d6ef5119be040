"""The forms by which an admin changes accounts. What came of one is said above, after the page was run anew."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import streamlit as st

from access.accounts import Account
from access.logins import Session
from access.passwords import Rules
from access.principal import ALL_PACKAGES
from access.rights import Role
from data.clock import SHANGHAI
from data.errors import SupervisionError
from pages.parts import guard, visitor
from pages.parts.text import escaped, package_name

_OUTCOME = "account_outcome"
_PASSWORD = ("初始密码", "请当面或用可靠的方式告诉本人，7 天内首次登录时要改。")
_HAVE_PACKAGES = [role for role in Role if role.has_packages and role is not Role.VIEWER]


def outcome() -> str:
    """What came of the last change, once; '' without one."""
    return str(st.session_state.pop(_OUTCOME, ""))


def perform(act: Callable[[], object], done: str, secret: tuple[str, str] | None = None) -> None:
    """Change an account or a client (right and record: access), and say what came of it. secret: what the act gives
    that is shown once, and what is to be done with it."""
    found = guard.attempted(act)
    if isinstance(found, SupervisionError):
        said = f"<p class='k-demo' role='alert'><b>没有改</b>{escaped(found)}</p>"
    else:
        said = f"<p class='k-demo' role='status'><b>已完成</b>{escaped(done)}</p>"
        if secret is not None:
            name, hint = secret
            said += (
                f"<p class='k-demo' role='status'><b>{name}</b><span class='k-once'>{escaped(found)}</span>"
                f"<span>　只显示这一次；{hint}</span></p>"
            )
    st.session_state[_OUTCOME] = said
    st.rerun()


def _ask_role(key: str, role: Role, packages: Sequence[int]) -> tuple[Role, list[int]]:
    roles = list(Role)
    chosen = st.selectbox("角色", roles, roles.index(role), format_func=lambda one: one.word, key=f"role-{key}") or role
    scope = st.multiselect(
        "包件（监理、运维单位）", sorted(ALL_PACKAGES), list(packages), format_func=package_name, key=f"packages-{key}",
        placeholder="请选择", disabled=chosen not in _HAVE_PACKAGES,
    )  # fmt: skip
    return chosen, scope


def draw_new() -> None:
    """The form for a new account."""
    with st.container(border=True, key="panel-new-account"):
        st.html("<h2 class='k-panel'>新增账号</h2>")
        number = st.session_state.get("accounts_made", 0)
        one, two = st.columns(2)
        name = one.text_input("账号名", key=f"new-name-{number}", placeholder="如 wang.gong")
        shown = two.text_input("姓名", key=f"new-shown-{number}")
        role, packages = _ask_role(f"new-{number}", Role.SUPERVISOR, [])
        if st.button("新增", type="primary", icon=":material/person_add:", key="add-account"):
            accounts = visitor.access().accounts
            st.session_state["accounts_made"] = number + 1
            perform(partial(accounts.add, visitor.who(), name.strip(), shown, role, packages),
                f"新增了账号 {name.strip()}", _PASSWORD)  # fmt: skip


def draw_change(known: Sequence[Account], further: Callable[[str], None]) -> None:
    """The form that changes, resets, unlocks, disables or enables an account; nothing without any. further: draws what
    else can be done with the one of this name."""
    if not known:
        return
    with st.container(border=True, key="panel-change-account"):
        st.html("<h2 class='k-panel'>修改账号</h2>")
        by_name = {one.name: one for one in known}
        name = st.selectbox(
            "账号",
            list(by_name),
            format_func=lambda one: f"{by_name[one].display_name}（{one}）",
            key="changed-account",
        )
        one, accounts, by = by_name[name], visitor.access().accounts, visitor.who()
        if one.has_password:
            shown = st.text_input("姓名", one.display_name, key=f"shown-{name}")
            role, packages = _ask_role(name, one.role, sorted(one.packages))
        else:
            st.html("<p class='k-lead'>姓名、角色和包件来自统一身份认证，每次登录时更新；密码不在本系统。</p>")
        with st.container(horizontal=True):
            if one.has_password:
                if st.button("保存", type="primary", icon=":material/save:", key="save-account"):
                    change = partial(accounts.change, by, name, role=role, packages=packages, display_name=shown)
                    perform(change, f"{name} 已改，从下一次打开页面起生效")
                if st.button("重设密码", icon=":material/key:", key="reset-account"):
                    perform(partial(accounts.reset, by, name), f"{name} 的密码已重设，原来的登录已结束", _PASSWORD)
            further(name)
            if one.locked_until and st.button("解除锁定", icon=":material/lock_open:", key="unlock-account"):
                perform(partial(accounts.unlock, by, name), f"{name} 已解除锁定")
            if one.is_disabled:
                if st.button("启用", icon=":material/person:", key="enable-account"):
                    perform(partial(accounts.enable, by, name), f"{name} 已启用")
            elif st.button("停用", icon=":material/person_off:", key="disable-account"):
                perform(partial(accounts.disable, by, name), f"{name} 已停用，登录已结束")


def draw_rules(rules: Rules) -> None:
    """The form for the rules of passwords."""
    with st.container(border=True, key="panel-rules"):
        st.html("<h2 class='k-panel'>密码规则<small>对以后设的密码起作用；常见的密码总是不收</small></h2>")
        one, two, three = st.columns(3)
        least = one.number_input("最少字符", 8, 64, rules.least_letters, key="rule-letters")
        kinds = two.number_input("要含几种字符（0 不要求）", 0, 4, rules.kinds, key="rule-kinds")
        days = three.number_input("几天要换（0 不要求）", 0, 3650, rules.most_days, key="rule-days")
        if st.button("保存规则", icon=":material/save:", key="save-rules"):
            chosen = Rules(int(least), int(kinds), int(days))
            perform(partial(visitor.access().accounts.set_rules, visitor.who(), chosen), "密码规则已改")


def draw_ending(sessions: Sequence[Session]) -> None:
    """The form that ends somebody's login; nothing where nobody is in."""
    if not sessions:
        return
    by_id = {one.session_id: one for one in sessions}
    with st.container(horizontal=True, vertical_alignment="bottom", key="end-session"):
        chosen = st.selectbox(
            "结束哪一次登录", list(by_id), format_func=lambda one: _said(by_id[one]), key="ended-session"
        )
        if st.button("结束", icon=":material/logout:", key="end-login") and chosen is not None:
            perform(
                partial(visitor.access().logins.end, visitor.who(), chosen), f"{by_id[chosen].account} 的登录已结束"
            )


def _said(one: Session) -> str:
    since = f"{datetime.fromtimestamp(one.started_at, SHANGHAI):%m-%d %H:%M}"
    return f"{one.account}，{since} 起，来自 {one.source or '未知'}"
