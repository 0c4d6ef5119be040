"""Invented accounts and a few days of invented entries, so that the demo has something to show on these pages."""

from datetime import timedelta

from access.audit import Action, fingerprint
from access.database import Now
from access.opened import Access
from access.principal import ALL_PACKAGES, Principal
from access.rights import ApiScope, Role

_PEOPLE = (
    ("chen.guanli", "陈敏", Role.ADMIN, ()),
    ("zhou.shenji", "周琳", Role.AUDITOR, ()),
    ("wang.jianli", "王建国", Role.SUPERVISOR, tuple(ALL_PACKAGES)),
    ("liu.jianli", "刘洋", Role.SUPERVISOR, (3, 4)),
    ("zhao.chuzhang", "赵处长", Role.VIEWER, ()),
    *((f"yunwei{package}", f"包件{package}运维", Role.CONTRACTOR, (package,)) for package in sorted(ALL_PACKAGES)),
)
_STORY = (
    # who, hours after the first entry, what, of what, what came of it, note
    ("wang.jianli", 26.2, Action.LOGIN, "wang.jianli", "ok", ""),
    ("wang.jianli", 26.4, Action.IMPORT, "包件3 2026-11 包件3_2026-11.xlsx", "ok", "7 个批次"),
    ("yunwei3", 27.1, Action.LOGIN, "yunwei3", "refused", "账号或密码不对"),
    ("yunwei3", 27.2, Action.LOGIN, "yunwei3", "ok", ""),
    ("yunwei3", 27.3, Action.REFUSAL, "包件1 评分表", "refused", "包件1 不在您的范围内"),
    ("yunwei3", 27.9, Action.LOGOUT, "yunwei3", "ok", ""),
    ("zhao.chuzhang", 49.0, Action.LOGIN, "zhao.chuzhang", "ok", ""),
    ("zhao.chuzhang", 49.1, Action.EXPORT, "报告 全部包件 2026-10", "ok", ""),
    ("liu.jianli", 50.5, Action.LOGIN, "liu.jianli", "ok", ""),
    ("liu.jianli", 50.9, Action.CLOSE, "包件3 2026-10", "failed", "还有缺少的资料"),
    ("chen.guanli", 52.0, Action.SETTING, "设置 第 1 版", "ok", "报送截止改为每月 6 日"),
)
_SOURCES = {"yunwei3": "10.20.3.41", "zhao.chuzhang": "10.10.1.8"}


def make_sample(access: Access) -> None:
    """Enter the invented people, a program and what they did, unless anybody is there already. Nobody knows their
    passwords, nor its token."""
    if access.accounts.all():
        return
    database = access.database
    today = database.now
    begin = today() - timedelta(days=3).total_seconds()
    admin = Principal("command", "命令行", Role.ADMIN, source="本机")
    roles = {name: Principal(name, shown, role, source=_SOURCES.get(name, "10.10.1.23"))
             for name, shown, role, _ in _PEOPLE}  # fmt: skip
    try:
        for number, (name, shown, role, packages) in enumerate(_PEOPLE):
            database.now = _at(begin + 60 * number)
            access.accounts.add(admin, name, shown, role, packages)
        access.clients.create(admin, "daping", "区大屏", [ApiScope.READ_SCORES], ALL_PACKAGES, 180)
        database.now = _at(begin + 24 * 3600)
        access.accounts.disable(admin, "yunwei5")
        for name, hours, action, of, result, note in _STORY:
            database.now = _at(begin + hours * 3600)
            access.trail.record(roles[name], action, of, result=result, note=note)
    finally:
        database.now = today
    _use(access, begin)


def _use(access: Access, begin: float) -> None:
    """The accounts as they stand after some days of use: most with their own password, one locked, one logged in."""
    now = access.database.now()
    with access.database.writing() as cursor:
        cursor.execute("UPDATE account SET must_change = 0 WHERE name NOT IN ('yunwei2', 'yunwei5')")
        cursor.execute("INSERT INTO wrong_try VALUES ('yunwei4', 5, ?, ?)", [now - 240, now + 660])
        for name, hours, action, _, result, _ in _STORY:
            if action is Action.LOGIN and result == "ok":
                seen = begin + (hours + 0.6) * 3600
                values = [
                    fingerprint([name, hours]),
                    name,
                    begin + hours * 3600,
                    seen,
                    _SOURCES.get(name, "10.10.1.23"),
                ]
                cursor.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, '', ?, '退出')", [*values, seen])
        values = [fingerprint("now"), "wang.jianli", now - 2400, now - 180, "10.10.1.23"]
        cursor.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, '', NULL, NULL)", values)


def _at(seconds: float) -> Now:
    return lambda: seconds
