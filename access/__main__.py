"""Command line: `python -m access create-admin`, and add, change, disable, enable, reset, reset-totp, unlock, list,
sessions, end, create-client, clients, end-client, verify, accept-break.

For who may log in to the server itself; the server may be running. Every change is in the audit trail.
"""

import argparse
import getpass
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from access.clients import LONGEST_DAYS
from access.commands import operator
from access.database import access_path
from access.opened import Access
from access.rights import ApiScope, Role
from data.clock import SHANGHAI
from data.commands import CommandParser, never_fail_to_print, print_json, run
from data.errors import AccessError
from data.store import database_path

REFUSED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0: done; 1: the audit trail is broken; 2: refused or wrong use."""
    never_fail_to_print(sys.stdout, sys.stderr)
    given = list(sys.argv[1:] if arguments is None else arguments)
    return run(partial(_run, given), as_json="--json" in given)


def _run(given: Sequence[str]) -> int:
    options = _parser().parse_args(given)
    with Access(access_path(database_path())) as access:
        code: int = options.command(access, options)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = CommandParser(prog="python -m access", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command", parser_class=CommandParser)

    def command(name: str, does: object, words: str, *, named: bool = True) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words, allow_abbrev=False)
        added.set_defaults(command=does)
        added.add_argument("--json", action="store_true", help="one JSON document on stdout")
        if named:
            added.add_argument("name", help="the account")
        return added

    admin = command("create-admin", _create_admin, "the first admin; asks twice for a password")
    admin.add_argument("--display-name", default="", help="the name on screen")
    for name, does, words in (("add", _add, "a new account"), ("change", _change, "another role, other packages")):
        added = command(name, does, words)
        added.add_argument("--role", required=True, choices=[role.value for role in Role])
        added.add_argument("--packages", default="", help="1,3")
        added.add_argument("--display-name", default="", help="the name on screen")
    command("disable", _disable, "nobody logs in with it; its logins end")
    command("enable", _enable, "it may be used again")
    command("reset", _reset, "a new password for the next login")
    command("reset-totp", _reset_totp, "the password is enough for the next login; for a phone that is lost")
    command("unlock", _unlock, "lift the lock after wrong passwords")
    command("list", _list, "all accounts", named=False)
    command("sessions", _sessions, "who is logged in", named=False)
    command("end", _end, "end a login; name: its number as `sessions` gives it")
    client = command("create-client", _create_client, "a program that uses the API; prints its token, once")
    client.add_argument("--scopes", required=True, help=f"some of {' '.join(ApiScope)}, parted by commas")
    client.add_argument("--packages", required=True, help="1,3")
    client.add_argument("--days", required=True, type=int, help=f"how long the token holds, at most {LONGEST_DAYS}")
    client.add_argument("--display-name", default="", help="the name on screen")
    command("clients", _clients, "all programs, with when they were last seen", named=False)
    command("end-client", _end_client, "the token of a program does not hold any more")
    command("verify", _verify, "whether the audit trail is whole", named=False)
    accepted = command("accept-break", _accept_break, "go on with a broken audit trail; on record", named=False)
    accepted.add_argument("--reason", default="", help="what came of looking into it")
    return parser


def _create_admin(access: Access, options: argparse.Namespace) -> int:
    if any(one.role is Role.ADMIN and one.has_password and not one.is_disabled for one in access.accounts.all()):
        raise AccessError("已经有管理员了", "请由管理员在网页上增加账号，或用 reset 重设密码")
    password = _ask_twice()
    access.accounts.add(operator(), options.name, options.display_name, Role.ADMIN, password=password)
    return _say(options, f"管理员 {options.name} 已建立，请登录网页增加其他账号", name=options.name)


def _ask_twice() -> str:
    if sys.stdin.isatty():
        first, again = getpass.getpass("密码："), getpass.getpass("再输一次：")
    else:
        first, again = sys.stdin.readline().rstrip("\n"), sys.stdin.readline().rstrip("\n")
    if first != again:
        raise AccessError("两次输入的密码不一样", "请再来一次")
    return first


def _packages(text: str) -> list[int]:
    try:
        return [int(one) for one in text.replace("，", ",").split(",") if one.strip()]
    except ValueError as error:
        raise AccessError(f"看不懂包件“{text}”", "请写成 1,3", str(error)) from error


def _add(access: Access, options: argparse.Namespace) -> int:
    role = Role(options.role)
    first = access.accounts.add(
        operator(), options.name, options.display_name, role, _packages(options.packages)
    )  # fmt: skip
    return _say(
        options, f"{options.name} 的初始密码：{first}（7 天内首次登录时修改）", name=options.name, password=first
    )


def _change(access: Access, options: argparse.Namespace) -> int:
    shown = options.display_name or access.accounts.find(options.name).display_name
    access.accounts.change(
        operator(), options.name, role=Role(options.role), packages=_packages(options.packages), display_name=shown
    )
    return _say(options, f"{options.name} 已改", name=options.name)


def _disable(access: Access, options: argparse.Namespace) -> int:
    access.accounts.disable(operator(), options.name)
    return _say(options, f"{options.name} 已停用，登录已结束", name=options.name)


def _enable(access: Access, options: argparse.Namespace) -> int:
    access.accounts.enable(operator(), options.name)
    return _say(options, f"{options.name} 已启用", name=options.name)


def _reset(access: Access, options: argparse.Namespace) -> int:
    first = access.accounts.reset(operator(), options.name)
    return _say(options, f"{options.name} 的新密码：{first}（7 天内登录时修改）", name=options.name, password=first)


def _reset_totp(access: Access, options: argparse.Namespace) -> int:
    access.totp.reset(operator(), options.name)
    return _say(options, f"{options.name} 的二次验证已重置，登录已结束", name=options.name)


def _unlock(access: Access, options: argparse.Namespace) -> int:
    access.accounts.unlock(operator(), options.name)
    return _say(options, f"{options.name} 已解除锁定", name=options.name)


def _list(access: Access, options: argparse.Namespace) -> int:
    with_totp = access.totp.accounts()
    rows = [
        {
            "name": one.name,
            "display_name": one.display_name,
            "role": one.role.value,
            "packages": sorted(one.packages),
            "state": "停用"
            if one.is_disabled
            else "锁定"
            if one.locked_until
            else "待首次登录"
            if one.must_change
            else "正常",
            "totp": one.name in with_totp,
            "seen_at": _time(one.seen_at),
        }
        for one in access.accounts.all()
    ]
    return _say_rows(options, rows)


def _sessions(access: Access, options: argparse.Namespace) -> int:
    rows = [
        {
            "session_id": one.session_id,
            "account": one.account,
            "started_at": _time(one.started_at),
            "seen_at": _time(one.seen_at),
            "source": one.source,
        }
        for one in access.logins.sessions()
    ]
    return _say_rows(options, rows)


def _end(access: Access, options: argparse.Namespace) -> int:
    access.logins.end(operator(), options.name)
    return _say(options, "登录已结束", session_id=options.name)


def _create_client(access: Access, options: argparse.Namespace) -> int:
    token = access.clients.create(
        operator(), options.name, options.display_name, _scopes(options.scopes), _packages(options.packages),
        options.days,
    )  # fmt: skip
    said = f"{options.name} 的令牌（只显示这一次，请存进对方的密钥库）：{token}"
    return _say(options, said, name=options.name, token=token)


def _scopes(text: str) -> list[ApiScope]:
    named = text.replace("，", ",").replace(" ", ",").split(",")
    unknown = [one for one in named if one and one not in list(ApiScope)]
    if unknown:
        raise AccessError(f"没有权限“{unknown[0]}”", f"可以选：{'、'.join(ApiScope)}")
    return [ApiScope(one) for one in named if one]


def _clients(access: Access, options: argparse.Namespace) -> int:
    now = access.database.now()
    rows = [
        {
            "name": one.name,
            "display_name": one.display_name,
            "scopes": sorted(scope.value for scope in one.scopes),
            "packages": sorted(one.packages),
            "state": one.wrong_at(now) or "正常",
            "expires_at": _time(one.expires_at),
            "used_at": _time(one.used_at),
            "used_from": one.used_from,
        }
        for one in access.clients.all()
    ]
    return _say_rows(options, rows)


def _end_client(access: Access, options: argparse.Namespace) -> int:
    access.clients.end(operator(), options.name)
    return _say(options, f"{options.name} 已停用，令牌不再有效", name=options.name)


def _verify(access: Access, options: argparse.Namespace) -> int:
    found = access.trail.verify()
    said = (
        f"审计链完整：{found.entries} 条，链头 {found.head}{_accepted_words(found.accepted)}"
        if found.is_whole
        else f"审计链不完整，从第 {found.broken_at} 条起不可信：{found.words}"
    )
    _say(options, said, entries=found.entries, head=found.head, broken_at=found.broken_at, words=found.words)
    return 0 if found.is_whole else REFUSED


def _accepted_words(seq: int) -> str:
    return f"；以前断裂过，由第 {seq} 条接受" if seq else ""


def _accept_break(access: Access, options: argparse.Namespace) -> int:
    found = access.trail.accept_break(operator(), options.reason)
    said = f"已接受并记入审计：第 {found.broken_at} 条起不可信（{found.words}）。没有删除任何文件"
    return _say(options, said, broken_at=found.broken_at, words=found.words)


def _say(options: argparse.Namespace, said: str, /, **values: object) -> int:
    if options.json:
        print_json(values)
    else:
        print(said)
    return 0


def _say_rows(options: argparse.Namespace, rows: Sequence[Mapping[str, object]]) -> int:
    if options.json:
        print_json(rows)
    for row in [] if options.json else rows:
        print("  ".join(str(value) for value in row.values()))
    return 0


def _time(seconds: float | None) -> str | None:
    return f"{datetime.fromtimestamp(seconds, SHANGHAI):%Y-%m-%d %H:%M}" if seconds else None


if __name__ == "__main__":
    sys.exit(main())
