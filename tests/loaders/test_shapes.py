"""Days as columns, rates of camera platforms, questionnaires with a row per answer: turned, or refused, saying why."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from loaders.receipts import Receipt
from tests.loaders.conftest import Desk, sheets, text

Cells = Sequence[object]
DAYS = range(1, 32)
CHECKS = 'SELECT asset_id, checked_at, is_online, "row" FROM camera_checks ORDER BY asset_id, checked_at'


def marks(**given: object) -> list[object]:
    """31 cells, blank but for some: d5='√'."""
    return [given.get(f"d{day}") for day in range(1, 32)]


def cameras(desk: Desk, *rows: Cells, title: str = "视频在线巡检", month: str = "2026-10") -> Receipt:
    return desk.send(sheets({title: rows}), package=3, month=month)


def rounds(desk: Desk, *rows: Cells, name: str = "巡检记录") -> Receipt:
    return desk.send(sheets({name: rows}))


def said(receipt: Receipt) -> list[tuple[str, int | None, str | None, str | None]]:
    return [(one.code, one.row, one.column, one.value) for one in receipt.problems]


# --- days as columns ---


def test_cameras_by_days(desk: Desk) -> None:
    receipt = cameras(
        desk,
        ["2026年10月视频在线巡检表"],
        ["序号", "摄像机编号", "点位名称", *DAYS, "在线天数"],
        [None, None, None, *(["四", "五", "六", "日", "一", "二", "三"] * 5)[:31], None],
        [1, "CAM-1", "路口", *marks(d1="√", d2="×", d31="正常"), 2],
        [2, "CAM-2", "桥头", *marks(d5="离线", d6="/", d7=1, d8="無"), 1],
        [3, "CAM-3", "码头", *marks(), 0],
        ["合计", None, None, *marks(d1=1, d2=0), 3],
        ["注：√ 在线 × 离线", None, None],
    )
    assert receipt.accepted, receipt.problems
    assert desk.query(CHECKS) == [
        ("CAM-1", datetime(2026, 10, 1), True, 4),
        ("CAM-1", datetime(2026, 10, 2), False, 4),
        ("CAM-1", datetime(2026, 10, 31), True, 4),
        ("CAM-2", datetime(2026, 10, 5), False, 5),
        ("CAM-2", datetime(2026, 10, 7), True, 5),
    ]
    (line,) = receipt.batches
    assert (line.rows, line.skipped_totals) == (5, 1)
    assert line.ignored_columns == ["序号", "点位名称", "在线天数"]
    assert "视频在线巡检：表头只有几日，按所选的 2026-10 读取" in receipt.notes
    assert "视频在线巡检：1 行没有任何标记，没有记录" in receipt.notes


@pytest.mark.parametrize(
    "heads",
    [
        [f"{day}日" for day in DAYS],
        [f"{day:02}" for day in DAYS],
        [f"10月{day}日" for day in DAYS],
        [datetime(2026, 10, day) for day in DAYS],
        [f"2026-10-{day:02}" for day in DAYS],
        [f"2026/10/{day}" for day in DAYS],
    ],
)
def test_days_however_written(desk: Desk, heads: Cells) -> None:
    receipt = cameras(desk, ["资产编号", *heads], ["CAM-1", *marks(d1="在线", d31="离线")])
    assert receipt.accepted, receipt.problems
    assert [row[1] for row in desk.query(CHECKS)] == [datetime(2026, 10, 1), datetime(2026, 10, 31)]


def test_days_below_a_merged_month(desk: Desk) -> None:
    rows: list[Cells] = [["资产编号", "2026年10月", *[None] * 30], ["资产编号", *DAYS], ["CAM-1", *marks(d3="√")]]
    assert cameras(desk, *rows).accepted
    assert [row[1] for row in desk.query(CHECKS)] == [datetime(2026, 10, 3)]


def test_days_in_a_csv_named_by_its_file(desk: Desk) -> None:
    content = text([["摄像头编号", *DAYS], ["CAM-1", *marks(d3="√")]], "gb18030")
    receipt = desk.send(content, "视频在线巡检.csv", package=3)
    assert receipt.accepted, receipt.problems
    assert [row[1:3] for row in desk.query(CHECKS)] == [(datetime(2026, 10, 3), True)]


@pytest.mark.parametrize("mark", ["请假", "△", "98%", "2", "在 修"])
def test_a_mark_that_is_no_known_word_is_refused_with_its_day(desk: Desk, mark: object) -> None:
    receipt = cameras(desk, ["资产编号", *DAYS], ["CAM-1", *marks(d3="√", d4=mark)])
    assert said(receipt) == [("bad_yes_no", 2, "是否在线（4）", str(mark))]


def test_a_day_that_the_month_does_not_have(desk: Desk) -> None:
    heads: Cells = ["资产编号", *DAYS]
    assert cameras(desk, heads, ["CAM-1", *marks(d3="√")], month="2026-11").accepted
    receipt = cameras(desk, heads, ["CAM-2", *marks(d31="√")], month="2026-11")
    assert ("bad_date", 2, "巡检时间（31）", "2026-11-31") in said(receipt)


@pytest.mark.parametrize(
    ("title", "other"), [("2026年9月在线情况", "2026年9月"), ("九月 9月份", "9月"), ("统计月份：2026-09", "2026-09")]
)
def test_days_of_another_month_than_the_sheet_says(desk: Desk, title: str, other: str) -> None:
    receipt = cameras(desk, [title], ["资产编号", *DAYS], ["CAM-1", *marks(d3="√")])
    assert [(one.code, one.value) for one in receipt.problems] == [("grid_month", other)]
    assert "2026-10" in receipt.problems[0].message


def test_full_dates_of_another_month_speak_for_themselves(desk: Desk) -> None:
    heads = [datetime(2026, 9, day) for day in range(1, 31)]
    receipt = cameras(desk, ["资产编号", *heads], ["CAM-1", *["√"] * 30])
    assert {one.code for one in receipt.problems} == {"month_disagrees", "out_of_month"}


def test_good_marks_may_be_stored_without_the_others(desk: Desk) -> None:
    rows = [["资产编号", *DAYS], ["CAM-1", *marks(d3="√", d4="？？")]]
    receipt = desk.send(sheets({"视频在线巡检": rows}), package=3, good_rows=True)
    assert receipt.accepted
    assert [row[1] for row in desk.query(CHECKS)] == [datetime(2026, 10, 3)]


def test_inspections_by_days(desk: Desk) -> None:
    receipt = rounds(desk, ["系统编号", "系统名称", *DAYS], ["P1-01", "甲", *marks(d1="正常", d2="异常")])
    assert receipt.accepted, receipt.problems
    assert desk.query("SELECT inspection_id, system_id, inspected_at, result FROM inspections ORDER BY 1") == [
        ("P1-01/2026-10-01", "P1-01", datetime(2026, 10, 1), "正常"),
        ("P1-01/2026-10-02", "P1-01", datetime(2026, 10, 2), "异常"),
    ]


def test_signs_of_inspections_mean_what_the_sheet_says(desk: Desk) -> None:
    rows: list[Cells] = [["系统编号", *DAYS], ["P1-01", *marks(d1="√", d2="×", d3="○")]]
    refused = rounds(desk, *rows)
    assert [one[0] for one in said(refused)] == ["unknown_word"] * 3
    assert refused.problems[0].column == "巡检结果（1）"
    receipt = rounds(desk, ["说明：√ 正常，× 异常；○表示未巡检"], *rows)
    assert receipt.accepted, receipt.problems
    assert desk.query("SELECT inspected_at, result FROM inspections ORDER BY 1") == [
        (datetime(2026, 10, 1), "正常"), (datetime(2026, 10, 2), "异常"),
    ]  # fmt: skip


def test_a_row_without_its_number_is_refused_not_dropped(desk: Desk) -> None:
    receipt = cameras(desk, ["资产编号", "点位", *DAYS], [None, "路口", *marks(d1="√", d2="√")])
    assert [one.code for one in receipt.problems] == ["required_blank"] * 2


# --- camera platforms ---


def test_rates_by_day_are_checks(desk: Desk) -> None:
    rows: list[Cells] = [
        ["设备ID", "统计日期", "在线率"],
        ["CAM-1", "2026-10-01", "98.5%"], ["CAM-1", "2026-10-02", "50%"], ["CAM-1", "2026-10-03", 0.51],
        ["CAM-1", "2026-10-04", None],
    ]  # fmt: skip
    receipt = cameras(desk, *rows[:-1])
    assert receipt.accepted, receipt.problems
    assert [row[2] for row in desk.query(CHECKS)] == [True, False, True]
    assert "视频在线巡检：在线率超过 50% 的当天按在线读取，其余按离线" in receipt.notes
    assert said(cameras(desk, *rows, month="2026-10")) == [
        ("needs_replace", None, None, None), ("required_blank", 5, "是否在线", None)
    ]  # fmt: skip


def test_the_scale_of_rates_is_that_of_the_whole_column(desk: Desk) -> None:
    rows: list[Cells] = [["设备ID", "检查日期", "在线率（%）"], ["CAM-1", "2026-10-01", 1], ["CAM-1", "2026-10-02", 98]]
    assert cameras(desk, *rows).accepted
    assert [row[2] for row in desk.query(CHECKS)] == [False, True]


def test_a_rate_that_is_none_is_refused(desk: Desk) -> None:
    rows = [["设备ID", "统计日期", "在线率"], ["CAM-1", "2026-10-01", "较高"], ["CAM-1", "2026-10-02", "120%"]]
    assert [one[0] for one in said(cameras(desk, *rows))] == ["bad_yes_no", "bad_yes_no"]


@pytest.mark.parametrize(
    ("heads", "code"),
    [
        (["国标ID", "设备名称", "离线时间", "上线时间", "离线期间记录数"], "offline_events"),
        (["项目名", "摄像头总数", "摄像头离线数", "在线率"], "camera_sums"),
        (["国标ID", "账期", "离线次数", "离线时长", "在线率"], "camera_sums"),
    ],
)
def test_events_and_sums_are_no_checks(desk: Desk, heads: list[str], code: str) -> None:
    receipt = cameras(desk, heads, ["CAM-1", *["2026-10-05 08:00"] * (len(heads) - 1)])
    assert [one.code for one in receipt.problems] == [code]
    assert "请从平台导出" in receipt.problems[0].message


# --- questionnaires ---

WJX = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您所在的单位", "2、您对系统的总体满意度",
       "3、您常用的功能(多选)", "4、意见建议"]  # fmt: skip


def test_a_questionnaire_as_its_platform_exports_it(desk: Desk) -> None:
    rows: list[Cells] = [
        WJX,
        [1, "2026/10/5 10:20:31", "85秒", "微信", "", "10.0.0.1", "某街道", "非常满意", "查询┋统计┋导出", "(空)"],
        [2, "2026/10/6 9:01:02", "60秒", "手机提交", "直接访问", "10.0.0.2", "(空)", "(跳过)", "(跳过)", "(空)"],
    ]  # fmt: skip
    receipt = desk.send(sheets({"Sheet1": rows}), "满意度问卷.xlsx", month="2026-12")
    assert receipt.accepted, receipt.problems
    assert desk.query(
        "SELECT response_id, department, overall, is_satisfied, comment, items FROM surveys ORDER BY 1"
    ) == [
        ("1", "某街道", "非常满意", True, None, '{"3、您常用的功能(多选)": "查询┋统计┋导出"}'),
        ("2", None, "(跳过)", None, None, None),
    ]
    assert receipt.batches[0].ignored_columns == ["所用时间", "来源", "来源详情", "来自IP"]


def test_several_answers_to_the_overall_question_are_refused(desk: Desk) -> None:
    row = [1, "2026/10/5 10:20:31", "85秒", "", "", "", "某街道", "满意┋一般", "", ""]
    receipt = desk.send(sheets({"满意度问卷": [WJX, row]}), month="2026-12")
    assert [one[0] for one in said(receipt)] == ["bad_answer"]


LONG: Cells = ["答卷编号", "提交时间", "单位", "题目", "评分"]


def test_a_row_per_answer_becomes_a_row_per_respondent(desk: Desk) -> None:
    rows: list[Cells] = [
        LONG,
        ["A", "2026-10-05 10:00", "某街道", "总体满意度", 5], ["A", "2026-10-05 10:00", "某街道", "响应速度", 4],
        ["B", "2026-10-06 10:00", None, "响应速度", 2], ["B", "2026-10-06 10:00", None, "总体满意度", 3],
        ["C", "2026-10-07 10:00", None, "响应速度", 5],
    ]  # fmt: skip
    receipt = desk.send(sheets({"满意度问卷": rows}), month="2026-12")
    assert receipt.accepted, receipt.problems
    assert desk.query('SELECT response_id, overall, score, items, "row" FROM surveys ORDER BY 1') == [
        ("A", "5", 5.0, '{"响应速度": "4"}', 2), ("B", "3", 3.0, '{"响应速度": "2"}', 4),
        ("C", None, None, '{"响应速度": "5"}', 6),
    ]  # fmt: skip
    assert "满意度问卷：每题一行，按答卷编号合并为 3 份答卷" in receipt.notes


def test_answers_that_contradict_each_other_are_refused(desk: Desk) -> None:
    rows: list[Cells] = [
        LONG,
        ["A", "2026-10-05 10:00", "某街道", "总体满意度", 5], ["A", "2026-10-05 10:00", "某街道", "总体满意度", 1],
        ["A", "2026-10-09 10:00", "某街道", "响应速度", 4],
    ]  # fmt: skip
    receipt = desk.send(sheets({"满意度问卷": rows}), month="2026-12")
    assert [(one[0], one[1], one[2]) for one in said(receipt)] == [
        ("answer_twice", 3, None), ("answer_rows_differ", 4, "提交时间"),
    ]  # fmt: skip


def test_a_row_per_answer_without_the_overall_question_lacks_it(desk: Desk) -> None:
    rows: list[Cells] = [LONG, ["A", "2026-10-05 10:00", "某街道", "响应速度", 4]]
    receipt = desk.send(sheets({"满意度问卷": rows}), month="2026-12")
    assert [one[:3] for one in said(receipt)] == [("missing_column", None, "总体满意度")]
