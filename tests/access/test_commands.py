"""The command line, and what keeps the server from starting."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit import config

import app
from access.__main__ import main
from access.database import FILE_NAME
from access.opened import Access
from access.rights import Role
from access.secret import check_secret
from access.totp import code_at
from data.errors import AccessError
from tests.logged_in import CHEAP, OPERATOR, PASSWORD
from tests.pages.conftest import ROOT


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KPI_DB", str(tmp_path / "kpi.duckdb"))
    return tmp_path


def test_the_first_admin_is_asked_twice_and_there_is_one_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {f"{PASSWORD}\nanders\n": "不一样", "kurz\nkurz\n": "太短", "admin admin admin\n" * 2: "太常见"}
    for typed, said in wrong.items():
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert main(["create-admin", "chef"]) == 2
        assert said in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n" * 2))
    assert main(["create-admin", "chef"]) == 0
    assert PASSWORD not in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n" * 2))
    assert main(["create-admin", "zweiter"]) == 2
    assert "已经有管理员" in capsys.readouterr().err


def test_accounts_by_command_and_the_state_of_the_trail(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", "wang", "--role", "contractor", "--packages", "3", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)["password"]
    with Access(folder / FILE_NAME) as access:
        access.logins.login("wang", first)
    assert main(["sessions", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert main(["end", one["session_id"]]) == 0
    assert main(["change", "wang", "--role", "supervisor", "--packages", "1,2"]) == 0
    assert main(["disable", "wang"]) == 0
    assert main(["add", "x", "--role", "contractor", "--packages", "drei"]) == 2
    capsys.readouterr()
    assert main(["list", "--json"]) == 0
    (shown,) = json.loads(capsys.readouterr().out)
    assert (shown["role"], shown["packages"], shown["state"]) == ("supervisor", [1, 2], "停用")
    assert not shown["totp"]
    assert main(["verify"]) == 0
    assert "审计链完整：5 条" in capsys.readouterr().out
    (folder / "access.head").unlink()
    assert main(["verify", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["words"]


def test_a_lost_phone_is_reset_by_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Access(folder / FILE_NAME, passwords=CHEAP) as access:
        access.accounts.add(OPERATOR, "chef", "", Role.ADMIN, password=PASSWORD)
        token = access.logins.login("chef", PASSWORD)
        code = code_at(access.second_step.set_up(token).secret, access.database.now())
        token = access.second_step.switch_on(token, PASSWORD, code)
        assert main(["reset-totp", "chef"]) == 0
        assert "已重置" in capsys.readouterr().out
        assert access.logins.who(token) is None
        assert access.logins.login("chef", PASSWORD)
    assert main(["reset-totp", "chef"]) == 2
    assert "没有开启" in capsys.readouterr().err


@pytest.mark.parametrize(
    "weak", ["", "secret", "x" * 40, "changeme" * 5, "0123456789" * 4, "kpi-supervision-secret-2026-admin"]
)
def test_a_secret_that_can_be_guessed_is_refused(weak: str) -> None:
    with pytest.raises(AccessError, match="没有启动"):
        check_secret("server.cookieSecret", weak)
    check_secret("server.cookieSecret", "q7Zr0mC1vX9tLw3uKp8sYe5nHb2dFg6j")


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--server.address", "0.0.0.0", "--", "--demo"], "只给本机看"), (["--", "--secret"], "太短")],
)
def test_an_unsafe_start_ends_with_one_sentence(tmp_path: Path, options: list[str], said: str) -> None:
    environment = {"PATH": "/usr/bin:/bin", "KPI_DB": str(tmp_path / "kpi.duckdb"), "HOME": str(tmp_path)}
    if "--secret" in options:
        environment, options = environment | {"STREAMLIT_SERVER_COOKIE_SECRET": "changeme"}, []
    ended = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "0", *options],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode != 0
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_path_before_all_paths_is_refused() -> None:
    """The gate would not know /kpi/media/ and /kpi/_stcore/ again."""
    config.set_option("server.baseUrlPath", "kpi")
    try:
        with pytest.raises(SystemExit, match="网址不能带前缀"):
            app._refuse_an_unsafe_start()
    finally:
        config.set_option("server.baseUrlPath", "")
