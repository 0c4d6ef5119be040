"""The files of deploy/ fit the product and the page that explains them."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from access.problem_details import TOO_LARGE, UNAVAILABLE, ProblemDetails
from access.rights import Role
from access.sign_on_configuration import Configuration, Grant, read_configuration

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
PAGE = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def test_nginx_passes_on_what_the_server_takes_and_where_it_listens() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    allowed = re.search(r"client_max_body_size (\d+)m;", text("nginx.conf"))
    assert allowed is not None
    assert config["server"]["maxUploadSize"] < int(allowed[1]) < config["server"]["maxUploadSize"] + 10
    port = re.search(r"--server.port (\d+)", text("kpi.service"))
    assert port is not None
    assert f"proxy_pass http://127.0.0.1:{port[1]};" in text("nginx.conf")
    assert f"nginx {allowed[1]} MB" in PAGE
    named = set(re.findall(r"server_name (.+);", text("nginx.conf")))
    assert named == set(re.findall(r"^KPI_HOSTS=(.+)$", text("kpi.env"), re.MULTILINE))


def test_nginx_tells_programs_what_the_api_would() -> None:
    for kind in (TOO_LARGE, UNAVAILABLE):
        (said,) = [json.loads(one) for one in re.findall(r"return \d+ '(.+)';", text("nginx.conf")) if kind.type in one]
        assert (said["title"], said["status"]) == (kind.title, kind.status)
        assert ProblemDetails(**said)


def test_every_setting_is_known_to_the_code_and_explained() -> None:
    paths = [path for layer in ("data", "access") for path in (ROOT / layer).glob("*.py")]
    source = "".join(path.read_text(encoding="utf-8") for path in paths)
    for name in re.findall(r"^#?(KPI_\w+)=", text("kpi.env"), re.MULTILINE):
        assert f'"{name}"' in source
        assert PAGE.count(f"| `{name}` |") == 1


def test_the_single_sign_on_is_configured_as_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_OIDC_SECRET", "q7Zr0mC1vX9tLw3uKp8sYe5nHb2dFg6j")
    found = read_configuration(DEPLOY / "oidc.toml")
    assert [one.role for one in found.grant] == [Role.VIEWER, Role.SUPERVISOR, Role.CONTRACTOR]
    for name in re.findall(r"^#?(\w+) = ", text("oidc.toml"), re.MULTILINE):
        assert name in {*Configuration.model_fields, *Grant.model_fields}


def test_the_page_links_the_files_and_repeats_none_of_them() -> None:
    for path in DEPLOY.iterdir():
        assert f"(../deploy/{path.name})" in PAGE
    for line in (*text("kpi.service").splitlines(), *text("nginx.conf").splitlines()):
        assert len(line.strip()) < 25 or line.strip() not in PAGE


def test_the_unit_is_understood_by_systemd(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze")
    unit = tmp_path / "kpi.service"
    unit.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text("kpi.service"), flags=re.MULTILINE))
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert "Unknown" not in done.stderr
    assert "kpi.service:" not in done.stderr
