"""The second step 二次验证: every refused try, against a real access database whose clock is moved by hand."""

import base64
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from access.audit import Entry
from access.id_tokens import Person
from access.logins import WRONG, CodeDueError, token_hash
from access.opened import Access
from access.principal import Principal
from access.rights import Role
from access.second_step import PendingOverError
from access.totp import WRONG_CODE, code_at
from data.errors import AccessError, LoginError, StoreError
from tests.access.conftest import ADMIN, GOOD, Clock
from tests.logged_in import CHEAP


@pytest.fixture
def secret(access: Access, clock: Clock) -> str:
    """That of wang, who has switched it on; two steps ago, so that the code of now is a new one."""
    return switched_on(access, clock)


def switched_on(access: Access, clock: Clock, name: str = "wang") -> str:
    token = access.logins.login(name, GOOD)
    shown = access.second_step.set_up(token).secret
    access.second_step.switch_on(token, GOOD, code_at(shown, clock()))
    clock.pass_by(1)
    return shown


def pending(access: Access, name: str = "wang") -> str:
    """The token with which the second step begins."""
    with pytest.raises(CodeDueError) as due:
        access.logins.login(name, GOOD, "10.0.0.7")
    return access.second_step.begin(due.value.name, "10.0.0.7")


def wrong(secret: str, clock: Clock) -> str:
    """A code of none of the steps that are near."""
    near = {code_at(secret, clock() + 30 * step) for step in range(-3, 4)}
    return next(code for code in map("{:06}".format, range(10)) if code not in near)


def refusal(access: Access, token: str, code: str) -> tuple[str, str]:
    with pytest.raises(LoginError) as refused:
        access.second_step.finish(token, code, "10.0.0.9")
    return refused.value.message, refused.value.hint


def told(access: Access) -> list[tuple[str, str, str, str]]:
    return [(one.action, one.object, one.result, one.note) for one in entries(access)]


def entries(access: Access) -> list[Entry]:
    return list(access.trail.entries())


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, SHA-1, the last six digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    given = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 20000000000: "353130"}
    assert {seconds: code_at(secret, seconds) for seconds in given} == given


def test_password_and_code_log_in_and_are_on_record(access: Access, clock: Clock, secret: str) -> None:
    with pytest.raises(CodeDueError):
        access.logins.login("wang", GOOD)
    assert [one.account for one in access.logins.sessions()] == ["wang"]  # from switching it on
    first = pending(access)
    token = access.second_step.finish(
        first, f" {code_at(secret, clock())[:3]} {code_at(secret, clock())[3:]}", "10.0.0.8"
    )
    who = access.logins.who(token)
    assert who is not None
    assert who.name == "wang"
    assert told(access)[-2:] == [
        ("totp", "wang", "ok", "密码正确，等验证码"), ("login", "wang", "ok", "密码和验证码"),
    ]  # fmt: skip
    assert [one.source for one in entries(access)[-2:]] == ["10.0.0.7", "10.0.0.8"]
    with pytest.raises(PendingOverError):
        access.second_step.finish(first, code_at(secret, clock() + 30))


def test_a_wrong_password_is_answered_as_without_it(access: Access, secret: str) -> None:
    for name in ("wang", "gly", "niemand"):
        with pytest.raises(LoginError) as refused:
            access.logins.login(name, "falsch")
        assert (refused.value.message, refused.value.hint) == WRONG
        assert not isinstance(refused.value, CodeDueError)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_one_step_off(access: Access, clock: Clock, secret: str, steps: int) -> None:
    assert access.second_step.finish(pending(access), code_at(secret, clock() + 30 * steps))


@pytest.mark.parametrize("steps", [-2, 2])
def test_and_no_more(access: Access, clock: Clock, secret: str, steps: int) -> None:
    assert refusal(access, pending(access), code_at(secret, clock() + 30 * steps)) == WRONG_CODE


@pytest.mark.parametrize("nonsense", ["", "12345", "1234567", "abcdef", "１２３", "²²²²²²", "0" * 5000])
def test_nonsense_is_a_wrong_code_on_record(access: Access, secret: str, nonsense: str) -> None:
    assert refusal(access, pending(access), nonsense) == WRONG_CODE
    last = entries(access)[-1]
    assert (last.action, last.result, last.who, last.source) == ("login", "refused", "wang", "10.0.0.9")


def test_a_code_is_taken_once_and_no_older_one_after_it(access: Access, clock: Clock, secret: str) -> None:
    now, before, after = (code_at(secret, clock() + 30 * step) for step in (0, -1, 1))
    assert access.second_step.finish(pending(access), now)
    assert refusal(access, pending(access), now) == WRONG_CODE
    assert refusal(access, pending(access), before) == WRONG_CODE
    assert access.second_step.finish(pending(access), after)


def test_the_code_that_switched_it_on_logs_nobody_in(access: Access, clock: Clock) -> None:
    shown = switched_on(access, clock)
    clock.pass_by(-1)
    assert refusal(access, pending(access), code_at(shown, clock())) == WRONG_CODE


def test_five_wrong_codes_lock_and_the_password_does_not_make_up_for_them(
    access: Access, clock: Clock, secret: str
) -> None:
    for _ in range(4):
        assert refusal(access, pending(access), wrong(secret, clock)) == WRONG_CODE
    assert refusal(access, pending(access), wrong(secret, clock)) == WRONG_CODE
    with pytest.raises(LoginError, match="锁定") as locked:
        access.logins.login("wang", GOOD)
    assert not isinstance(locked.value, CodeDueError)
    clock.pass_by(15.1)
    token = pending(access)
    for _ in range(5):
        refusal(access, token, wrong(secret, clock))
    assert "锁定" in refusal(access, token, code_at(secret, clock()))[0]
    assert access.accounts.all()[1].locked_until > 0


def test_nor_does_a_changed_password(access: Access, clock: Clock, secret: str) -> None:
    token = access.second_step.finish(pending(access), code_at(secret, clock()))
    for code in [wrong(secret, clock)] * 4:
        with pytest.raises(LoginError):
            access.second_step.switch_off(token, GOOD, code)
    token = access.logins.change_password(token, GOOD, "blaue katzen im regen")
    with pytest.raises(LoginError):
        access.second_step.switch_off(token, "blaue katzen im regen", wrong(secret, clock))
    with pytest.raises(LoginError, match="锁定"):
        access.second_step.switch_off(token, "blaue katzen im regen", code_at(secret, clock() + 30))


def test_wrong_passwords_and_wrong_codes_count_together(access: Access, clock: Clock, secret: str) -> None:
    token = pending(access)
    for _ in range(3):
        with pytest.raises(LoginError):
            access.logins.login("wang", "falsch")
    for _ in range(2):
        refusal(access, token, wrong(secret, clock))
    assert "锁定" in refusal(access, token, code_at(secret, clock()))[0]


def test_a_second_step_is_over_after_five_minutes(access: Access, clock: Clock, secret: str) -> None:
    token = pending(access)
    clock.pass_by(4.9)
    assert access.second_step.whose(token) == "wang"
    clock.pass_by(0.2)
    assert access.second_step.whose(token) is None
    with pytest.raises(PendingOverError):
        access.second_step.finish(token, code_at(secret, clock()))


def test_a_pending_login_is_no_login_and_only_its_hash_is_kept(
    access: Access, clock: Clock, secret: str, tmp_path: Path
) -> None:
    token = pending(access)
    assert access.logins.who(token) is None
    login = access.logins.login("gly", GOOD)
    for forged in ("", "x", login, token_hash(token), "a" * 5000):
        assert access.second_step.whose(forged) is None
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("access.sqlite*"))
    assert token_hash(token).encode() in kept
    assert token.encode() not in kept


ENDS: list[Callable[[Access], object]] = [
    lambda access: access.accounts.disable(ADMIN, "wang"),
    lambda access: access.accounts.reset(ADMIN, "wang"),
    lambda access: access.totp.reset(ADMIN, "wang"),
]


@pytest.mark.parametrize("ends", ENDS)
def test_what_ends_logins_ends_the_waiting_ones(
    access: Access, clock: Clock, secret: str, ends: Callable[[Access], object]
) -> None:
    token = pending(access)
    ends(access)
    with pytest.raises(PendingOverError):
        access.second_step.finish(token, code_at(secret, clock()))


def test_without_confirming_nothing_takes_effect(access: Access, clock: Clock) -> None:
    token = access.logins.login("wang", GOOD)
    shown = access.second_step.set_up(token)
    assert access.second_step.set_up(token) == shown
    attempts = [(GOOD, wrong(shown.secret, clock)), ("falsch", code_at(shown.secret, clock()))]
    for password, code in attempts:
        with pytest.raises(LoginError):
            access.second_step.switch_on(token, password, code)
        assert told(access)[-1][:3] == ("totp", "wang", "refused")
    assert access.totp.accounts() == frozenset()
    assert access.logins.login("wang", GOOD)
    clock.pass_by(16)
    with pytest.raises(AccessError, match="过期"):
        access.second_step.switch_on(token, GOOD, code_at(shown.secret, clock()))
    assert access.second_step.set_up(token).secret != shown.secret


def test_switching_on_and_off_ends_the_other_logins(access: Access, clock: Clock) -> None:
    other, token = access.logins.login("wang", GOOD), access.logins.login("wang", GOOD)
    shown = access.second_step.set_up(token).secret
    fresh = access.second_step.switch_on(token, GOOD, code_at(shown, clock()))
    assert [access.logins.who(one) for one in (other, token)] == [None, None]
    assert ("totp", "wang", "ok", "开启") in told(access)
    with pytest.raises(AccessError, match="已经开启"):
        access.second_step.set_up(fresh)
    clock.pass_by(1)
    for password, code in (("falsch", code_at(shown, clock())), (GOOD, wrong(shown, clock))):
        with pytest.raises(LoginError):
            access.second_step.switch_off(fresh, password, code)
        assert told(access)[-1][:3] == ("totp", "wang", "refused")
    assert access.totp.is_on("wang")
    last = access.second_step.switch_off(fresh, GOOD, code_at(shown, clock()))
    assert access.logins.who(fresh) is None
    assert access.logins.who(last)
    assert ("totp", "wang", "ok", "关闭") in told(access)
    assert access.logins.login("wang", GOOD)


def test_an_admin_resets_it_and_nobody_else(access: Access, secret: str) -> None:
    by = Principal("li", "李工", Role.SUPERVISOR, frozenset({1}))
    with pytest.raises(AccessError, match="管理账号"):
        access.totp.reset(by, "wang")
    assert entries(access)[-1].result == "refused"
    assert access.totp.is_on("wang")
    (session,) = [one for one in access.logins.sessions() if one.account == "wang"]
    access.totp.reset(ADMIN, "wang")
    assert told(access)[-1] == ("totp", "wang", "ok", "重置")
    assert session not in access.logins.sessions()
    assert access.logins.login("wang", GOOD)
    with pytest.raises(AccessError, match="没有开启"):
        access.totp.reset(ADMIN, "wang")


def test_a_role_that_must_have_it_sets_it_up_first(access: Access, clock: Clock) -> None:
    with pytest.raises(AccessError, match="管理账号"):
        access.totp.set_roles(Principal("li", "李工", Role.SUPERVISOR), [])
    access.totp.set_roles(ADMIN, [Role.SUPERVISOR])
    assert told(access)[-1] == ("setting", "二次验证", "ok", "必须使用：监理")
    token = access.logins.login("wang", GOOD)
    who = access.logins.who(token)
    assert who is not None
    assert (who.must_set_up_totp, who.is_ready) == (True, False)
    admin = access.logins.who(access.logins.login("gly", GOOD))
    assert admin is not None
    assert admin.is_ready
    shown = access.second_step.set_up(token).secret
    done = access.logins.who(access.second_step.switch_on(token, GOOD, code_at(shown, clock())))
    assert done is not None
    assert done.is_ready


def test_an_account_of_the_single_sign_on_never_has_it(access: Access) -> None:
    access.totp.set_roles(ADMIN, [Role.SUPERVISOR])
    person = Person("https://sso.example.cn", "u-17", "zhang", "张工", Role.SUPERVISOR, frozenset({1}), "", 0)
    token = access.sign_on.login(person)
    who = access.logins.who(token)
    assert who is not None
    assert who.is_ready
    with pytest.raises(AccessError, match="统一身份认证"):
        access.second_step.set_up(token)


def test_a_copy_of_the_database_does_not_reveal_the_secret(
    access: Access, clock: Clock, secret: str, tmp_path: Path
) -> None:
    access.close()
    raw = base64.b32decode(secret)
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("access.sqlite*"))
    assert secret.encode() not in kept
    assert raw not in kept
    key = tmp_path / "access.key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.rename(tmp_path / "elsewhere")
    with Access(tmp_path / "access.sqlite", clock, CHEAP) as copied:
        with pytest.raises(StoreError, match="密钥文件"):
            copied.second_step.finish(pending(copied), code_at(secret, clock()))
        switched_on(copied, clock, "gly")  # makes another key, which opens nothing of the first
        with pytest.raises(StoreError, match="不是原来"):
            copied.second_step.finish(pending(copied), code_at(secret, clock()))
        copied.totp.reset(ADMIN, "wang")
        assert copied.logins.login("wang", GOOD)


def test_a_secret_opens_only_for_its_account(access: Access, clock: Clock, secret: str, tmp_path: Path) -> None:
    switched_on(access, clock, "gly")
    with closing(sqlite3.connect(tmp_path / "access.sqlite")) as other, other:
        other.execute("UPDATE totp SET secret = (SELECT secret FROM totp WHERE account = 'wang') WHERE account = 'gly'")
    with pytest.raises(StoreError):
        access.second_step.finish(pending(access, "gly"), code_at(secret, clock()))


def test_the_address_is_what_apps_read(access: Access) -> None:
    shown = access.second_step.set_up(access.logins.login("wang", GOOD))
    assert re.fullmatch(r"[A-Z2-7]{32}", shown.secret)
    assert shown.address.startswith("otpauth://totp/")
    assert f"secret={shown.secret}" in shown.address
    assert ":wang?" in shown.address
