"""Headers mapped by hand: remembered for a package and upload type, never over a column's own name, nothing lost."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from data.errors import UploadError
from loaders.batches import list_batches
from loaders.headers import UNUSED
from loaders.mappings import Wanted, list_mappings, remember
from tests.loaders.conftest import Desk, text
from tests.loaders.test_command_line import Run, run

__all__ = ["run"]

HEADS = ["工单编号", "系统编号", "故障类别", "报障时刻", "修好了"]
ROW = ["G1", "P1-01", "软件", "2026-10-05 08:40", "2026-10-05 09:40"]


def tickets(*heads: str, row: list[str] = ROW) -> bytes:
    return text([list(heads) or HEADS, row])


def keep(desk: Desk, header: str, field: str | None, package: int = 1, dataset: str = "incidents") -> None:
    remember(desk.store, package, [Wanted(dataset, header, field)], made_by="王五")


def times(desk: Desk) -> list[tuple[object, ...]]:
    return desk.query("SELECT reported_at, restored_at FROM incidents")


def test_an_unknown_header_is_asked_about_and_mapped_once(desk: Desk) -> None:
    refused = desk.send(tickets(), "故障工单.csv")
    assert [(one.code, one.column) for one in refused.problems] == [("missing_column", "报修时间")]
    assert [(one.header, one.guesses) for one in refused.questions] == [
        ("报障时刻", ("reported_at", "responded_at", "verified_at")),
        ("修好了", ()),
    ]
    keep(desk, "报障时刻", "reported_at")
    keep(desk, "修好了", "restored_at")
    receipt = desk.send(tickets(), "故障工单.csv")
    assert receipt.accepted, receipt.problems
    assert times(desk) == [(datetime(2026, 10, 5, 8, 40), datetime(2026, 10, 5, 9, 40))]
    assert receipt.batches[0].mapped_columns == ["报障时刻→报修时间", "修好了→恢复时间"]
    assert list_batches(desk.store)[0].mapped_columns == ["报障时刻→报修时间", "修好了→恢复时间"]


def test_it_holds_for_its_package_and_upload_type_alone(desk: Desk) -> None:
    keep(desk, "报障时刻", "reported_at")
    row = ["G1", "P2-01", *ROW[2:]]
    other = desk.send(tickets(row=row), "故障工单.csv", package=2)
    assert [one.code for one in other.problems] == ["missing_column"]
    heads = ["需求编号", "系统编号", "要求完成时间", "报障时刻"]
    request = desk.send(text([heads, ["X1", "P1-01", "2026-10-09", "2026-10-05"]]), "需求工单.csv")
    assert [(one.code, one.column) for one in request.problems] == [("missing_column", "提出时间")]


@pytest.mark.parametrize("written", [" 报障时刻* ", "報障時刻", "报障\n时刻", "报障时刻（必填）"])
def test_it_is_compared_as_headers_are(desk: Desk, written: str) -> None:
    keep(desk, "报障时刻", "reported_at")
    assert desk.send(tickets(*HEADS[:3], written, HEADS[4]), "故障工单.csv").accepted


def test_a_column_s_own_name_is_never_overridden(desk: Desk) -> None:
    with pytest.raises(UploadError, match="报修时间"):
        keep(desk, "报修时间", "responded_at")
    keep(desk, "备用时间", "reported_at")
    heads, row = [*HEADS[:3], "备用时间", "报修时间"], [*ROW[:3], "2026-10-07 08:00", "2026-10-05 08:40"]
    receipt = desk.send(tickets(*heads, row=row), "故障工单.csv")
    assert times(desk) == [(datetime(2026, 10, 5, 8, 40), None)]
    assert receipt.batches[0].mapped_columns == []
    assert receipt.batches[0].ignored_columns == ["备用时间"]


def test_it_goes_before_other_names_of_the_column(desk: Desk) -> None:
    heads = ["Number", "系统编号", "故障类别", "Opened", "Created"]
    row = [*ROW[:3], "2026-10-05 08:40", "2026-10-05 08:41"]
    twice = desk.send(tickets(*heads, row=row), "故障工单.csv")
    assert [one.code for one in twice.problems] == ["column_twice"]
    assert [(one.header, one.guesses) for one in twice.questions] == [
        ("Opened", ("reported_at",)), ("Created", ("reported_at",)),
    ]  # fmt: skip
    keep(desk, "Opened", "reported_at")
    assert desk.send(tickets(*heads, row=row), "故障工单.csv").accepted
    assert times(desk) == [(datetime(2026, 10, 5, 8, 40), None)]


def test_another_name_may_be_given_another_meaning(desk: Desk) -> None:
    keep(desk, "接单时间", "verified_at")
    desk.send(tickets(*HEADS[:3], "报修时间", "接单时间"), "故障工单.csv")
    assert desk.query("SELECT responded_at, verified_at FROM incidents") == [(None, datetime(2026, 10, 5, 9, 40))]


def test_a_doubtful_header_may_be_left_out_for_good(desk: Desk) -> None:
    heads = [*HEADS[:3], "报修时间", "处理时间"]
    assert [one.code for one in desk.send(tickets(*heads), "故障工单.csv").problems] == ["column_unclear"]
    keep(desk, "处理时间", UNUSED)
    receipt = desk.send(tickets(*heads), "故障工单.csv")
    assert receipt.accepted
    assert receipt.batches[0].mapped_columns == ["处理时间→不使用"]
    assert receipt.batches[0].ignored_columns == ["处理时间"]


def test_two_headers_of_one_column_that_differ_are_a_problem(desk: Desk) -> None:
    keep(desk, "报障时刻", "reported_at")
    keep(desk, "修好了", "reported_at")
    assert [one.code for one in desk.send(tickets(), "故障工单.csv").problems] == ["column_twice"]
    same = desk.send(tickets(row=[*ROW[:4], ROW[3]]), "故障工单.csv")
    assert same.accepted, same.problems


@pytest.mark.parametrize("header", ["联系电话", "登录密码", "身份证号"])
def test_secrets_cannot_be_mapped(desk: Desk, header: str) -> None:
    with pytest.raises(UploadError, match="个人信息"):
        keep(desk, header, "description")
    assert list_mappings(desk.store) == []


def test_all_or_none_and_one_meaning_each(desk: Desk) -> None:
    wanted = [Wanted("incidents", "甲", "restored_at"), Wanted("incidents", " 甲 ", "responded_at")]
    with pytest.raises(UploadError, match="两个列"):
        remember(desk.store, 1, wanted, made_by="")
    assert list_mappings(desk.store) == []


def test_a_newer_one_takes_its_place_and_nothing_is_lost(desk: Desk) -> None:
    keep(desk, "报障时刻", "responded_at")
    keep(desk, "报障时刻", "reported_at")
    keep(desk, "修好了", "restored_at")
    keep(desk, "修好了", None)
    found = [(one.header, one.means, one.made_by, one.is_current) for one in list_mappings(desk.store, 1)]
    assert found == [
        ("修好了", "（撤销）", "王五", True),
        ("修好了", "恢复时间", "王五", False),
        ("报障时刻", "报修时间", "王五", True),
        ("报障时刻", "响应时间", "王五", False),
    ]
    receipt = desk.send(tickets(), "故障工单.csv")
    assert receipt.accepted
    assert times(desk) == [(datetime(2026, 10, 5, 8, 40), None)]
    assert receipt.batches[0].ignored_columns == ["修好了"]


def test_a_mapping_does_not_change_what_is_stored(desk: Desk) -> None:
    keep(desk, "报障时刻", "reported_at")
    desk.send(tickets(), "故障工单.csv")
    keep(desk, "报障时刻", "verified_at")
    assert times(desk) == [(datetime(2026, 10, 5, 8, 40), None)]
    assert list_batches(desk.store)[0].mapped_columns == ["报障时刻→报修时间"]


def test_the_same_bytes_read_otherwise_are_no_duplicate(desk: Desk) -> None:
    keep(desk, "报障时刻", "reported_at")
    desk.send(tickets(), "故障工单.csv")
    assert [one.code for one in desk.send(tickets(), "故障工单.csv").problems] == ["duplicate"]
    keep(desk, "修好了", "restored_at")
    assert [one.code for one in desk.send(tickets(), "故障工单.csv").problems] == ["needs_replace"]
    again = desk.send(tickets(), "故障工单.csv", replace=True)
    assert again.accepted
    assert desk.query("SELECT restored_at FROM incidents WHERE batch_id = ?", again.batches[0].batch_id) == [
        (datetime(2026, 10, 5, 9, 40),)
    ]


# --- the command line ---


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "故障工单.csv"
    path.write_text("\n".join(",".join(row) for row in (HEADS, ROW)), encoding="utf-8")
    return path


MONTH = ("--package", "1", "--month", "2026-10")


def test_load_says_how_to_map_and_remembers_it(run: Run, file: Path) -> None:
    code, out, _ = run("load", file, *MONTH)
    assert code == 1
    assert '--map "故障工单:报障时刻=列名"' in out
    code, out, _ = run("check", file, *MONTH, "--map", "报障时刻=reported_at")
    assert code == 0
    assert run("mappings", "--package", "1")[1] == "还没有表头对应\n"
    code, out, _ = run("load", file, *MONTH, "--map", "故障工单:报障时刻=报修时间", "--map", "故障工单：修好了=")
    assert code == 0
    assert "按对应读取的列：报障时刻→报修时间、修好了→不使用" in out
    code, out, _ = run("mappings", "--package", "1", "--json")
    assert [(one["header"], one["field"], one["means"]) for one in json.loads(out)] == [
        ("修好了", "", "不使用"), ("报障时刻", "reported_at", "报修时间"),
    ]  # fmt: skip
    run("mappings", "--package", "1", "--forget", "故障工单:修好了")
    assert "修好了 → （撤销）  已停用" in run("mappings", "--package", "1")[1]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("报障时刻", "不是表头对应"),
        ("报障时刻=恢复时间", "没有写明是哪种数据"),
        ("故障工单:报障时刻=报修", "没有列“报修”"),
        ("故障工单:报修时间=恢复时间", "不能另作他用"),
    ],
)
def test_wrong_mappings_are_answered(run: Run, file: Path, given: str, said: str) -> None:
    code, _, err = run("load", file, *MONTH, "--map", given)
    assert code == 2
    assert said in err
