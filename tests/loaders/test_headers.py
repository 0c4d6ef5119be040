"""Finding things in a file: headers, header rows, sheets, and the rows that are no records."""

from collections.abc import Sequence

import pytest

from loaders.datasets import DATASETS
from loaders.headers import find_layout, is_secret, plain
from loaders.reading import Cell, Grid, Sheet
from loaders.sheets import Tables, read_tables
from loaders.tables import Table, cut

OUTAGES = DATASETS["outages"]
HEADERS: list[Cell] = ["停机编号", "系统编号*", "停机开始时间*", "恢复时间", "停机原因"]
ROW: list[Cell] = ["TJ-1", "P1-01", "2026-10-05 08:30", "2026-10-05 09:30", "断电"]


def outages(*rows: Sequence[Cell], is_alone: bool = False) -> Table:
    """A sheet 停机记录 with these rows, cut."""
    sheet = Sheet("停机记录", False, [list(row) for row in rows])
    table = cut(sheet, OUTAGES, find_layout(sheet.rows, OUTAGES), is_alone=is_alone)
    assert table is not None
    return table


def recognise(*sheets: Sheet, dataset: str | None = None, file_name: str = "文件.xlsx") -> Tables:
    """A workbook of these sheets."""
    return read_tables(Grid("xlsx", None, list(sheets)), file_name, DATASETS[dataset] if dataset else None)


def names(tables: Tables) -> list[str]:
    return [table.dataset.name for table in tables.tables]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("停机开始时间*", "停机开始时间"),
        ("＊系统编号", "系统编号"),
        (" 恢复时间 (非必填) ", "恢复时间"),
        ("响应毫秒（ms）", "响应毫秒"),
        ("停机时长（小时）", "停机时长"),
        ("是否停机（是/否）", "是否停机"),
        ("使用状态:1-在用 2-停用 3-备用", "使用状态"),
        ("是否在线\n在线/离线", "是否在线"),
        ("停机开始时间\n（yyyy-mm-dd hh:mm）", "停机开始时间"),
        ("【必填】系统编号", "系统编号"),
        ("系统 编号", "系统编号"),
        ("ＲＴＯ", "rto"),
        ("報修時間", "报修时间"),
        ("3、总体满意度", "总体满意度"),
        ("恢复时间(计划)", "恢复时间(计划)"),
        ("5×8", "5×8"),
    ],
)
def test_how_headers_are_compared(header: str, expected: str) -> None:
    assert plain(header) == expected


def test_every_declared_header_and_alias_finds_its_column() -> None:
    for dataset in DATASETS.values():
        for column in dataset.columns:
            for name in (column.header, *column.aliases):
                layout = find_layout([[name, "另一列"], ["", ""]], dataset)
                assert layout is not None
                assert list(layout.fields) == [column.field], (dataset.name, name)


# --- the header row ---


def test_title_and_notes_above_the_headers() -> None:
    title: list[Cell] = ["2026年10月停机记录"] * 5
    notes: list[Cell] = ["填写须知：系统编号、停机开始时间必填"] * 5
    table = outages(title, [None] * 5, notes, HEADERS, ROW)
    assert table.numbers == [5]
    assert list(table.columns["down_at"]) == ["2026-10-05 08:30"]


def test_group_row_above_the_headers() -> None:
    groups: list[Cell] = ["基本信息", "基本信息", "时间", "时间", "停机原因"]
    assert outages(groups, HEADERS, ROW).numbers == [3]


def test_headers_merged_over_two_rows_beside_a_group() -> None:
    upper: list[Cell] = ["停机编号", "系统编号", "起止时间", "起止时间", "停机原因"]
    lower: list[Cell] = ["停机编号", "系统编号", "停机开始时间", "恢复时间", "停机原因"]
    assert outages(upper, lower, ROW).numbers == [3]


def test_headers_of_which_some_stand_only_in_the_upper_row() -> None:
    upper: list[Cell] = ["停机编号", "系统编号", "起止时间", None, "停机原因"]
    lower: list[Cell] = [None, None, "停机开始时间", "恢复时间", None]
    table = outages(upper, lower, ROW)
    assert table.numbers == [3]
    assert set(table.columns) == {"outage_id", "system_id", "down_at", "up_at", "cause"}


def test_rows_count_as_in_the_file() -> None:
    sheet = Sheet("停机记录", False, [HEADERS, ROW], first_row=4)
    table = cut(sheet, OUTAGES, find_layout(sheet.rows, OUTAGES), is_alone=False)
    assert table is not None
    assert table.numbers == [5]


def test_missing_required_columns_name_the_nearest_header() -> None:
    table = outages(["停机编号", "系统编码号", "停机起时间", "恢复时间"], ["TJ-1", "P1-01", "2026-10-05", None])
    assert [(one.code, one.column) for one in table.problems] == [
        ("missing_column", "系统编号"),
        ("missing_column", "停机开始时间"),
    ]
    assert "系统编码号" in table.problems[0].message
    assert "停机起时间" in table.problems[1].message


def test_a_sheet_without_any_header() -> None:
    (problem,) = outages(["随便写写"], ["还有一行"]).problems
    assert problem.code == "no_header"
    assert "系统编号、停机开始时间" in problem.message


def test_equal_headers_with_different_content() -> None:
    (problem,) = outages([*HEADERS, "恢复时间"], [*ROW, "2026-10-06"]).problems
    assert (problem.code, problem.column) == ("column_twice", "恢复时间")
    assert "D、F" in problem.message


def test_two_other_names_of_a_field_with_different_content() -> None:
    headers = ["停机编号", "系统编号", "停机开始日期", "开始时间"]
    (problem,) = outages(headers, ["TJ-1", "P1-01", "2026-10-05", "2026-10-05 08:30"]).problems
    assert (problem.code, problem.column) == ("column_twice", "停机开始时间")
    assert "C、D" in problem.message


@pytest.mark.parametrize("again", [None, "2026-10-05 09:30"])
def test_equal_headers_that_say_the_same_do_no_harm(again: Cell) -> None:
    table = outages([*HEADERS, "恢复时间"], [*ROW, again])
    assert table.problems == []
    assert list(table.columns["up_at"]) == ["2026-10-05 09:30"]


def test_the_canonical_header_goes_before_an_alias() -> None:
    table = outages([*HEADERS, "结束时间"], [*ROW, "2026-10-06"])
    assert list(table.columns["up_at"]) == ["2026-10-05 09:30"]
    assert table.ignored_columns == ["结束时间"]


# --- rows that are no records ---


@pytest.mark.parametrize("word", ["合计", "总计：1次", "小计", "合 计", "本月合计", "合计（次）"])
def test_totals_are_skipped_and_counted(word: str) -> None:
    table = outages(HEADERS, ROW, [word, None, None, None, "1 次"])
    assert (table.numbers, table.skipped_totals) == ([2], 1)


def test_totals_with_a_number_before_the_word_and_merged_ones() -> None:
    headers: list[Cell] = ["序号", *HEADERS]
    table = outages(headers, [1, *ROW], [2, "合计", None, None, None, None], ["合计"] * 3 + [12, None, None])
    assert (table.numbers, table.skipped_totals) == ([2], 2)


def test_a_record_whose_text_begins_like_a_total_stays() -> None:
    headers: list[Cell] = ["停机原因", "停机编号", "系统编号", "停机开始时间"]
    table = outages(headers, ["合计", "TJ-1", "P1-01", "2026-10-05"], ["合计功能异常", "TJ-2", "P1-01", "2026-10-06"])
    assert (table.numbers, table.skipped_totals) == ([2, 3], 0)


def test_empty_rows_and_repeated_headers_are_skipped() -> None:
    blank: list[Cell] = [None, " ", "-", "", "/"]
    table = outages(HEADERS, ROW, blank, HEADERS, ROW, [None] * 5)
    assert (table.numbers, table.skipped_totals, table.skipped_remarks) == ([2, 5], 0, [])


def test_instructions_examples_and_footers_are_skipped_and_counted() -> None:
    table = outages(
        HEADERS,
        ["选填", "必填", "必填", "选填", "选填"],
        ["示例", "P1-01", "2026-10-05 08:30", None, None],
        ROW,
        ["注：停机指系统停止服务", None, None, None, None],
        ["填表人：张三", None, "审核：李四", None, None],
    )
    assert (table.numbers, table.skipped_remarks) == ([4], [2, 3, 5, 6])


# --- columns that are not read ---


def test_unknown_columns_are_named() -> None:
    table = outages([*HEADERS, "序号", None, "复核"], [*ROW, 1, "有内容", None])
    assert table.ignored_columns == ["序号", "G 列（无表头）", "复核"]


@pytest.mark.parametrize("header", ["登录密码", "口令", "RTSP地址", "联系人身份证号", "联系电话"])
def test_secrets_are_dropped_and_named(header: str) -> None:
    table = outages([*HEADERS, header], [*ROW, "x"])
    assert (table.dropped_columns, table.ignored_columns) == ([header], [])


def test_a_text_column_that_holds_stream_addresses_is_dropped() -> None:
    table = outages(HEADERS, [*ROW[:4], "rtsp://admin:123456@10.0.0.1/1"])
    assert table.dropped_columns == ["停机原因"]
    assert "cause" not in table.columns


def test_identity_numbers_are_found_by_their_form() -> None:
    assert is_secret("您的证件", ["11010519491231002X"])
    assert not is_secret("停机原因", ["断电", 5])


def test_questionnaires_keep_further_columns() -> None:
    rows: list[list[Cell]] = [
        ["答卷编号", "提交时间", "总体满意度", "界面是否好用", "界面是否好用", "手机号"],
        ["1", "2026-10-05", "满意", "好", "一般", "13800000000"],
    ]
    (table,) = recognise(Sheet("满意度问卷", False, rows)).tables
    assert table.further == {"界面是否好用": ("好",), "界面是否好用（2）": ("一般",)}
    assert (table.dropped_columns, table.ignored_columns) == (["手机号"], [])


def test_too_many_columns() -> None:
    extra: list[Cell] = [f"列{number}" for number in range(60)]
    table = outages([*HEADERS, *extra], [*ROW, *[None] * 60])
    assert [one.code for one in table.problems] == ["too_many_columns"]


# --- 本月无 ---


def test_nil_in_the_first_data_cell() -> None:
    table = outages(HEADERS, ["本月无", None, None, None, None])
    assert (table.is_nil, table.numbers, table.problems) == (True, [], [])


def test_nil_without_headers() -> None:
    assert outages(["停机记录"], ["本月无"]).is_nil


def test_nil_beside_records_is_a_problem() -> None:
    assert [one.code for one in outages(HEADERS, ["本月无"], ROW).problems] == ["nil_with_rows"]


def test_a_single_file_without_rows_is_nil_but_not_one_with_foreign_headers() -> None:
    assert outages(HEADERS, is_alone=True).is_nil
    assert outages(HEADERS, ["合计", None, None], is_alone=True).is_nil
    wrong = outages(["编号", "名称"], is_alone=True)
    assert not wrong.is_nil
    assert {one.code for one in wrong.problems} == {"missing_column"}


# --- sheets ---


def test_sheets_are_known_by_title_headers_or_title_row() -> None:
    incidents: list[list[Cell]] = [
        ["工单编号", "系统编号", "故障类别", "报修时间"],
        ["1", "P1-01", "软件", "2026-10-01"],
    ]
    found = recognise(
        Sheet("1. 停机记录(10月)", False, [HEADERS, ROW]),
        Sheet("Sheet2", False, incidents),
        Sheet("Sheet3", False, [["计划停机"], ["系统编号", "开始时间", "结束时间"], ["P1-01", "a", "b"]]),
    )
    assert names(found) == ["outages", "maintenance", "incidents"]
    assert found.problems == []


def test_a_single_sheet_may_be_known_by_the_name_of_its_file() -> None:
    sheet = Sheet("Sheet1", False, [["系统编号", "开始时间", "结束时间"], ["P1-01", "2026-10-01", "2026-10-02"]])
    assert names(recognise(sheet, file_name="计划停机_10月.xlsx")) == ["maintenance"]
    assert names(recognise(sheet, file_name="停机记录.xlsx")) == ["outages"]


def test_systems_and_assets_come_first() -> None:
    systems: list[list[Cell]] = [["系统编号", "系统名称"], ["P1-01", "甲"]]
    found = recognise(Sheet("停机记录", False, [HEADERS, ROW]), Sheet("系统清单", False, systems))
    assert names(found) == ["systems", "outages"]


def test_an_empty_sheet_is_not_provided() -> None:
    found = recognise(
        Sheet("停机记录", False, [HEADERS, ROW]), Sheet("计划停机", False, [["系统编号", "计划开始时间"]])
    )
    assert names(found) == ["outages"]


def test_a_workbook_of_empty_sheets_is_refused() -> None:
    found = recognise(Sheet("停机记录", False, [HEADERS]), Sheet("计划停机", False, []))
    assert [one.code for one in found.problems] == ["nothing_provided"]


def test_hidden_and_unknown_sheets_are_named() -> None:
    found = recognise(
        Sheet("停机记录", False, [HEADERS, ROW]),
        Sheet("计划停机", True, [["系统编号", "计划开始时间", "计划结束时间"], ["P1-01", "a", "b"]]),
        Sheet("杂项", False, [["甲", "乙"]]),
        Sheet("空表", False, []),
        Sheet("填写说明", False, [["请看"]]),
    )
    assert names(found) == ["outages"]
    assert found.notes == ["隐藏的工作表没有读取：“计划停机”", "没有读取的工作表：“杂项”"]


def test_nothing_recognised_names_the_nearest_title() -> None:
    found = recognise(Sheet("停机纪录", False, [["甲", "乙"], [1, 2]]))
    assert [one.code for one in found.problems] == ["nothing_recognised"]
    assert "停机记录" in found.problems[0].message


def test_two_sheets_of_one_dataset_are_a_problem_unless_one_is_empty() -> None:
    full, other = Sheet("停机记录", False, [HEADERS, ROW]), Sheet("停机记录2", False, [HEADERS, ROW])
    assert [one.code for one in recognise(full, other).problems] == ["sheet_twice"]
    assert recognise(full, Sheet("停机记录2", False, [HEADERS])).problems == []


def test_a_named_dataset_is_looked_for_by_title_then_headers_then_the_only_sheet() -> None:
    plain_sheet = Sheet("Sheet1", False, [HEADERS, ROW])
    other = Sheet("故障工单", False, [["工单编号", "系统编号", "故障类别", "报修时间"], ["1", "P1-01", "软件", "x"]])
    found = recognise(plain_sheet, other, dataset="outages")
    assert names(found) == ["outages"]
    assert found.notes == ["没有读取的工作表：“故障工单”"]
    assert [one.code for one in recognise(other, Sheet("乙", False, [["a"]]), dataset="drills").problems] == [
        "sheet_not_found"
    ]
    (only,) = recognise(Sheet("Sheet1", False, [["甲", "乙"], [1, 2]]), dataset="drills").tables
    assert {one.code for one in only.problems} == {"missing_column"}
