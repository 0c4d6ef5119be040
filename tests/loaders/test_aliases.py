"""Headers as real exports and ticket systems write them: each means one column, or is asked about."""

from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from loaders.dataset import Dataset
from loaders.datasets import DATASETS
from loaders.headers import find_layout, names_of, plain, unclear_headers
from tests.loaders.conftest import Desk, sheets, text

EVERY = pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)

_LINES = Path(__file__).with_name("real_headers.txt").read_text(encoding="utf-8").splitlines()
REAL = dict(line.split(": ", 1) for line in _LINES if not line.startswith("#"))


@EVERY
def test_no_name_of_a_column_is_one_of_another(dataset: Dataset) -> None:
    means: dict[str, set[str]] = defaultdict(set)
    for column in dataset.columns:
        for name in (column.header, *column.aliases):
            means[plain(name)].add(column.field)
    assert {name: fields for name, fields in means.items() if len(fields) > 1} == {}
    unsure = {plain(name) for column in dataset.columns for name in column.unsure}
    assert unsure & means.keys() == set()


@EVERY
def test_every_column_has_a_name_in_english(dataset: Dataset) -> None:
    for column in dataset.columns:
        assert any(name.isascii() for name in column.aliases) or column.field == "exempt_reason", column.header


@pytest.mark.parametrize(("name", "headers"), REAL.items(), ids=REAL)
def test_headers_of_real_exports(name: str, headers: str) -> None:
    dataset = DATASETS[name]
    for written in headers.split():
        header = written.removesuffix("?").replace("_", " ")
        layout = find_layout([[header, "另一列"], ["", ""]], dataset)
        assert layout is not None
        if written.endswith("?"):
            assert layout.fields == {}, header
        else:
            assert list(layout.fields.values()) == [0], header


@pytest.mark.parametrize(
    ("name", "header", "fields"),
    [
        ("incidents", "Priority", ("severity",)),
        ("incidents", "紧急程度", ("severity",)),
        ("incidents", "处理时间", ("responded_at", "restored_at")),
        ("incidents", "處理時間", ("responded_at", "restored_at")),
        ("incidents", "Configuration item", ("system_id", "asset_id")),
        ("incidents", "cmdb_ci", ()),
        ("outages", "发生时间", ("down_at",)),
        ("requests", "预计完成时间", ("due_at",)),
        ("reports", "报告日期", ("due_from",)),
    ],
)
def test_headers_that_are_asked_about(name: str, header: str, fields: tuple[str, ...]) -> None:
    dataset = DATASETS[name]
    layout = find_layout([[header, "另一列"], ["", ""]], dataset)
    assert layout is not None
    assert unclear_headers(layout, dataset, names_of(dataset)).get(0, ()) == fields


def test_a_ticket_system_s_export_is_known_by_its_headers(desk: Desk) -> None:
    rows = [
        ["Number", "Short description", "Description", "Application", "Category", "Opened", "Acknowledged", "Resolved",
         "Assigned to", "State"],
        ["INC0010001", "Page does not open", "long", "P1-01", "Software", "2026-10-05 08:40:12", "2026-10-05 08:52:00",
         "2026-10-05 11:20:00", "Li Si", "Closed"],
    ]  # fmt: skip
    receipt = desk.send(text(rows), "incident.csv")
    assert receipt.accepted, receipt.problems
    columns = "incident_id, fault_class, reported_at, responded_at, restored_at, description"
    assert desk.query(f"SELECT {columns} FROM incidents") == [
        ("INC0010001", "软件", datetime(2026, 10, 5, 8, 40, 12), datetime(2026, 10, 5, 8, 52),
         datetime(2026, 10, 5, 11, 20), "Page does not open")
    ]  # fmt: skip
    assert receipt.batches[0].ignored_columns == ["Description", "Assigned to", "State"]


def test_a_header_that_may_mean_several_columns_keeps_the_file_out(desk: Desk) -> None:
    rows = [
        ["工单编号", "系统编号", "故障类别", "报修时间", "处理时间", "优先级"],
        ["G1", "P1-01", "软件", "2026-10-05 08:40", "2026-10-05 09:40", "高"],
    ]
    receipt = desk.send(sheets({"故障工单": rows}))
    assert [(one.code, one.column, one.value) for one in receipt.problems] == [
        ("column_unclear", "响应时间”或“恢复时间", "处理时间"),
        ("column_unclear", "故障级别", "优先级"),
    ]
    assert [(one.header, one.guesses, one.is_needed) for one in receipt.questions] == [
        ("处理时间", ("responded_at", "restored_at"), True),
        ("优先级", ("severity",), True),
    ]


def test_a_header_is_not_asked_about_where_its_column_is_there(desk: Desk) -> None:
    rows = [
        ["工单编号", "系统编号", "故障类别", "报修时间", "响应时间", "恢复时间", "关闭时间", "故障级别", "优先级"],
        ["G1", "P1-01", "软件", "2026-10-05 08:40", "2026-10-05 09:40", "2026-10-05 09:50", "2026-10-09", "一般", "高"],
    ]
    receipt = desk.send(sheets({"故障工单": rows}))
    assert receipt.accepted, receipt.problems
    assert receipt.batches[0].ignored_columns == ["关闭时间", "优先级"]


def test_traditional_characters_in_headers_and_words(desk: Desk) -> None:
    rows = [
        ["工單編號", "系統編號", "故障類別", "報修時間", "響應時間", "恢復時間", "聯動響應", "故障級別"],
        ["G1", "P1-01", "軟件故障", "2026年10月5日 8時40分", "2026-10-05 08:50", "2026-10-05 09:50", "無", "一般"],
    ]
    receipt = desk.send(sheets({"故障工单": rows}))
    assert receipt.accepted, receipt.problems
    assert desk.query("SELECT fault_class, reported_at, is_joint FROM incidents") == [
        ("软件", datetime(2026, 10, 5, 8, 40), False)
    ]


def test_names_of_a_column_are_read_in_any_order() -> None:
    """A column is found under each of its names, whatever stands beside it."""
    for dataset in DATASETS.values():
        for column in dataset.columns:
            for first, second in pairwise((column.header, *column.aliases)):
                layout = find_layout([[first, "另一列"], ["", ""]], dataset)
                swapped = find_layout([["另一列", second], ["", ""]], dataset)
                assert layout is not None
                assert swapped is not None
                assert list(layout.fields) == list(swapped.fields) == [column.field]
