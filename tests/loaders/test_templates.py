"""Templates and filled workbooks, read back with other libraries than the one that wrote them."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from loaders.dataset import Dataset
from loaders.datasets import DATASETS
from loaders.templates import GUIDE_TITLE, write_template, write_workbook

EVERY = pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)


def rows_of(content: BytesIO, title: str) -> list[list[object]]:
    content.seek(0)
    return [list(row) for row in CalamineWorkbook.from_filelike(content).get_sheet_by_name(title).to_python()]


def headers_of(dataset: Dataset) -> list[str]:
    return [column.header + ("*" if column.required else "") for column in dataset.columns]


def written(sheets: dict[str, list[dict[str, object]]], nil: tuple[str, ...] = ()) -> BytesIO:
    buffer = BytesIO()
    write_workbook(buffer, sheets, nil)
    return buffer


@pytest.mark.parametrize("package", [1, 2, 3, 4, 5])
def test_monthly_workbook_has_a_sheet_per_dataset(package: int, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, list(DATASETS.values()), package)
    book = CalamineWorkbook.from_path(path)
    titles = [dataset.title for name, dataset in DATASETS.items() if package == 3 or name != "camera_checks"]
    assert book.sheet_names == [*titles, GUIDE_TITLE]
    for dataset in DATASETS.values():
        if dataset.title in titles:
            assert book.get_sheet_by_name(dataset.title).to_python() == [headers_of(dataset)]


@EVERY
def test_template_of_one_dataset(dataset: Dataset) -> None:
    buffer = BytesIO()
    write_template(buffer, [dataset])
    assert rows_of(buffer, dataset.title) == [headers_of(dataset)]


@EVERY
def test_template_formats_and_lists(dataset: Dataset) -> None:
    buffer = BytesIO()
    write_template(buffer, [dataset])
    buffer.seek(0)
    sheet = openpyxl.load_workbook(buffer)[dataset.title]
    assert sheet.freeze_panes == "A2"
    lists = {
        str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation if rule.formula1
    }
    dimensions = {  # alike neighbours are kept as one group
        number: group for group in sheet.column_dimensions.values() for number in range(group.min, group.max + 1)
    }
    expected = {}
    for number, column in enumerate(dataset.columns, 1):
        letter = get_column_letter(number)
        shown = dimensions[number].number_format
        if column.kind == "id":
            assert shown == "@"
        if column.kind in ("time", "due"):
            assert shown == "yyyy-mm-dd hh:mm"
        if column.kind == "date":
            assert shown == "yyyy-mm-dd"
        if column.choices:
            expected[f"{letter}2"] = f'"{",".join(column.choices)}"'
        assert dimensions[number].width >= 2 * len(column.header)
    assert lists == expected
    helped = {str(rule.sqref): rule.prompt for rule in sheet.data_validations.dataValidation}
    assert all(prompt for prompt in helped.values())
    assert not dataset.columns[0].choices, "the first data cell must take 本月无"


def test_guide_names_every_column_and_the_nil_word() -> None:
    buffer = BytesIO()
    write_template(buffer, list(DATASETS.values()), 3)
    lines = rows_of(buffer, GUIDE_TITLE)
    assert lines[0][0] == "填写说明（包件3月度数据）"
    assert any("本月无" in str(line[0]) for line in lines)
    assert any("续报" in str(line[0]) for line in lines)
    for dataset in DATASETS.values():
        for column in dataset.columns:
            assert [dataset.title, column.header] in [line[:2] for line in lines]


def test_template_without_a_dataset_is_refused() -> None:
    with pytest.raises(ValueError, match="no dataset"):
        write_template(BytesIO(), [DATASETS["camera_checks"]], 1)


def test_values_come_back_as_written() -> None:
    incident = {
        "incident_id": "1.10",
        "system_id": "P2-01",
        "fault_class": "软件",
        "reported_at": datetime(2026, 10, 5, 8, 40, 59),
        "responded_at": "2026年10月5日 8时52分",
        "restored_at": date(2026, 10, 6),
        "is_joint": True,
        "is_urgent": False,
        "severity": None,
        "description": "=1+1",
        "asset_id": "007",
        "exempt_reason": "http://a.example/b",
    }
    rows = rows_of(written({"incidents": [incident]}), "故障工单")
    assert rows[0] == headers_of(DATASETS["incidents"])
    found = dict(zip(DATASETS["incidents"].by_field, rows[1], strict=True))
    blank = dict.fromkeys(found, "")
    assert found == {**blank, **incident, "is_joint": "是", "is_urgent": "否", "severity": ""}


def test_moments_keep_their_seconds_through_a_month() -> None:
    moments = [datetime(2026, 10, day, hour, 59, 59) for day in range(1, 32) for hour in range(24)]
    rows = [{"asset_id": "A", "checked_at": moment, "is_online": True} for moment in moments]
    assert [row[1] for row in rows_of(written({"camera_checks": rows}), "视频在线巡检")[1:]] == moments


def test_cameras_are_written_online_or_offline() -> None:
    rows = [{"asset_id": "A", "is_online": True}, {"asset_id": "A", "is_online": False}]
    assert [row[2] for row in rows_of(written({"camera_checks": rows}), "视频在线巡检")[1:]] == ["在线", "离线"]


def test_numbers_stay_numbers() -> None:
    rows = rows_of(written({"assessments": [{"indicator_code": 1.1, "share": 85}]}), "定性评价")
    assert rows[1] == [1.1, "", 85.0, "", ""]


def test_other_keys_become_further_columns() -> None:
    answers: list[dict[str, object]] = [
        {"response_id": "1", "响应速度": "满意"},
        {"response_id": "2", "服务态度": 5},
    ]
    rows = rows_of(written({"surveys": answers}), "满意度问卷")
    assert rows[0] == [*headers_of(DATASETS["surveys"]), "响应速度", "服务态度"]
    assert [row[-2:] for row in rows[1:]] == [["满意", ""], ["", 5.0]]


def test_nil_and_empty_sheets() -> None:
    buffer = written({"incidents": [], "requests": []}, ("requests", "outages"))
    buffer.seek(0)
    assert CalamineWorkbook.from_filelike(buffer).sheet_names == ["故障工单", "需求工单", "停机记录", GUIDE_TITLE]
    assert rows_of(buffer, "故障工单") == [headers_of(DATASETS["incidents"])]
    for name in ("requests", "outages"):
        lines = rows_of(buffer, DATASETS[name].title)
        assert len(lines) == 2
        assert lines[1][0] == "本月无"


def test_same_content_same_bytes() -> None:
    row: dict[str, object] = {"system_id": "P1-01", "down_at": datetime(2026, 10, 5, 8, 30)}
    assert written({"outages": [row]}).getvalue() == written({"outages": [row]}).getvalue()


def test_wrong_calls_are_refused() -> None:
    with pytest.raises(KeyError, match="probess"):
        written({"probess": []})
    with pytest.raises(ValueError, match="nil: outages"):
        written({"outages": [{"system_id": "P1-01"}]}, ("outages",))
    with pytest.raises(ValueError, match="系统编号"):
        written({"outages": [{"系统编号": "P1-01"}]})
    with pytest.raises(TypeError, match="cannot write"):
        written({"outages": [{"system_id": ["P1-01"]}]})
