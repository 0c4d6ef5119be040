"""One cell at a time: every form that offices write, and every one that is refused."""

from datetime import date, datetime, time, timedelta

import pytest

from loaders.cells import read_column
from loaders.coordinates import to_wgs84
from loaders.dataset import CellKind, Column
from loaders.reading import Cell, CellError
from loaders.satisfaction import score_answers


def read(kind: CellKind, cell: Cell, **more: object) -> object:
    """What a cell holds, or the code of its problem as '!code'."""
    found = read_column(Column("列", "field", kind, **more), [cell])  # type: ignore[arg-type]
    return f"!{found.faults[0].code}" if found.faults else found.values[0]


MORNING = datetime(2026, 7, 1, 8, 30)
DAY = datetime(2026, 7, 1)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (MORNING, MORNING),
        (46204.354166666664, MORNING),
        (46204, DAY),
        ("46204.354166667", MORNING),
        ("2026-07-01 08:30", MORNING),
        ("2026-07-01 08:30:15", datetime(2026, 7, 1, 8, 30, 15)),
        ("2026-07-01T08:30:00.000", MORNING),
        ("2026-07-01T00:30:00Z", MORNING),
        ("2026-07-01T08:30:00+08:00", MORNING),
        ("2026/7/1 8:30", MORNING),
        ("2026.7.1", DAY),
        ("2026年7月1日 8时30分", MORNING),
        ("2026年7月1日8点", datetime(2026, 7, 1, 8)),
        ("2026年7月1日 8时30分15秒", datetime(2026, 7, 1, 8, 30, 15)),
        ("2026年7月1日 星期三 8:30", MORNING),
        ("２０２６－０７－０１　０８：３０", MORNING),
        ("2026/7/1 下午 2:05", datetime(2026, 7, 1, 14, 5)),
        ("2026/7/1 12:05 AM", datetime(2026, 7, 1, 0, 5)),
        ("2026-07-01 24:00", datetime(2026, 7, 2)),
        ("20260701", DAY),
        (20260701, DAY),
        (" 2026-7-1 ", DAY),
        ("01/07/2026", "!ambiguous_date"),
        ("1/7/26 8:30", "!ambiguous_date"),
        ("26-07-01", "!ambiguous_date"),
        ("13/07/2026", "!ambiguous_date"),
        ("2026-02-30", "!bad_date"),
        ("2026-07-01 25:00", "!bad_date"),
        ("2026-07-01 08:61", "!bad_date"),
        ("2026-07-01 24:01", "!bad_date"),
        ("2026-07", "!bad_date"),
        ("7月1日", "!bad_date"),
        ("2026-07-01 08:30-09:30", "!bad_date"),  # a range, not a time zone
        ("2026-07-01 08:30~09:30", "!bad_date"),
        ("2026-07-01 晚上1点", "!bad_date"),
        ("2026-07-01 晚上12点", "!bad_date"),
        ("2026-07-01 早上12点", "!bad_date"),
        ("2026-07-01 凌晨12点", datetime(2026, 7, 1)),
        ("2026-07-01 晚上 8:30", datetime(2026, 7, 1, 20, 30)),
        ("昨天", "!bad_date"),
        (True, "!bad_date"),
        (time(8, 30), "!bad_date"),
        (timedelta(hours=8), "!bad_date"),
        (5, "!bad_date"),
        (1e9, "!bad_date"),
        ("1900-01-01", "!bad_date"),
        (CellError("#REF!"), "!cell_error"),
    ],
)
def test_moments(cell: Cell, expected: object) -> None:
    assert read("time", cell) == expected


def test_a_day_leaves_the_time_of_day_out() -> None:
    assert read("date", "2026年7月1日 8时30分") == date(2026, 7, 1)


def test_bare_dates_are_counted_where_a_time_is_asked_for() -> None:
    cells: list[Cell] = ["2026-07-01", "2026-07-01 00:00", DAY, MORNING, None, 46204]
    assert read_column(Column("列", "field", "time"), cells).bare_dates == [0, 2, 5]
    assert read_column(Column("列", "field", "time", day_suffices=True), cells).bare_dates == []


@pytest.mark.parametrize("cell", [None, "", "  ", "-", "－", "/", "／", "无", "NULL", "null", "?", "？", "\u3000"])
@pytest.mark.parametrize("kind", ["text", "id", "time", "date", "number", "word", "answer", "percent", "minutes"])
def test_empty_cells(kind: CellKind, cell: Cell) -> None:
    assert read(kind, cell, words={"是": "是"}) is None


@pytest.mark.parametrize("cell", ["是", "有", "Y", "yes", "1", 1, 1.0, "√", "TRUE", True, "１", " 是 "])
def test_yes(cell: Cell) -> None:
    assert read("yes_no", cell) is True


@pytest.mark.parametrize("cell", ["否", "无", "N", "no", "0", 0, "×", "x", "false", False, "０"])
def test_no(cell: Cell) -> None:
    assert read("yes_no", cell) is False


def test_yes_no_of_a_column_with_its_own_words() -> None:
    words = {"在线": "是", "离线": "否", "正常": "是", "异常": "否"}
    found = [read("yes_no", cell, words=words) for cell in ("在线", "离线", "正常", "异常", "是", 0, "/", "坏")]
    assert found == [True, False, True, False, True, False, None, "!bad_yes_no"]


def test_equal_numbers_and_truths_in_one_column_are_told_apart() -> None:
    assert read_column(Column("列", "field", "text"), [1, True, 1.0]).values == ["1", "TRUE", "1"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Ｐ１－０１", "P1-01"),
        (" GZ-1 ", "GZ-1"),
        ("工单2026-001", "工单2026-001"),
        ("（2026）12号", "(2026)12号"),
        (1001.0, "1001"),
        (1001, "1001"),
        (1.15, "1.15"),
        ("A 1", "A 1"),
        ("А-001", "!look_alike_id"),  # Cyrillic А
        ("GZ–1", "!look_alike_id"),  # en dash
        ("GZ\u200b1", "!hidden_in_id"),
        ("\u202eGZ1", "!hidden_in_id"),
        ("GZ\n1", "!hidden_in_id"),
        ("GZ\x071", "!hidden_in_id"),
        ("=1+1", "!bad_id"),
        ("@SUM", "!bad_id"),
        ("-A1", "!bad_id"),
        ("a|b", "!bad_id"),
        ("a  b", "!bad_id"),
        ("<b>", "!bad_id"),
        ("x" * 101, "!long_id"),
        (1234567890123456, "!id_lost_digits"),
        (datetime(2026, 7, 1), "!id_is_date"),
        (True, "!bad_id"),
        (CellError("#N/A"), "!cell_error"),
    ],
)
def test_ids(cell: Cell, expected: object) -> None:
    assert read("id", cell) == expected


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [
        ("number", "１２．５", 12.5),
        ("number", "1,234.5", 1234.5),
        ("number", 3, 3.0),
        ("number", "98.5%", "!bad_number"),
        ("number", "1e5", "!bad_number"),
        ("number", "1,23", "!bad_number"),
        ("number", "九", "!bad_number"),
        ("number", True, "!bad_number"),
        ("number", float("inf"), "!bad_number"),
        ("number", "9" * 400, "!bad_number"),
        ("integer", 120.0, 120),
        ("integer", "120", 120),
        ("integer", 1.5, "!not_whole"),
        ("percent", 98.5, 98.5),
        ("percent", "98.5%", 98.5),
        ("percent", "９８．５％", 98.5),
        ("percent", 0.985, 98.5),
        ("percent", 1, 100.0),
        ("percent", 0, 0.0),
        ("percent", "0.5%", 0.5),
        ("percent", "高", "!bad_percent"),
        ("minutes", 45, 45.0),
        ("minutes", "45", 45.0),
        ("minutes", "2小时30分钟", 150.0),
        ("minutes", "1天3小时", 1620.0),
        ("minutes", "９０分", 90.0),
        ("minutes", "30秒", 0.5),
        ("minutes", timedelta(hours=30), 1800.0),
        ("minutes", time(1, 30), 90.0),
        ("minutes", "1:30", "!bad_minutes"),
    ],
)
def test_numbers(kind: CellKind, cell: Cell, expected: object) -> None:
    assert read(kind, cell) == expected


def test_bounds_are_included() -> None:
    found = [read("number", cell, minimum=0, maximum=100) for cell in (0, 100, -0.1, 100.1)]
    assert found == [0.0, 100.0, "!out_of_bounds", "!out_of_bounds"]


def test_words_are_compared_half_width_and_without_blanks() -> None:
    words = {"7×24": "7×24", "7x24小时": "7×24", "1": "一"}
    found = [read("word", cell, words=words) for cell in ("７×24", "7X24 小时", 1.0, "8×5")]
    assert found == ["7×24", "7×24", "一", "!unknown_word"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("，保持（全角）", "，保持（全角）"),
        ("两\x00行", "两 行"),
        (12.0, "12"),
        (datetime(2026, 7, 1), "2026-07-01"),
        (MORNING, "2026-07-01 08:30:00"),
        (CellError("#REF!"), None),
    ],
)
def test_text(cell: Cell, expected: object) -> None:
    assert read("text", cell) == expected


def test_an_error_in_a_required_text_is_a_problem() -> None:
    assert read("text", CellError("#REF!"), required=True) == "!cell_error"


# --- satisfaction ---


@pytest.mark.parametrize("cell", ["满意", "非常 满意", 5, "4分", "95", "(跳过)", "（空）", "不了解"])
def test_answers(cell: Cell) -> None:
    assert not str(read("answer", cell)).startswith("!")


@pytest.mark.parametrize("cell", ["还行", 101, "-1", "4/5"])
def test_no_answers(cell: Cell) -> None:
    assert read("answer", cell) == "!bad_answer"


def test_scale_of_five() -> None:
    found = score_answers(["5", "4", "3.9", "很满意", "一般", "很不满意", None, "(跳过)", "0"])
    assert found.scale == 5
    assert found.scores == [5, 4, 3.9, 5, 3, 1, None, None, 0]
    assert found.is_satisfied == [True, True, False, True, False, False, None, None, False]
    assert found.off_scale == [8]


def test_one_number_above_five_makes_the_whole_file_a_scale_of_hundred() -> None:
    found = score_answers(["80", "79", "5", "满意", "不满意"])
    assert found.scale == 100
    assert found.scores == [80, 79, 5, 80, 40]
    assert found.is_satisfied == [True, False, False, True, False]
    assert found.off_scale == []


# --- coordinates ---


def test_known_points() -> None:
    # The pair for WGS84 116.404, 39.915 that the public descriptions of GCJ-02 and BD-09 give.
    assert to_wgs84(116.410244, 39.916404, "GCJ02") == pytest.approx((116.404, 39.915), abs=2e-5)
    assert to_wgs84(116.416627, 39.922699, "BD09") == pytest.approx((116.404, 39.915), abs=5e-5)


@pytest.mark.parametrize("crs", ["WGS84", "CGCS2000"])
def test_these_stay_as_they_are(crs: str) -> None:
    assert to_wgs84(121.9305, 30.8972, crs) == (121.9305, 30.8972)


@pytest.mark.parametrize("point", [(72.004, 0.83), (137.8347, 55.8271), (0.0, 0.0), (-180.0, -90.0), (180.0, 90.0)])
def test_points_at_the_edge_end_and_stay(point: tuple[float, float]) -> None:
    assert to_wgs84(*point, "GCJ02") == pytest.approx(point, abs=0.01)
