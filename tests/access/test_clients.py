"""Clients of the API: what an admin may make, what of a token is kept, when it ends."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from access import database
from access.__main__ import main
from access.clients import PREFIX
from access.database import FILE_NAME
from access.opened import Access
from access.principal import ClientPrincipal
from access.rights import ApiScope, Right
from data.errors import AccessError, LoginError
from tests.access.conftest import ADMIN, Clock
from tests.logged_in import SUPERVISOR

READ = [ApiScope.READ_SCORES]


def test_a_token_is_kept_hashed_and_holds_until_it_ends(access: Access, clock: Clock, tmp_path: Path) -> None:
    token = access.clients.create(ADMIN, "screen", "大屏", READ, [1, 3], 2)
    assert token.encode() not in b"".join(one.read_bytes() for one in tmp_path.glob("access.sqlite*"))
    who = access.clients.who(token, "10.0.0.9")
    assert (who.name, who.signature, who.packages) == (f"{PREFIX}screen", f"大屏（{PREFIX}screen）", frozenset({1, 3}))
    (seen,) = access.clients.all()
    assert (seen.used_at, seen.used_from) == (clock(), "10.0.0.9")
    clock.pass_by(2 * 24 * 60)
    with pytest.raises(LoginError, match="已到期"):
        access.clients.who(token)
    with pytest.raises(LoginError, match="不对"):
        access.clients.who(token + "x")
    refused = [(one.who, one.note) for one in access.trail.entries() if one.action == "refusal"]
    assert refused == [(f"{PREFIX}screen", "令牌已到期"), ("", "令牌不对")]
    with pytest.raises(LoginError):
        access.clients.who(token)
    assert len([one for one in access.trail.entries() if one.action == "refusal"]) == 2, "once in ten minutes"


def test_an_ended_client_stays_listed_and_its_name_taken(access: Access) -> None:
    token = access.clients.create(ADMIN, "screen", "", READ, [1], 365)
    access.clients.end(ADMIN, "screen")
    with pytest.raises(LoginError, match="已停用"):
        access.clients.who(token)
    for again in (
        lambda: access.clients.end(ADMIN, "screen"),
        lambda: access.clients.end(ADMIN, "nobody"),
        lambda: access.clients.create(ADMIN, "screen", "", READ, [1], 1),
    ):
        with pytest.raises(AccessError):
            again()
    assert [one.wrong_at(0) for one in access.clients.all()] == ["已停用"]
    assert access.trail.verify().is_whole
    acts = [(one.object, one.result) for one in access.trail.entries() if one.action == "client"]
    assert acts[:2] == [(f"{PREFIX}screen", "ok")] * 2
    assert [result for _, result in acts[2:]] == ["refused"] * 3


@pytest.mark.parametrize(
    ("name", "scopes", "packages", "days"),
    [("Screen", READ, [1], 1), ("s", READ, [1], 1), ("screen", [], [1], 1), ("screen", READ, [], 1),
     ("screen", READ, [6], 1), ("screen", READ, [1], 0), ("screen", READ, [1], 366)],
)  # fmt: skip
def test_what_is_no_client(access: Access, name: str, scopes: list[ApiScope], packages: list[int], days: int) -> None:
    with pytest.raises(AccessError):
        access.clients.create(ADMIN, name, "", scopes, packages, days)
    assert access.clients.all() == []


def test_only_an_admin_makes_clients(access: Access) -> None:
    with pytest.raises(AccessError, match="管理账号"):
        access.clients.create(SUPERVISOR, "screen", "", READ, [1], 1)


def test_scopes_alone_say_what_a_client_may() -> None:
    may = {scope: {right for right in Right if ClientPrincipal("x", "x", packages=frozenset({3}),
           scopes=frozenset({scope})).may(right)} for scope in ApiScope}  # fmt: skip
    assert may == {
        ApiScope.READ_SCORES: {Right.SEE_SCORES}, ApiScope.READ_COMPLETENESS: set(), ApiScope.UPLOAD: {Right.UPLOAD},
    }  # fmt: skip
    one = ClientPrincipal("x", "x", packages=frozenset({3}), scopes=frozenset(READ))
    assert (one.may(Right.SEE_SCORES, 3), one.may(Right.SEE_SCORES, 1)) == (True, False)


def test_an_access_database_of_before_gets_its_tables(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "access.sqlite"
    with closing(sqlite3.connect(path)) as older, older:
        older.executescript(database._STEPS[0])
        older.execute("INSERT INTO account VALUES ('wang', '王工', 'supervisor', '1,3', '', 0, 0, 0, 0)")
        older.execute("PRAGMA user_version = 1")
    with Access(path, clock) as opened:
        assert [one.name for one in opened.accounts.all()] == ["wang"]
        assert opened.clients.all() == []
        assert opened.accounts.find("wang").has_password
        assert opened.totp.accounts() == frozenset()


def test_clients_by_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KPI_DB", str(tmp_path / "kpi.duckdb"))
    made = ["create-client", "screen", "--scopes", "read:scores,upload", "--packages", "1,3", "--days", "90"]
    assert main([*made, "--json"]) == 0
    token = json.loads(capsys.readouterr().out)["token"]
    assert main([*made[:2], "--scopes", "read:all", *made[4:]]) == 2
    assert "没有权限“read:all”" in capsys.readouterr().err
    with Access(tmp_path / FILE_NAME) as access:
        assert access.clients.who(token).scopes == {ApiScope.READ_SCORES, ApiScope.UPLOAD}
    assert main(["end-client", "screen"]) == 0
    capsys.readouterr()
    assert main(["clients", "--json"]) == 0
    (shown,) = json.loads(capsys.readouterr().out)
    assert (shown["state"], shown["packages"], token in str(shown)) == ("已停用", [1, 3], False)
