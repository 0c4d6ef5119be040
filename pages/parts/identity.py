"""Who looks, in the side bar: with the way out; in the demo with the other roles to look as."""

import streamlit as st

from access.forms import form_key
from access.gate import LOGOUT, PASSWORD, TOTP
from access.principal import ALL_PACKAGES, Principal
from access.rights import Role
from pages.parts import visitor
from pages.parts.text import escaped

ROLE = "/role"


def draw(looker: Principal) -> None:
    """Name, role and packages, and what can be done about them."""
    html = _roles(looker) if visitor.is_demo() else _way_out(looker)
    with st.sidebar:
        st.html(f"<section class='k-identity'>{html}</section>")


def packages_words(scope: frozenset[int]) -> str:
    """'包件1、3', '全部包件', or '' for none."""
    if scope == ALL_PACKAGES:
        return "全部包件"
    return f"包件{'、'.join(str(one) for one in sorted(scope))}" if scope else ""


def _named(looker: Principal) -> str:
    scope = packages_words(looker.packages)
    return f"<b>{escaped(looker.display_name)}</b><small>{looker.role.word}{f' · {scope}' if scope else ''}</small>"


def _way_out(looker: Principal) -> str:
    own = (
        f"<a href='{PASSWORD}' target='_self'>修改密码</a><a href='{TOTP}' target='_self'>二次验证</a>"
        if looker.has_password
        else ""
    )
    return (
        f"<p>{_named(looker)}</p>"
        f"<form method='post' action='{LOGOUT}'><input type='hidden' name='key' value='{form_key(visitor.token())}'>"
        f"{own}<button type='submit'>退出</button></form>"
    )


def _roles(looker: Principal) -> str:
    choices = [
        *((role.value, role.word) for role in (Role.SUPERVISOR, Role.VIEWER)),
        *(
            (f"{Role.CONTRACTOR}-{package}", f"{Role.CONTRACTOR.word} 包件{package}")
            for package in sorted(ALL_PACKAGES)
        ),
        *((role.value, role.word) for role in (Role.AUDITOR, Role.ADMIN)),
    ]
    rows = "".join(
        f"<li><a href='{ROLE}?as={chosen}' target='_self'{_current(chosen, looker)}>{words}</a></li>"
        for chosen, words in choices
    )
    return f"<details><summary>{_named(looker)}<em>换个角色看</em></summary><ul>{rows}</ul></details>"


def _current(chosen: str, looker: Principal) -> str:
    return " aria-current='true'" if visitor.demo_principal(chosen).name == looker.name else ""
