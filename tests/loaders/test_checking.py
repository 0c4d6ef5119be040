"""Rules on the rows of one sheet that need no store."""

from datetime import date, datetime
from typing import Any

import pytest

from loaders.checking import Checked, check_table, derive
from loaders.datasets import DATASETS
from loaders.headers import find_layout
from loaders.reading import Cell, CellError, Sheet
from loaders.tables import cut
from loaders.uploads import Upload, month_problem

NOW = datetime(2026, 12, 8, 9, 0)


def check(dataset: str, *rows: dict[str, Any], package: int = 1, month: str = "2026-10") -> Checked:
    """Rows, header → cell, checked as a sheet of the dataset."""
    declared = DATASETS[dataset]
    headers = list(dict.fromkeys(header for row in rows for header in row))
    cells: list[list[Cell]] = [list(headers), *([row.get(header) for header in headers] for row in rows)]
    sheet = Sheet(declared.title, False, cells)
    table = cut(sheet, declared, find_layout(sheet.rows, declared), is_alone=False)
    assert table is not None
    checked = check_table(table, Upload(package, month, NOW))
    derive(checked)
    return checked


def found(checked: Checked) -> list[tuple[str, int | None, str | None]]:
    """Problems in short: code, row, column."""
    return [(one.code, one.row, one.column) for one in checked.problems]


def outage(**more: Any) -> dict[str, Any]:
    return {"系统编号": "P1-01", "停机开始时间": "2026-10-05 08:30", "恢复时间": "2026-10-05 09:30"} | more


def incident(number: str, **more: Any) -> dict[str, Any]:
    row = {"工单编号": number, "系统编号": "P1-01", "故障类别": "软件", "报修时间": "2026-10-05 08:30"}
    return row | {"响应时间": "2026-10-05 08:40", "恢复时间": "2026-10-05 09:30"} | more


def assessment(code: Cell, **more: Any) -> dict[str, Any]:
    return {"指标编号": code, "评价结论": "达成", "得分率": None, "评价理由": "抽查三次均合格"} | more


def test_a_good_row_with_its_values_and_id() -> None:
    checked = check("outages", outage(停机编号="ＴＪ－１"))
    assert found(checked) == []
    assert checked.record_ids == ["TJ-1"]
    assert checked.fixed_keys == ["P1-01|2026-10-05T08:30:00"]
    assert checked.values["up_at"] == [datetime(2026, 10, 5, 9, 30)]


def test_an_outage_without_number_is_named_by_system_and_start() -> None:
    checked = check("outages", outage(停机编号="TJ-1"), outage(停机编号=None, 停机开始时间="2026-10-06 08:30:05"))
    assert checked.record_ids == ["TJ-1", "P1-01|2026-10-06T08:30:05"]


def test_ids_of_datasets_without_a_number() -> None:
    window = {"系统编号": "P1-01", "计划开始时间": "2026-10-05", "计划结束时间": "2026-10-05 02:00"}
    assert check("maintenance", window).record_ids == ["P1-01|2026-10-05T00:00:00|2026-10-05T02:00:00"]
    camera = {"资产编号": "CAM-1", "巡检时间": "2026-10-05 09:00", "是否在线": "在线"}
    assert check("camera_checks", camera, package=3).record_ids == ["CAM-1|2026-10-05T09:00:00"]


def test_all_problems_of_all_rows_at_once() -> None:
    checked = check(
        "outages",
        outage(停机开始时间="01/07/2026"),
        outage(系统编号=None, 停机开始时间="2026-10-06 10:00", 恢复时间="2026-10-06 09:00"),
        outage(停机开始时间="2026-10-04"),
    )
    assert found(checked) == [
        ("required_blank", 3, "系统编号"),
        ("ambiguous_date", 2, "停机开始时间"),
        ("wrong_order", 3, "恢复时间"),
    ]
    assert checked.good == [2]


def test_messages_say_what_is_wrong_and_how_to_mend_it() -> None:
    (problem,) = check("outages", outage(恢复时间="2026-10-05 08:00")).problems
    assert problem.value == "2026-10-05 08:00"
    assert problem.message == "“恢复时间”2026-10-05 08:00 早于“停机开始时间”2026-10-05 08:30。请核对这两个时间。"


def test_a_response_before_its_report() -> None:
    assert found(check("incidents", incident("1", 响应时间="2026-10-05 08:29"))) == [("wrong_order", 2, "响应时间")]


def test_equal_times_are_in_order() -> None:
    assert found(check("outages", outage(恢复时间="2026-10-05 08:30"))) == []


def test_errors_in_cells_matter_where_the_row_needs_them() -> None:
    checked = check("outages", outage(恢复时间=CellError("#REF!"), 停机原因=CellError("#N/A")))
    assert found(checked) == [("cell_error", 2, "恢复时间")]
    assert checked.problems[0].value == "#REF!"


def test_the_end_of_a_day_as_24_00() -> None:
    """An end is the next midnight; a due day stays that day; where the day of an event decides, it is refused."""
    end = check("outages", outage(恢复时间="2026-10-31 24:00"))
    assert (found(end), end.values["up_at"]) == ([], [datetime(2026, 11, 1)])
    request = {"需求编号": "X", "系统编号": "P1-01", "提出时间": "2026-10-05", "要求完成时间": "2026-10-31 24:00"}
    assert check("requests", request).values["due_at"] == [datetime(2026, 10, 31)]
    report = check("reports", {"报告编号": "B", "报告类型": "月报", "应交基准时间": "2026-10-31 24:00"})
    assert (found(report), report.values["due_from"]) == ([], [datetime(2026, 10, 31)])
    assert found(check("outages", outage(停机开始时间="2026-10-31 24:00", 恢复时间=None))) == [
        ("day_end", 2, "停机开始时间")
    ]
    passed = {"验收编号": "Y", "验收类型": "中期验收", "验收结论": "通过", "提交时间": "2026-11-20"}
    for header in ("通过时间", "材料提交时间", "整改完成时间", "结论时间"):
        checked = check("acceptances", passed | {header: "2026-11-30 24:00"}, month="2026-11")
        assert ("day_end", 2, header) in found(checked)


@pytest.mark.parametrize("word", ["否", "是", "没有", "N/A", "未批准", 0])
def test_a_yes_or_no_is_no_reason_and_no_name(word: Cell) -> None:
    """豁免原因 and 批准人 count by being given."""
    assert found(check("outages", outage(豁免原因=word))) == [("not_given", 2, "豁免原因")]
    window = {"系统编号": "P1-01", "计划开始时间": "2026-10-05", "计划结束时间": "2026-10-05 02:00", "批准人": word}
    assert found(check("maintenance", window)) == [("not_given", 2, "批准人")]


def test_no_reason_is_said_by_a_blank() -> None:
    assert check("outages", outage(豁免原因="无")).values["exempt_reason"] == [None]


# --- cells and headers ---


def ragged(*rows: str) -> Checked:
    """Lines of a .csv as they are cut at the commas, under the headers of 停机记录."""
    headers = "系统编号,停机开始时间,恢复时间,停机原因,豁免原因,关联工单编号"
    cells: list[list[Cell]] = [[cell or None for cell in line.split(",")] for line in (headers, *rows)]
    sheet = Sheet("", False, cells)
    table = cut(sheet, DATASETS["outages"], find_layout(sheet.rows, DATASETS["outages"]), is_alone=True)
    assert table is not None
    return check_table(table, Upload(1, "2026-10", NOW))


GOOD_LINE = "P1-01,2026-10-05 08:30,2026-10-05 09:30,断电,,"


@pytest.mark.parametrize("rest", ["断电,已发电,,", "断电,,,台风"])
def test_a_row_with_more_cells_than_headers_is_refused(rest: str) -> None:
    """An unquoted comma pushes every later cell one column on: 已发电 would be a reason to exempt the outage."""
    checked = ragged(GOOD_LINE, f"P1-01,2026-10-07 08:30,2026-10-09 08:30,{rest}")
    assert [problem for problem in found(checked) if problem[0] == "too_many_cells"] == [("too_many_cells", 3, None)]
    assert checked.good == [0]


def test_a_row_with_fewer_cells_than_headers_is_refused() -> None:
    """It may have broken off, or lost a comma before the blanks at its end."""
    checked = ragged("P1-01,2026-10-05 08:30,2026-10-05 09:30", GOOD_LINE.replace("-05 ", "-06 "))
    assert found(checked) == [("too_few_cells", 2, None)]


# --- months ---


def test_rows_outside_the_month() -> None:
    checked = check(
        "maintenance",
        {"系统编号": "P1-01", "计划开始时间": "2026-09-30 23:59", "计划结束时间": "2026-10-01 01:00"},
        {"系统编号": "P1-01", "计划开始时间": "2026-10-01 00:00", "计划结束时间": "2026-10-01 01:00"},
        {"系统编号": "P1-01", "计划开始时间": "2026-10-31 23:59:59", "计划结束时间": "2026-11-01 01:00"},
        {"系统编号": "P1-01", "计划开始时间": "2026-11-01", "计划结束时间": "2026-11-01 01:00"},
    )
    assert found(checked) == [("out_of_month", 2, "计划开始时间"), ("out_of_month", 5, "计划开始时间")]


def test_earlier_rows_of_a_dataset_with_continuations_wait_for_the_store() -> None:
    checked = check("incidents", incident("1", 报修时间="2026-09-05"), incident("2", 报修时间="2026-11-05"))
    assert checked.early == [0]
    assert ("out_of_month", 3, "报修时间") in found(checked)


def test_questionnaires_may_be_of_any_day_of_the_quarter() -> None:
    days = ("2026-09-30 23:59", "2026-10-01", "2026-12-05", "2027-01-01")
    rows = [{"答卷编号": day[:10], "提交时间": day, "总体满意度": "满意"} for day in days]
    assert found(check("surveys", *rows)) == [("out_of_month", 2, "提交时间"), ("out_of_month", 5, "提交时间")]


@pytest.mark.parametrize(
    ("month", "code"),
    [("2026-06", "month_before_term"), ("2026-07", None), ("2026-12", None), ("2027-01", "month_not_begun")],
)
def test_months_that_can_be_reported(month: str, code: str | None) -> None:
    problem = month_problem(Upload(1, month, NOW))
    assert (problem.code if problem else None) == code


def test_events_after_the_upload() -> None:
    checked = check(
        "outages",
        outage(停机开始时间="2026-12-08 09:00", 恢复时间="2026-12-08 09:01"),
        outage(停机开始时间="2026-12-09", 恢复时间=None),
        month="2026-12",
    )
    assert found(checked) == [("future_time", 3, "停机开始时间"), ("future_time", 2, "恢复时间")]


def test_plans_may_lie_ahead() -> None:
    request = {"需求编号": "1", "系统编号": "P1-01", "提出时间": "2026-12-01", "要求完成时间": "2027-02-01"}
    window = {"系统编号": "P1-01", "计划开始时间": "2026-12-20", "计划结束时间": "2026-12-21"}
    system = {"系统编号": "P1-01", "系统名称": "甲", "停用日期": "2027-06-01"}
    asset = {"资产编号": "A", "资产名称": "甲", "系统编号": "P1-01", "资产类别": "硬件", "维保到期日": "2029-01-01"}
    for name, row in (("requests", request), ("maintenance", window), ("systems", system), ("assets", asset)):
        assert found(check(name, row, month="2026-12")) == []


def test_a_system_that_begins_to_work_after_the_upload() -> None:
    row = {"系统编号": "P1-01", "系统名称": "甲", "投运日期": "2026-12-09"}
    assert found(check("systems", row, month="2026-12")) == [("future_time", 2, "投运日期")]


def test_bare_dates_are_noted() -> None:
    rows = [outage(停机开始时间=f"2026-10-0{day}", 恢复时间="2026-10-09 10:00") for day in (1, 2, 3)]
    assert check("outages", *rows).notes == ["3 行的 停机开始时间 只有日期，按 00:00 计"]
    report = {"报告编号": "1", "报告类型": "月报", "应交基准时间": "2026-10-31", "提交时间": "2026-11-02 10:00"}
    assert check("reports", report).notes == []


# --- ids, packages, defaults ---


def test_an_id_twice_in_a_file_names_the_first_row() -> None:
    checked = check("incidents", incident("A"), incident("B"), incident("Ａ"), incident("A"))
    assert found(checked) == [("id_twice", 4, "工单编号"), ("id_twice", 5, "工单编号")]
    assert "第 2 行" in checked.problems[1].message


def test_the_package_column_must_agree() -> None:
    cells = ["包件1", "1", 1, 1.0, "P1", "第一包件", "包1", "政务服务", None, "2", "包件三", "甲"]
    rows = [outage(包件=cell, 停机开始时间=f"2026-10-05 08:{minute:02}") for minute, cell in enumerate(cells)]
    checked = check("outages", *rows)
    assert found(checked) == [("other_package", row, "包件") for row in (11, 12, 13)]
    assert checked.table.ignored_columns == []


def test_defaults() -> None:
    system = {"系统编号": "P1-01", "系统名称": "甲", "服务时间": None}
    assert check("systems", system).values["service_hours"] == ["7×24"]
    request = {"需求编号": "1", "系统编号": "P1-01", "提出时间": "2026-10-01", "要求完成时间": "2026-10-09"}
    assert check("requests", request).values["kind"] == [None]
    inspection = {"巡检编号": "1", "系统编号": "P1-01", "巡检时间": "2026-10-01 09:00"}
    assert check("inspections", inspection).values["target"] == ["系统"]


@pytest.mark.parametrize("cell", ["7x24", "7*24", "7X24", "7×24小时", "７×２４"])
def test_service_hours(cell: str) -> None:
    row = {"系统编号": "P1-01", "系统名称": "甲", "服务时间": cell}
    assert check("systems", row).values["service_hours"] == ["7×24"]


def test_systems_are_never_nil() -> None:
    sheet = Sheet("系统清单", False, [["系统编号", "系统名称"], ["本月无", None]])
    declared = DATASETS["systems"]
    table = cut(sheet, declared, find_layout(sheet.rows, declared), is_alone=False)
    assert table is not None
    assert found(check_table(table, Upload(1, "2026-10", NOW))) == [("nil_not_allowed", None, None)]


# --- duties ---


def duty(code: Cell, **more: Any) -> dict[str, Any]:
    return {"事项编号": f"LY-{code}", "条款编号": code, "系统编号": "P1-01", "日期": "2026-10-05"} | more


def test_clause_codes_with_and_without_the_package() -> None:
    checked = check("duties", duty("C24"), duty("1.C24"), duty("ｃ25"), duty(" 1.c25 "))
    assert found(checked) == []
    assert checked.values["clause_code"] == ["1.C24", "1.C24", "1.C25", "1.C25"]
    assert checked.values["quantity"] == [1, 1, 1, 1]
    assert checked.values["complies"] == [True] * 4


def test_clause_codes_that_are_none_name_the_nearest() -> None:
    checked = check("duties", *(duty(code) for code in ("C3", 24, 1.24, "C224", "2.C44", "1.15", "驻场")))
    assert found(checked) == [
        ("not_duty_clause", 2, "条款编号"),
        *(("unknown_clause", row, "条款编号") for row in range(3, 9)),
    ]
    messages = [one.message for one in checked.problems]
    assert "是不是 1.C24" in messages[1]
    assert "是不是 1.C24" in messages[2]
    assert "1.C24" in messages[3]
    assert "是不是" not in messages[-1]


def test_quantities_and_answers_of_duties() -> None:
    rows = [
        duty("C24", 事项编号="A", 数量="2.5", 是否符合="不合格"),
        duty("C24", 事项编号="B", 数量=0, 是否符合="√"),
        duty("C24", 事项编号="C", 数量=-1),
        duty("C24", 事项编号="D", 数量="两次"),
        duty("C24", 事项编号="E", 是否符合="部分"),
    ]
    checked = check("duties", *rows)
    assert found(checked) == [("out_of_bounds", 4, "数量"), ("bad_number", 5, "数量"), ("bad_yes_no", 6, "是否符合")]
    assert checked.values["quantity"][:2] == [2.5, 0]
    assert checked.values["complies"][:2] == [False, True]


def test_the_day_of_a_duty_lies_in_its_month() -> None:
    days = ("2026-10-01", "2026-10-31 23:59", "2026-09-30", "2026-11-01", "2026-10-31 24:00", None)
    checked = check("duties", *(duty("C24", 事项编号=f"D{number}", 日期=day) for number, day in enumerate(days)))
    assert found(checked) == [
        ("day_end", 6, "日期"),
        ("required_blank", 7, "日期"),
        ("out_of_month", 4, "日期"),
        ("out_of_month", 5, "日期"),
    ]
    assert checked.values["done_on"][1] == date(2026, 10, 31)
    assert checked.placed[1] == datetime(2026, 10, 31)


def test_a_duty_of_tomorrow_is_not_done_yet() -> None:
    checked = check("duties", duty("C24", 日期="2026-12-08"), duty("C25", 日期="2026-12-09"), month="2026-12")
    assert found(checked) == [("future_time", 3, "日期")]


# --- assessments ---


def test_indicator_codes() -> None:
    # Package 1: 1.01 is qualitative, 1.02 counts systems.
    checked = check(
        "assessments",
        assessment("1.01"),
        assessment("1.02"),
        assessment("1.1"),
        assessment(1.1),
        assessment(1),
        assessment("1.01"),
        assessment("9.99"),
    )
    assert found(checked) == [
        ("not_qualitative", 3, "指标编号"),
        ("code_is_number", 4, "指标编号"),
        ("code_is_number", 5, "指标编号"),
        ("code_is_number", 6, "指标编号"),
        ("unknown_indicator", 8, "指标编号"),
        ("id_twice", 7, "指标编号"),
    ]
    assert "1.01 或 1.10" in checked.problems[1].message
    assert "两位小数" in checked.problems[4].message


def test_a_number_with_two_decimals_is_a_code() -> None:
    checked = check("assessments", assessment(1.15))
    assert checked.values["indicator_code"] == ["1.15"]
    assert "code_is_number" not in [one.code for one in checked.problems]


def test_shares_by_default_and_inside_their_band() -> None:
    shares: list[tuple[str, Cell]] = [
        ("达成", None), ("部分达成", None), ("未达成", None), ("达成", 0.985), ("达成", "80%"), ("达成", 79.9),
        ("部分达成", 80), ("部分达成", 60), ("未达成", 60),
    ]  # fmt: skip
    checked = check(
        "assessments",
        *(assessment(f"x{number}", 评价结论=band, 得分率=share) for number, (band, share) in enumerate(shares)),
    )
    assert checked.values["share"][:5] == [100, 70, 0, 98.5, 80]
    assert [row for code, row, _ in found(checked) if code == "share_outside_band"] == [7, 8, 10]


def test_a_passing_acceptance_needs_its_time() -> None:
    row = {"验收编号": "1", "验收类型": "中期验收", "提交时间": "2026-10-10", "验收结论": "整改后通过"}
    assert found(check("acceptances", row)) == [("passed_at_missing", 2, "通过时间")]
    assert found(check("acceptances", row | {"验收结论": "不通过"})) == []


# --- derived columns ---


def survey(number: int, overall: Cell, **more: Any) -> dict[str, Any]:
    return {"答卷编号": number, "提交时间": "2026-10-05 10:00", "总体满意度": overall} | more


def test_scores_scale_and_items_of_questionnaires() -> None:
    checked = check(
        "surveys", survey(1, "90", 界面="好"), survey(2, "满意", 界面=None), survey(3, None, 界面="差" * 90)
    )
    assert found(checked) == []
    assert checked.derived["score"] == [90, 80, None]
    assert checked.derived["scale"] == [100, 100, 100]
    assert checked.derived["is_satisfied"] == [True, True, None]
    assert checked.derived["items"] == ['{"界面": "好"}', None, '{"界面": "' + "差" * 90 + '"}']
    assert checked.notes == ["满意度按 100 分制读取（80 分起为满意），有效答卷 2 份"]


def test_a_number_below_one_on_the_scale_of_five() -> None:
    assert found(check("surveys", survey(1, 0), survey(2, 5))) == [("answer_off_scale", 2, "总体满意度")]


def test_coordinates_are_stored_in_wgs84_beside_the_original() -> None:
    row = {"资产编号": "A", "资产名称": "甲", "系统编号": "P1-01", "资产类别": "硬件", "投运日期": "2024-03-01"}
    place = {"经度": 116.410244, "纬度": 39.916404, "坐标系": "gcj-02"}
    checked = check("assets", row | place, row | {"资产编号": "B", "经度": 121.5, "纬度": 31, "坐标系": None})
    assert checked.values["longitude"] == pytest.approx([116.404, 121.5], abs=2e-5)
    assert checked.values["latitude"] == pytest.approx([39.915, 31], abs=2e-5)
    assert checked.derived["original_longitude"] == [116.410244, 121.5]
    assert checked.values["in_service_from"] == [date(2024, 3, 1)] * 2
    assert checked.notes == ["1 个坐标已换算为 WGS84，原值保留"]


def test_remarks_are_noted() -> None:
    sheet = Sheet("停机记录", False, [["系统编号", "停机开始时间"], ["P1-01", "2026-10-05 08:30"], ["注：完", None]])
    declared = DATASETS["outages"]
    table = cut(sheet, declared, find_layout(sheet.rows, declared), is_alone=False)
    assert table is not None
    assert check_table(table, Upload(1, "2026-10", NOW)).notes == ["跳过说明行：第 3 行"]
