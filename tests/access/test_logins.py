"""Every refused try, against a real access database whose clock is moved by hand."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher, Type

from access.audit import Entry
from access.logins import WRONG, token_hash
from access.opened import Access
from access.passwords import Passwords, Rules, initial_password
from access.principal import Principal
from access.rights import Role
from data.errors import AccessError, LoginError
from tests.access.conftest import ADMIN, GOOD, Clock


def last(access: Access) -> Entry:
    return list(access.trail.entries())[-1]


def refusal(access: Access, name: str, password: str) -> tuple[str, str]:
    with pytest.raises(LoginError) as refused:
        access.logins.login(name, password, "10.0.0.9")
    return refused.value.message, refused.value.hint


def test_a_login_gives_who_it_is_and_is_on_record(access: Access) -> None:
    token = access.logins.login(" WANG ", GOOD, "10.0.0.7", "Firefox")
    who = access.logins.who(token, "10.0.0.8")
    assert who is not None
    assert (who.name, who.role, set(who.packages), who.source) == ("wang", Role.SUPERVISOR, {1, 3}, "10.0.0.8")
    entry = last(access)
    assert (entry.action, entry.who, entry.result, entry.source) == ("login", "wang", "ok", "10.0.0.7")
    assert [one.agent for one in access.logins.sessions()] == ["Firefox"]


def test_the_token_is_long_and_only_its_hash_is_kept(access: Access, tmp_path: Path) -> None:
    token = access.logins.login("wang", GOOD)
    assert len(token) >= 43
    access.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("access.sqlite*"))
    assert token_hash(token).encode() in kept
    assert token.encode() not in kept
    assert GOOD.encode() not in kept


def test_unknown_names_get_the_same_answer(access: Access) -> None:
    assert refusal(access, "wang", "falsch") == refusal(access, "niemand", "falsch") == WRONG
    assert (last(access).result, last(access).who, last(access).source) == ("refused", "niemand", "10.0.0.9")


def test_unknown_names_take_as_long(tmp_path: Path) -> None:
    """With a cost that is felt; the medians of a few tries lie close together."""
    felt = Passwords(PasswordHasher(time_cost=2, memory_cost=16_384, parallelism=1))
    with Access(tmp_path / "a.sqlite", passwords=felt) as access:
        access.accounts.add(ADMIN, "wang", "王工", Role.SUPERVISOR, [1], password=GOOD)
        refusal(access, "niemand", "warm")
        taken: dict[str, list[float]] = {"wang": [], "fremd": []}
        for _ in range(3):
            for name, seconds in taken.items():
                begin = time.perf_counter()
                refusal(access, name, "falsch")
                seconds.append(time.perf_counter() - begin)
        known, unknown = (statistics.median(one) for one in taken.values())
        assert 0.4 < known / unknown < 2.5


@pytest.mark.parametrize("name", ["wang", "niemand"])
def test_five_wrong_tries_lock_for_a_quarter_of_an_hour(access: Access, clock: Clock, name: str) -> None:
    for _ in range(5):
        assert refusal(access, name, "falsch") == WRONG
    locked = refusal(access, name, GOOD)
    assert "锁定" in locked[0]
    clock.pass_by(14.9)
    assert "锁定" in refusal(access, name, GOOD)[0]
    clock.pass_by(0.2)
    if name == "wang":
        assert access.logins.login(name, GOOD)
    else:
        assert refusal(access, name, GOOD) == WRONG


def test_the_fifth_try_may_be_right_and_then_counts_anew(access: Access) -> None:
    for _ in range(4):
        refusal(access, "wang", "falsch")
    assert access.logins.login("wang", GOOD)
    for _ in range(4):
        assert refusal(access, "wang", "falsch") == WRONG
    assert access.logins.login("wang", GOOD)


def test_an_admin_sees_and_lifts_a_lock(access: Access) -> None:
    for _ in range(5):
        refusal(access, "wang", "falsch")
    assert access.accounts.all()[1].locked_until > 0
    access.accounts.unlock(ADMIN, "wang")
    assert access.accounts.all()[1].locked_until == 0
    assert access.logins.login("wang", GOOD)


def test_a_login_ends_after_half_an_hour_without_use(access: Access, clock: Clock) -> None:
    token = access.logins.login("wang", GOOD)
    for _ in range(3):
        clock.pass_by(29)
        assert access.logins.who(token)
    clock.pass_by(30.1)
    assert access.logins.who(token) is None
    assert access.logins.sessions() == []


def test_a_login_ends_after_twelve_hours_of_use(access: Access, clock: Clock) -> None:
    token = access.logins.login("wang", GOOD)
    for _ in range(12 * 3 - 1):
        clock.pass_by(20)
        assert access.logins.who(token)
    clock.pass_by(20.1)
    assert access.logins.who(token) is None


@pytest.mark.parametrize("forged", ["", "x", "a" * 43, "a" * 5000, "' OR 1=1 --"])
def test_a_forged_token_is_nobody(access: Access, forged: str) -> None:
    access.logins.login("wang", GOOD)
    assert access.logins.who(forged) is None
    assert access.logins.who(token_hash(forged)) is None


def test_a_token_is_nobody_after_logout_and_its_hash_never_was(access: Access) -> None:
    token = access.logins.login("wang", GOOD)
    assert access.logins.who(token_hash(token)) is None
    access.logins.logout(token)
    assert last(access).action == "logout"
    assert access.logins.who(token) is None


def test_disabling_ends_what_is_open_and_refuses_the_password(access: Access) -> None:
    token = access.logins.login("wang", GOOD)
    access.accounts.disable(ADMIN, "wang")
    assert access.logins.who(token) is None
    assert refusal(access, "wang", GOOD) == WRONG
    access.accounts.enable(ADMIN, "wang")
    assert access.logins.who(token) is None
    assert access.logins.login("wang", GOOD)


def test_another_role_holds_at_once(access: Access) -> None:
    token = access.logins.login("wang", GOOD)
    access.accounts.change(ADMIN, "wang", role=Role.CONTRACTOR, packages=[2], display_name="王工")
    who = access.logins.who(token)
    assert who is not None
    assert (who.role, set(who.packages)) == (Role.CONTRACTOR, {2})


def test_a_new_account_must_choose_its_password_and_gets_a_new_token(access: Access, clock: Clock) -> None:
    first = access.accounts.add(ADMIN, "li", "李工", Role.CONTRACTOR, [2])
    token = access.logins.login("li", first)
    who = access.logins.who(token)
    assert who is not None
    assert who.must_change_password
    for bad in ("short", first, "password2026!!", "liliaabbccdd"):
        with pytest.raises(AccessError):
            access.logins.change_password(token, first, bad)
    with pytest.raises(LoginError):
        access.logins.change_password(token, "falsch", GOOD)
    fresh = access.logins.change_password(token, first, GOOD)
    assert access.logins.who(token) is None
    changed = access.logins.who(fresh)
    assert changed is not None
    assert not changed.must_change_password


def test_a_first_password_is_good_for_a_week(access: Access, clock: Clock) -> None:
    first = access.accounts.add(ADMIN, "li", "李工", Role.VIEWER)
    clock.pass_by(7 * 24 * 60 + 1)
    assert refusal(access, "li", first)[0] == "初始密码已过期"
    assert access.logins.login("li", access.accounts.reset(ADMIN, "li"))


def test_a_reset_and_an_admin_end_logins(access: Access) -> None:
    token = access.logins.login("wang", GOOD)
    access.accounts.reset(ADMIN, "wang")
    assert access.logins.who(token) is None
    other = access.logins.login("gly", GOOD)
    access.logins.end(ADMIN, access.logins.sessions()[0].session_id)
    assert access.logins.who(other) is None


def test_a_password_may_have_to_be_changed_after_some_days(access: Access, clock: Clock) -> None:
    access.accounts.set_rules(ADMIN, Rules(least_letters=14, kinds=3, most_days=90))
    clock.pass_by(91 * 24 * 60)
    who = access.logins.who(access.logins.login("wang", GOOD))
    assert who is not None
    assert who.must_change_password


def test_only_an_admin_changes_accounts_and_the_refusal_is_on_record(access: Access) -> None:
    who = access.logins.who(access.logins.login("wang", GOOD))
    assert who is not None
    attempts: list[Callable[[], object]] = [
        lambda: access.accounts.add(who, "li", "李工", Role.ADMIN),
        lambda: access.accounts.reset(who, "gly"),
        lambda: access.accounts.disable(who, "gly"),
        lambda: access.accounts.set_rules(who, Rules(8)),
        lambda: access.logins.end(who, who.session_id),
    ]
    for attempt in attempts:
        with pytest.raises(AccessError, match="管理账号"):
            attempt()
        assert (last(access).result, last(access).who) == ("refused", "wang")
    assert [one.name for one in access.accounts.all()] == ["gly", "wang"]


def test_the_last_admin_stays(access: Access) -> None:
    other = Principal("anders", "另一位", Role.ADMIN)
    attempts: list[Callable[[], object]] = [
        lambda: access.accounts.disable(other, "gly"),
        lambda: access.accounts.change(other, "gly", role=Role.VIEWER, packages=[], display_name="x"),
        lambda: access.accounts.disable(ADMIN, "gly"),
    ]
    for attempt in attempts:
        with pytest.raises(AccessError):
            attempt()


@pytest.mark.parametrize(
    ("role", "packages", "stored"),
    [(Role.VIEWER, [], {1, 2, 3, 4, 5}), (Role.AUDITOR, [1], set()), (Role.CONTRACTOR, [3], {3})],
)
def test_packages_follow_the_role(access: Access, role: Role, packages: list[int], stored: set[int]) -> None:
    access.accounts.add(ADMIN, "neu", "新人", role, packages)
    assert access.accounts.find("neu").packages == stored


@pytest.mark.parametrize(("role", "packages"), [(Role.CONTRACTOR, []), (Role.SUPERVISOR, [6])])
def test_packages_that_make_no_sense_are_refused(access: Access, role: Role, packages: list[int]) -> None:
    with pytest.raises(AccessError):
        access.accounts.add(ADMIN, "neu", "新人", role, packages)


@pytest.mark.parametrize(
    "bad",
    [
        "short", "password1234", "Password2026!!", "P@ssw0rd2026", "qwertyuiop123", "1qaz2wsx3edc", "123456789012",
        "aaaaaaaaaaaaaa", "abababababab", "运维绩效监督运维绩效监督", "kpi-supervision-2026", "wangwangwang1",
        "王工王工王工王工",
        "admin@admin@admin", "x" * 129, "１２３４５６７８９０１２",
    ],
)  # fmt: skip
def test_common_passwords_are_refused(bad: str) -> None:
    with pytest.raises(AccessError):
        Rules().check(bad, ("wang", "王工"))


@pytest.mark.parametrize("good", [GOOD, "correct horse battery staple", "tR7#kelpwd93", "nimm zwei stück zucker"])
def test_good_passwords_need_no_composition(good: str) -> None:
    Rules().check(good, ("wang", "王工"))


def test_first_passwords_keep_every_rule() -> None:
    for _ in range(50):
        Rules().check(initial_password())


def test_kinds_are_asked_for_only_if_set() -> None:
    with pytest.raises(AccessError, match="3 种"):
        Rules(kinds=3).check("nur kleine buchstaben")
    Rules(kinds=3).check("Kleine und Grosse 9x")
    with pytest.raises(AccessError):
        Rules(least_letters=4)


def test_the_real_cost_is_argon2id_as_recommended() -> None:
    hashed = Passwords().hash(GOOD)
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert Passwords()._hasher.type is Type.ID


def test_a_dated_hash_is_renewed_at_login(access: Access, tmp_path: Path, clock: Clock) -> None:
    access.close()
    with Access(tmp_path / "access.sqlite", clock) as costly:
        costly.logins.login("wang", GOOD)
        with costly.database.reading() as cursor:
            (kept,) = cursor.execute("SELECT password_hash FROM account WHERE name = 'wang'").fetchone()
    assert "m=65536" in kept
