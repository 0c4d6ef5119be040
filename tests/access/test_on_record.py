"""What is done by commands is in the trail too; a trail that a backup has brought goes on from there."""

import hashlib
import re
from pathlib import Path

import pytest

from access.audit import Action, Entry
from access.commands import record_backup
from access.database import FILE_NAME
from access.opened import Access
from access.rights import Role
from data.__main__ import main as data_command
from data.backup import backups
from data.errors import StoreError
from loaders.__main__ import main as loaders_command
from reports.__main__ import main as reports_command
from tests.access.conftest import ADMIN
from tests.logged_in import CHEAP, PASSWORD
from tests.pages.conftest import ROOT
from tests.product import workbook

OUTAGE = {"outage_id": "D1", "system_id": "P1-01", "down_at": "2026-09-05 10:00", "up_at": "2026-09-05 14:00"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KPI_DB", str(tmp_path / "live" / "kpi.duckdb"))
    monkeypatch.setenv("KPI_NOW", "2026-10-20T09:00")
    (tmp_path / "live").mkdir()
    with Access(tmp_path / "live" / FILE_NAME, passwords=CHEAP) as access:
        access.accounts.add(ADMIN, "gly", "管理员", Role.ADMIN, password=PASSWORD)
    return tmp_path


def entries(folder: Path) -> list[Entry]:
    with Access(folder / FILE_NAME) as access:
        assert access.trail.verify().is_whole
        return list(access.trail.entries())


def test_every_command_that_changes_or_takes_along_is_on_record(folder: Path) -> None:
    month = ["--package", "1", "--month", "2026-09"]
    for number, rows in enumerate(([OUTAGE], [OUTAGE | {"cause": "软件"}], [OUTAGE | {"up_at": "2026-09-01 00:00"}])):
        (folder / f"{number}.xlsx").write_bytes(workbook({"outages": rows}))
    files = [str(folder / f"{number}.xlsx") for number in range(3)]
    paper = ["--kind", "self-evaluation", "--period", "2026-09", "--out", str(folder)]
    commands = [
        (loaders_command, ["load", files[0], *month], 0),
        (loaders_command, ["load", files[1], *month, "--replace"], 0),
        (loaders_command, ["load", files[2], *month, "--replace"], 1),
        (loaders_command, ["restore", "P1-2026-09-outages-1", "--reason", "原文件有误"], 0),
        (loaders_command, ["mappings", "--package", "1", "--map", "停机记录:停了=停机开始时间"], 0),
        (
            reports_command,
            ["make", "--package", "1", *paper],
            0,
        ),
        (data_command, ["backup"], 0),
        (data_command, ["restore", "--to", str(folder / "new" / "kpi.duckdb")], 0),
        (data_command, ["restore", "--in-place", "--by", "王敏", "--reason", ""], 2),
        (data_command, ["restore", "--in-place", "--by", "王敏", "--reason", "演练"], 0),
    ]
    for command, given, code in commands:
        assert command(given) == code, given
    told = entries(folder / "live")[1:]
    assert [(one.action, one.result) for one in told] == [
        ("import", "ok"), ("import", "ok"), ("import", "failed"), ("restore", "ok"), ("mapping", "ok"),
        ("report", "ok"), ("backup", "ok"), ("recover", "ok"), ("recover", "failed"), ("recover", "ok"),
    ]  # fmt: skip
    assert {one.who.split(":")[0] for one in told} == {"命令行"}
    assert told[0].object == "包件1 2026-09 0.xlsx"
    assert told[0].note == "P1-2026-09-outages-1"
    assert "王敏：演练" in told[-1].note
    # The new place has brought the accounts: its trail is whole, and says since when.
    brought = entries(folder / "new")
    assert [one.action for one in brought][-2:] == ["report", "recover"]
    assert "备份之后的审计记录不在其中" in brought[-1].note


def test_what_the_timer_of_the_server_does_is_on_record(folder: Path) -> None:
    assert data_command(["backup"]) == 0
    made = backups(folder / "live" / "kpi_backups")[-1]
    with Access(folder / "live" / FILE_NAME) as access:
        for outcome in (made, StoreError("备份没有做成：磁盘满了", "请腾出空间")):
            record_backup(lambda: access.trail, folder, outcome)
    said = [(one.who, one.action, one.result, one.after) for one in entries(folder / "live")][-2:]
    digest = hashlib.sha256((made.folder / "manifest.json").read_bytes()).hexdigest()
    assert said == [("系统", "backup", "ok", digest), ("系统", "backup", "failed", "")]


def test_nothing_can_be_recorded_that_nobody_records() -> None:
    """A kind of action without a place that records it would be a promise only."""
    layers = ("access", "api", "pages", "loaders", "data", "reports")
    sources = [path for name in layers for path in (ROOT / name).rglob("*.py")]
    code = "".join(
        path.read_text("utf-8") for path in [ROOT / "app.py", *sources] if path.name not in ("audit.py", "sample.py")
    )
    named = {one for one in Action if re.search(rf"\bAction\.{one.name}\b", code)}
    assert set(Action) - named == {Action.BREAK}  # written by the trail itself
