"""Files as offices make them in which a row could be read wrongly, dropped, or exempted without a word."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime

import openpyxl
import pytest

from loaders.receipts import Receipt
from tests.loaders.conftest import Desk, sheets, text

Cells = Sequence[object]
OUTAGE: Cells = ("O1", "P1-01", "2026-10-05 08:00", "2026-10-05 20:00")
HEADS: Cells = ("停机编号", "系统编号", "停机开始时间", "恢复时间")


def codes(receipt: Receipt) -> list[str]:
    return [one.code for one in receipt.problems]


def stored(desk: Desk, dataset: str, column: str) -> list[object]:
    with desk.store.reading() as cursor:
        return [row[0] for row in cursor.execute(f'SELECT {column} FROM "{dataset}" ORDER BY "row"').fetchall()]


@pytest.mark.parametrize(
    ("dataset", "title", "heads", "row"),
    [
        ("security_events", "网络安全事件", ("事件编号", "发生时间", "事件级别", "影响范围"),
         ("S1", "2026-10-05 08:00", "重大", "系统")),
        ("incidents", "故障工单", ("工单编号", "系统编号", "故障类别", "报修时间", "事件类型"),
         ("T1", "P1-01", "软件", "2026-10-05 08:00", "突发事件")),
        ("outages", "停机记录", ("系统编号", "停机开始时间", "备注"), ("P1-01", "2026-10-05 08:00", "原因分析")),
    ],
)  # fmt: skip
def test_a_record_is_no_second_row_of_headers(desk: Desk, dataset: str, title: str, heads: Cells, row: Cells) -> None:
    """It holds a word that is also the name of a column that the file has not."""
    receipt = desk.send(sheets({title: [heads, row]}))
    assert (receipt.accepted, [line.rows for line in receipt.batches]) == (True, [1])


@pytest.mark.parametrize("header", ["恢复\n时间", "恢复时\n间", "恢复时间\n必填", "恢复时间\u200b"])
def test_a_header_may_be_wrapped(desk: Desk, header: str) -> None:
    desk.send(sheets({"停机记录": [[*HEADS[:3], header], OUTAGE]}))
    assert stored(desk, "outages", "up_at") == [datetime(2026, 10, 5, 20)]


@pytest.mark.parametrize("header", ["恢复时间（未恢复留空）", "豁免原因（没有填无）"])
def test_a_header_with_words_of_its_own_is_asked_about(desk: Desk, header: str) -> None:
    receipt = desk.send(sheets({"停机记录": [[*HEADS[:3], header], [*OUTAGE[:3], None]]}))
    assert codes(receipt) == ["column_unclear"]


def merged(rows: Sequence[Cells], area: str) -> bytes:
    """A workbook 停机记录 with one merged range."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "停机记录"
    for row in rows:
        sheet.append(list(row))
    sheet.merge_cells(area)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_merged_cell_stays_in_its_column_but_goes_down(desk: Desk) -> None:
    rows: list[Cells] = [[*HEADS, "停机原因", "豁免原因"], [*OUTAGE, "设备老化", None]]
    desk.send(merged(rows, "E2:F2"))
    assert stored(desk, "outages", "exempt_reason") == [None]
    assert stored(desk, "outages", "cause") == ["设备老化"]
    more: list[Cells] = [*rows, ["O2", "P1-02", "2026-10-06 08:00", "2026-10-06 09:00", None, None]]
    desk.send(merged(more, "E2:E3"), replace=True)
    assert stored(desk, "outages", "cause")[-2:] == ["设备老化", "设备老化"]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("汇总", [("系统编号", "系统名称", "停机次数"), ("P1-01", "大厅", 1)]),
        ("值班表", [("系统编号", "系统名称", "值班人"), ("P1-01", "大厅", "张三")]),
        ("应用代码", [("应用编号", "应用名称"), ("P1-01", "大厅")]),
        ("停机记录汇总", [("系统编号", "停机次数"), ("P1-01", 1)]),
        ("培训", [("系统", "开始时间", "结束时间", "原因"), ("P1-01", "2026-10-05", "2026-10-06", "培训")]),
    ],
)
def test_a_sheet_beside_the_records_is_not_read(desk: Desk, name: str, rows: Sequence[Cells]) -> None:
    receipt = desk.send(sheets({"停机记录": [HEADS, OUTAGE], name: rows}))
    assert [line.dataset for line in receipt.batches] == ["outages"]
    assert f"没有读取的工作表：“{name}”" in receipt.notes


def test_a_sheet_that_could_be_a_list_is_asked_about(desk: Desk) -> None:
    listed = [("系统编号", "系统名称", "服务时间"), ("P1-01", "大厅", "7×24")]
    receipt = desk.send(sheets({"停机记录": [HEADS, OUTAGE], "备查": listed}))
    assert (receipt.accepted, codes(receipt)) == (False, ["sheet_unclear"])
    assert [line.dataset for line in desk.send(sheets({"停机记录": [HEADS, OUTAGE], "Sheet2": listed})).batches] == [
        "systems", "outages",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "reason",
    [
        "无豁免",
        "未获批准",
        "不予豁免",
        "不涉及",
        "非豁免",
        "计入考核",
        "否，计入考核",
        "正常",
        "空",
        "---",
        "(无)",
        "无。",
        "…",
    ],
)
def test_a_denial_is_no_reason_to_exempt(desk: Desk, reason: str) -> None:
    receipt = desk.send(sheets({"停机记录": [[*HEADS, "豁免原因"], [*OUTAGE, reason]]}))
    assert codes(receipt) == ["not_given"]


@pytest.mark.parametrize("reason", ["不可抗力（台风）", "市电中断", "非我方责任：运营商断网", "台风"])
def test_a_reason_exempts(desk: Desk, reason: str) -> None:
    desk.send(sheets({"停机记录": [[*HEADS, "豁免原因"], [*OUTAGE, reason]]}))
    assert stored(desk, "outages", "exempt_reason") == [reason]


@pytest.mark.parametrize(
    ("header", "is_contradicted"),
    [("是否在线:0-在线 1-离线", True), ("是否在线(0=是,1=否)", True), ("是否在线:1-在线 0-离线", False)],
)
def test_a_list_of_values_that_turns_the_digits_round(desk: Desk, header: str, is_contradicted: bool) -> None:
    rows = [("资产编号", "巡检时间", header), ("C1", "2026-10-05 09:00", 0)]
    receipt = desk.send(sheets({"视频在线巡检": rows}), package=3)
    assert codes(receipt) == (["list_contradicts"] if is_contradicted else [])


def test_a_satisfaction_list_from_best_to_worst(desk: Desk) -> None:
    header = "总体满意度：1-非常满意 2-满意 3-一般 4-不满意 5-很不满意"
    rows = [("答卷编号", "提交时间", header), ("A1", "2026-10-05 09:00", 1)]
    assert codes(desk.send(sheets({"满意度问卷": rows}))) == ["list_contradicts"]


def test_rows_above_a_fuller_header_are_records(desk: Desk) -> None:
    rows = [HEADS, OUTAGE, ["附：豁免停机"], [*HEADS, "豁免原因"], ["O2", *OUTAGE[1:], "台风"]]
    receipt = desk.send(sheets({"停机记录": rows}))
    assert not receipt.accepted


def test_a_row_with_words_in_unread_columns_only_is_no_empty_row(desk: Desk) -> None:
    rows = [(*HEADS, "说明"), OUTAGE, (None, None, None, None, "网络中断两小时")]
    assert set(codes(desk.send(sheets({"停机记录": rows})))) == {"required_blank"}


def test_a_refused_answer_does_not_set_the_scale(desk: Desk) -> None:
    rows = [("答卷编号", "提交时间", "总体满意度"), ("A1", "2026-10-05", 4), ("A2", "2026-10-05", 5),
            ("A3", "2026-07-05", 90)]  # fmt: skip
    receipt = desk.send(sheets({"满意度问卷": rows}), good_rows=True)
    assert stored(desk, "surveys", "scale") == [5, 5]
    assert any("有效答卷 2 份" in note for note in receipt.notes)


@pytest.mark.parametrize("words", ["本月无法访问", "本月无法登录"])
def test_a_record_may_begin_with_the_words_for_none(desk: Desk, words: str) -> None:
    receipt = desk.send(sheets({"停机记录": [["停机原因", *HEADS], [words, *OUTAGE]]}))
    assert [line.rows for line in receipt.batches] == [1]


def test_a_day_in_one_column_and_its_clock_in_another(desk: Desk) -> None:
    rows = [("系统编号", "停机日期", "停机时刻", "恢复日期", "恢复时刻"),
            ("P1-01", "2026-10-05", "08:00", "2026-10-06", "20:00")]  # fmt: skip
    assert set(codes(desk.send(sheets({"停机记录": rows})))) == {"clock_apart"}


@pytest.mark.parametrize("line", [
    "O1,P1-01,2026-10-05 08:00,2026-10-05 20:00,设备老化,更换主板",
    "O1,P1-01,2026-10-05 08:00",
    "O1,P1-01,2026-10-05 08:00,2026-10-05 20:00,断电,雷击,,,",
])  # fmt: skip
def test_a_csv_row_that_does_not_fit_its_headers(desk: Desk, line: str) -> None:
    content = f"停机编号,系统编号,停机开始时间,恢复时间,停机原因,豁免原因,关联工单编号\n{line}\n"
    receipt = desk.send(content.encode(), "停机记录.csv")
    assert codes(receipt) in (["too_few_cells"], ["too_many_cells"])


@pytest.mark.parametrize("first", ["示例", "示例：", "例1", "【示例】", "填写示例", "样例："])
def test_examples_are_no_records(desk: Desk, first: str) -> None:
    receipt = desk.send(sheets({"停机记录": [["序号", *HEADS], [first, "O0", *OUTAGE[1:]], [1, *OUTAGE]]}))
    assert [line.rows for line in receipt.batches] == [1]
    assert "停机记录：跳过说明行：第 2 行" in receipt.notes


@pytest.mark.parametrize(
    "footer", ["填报单位：甲公司", "制表日期：2026-11-02", "统计人：张三", "共1条", "以下空白", "*注：完"]
)
def test_footers_are_no_records(desk: Desk, footer: str) -> None:
    rows = [HEADS, OUTAGE, [None, None, None, footer]]
    assert [line.rows for line in desk.send(sheets({"停机记录": rows})).batches] == [1]


def test_an_id_that_a_sheet_has_turned_into_a_power_of_ten(desk: Desk) -> None:
    content = text([HEADS, ["2.02610E+11", *OUTAGE[1:]]])
    assert codes(desk.send(content, "停机记录.csv")) == ["id_lost_digits"]


def test_another_name_counts_where_the_column_itself_is_blank(desk: Desk) -> None:
    rows = [(*HEADS, "结束时间"), (*OUTAGE[:3], None, "2026-10-05 20:00")]
    desk.send(sheets({"停机记录": rows}))
    assert stored(desk, "outages", "up_at") == [datetime(2026, 10, 5, 20)]


def test_a_total_with_numbers_under_every_header_is_a_total(desk: Desk) -> None:
    rows = [("序号", "系统编号", "系统名称"), (1, "P1-01", "大厅"), ("合计", 1, 1)]
    receipt = desk.send(sheets({"系统清单": rows}))
    assert [(line.rows, line.skipped_totals) for line in receipt.batches] == [(1, 1)]


@pytest.mark.parametrize("send", [
    lambda desk: desk.send(sheets({"停机记录": [HEADS], "故障工单": [["工单编号", "系统编号"]]}), dataset="outages"),
    lambda desk: desk.send(sheets({"停机记录": [HEADS], "故障工单": [["工单编号", "系统编号"]]}, hidden=["故障工单"])),
])  # fmt: skip
def test_an_empty_sheet_among_several_is_not_provided(desk: Desk, send: Callable[[Desk], Receipt]) -> None:
    assert codes(send(desk)) == ["nothing_provided"]


def test_two_bare_dates_of_one_day_say_nothing_of_minutes(desk: Desk) -> None:
    bare = [HEADS, ("O1", "P1-01", "2026-10-05", "2026-10-05")]
    assert codes(desk.send(sheets({"停机记录": bare}))) == ["time_needed"]
    tickets = [
        ("工单编号", "系统编号", "故障类别", "报修日期", "响应日期"),
        ("T1", "P1-01", "软件", "2026-10-05", "2026-10-05"),
    ]
    assert codes(desk.send(sheets({"故障工单": tickets}))) == ["time_needed"]


@pytest.mark.parametrize(("due", "code"), [("2025-10-12", "wrong_order"), ("2062-10-12", "too_far_off")])
def test_a_request_due_in_an_impossible_year(desk: Desk, due: str, code: str) -> None:
    heads = ("需求编号", "系统编号", "提出时间", "要求完成时间")
    rows = [heads, ("Q1", "P1-01", "2026-10-05 09:00", due), ("Q2", "P1-01", "2026-10-05 09:00", "2026-10-05")]
    assert codes(desk.send(sheets({"需求工单": rows}))) == [code]


def test_none_cannot_be_said_for_another_package(desk: Desk) -> None:
    assert codes(desk.nil("camera_checks")) == ["dataset_of_others"]


def test_a_system_of_another_package_is_named_as_such(desk: Desk) -> None:
    assert codes(desk.send(sheets({"停机记录": [HEADS, ("O1", "P3-01", *OUTAGE[2:])]}))) == ["system_of_other"]


def test_a_file_of_another_month_is_said_in_one_sentence(desk: Desk) -> None:
    rows = [HEADS, *((f"O{day}", "P1-01", f"2026-11-0{day} 08:00", f"2026-11-0{day} 09:00") for day in range(1, 6))]
    receipt = desk.send(sheets({"停机记录": rows}), good_rows=True)
    assert not receipt.accepted
    assert receipt.problems[0].message == "停机记录有 5 行属于 2026-11，所选的是 2026-10。请检查所选的月份。"


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("包件3_2026-10.xlsx", "请核对：文件名写的是“包件3”，所选的是包件1"),
        ("包件1_2026年9月.xlsx", "请核对：文件名写的是“2026年9月”，所选的是 2026-10"),
        ("包件1_2026-10.xlsx", None),
    ],
)
def test_a_name_that_says_otherwise_is_noted(desk: Desk, name: str, note: str | None) -> None:
    notes = desk.send(sheets({"停机记录": [HEADS, OUTAGE]}), name).notes
    assert [one for one in notes if one.startswith("请核对")] == ([note] if note else [])
