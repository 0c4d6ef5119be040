"""Closed months recomputed from the original uploads: equal to the bit, or the first difference is named."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kpi.__main__ import main
from kpi.closing import close_month, prospect, reopen_month
from kpi.measures import rebuild
from kpi.periods import Month
from kpi.settings import change_settings, origin
from kpi.verification import check_stored
from loaders.mappings import Wanted, remember
from loaders.receiving import receive
from tests.pages.conftest import ROOT
from tests.product import Product, lay

JULY, AUGUST = Month(2026, 7), Month(2026, 8)
OUTAGE = {"outage_id": "D1", "system_id": "P3-01", "down_at": "2026-07-05 10:00", "up_at": "2026-07-05 14:00"}
LATE = {"outage_id": "D2", "system_id": "P3-02", "down_at": "2026-07-31 20:00"}
TICKET = {"incident_id": "T1", "system_id": "P3-01", "fault_class": "软件", "reported_at": "2026-07-05 10:00",
          "responded_at": "2026-07-05 10:07", "restored_at": "2026-07-05 14:00"}  # fmt: skip


def close(product: Product, month: Month) -> None:
    close_month(product.store, 3, month, "张三", prospect(product.store, 3, month).open_points)


@pytest.fixture
def path(tmp_path: Path, everything: Path) -> Path:
    """That store, a copy of its own, to be changed."""
    lay(everything, tmp_path)
    return tmp_path / "kpi.duckdb"


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with all that can happen: a refused row, a replacement and a restore, a nil return, a file
    whose kind had to be said, changed settings, a continuation into a closed month, an upload that waits, a
    re-opening."""
    folder = tmp_path_factory.mktemp("everything")
    with Product(folder, datetime(2026, 8, 5, 9)) as product:
        bad = {"outage_id": "D9", "system_id": "P3-99", "down_at": "2026-07-05 10:00"}
        product.load(3, "2026-07", {"outages": [OUTAGE, LATE, bad]}, good_rows=True, uploaded_by="李四")
        product.load(3, "2026-07", {"outages": [OUTAGE]}, replace=True)
        product.restore("P3-2026-07-outages-1", restored_by="张三", reason="原件有误")
        product.nil(3, "2026-07", "maintenance")
        said = ",".join(TICKET) + "\n" + ",".join(TICKET.values())
        remember(product.store, 3, [Wanted("incidents", "开单钟点", "reported_at")], made_by="李四")
        text = "工单编号,系统编号,故障类别,开单钟点,响应时间,恢复时间\n" + said.split("\n")[1]
        receipt = receive(product.store, 3, "2026-07", "a.csv", text.encode(), dataset="incidents", refresh=rebuild)
        assert receipt.accepted, receipt.problems
        remember(product.store, 3, [Wanted("incidents", "开单钟点", None)], made_by="李四")
        product.now = datetime(2026, 8, 12, 9)
        close(product, JULY)
        change_settings(product.store, origin_with(12))
        product.send(3, "2026-07", {"outages": [OUTAGE]})
        product.now = datetime(2026, 9, 5, 9)
        product.load(3, "2026-08", {"outages": [LATE | {"up_at": "2026-07-31 22:00"}]}, ["maintenance"])
        product.now = datetime(2026, 9, 15, 9)
        close(product, AUGUST)
        reopen_month(product.store, 3, AUGUST, "张三", "补报")
        reopen_month(product.store, 3, JULY, "张三", "补报")
        close(product, JULY)
    return folder


def origin_with(day: int) -> Any:
    from dataclasses import replace

    return replace(origin(), valid_from=AUGUST, upload_day=day, reason="补充协议")


def verify(path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    monkeypatch.setenv("KPI_DB", str(path))
    code = main(["verify", "--package", "3", "--json"])
    return code, json.loads(capsys.readouterr().out)


def change(path: Path, *statements: str) -> None:
    """Somebody changes the database by hand."""
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


def differences(told: Any) -> list[str]:
    return [words for one in told["closings"] for words in one["differences"]]


def test_the_original_uploads_give_the_same_to_the_bit(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = verify(path, monkeypatch, capsys)
    assert differences(told) == []
    assert (code, told["equal"], len(told["closings"])) == (0, True, 5)
    assert [one["closing"] for one in told["closings"] if one["is_held"]] == ["P3-2026-07-结账2"]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE outages SET up_at = TIMESTAMP '2026-07-05 13:00' WHERE outage_id = 'D1' "
         "AND batch_id = 'P3-2026-07-outages-1'", "“停机记录”第 2 行 D1：up_at 库里是 2026-07-05 13:00:00"),
        ("DELETE FROM incidents", "库里没有这一行"),
    ],
)  # fmt: skip
def test_a_row_changed_by_hand_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], statement: str, said: str
) -> None:
    change(path, statement)
    code, told = verify(path, monkeypatch, capsys)
    assert code == 1
    assert any(said in words for words in differences(told)), differences(told)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE batches SET uploaded_by = '王五' WHERE batch_id = 'P3-2026-07-outages-1'",
         "批次 P3-2026-07-outages-1 的记录在结账后被改动"),
        ("UPDATE sealed_facts SET part = part + 1 WHERE measure = 'mtbf' AND whole = 0 "
         "AND day = DATE '2026-07-09' AND system_id = 'P3-01'", "封存的日事实与校验值不符"),
        ("UPDATE daily_facts SET part = part + 1 WHERE measure = 'availability' AND day = DATE '2026-07-09'",
         "现在读取的日事实不是封存的那一份"),
        ("UPDATE sealed_scorecards SET content = replace(content, 'missed', 'met')", "封存的评分表与校验值不符"),
        ("UPDATE closings SET made_by = '王五' WHERE number = 1", "校验值与登记内容不符"),
        ("DELETE FROM closings WHERE number = 2", "接不上"),
        ("UPDATE published SET version = version", None),
    ],
)  # fmt: skip
def test_what_was_changed_by_hand_does_not_fit_its_hashes(path: Path, statement: str, said: str | None) -> None:
    change(path, statement)
    with Product(path.parent) as product:
        wrong = [words for one in check_stored(product.store, 3).values() for words in one.wrong]
    assert any(said in words for words in wrong) if said else not wrong


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_an_original_that_is_gone_or_changed_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    original = next((path.parent / "kpi_originals").glob("*.csv"))
    original.chmod(0o600)
    original.unlink() if how == "gone" else original.write_bytes(original.read_bytes() + b"\n")
    code, told = verify(path, monkeypatch, capsys)
    assert code == 1
    assert any("P3-2026-07-incidents-1" in words and "原件" in words for words in differences(told))


def test_rules_that_have_changed_since_are_said(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from dataclasses import replace

    from kpi import hashes, measures, verification

    known = measures.measures()
    halved = f"SELECT * REPLACE (part / 2 AS part) FROM ({known['availability'].sql}\n)"
    other = {**known, "availability": replace(known["availability"], sql=halved)}
    monkeypatch.setattr(measures, "measures", lambda: other)
    today = hashes.rule_digests()
    monkeypatch.setattr(verification, "rule_digests", lambda: today | {"measures": "other"})
    code, told = verify(path, monkeypatch, capsys)
    assert code == 1
    assert any("日事实：封存的是 availability" in words for words in differences(told))
    assert any("口径改过" in words for words in differences(told))


def test_the_command_says_so_in_words(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kpi", "verify"], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"KPI_DB": str(path), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "P3-2026-07-结账2：逐位一致" in done.stdout
    assert done.stdout.endswith("全部一致\n")


def test_a_store_without_closings_has_nothing_to_verify(
    product: Product, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = product.store.path
    product.store.close()
    assert verify(path, monkeypatch, capsys) == (0, {"equal": True, "closings": []})
