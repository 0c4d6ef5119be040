"""python -m loaders: what it prints, how it exits."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.clock import demo_clock
from data.demo import SampleMonth
from data.errors import SupervisionError
from data.store import Store
from loaders.__main__ import main
from loaders.datasets import DATASETS, record_tables
from loaders.demo import fill
from tests.loaders.conftest import text, workbook

START = datetime(2026, 10, 5, 8, 30)
OUTAGE = {"outage_id": "TJ-1", "system_id": "P1-01", "down_at": START, "up_at": START + timedelta(hours=1)}
CAMERA_CHECK = {"asset_id": "C1", "checked_at": datetime(2026, 10, 5, 8, 3), "is_online": "离线"}
MONTH = ("--package", "1", "--month", "2026-10")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command on a database of its own; gives exit code, output, complaints."""
    monkeypatch.setenv("KPI_DB", str(tmp_path / "db" / "kpi.duckdb"))
    monkeypatch.setenv("KPI_NOW", "2026-12-08T09:00:00")

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as error:
            code = int(error.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


@pytest.fixture
def october(tmp_path: Path) -> Path:
    """A workbook with one outage."""
    path = tmp_path / "十月.xlsx"
    path.write_bytes(workbook({"outages": [OUTAGE]}))
    return path


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A workbook with three bad rows and a good one."""
    rows = [OUTAGE | {"outage_id": f"TJ-{number}", "system_id": f"P1-7{number}"} for number in (2, 3, 4)]
    path = tmp_path / "错.xlsx"
    path.write_bytes(workbook({"outages": [OUTAGE | {"outage_id": "TJ-9"}, *rows]}))
    return path


def load(run: Run, *arguments: str | Path) -> tuple[int, dict[str, Any]]:
    code, out, err = run("load", *arguments, *MONTH, "--json")
    assert err == ""
    return code, json.loads(out)


def test_load_prints_a_receipt(run: Run, october: Path) -> None:
    code, receipt = load(run, october)
    assert code == 0
    assert receipt["accepted"] is True
    assert receipt["batches"] == [
        {
            "batch_id": "P1-2026-10-outages-1",
            "dataset": "outages",
            "rows": 1,
            "skipped_totals": 0,
            "dropped_columns": [],
            "ignored_columns": [],
            "mapped_columns": [],
        }
    ]
    assert receipt["problems"] == []
    (only,) = receipt["files"]
    assert (only["package"], only["month"], only["file"]) == (1, "2026-10", "十月.xlsx")


def test_refused_for_the_sake_of_the_data(run: Run, wrong: Path) -> None:
    code, receipt = load(run, wrong)
    assert (code, receipt["accepted"], receipt["batches"]) == (1, False, [])
    assert [one["row"] for one in receipt["problems"]] == [3, 4, 5]
    first = receipt["problems"][0]
    assert set(first) == {"file", "code", "sheet", "row", "column", "value", "message"}
    assert (first["file"], first["sheet"], first["column"], first["value"]) == (
        "错.xlsx",
        "停机记录",
        "系统编号",
        "P1-72",
    )


def test_problems_for_people_are_grouped(run: Run, wrong: Path) -> None:
    code, out, _ = run("load", wrong, *MONTH)
    assert code == 1
    assert "错.xlsx：没有入库" in out
    assert "系统编号未知 3 处：停机记录 “系统编号” 第 3、4、5 行" in out
    assert "请核对系统编号" in out


def test_good_rows_and_replace(run: Run, wrong: Path, october: Path) -> None:
    code, receipt = load(run, wrong, "--good-rows")
    assert (code, receipt["accepted"], receipt["batches"][0]["rows"], len(receipt["problems"])) == (0, True, 1, 3)
    code, receipt = load(run, october)
    assert (code, [one["code"] for one in receipt["problems"]]) == (1, ["needs_replace"])
    assert load(run, october, "--replace")[0] == 0
    code, out, _ = run("restore", "P1-2026-10-outages-1")
    assert (code, "已恢复" in out) == (0, True)
    code, out, _ = run("batches", "--json")
    assert {one["batch_id"]: one["state"] for one in json.loads(out)} == {
        "P1-2026-10-outages-1": "current",
        "P1-2026-10-outages-2": "superseded",
    }
    assert run("restore", "P1-2026-10-outages-1")[0] == 1
    assert run("restore", "nothing")[0] == 1


def test_several_files_are_several_transactions(run: Run, tmp_path: Path, wrong: Path) -> None:
    maintenance = tmp_path / "计划停机.csv"
    maintenance.write_bytes(text([["系统编号", "计划开始时间", "计划结束时间"]], "gb18030"))
    hostile = tmp_path / "坏.xlsx"
    hostile.write_bytes(b"MZ")
    code, receipt = load(run, wrong, maintenance, hostile, "--nil", "incidents", "--nil", "演练记录")
    assert (code, receipt["accepted"]) == (1, False)
    assert [one["accepted"] for one in receipt["files"]] == [False, True, False, True]
    assert [line["dataset"] for line in receipt["batches"]] == ["maintenance", "incidents", "drills"]
    last = receipt["problems"][-1]
    assert (last["code"], last["file"], last["row"]) == ("unreadable_file", "坏.xlsx", None)


def test_nil_alone_and_over_a_batch(run: Run, october: Path) -> None:
    assert load(run, "--nil", "outages")[0] == 0
    assert load(run, "--nil", "systems")[0] == 1
    assert load(run, october)[0] == 1
    assert load(run, october, "--replace")[0] == 0
    assert load(run, "--nil", "outages")[0] == 1
    assert load(run, "--nil", "outages", "--replace")[0] == 0


def test_check_stores_nothing(run: Run, october: Path, wrong: Path) -> None:
    code, out, _ = run("check", october, *MONTH)
    assert (code, "没有问题，可以入库（未保存）" in out) == (0, True)
    assert run("check", wrong, *MONTH)[0] == 1
    assert run("batches")[:2] == (0, "还没有批次\n")


def test_batches_by_package_and_month(run: Run, october: Path) -> None:
    load(run, october)
    code, out, _ = run("batches", "--package", "1", "--month", "2026-10")
    assert code == 0
    assert out == "P1-2026-10-outages-1  停机记录  当前  1 行  2026-12-08 09:00  十月.xlsx\n"
    assert run("batches", "--package", "2")[1] == "还没有批次\n"
    assert json.loads(run("batches", "--month", "2026-09", "--json")[1]) == []


def test_dataset_by_name_or_title(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes(text([["系统编号", "开始时间", "结束时间"], ["P1-01", "2026-10-05", "2026-10-06"]]))
    for name in ("maintenance", "停机记录"):
        code, receipt = load(run, path, "--dataset", name)
        assert (code, len(receipt["batches"])) == (0, 1)


# --- templates ---


def test_the_template_of_a_package_loads_back(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    assert run("template", "--package", "1", "--out", path)[0] == 0
    titles = openpyxl.load_workbook(path).sheetnames
    assert titles[:3] == ["系统清单", "资产清单", "停机记录"]
    assert "视频在线巡检" not in titles
    code, receipt = load(run, path)
    assert (code, [one["code"] for one in receipt["problems"]]) == (1, ["nothing_provided"])


@pytest.mark.parametrize("name", [name for name, one in DATASETS.items() if one.may_be_nil])
def test_the_empty_template_of_a_dataset_says_nil(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / "模板.xlsx"
    assert run("template", "--dataset", name, "--out", path)[0] == 0
    package = str(DATASETS[name].packages[0])
    code, out, _ = run("load", path, "--package", package, "--month", "2026-10", "--json")
    receipt = json.loads(out)
    assert code == 0
    assert [(line["dataset"], line["rows"]) for line in receipt["batches"]] == [(name, 0)]


# --- contradictions inside one command ---


def test_nothing_happened_is_refused_beside_a_file_that_says_otherwise(run: Run, october: Path) -> None:
    code, receipt = load(run, october, "--nil", "outages", "--replace")
    assert code == 1
    assert [(one["code"], one["file"]) for one in receipt["problems"]] == [("nil_beside_file", None)]
    (batch,) = json.loads(run("batches", "--json")[1])
    assert (batch["is_nil"], batch["rows"], batch["state"]) == (False, 1, "current")


def test_two_files_of_one_month_never_replace_each_other(run: Run, october: Path, tmp_path: Path) -> None:
    rest = tmp_path / "十月二.xlsx"
    rest.write_bytes(workbook({"outages": [OUTAGE | {"outage_id": "TJ-9"}]}))
    code, receipt = load(run, october, rest, "--replace")
    assert code == 1
    assert [(one["code"], one["file"]) for one in receipt["problems"]] == [("two_files", "十月二.xlsx")]
    assert [one["accepted"] for one in receipt["files"]] == [True, False]
    (batch,) = json.loads(run("batches", "--json")[1])
    assert (batch["file_name"], batch["state"]) == ("十月.xlsx", "current")


def test_data_that_only_other_packages_report(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "摄像机.xlsx"
    assert run("template", "--dataset", "camera_checks", "--out", path)[0] == 0
    code, receipt = load(run, path)
    assert (code, [one["code"] for one in receipt["problems"]]) == (1, ["dataset_of_others"])


# --- wrong use ---


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("load", *MONTH),
        ("load", "a.xlsx", "--package", "6", "--month", "2026-10"),
        ("load", "a.xlsx", "--package", "1", "--month", "2026-13"),
        ("load", "a.xlsx", *MONTH, "--dataset", "nothing"),
        ("load", "missing.xlsx", *MONTH),
        ("check", *MONTH),
        ("template", "--out", "a.xlsx"),
        ("template", "--package", "1", "--out", "a.csv"),
        ("template", "--package", "1", "--out", "missing/a.xlsx"),
    ],
)
def test_wrong_use(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert any("\u4e00" <= sign <= "\u9fff" for sign in err)
    assert "Traceback" not in err


def test_wrong_use_answers_json_too(run: Run, october: Path) -> None:
    code, out, err = run("load", october, "--package", "6", "--month", "2026-10", "--json")
    assert code == 2
    assert json.loads(out)["accepted"] is False
    assert err.startswith("命令写得不对")


def test_a_file_name_from_windows(run: Run, october: Path) -> None:
    named = october.with_name(os.fsdecode("停机.xlsx".encode("gb18030")))
    named.write_bytes(october.read_bytes())
    code, receipt = load(run, named)
    assert (code, receipt["files"][0]["file"]) == (0, "停机.xlsx")


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_output_that_cannot_show_every_character(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "停机.xlsx"
    path.write_bytes(workbook({"outages": [OUTAGE | {"outage_id": "TJ✔🙂"}]}))
    environment = os.environ | {"KPI_DB": str(tmp_path / "kpi.duckdb"), "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "loaders", "check", str(path), *MONTH, "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout.decode(encoding))["problems"][0]["value"] == "TJ✔🙂"


def test_a_folder_is_no_database(run: Run, october: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_DB", str(tmp_path))
    code, _, err = run("load", october, *MONTH)
    assert code == 2
    assert "是一个目录" in err


def test_a_clock_that_is_no_time(run: Run, october: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_NOW", "yesterday")
    code, out, err = run("load", october, *MONTH)
    assert (code, out) == (2, "")
    assert "KPI_NOW" in err


def test_a_second_process_gets_one_clear_sentence(tmp_path: Path, october: Path) -> None:
    database = tmp_path / "kpi.duckdb"
    environment = os.environ | {"KPI_DB": str(database), "KPI_NOW": "2026-12-08T09:00:00"}
    command = [sys.executable, "-m", "loaders", "load", str(october), *MONTH, "--json"]
    with Store.open(database, record_tables()):
        second = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    said = json.loads(second.stdout)
    assert (second.returncode, said["accepted"]) == (2, False)
    assert "先关闭正在运行的服务" in said["hint"]
    assert second.stderr.count("\n") == 1
    assert "正被另一个程序使用" in second.stderr
    free = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (free.returncode, json.loads(free.stdout)["accepted"]) == (0, True)


# --- the sample store ---


def test_sample_months_are_loaded_as_files_and_refreshed_once_a_package(tmp_path: Path) -> None:
    months = [
        SampleMonth(1, "2026-10", {"outages": [OUTAGE]}, ("maintenance",)),
        SampleMonth(1, "2026-11", {}, ("outages", "maintenance")),
        SampleMonth(3, "2026-10", {"camera_checks": [CAMERA_CHECK]}, ("outages",)),
    ]
    told: list[str] = []
    refreshed: list[int] = []
    with Store.open(tmp_path / "kpi.duckdb", record_tables(), clock=demo_clock) as store:
        fill(
            store,
            months,
            tmp_path / "files",
            told.append,
            refresh=lambda cursor, package, version: refreshed.append(package),
        )
    log = "包件3_2026-10_视频在线巡检.csv"
    assert told == ["包件1_2026-10.xlsx", "包件1_2026-11.xlsx", "包件3_2026-10.xlsx", log]
    assert sorted(path.name for path in (tmp_path / "files").iterdir()) == sorted(told)
    assert (tmp_path / "files" / log).read_text("utf-8").split() == [
        "资产编号,巡检时间,是否在线,豁免原因", "C1,2026-10-05", "08:03,离线,",
    ]  # fmt: skip
    assert refreshed == [1, 3]


def test_a_refused_sample_month_stops_the_filling(tmp_path: Path) -> None:
    months = [SampleMonth(1, "2026-10", {"outages": [OUTAGE | {"system_id": "P1-77"}]}, ())]
    with (
        Store.open(tmp_path / "kpi.duckdb", record_tables(), clock=demo_clock) as store,
        pytest.raises(SupervisionError, match="P1-77"),
    ):
        fill(store, months, tmp_path, lambda _: None, refresh=None)
