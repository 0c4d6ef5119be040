"""Accounts and logins as tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from access.accounts import Account
from access.clients import Client
from access.logins import IDLE_SECONDS, LONGEST_SECONDS, Session
from access.rights import ApiScope
from data.clock import SHANGHAI
from pages.parts.identity import packages_words
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped

API_WORDS = {
    ApiScope.READ_SCORES: "读得分和指标",
    ApiScope.READ_COMPLETENESS: "读资料是否报齐",
    ApiScope.UPLOAD: "交件",
}
"""What a scope of the API allows, in words."""
SIGN_ON = "统一身份认证"
"""What stands where an account has no password here."""
_STATES = {
    "disabled": ("no_data", "–", "已停用"),
    "locked": ("missed", "✕", "已锁定"),
    "first": ("not_due", "○", "待首次登录"),
    "good": ("met", "✓", "正常"),
}


def lead(known: Sequence[Account], sessions: Sequence[Session]) -> str:
    """How many accounts there are and who is in."""
    states = [state(one) for one in known]
    locked = f"<span>{states.count('locked')} 个已锁定</span>" if "locked" in states else ""
    return (
        f"<p class='k-lead'>{len(known)} 个账号<span>{states.count('disabled')} 个停用</span>{locked}"
        f"<span>{len(sessions)} 个正在登录</span><span>{IDLE_SECONDS // 60} 分钟不用或满 {LONGEST_SECONDS // 3600} "
        "小时要重新登录</span><span>每次改动都留有记录</span></p>"
    )


def state(one: Account) -> str:
    """How an account stands: a key of _STATES."""
    if one.is_disabled:
        return "disabled"
    return "locked" if one.locked_until else "first" if one.must_change else "good"


def account_table(known: Sequence[Account], beside: Mapping[str, str]) -> str:
    """All accounts. beside: what else is said of how they stand, by name."""
    rows = [
        [
            f"<b>{escaped(one.display_name)}</b><small>{escaped(one.name)}</small>",
            one.role.word,
            packages_words(one.packages) or NOTHING,
            _pill(one) + (f"<small>{escaped(beside[one.name])}</small>" if one.name in beside else ""),
            _time(one.seen_at),
            _time(one.password_at) if one.has_password else SIGN_ON,
        ]
        for one in known
    ]
    heads = ("账号", "角色", "范围", "状态", "最近使用", "密码设于")
    return f"<section class='k-block'>{plain_table('账号', heads, rows, css='k-accounts')}</section>"


def _pill(one: Account) -> str:
    tone, sign, word = _STATES[state(one)]
    until = f"<small>到 {_time(one.locked_until)}</small>" if one.locked_until else ""
    return f"<span class='k-pill v-{tone}'><i>{sign}</i>{word}</span>{until}"


def client_table(clients: Sequence[Client], now: float) -> str:
    """The programs that use the API, ended ones last."""
    rows = [
        [
            f"<b>{escaped(one.display_name)}</b><small>{escaped(one.name)}</small>",
            "<br>".join(API_WORDS[scope] for scope in ApiScope if scope in one.scopes),
            packages_words(one.packages),
            _client_pill(one.wrong_at(now)),
            _time(one.expires_at),
            _time(one.used_at) + _source(one.used_from),
        ]
        for one in sorted(clients, key=lambda one: (one.ended_at is not None, one.name))
    ]
    heads = ("程序", "可以", "范围", "状态", "到期", "最近使用")
    if not rows:
        return "<p class='k-lead'>还没有程序使用接口。</p>"
    return plain_table("接口", heads, rows, css="k-accounts")


def _client_pill(wrong: str) -> str:
    tone, sign = ("no_data", "–") if wrong else ("met", "✓")
    return f"<span class='k-pill v-{tone}'><i>{sign}</i>{wrong or '正常'}</span>"


def session_table(sessions: Sequence[Session], known: Sequence[Account]) -> str:
    """Who is logged in."""
    shown = {one.name: one.display_name for one in known}
    rows = [
        [
            f"<b>{escaped(shown.get(one.account, one.account))}</b><small>{escaped(one.account)}</small>",
            _time(one.started_at),
            _time(one.seen_at) + _source(one.source),
        ]
        for one in sessions
    ]
    table = plain_table("正在登录", ("账号", "登录于", "最近使用"), rows, css="k-accounts") if rows else ""
    empty = "" if rows else "<p class='k-lead'>现在没有人登录。</p>"
    return f"<section class='k-block'><h2>正在登录</h2>{table}{empty}</section>"


def _source(address: str) -> str:
    return f"<small>来自 {escaped(address)}</small>" if address else ""


def _time(seconds: float | None) -> str:
    if not seconds:
        return NOTHING
    return f"<span class='k-day'>{datetime.fromtimestamp(seconds, SHANGHAI):%Y-%m-%d %H:%M}</span>"
