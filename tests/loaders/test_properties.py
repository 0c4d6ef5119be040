"""Whatever an office does to a file (other headers, another order, titles, totals, encodings, styles of dates), the
same records are read back."""

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.answers import WORDS
from loaders import script
from loaders.checking import check_table
from loaders.dataset import Column, Dataset
from loaders.datasets import DATASETS
from loaders.reading import read_grid
from loaders.sheets import read_tables
from loaders.uploads import Upload

MONTH = "2026-10"
TRADITIONAL = str.maketrans(script._SIMPLIFIED, script._TRADITIONAL)
FULL_WIDTH = str.maketrans("0123456789:-", "０１２３４５６７８９：－")
TEXTS = ["断电", "网络割接, 已通知", '他说"好"', "甲；乙", "第一行\n第二行", "张三", "见附件 1", "A区3号"]
MOMENTS = [
    "{0:%Y-%m-%d %H:%M}", "{0:%Y/%m/%d %H:%M:%S}", "{0:%Y.%m.%d %H:%M}", "{0:%Y-%m-%dT%H:%M:%S}",
    "{0.year}年{0.month}月{0.day}日 {0.hour}时{0.minute}分", "{0.year}年{0.month}月{0.day}日{0.hour}點{0.minute}分",
    "{0.year}/{0.month}/{0.day} {0.hour}:{0:%M}", "{0:%Y%m%d %H:%M}", "full width", "serial", "cell",
]  # fmt: skip
DAYS = ["{0:%Y-%m-%d}", "{0.year}/{0.month}/{0.day}", "{0.year}年{0.month}月{0.day}日", "{0:%Y%m%d}", "cell"]
DECORATED = ["{}", "{}*", "*{}", " {} ", "{}（必填）", "{}\u3000", "【选填】{}", "traditional"]
Cell = Any


@st.composite
def values(draw: st.DrawFn, column: Column, number: int) -> tuple[Cell, Cell]:
    """What is written into a cell, and what must be read: (given, expected)."""
    # A blank 得分率 takes what the conclusion stands for.
    optional = not column.required and column.default is None and column.field != "share"
    if optional and draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from([None, "", "-", "/", "NULL", "？"])), None
    match column.kind:
        case "id":
            name = (
                "P1-01"
                if column.field == "system_id"
                else f"{draw(st.sampled_from(['X-', 'ＧＺ－', 'n.', '编号']))}{number}"
            )
            return name, name.replace("ＧＺ－", "GZ-")
        case "text" | "given":
            text = draw(st.sampled_from(TEXTS))
            return text, " ".join(text.split("\n"))
        case "word":
            word = draw(st.sampled_from(sorted(column.words)))
            return word, column.words[word]
        case "yes_no":
            said = draw(st.booleans())
            return draw(
                st.sampled_from(["是", "Y", "√", "true", "１"] if said else ["否", "N", "×", "false", "０"])
            ), said
        case "answer":
            word = draw(st.sampled_from(sorted(WORDS)))
            return f" {word} ", word
        case "integer":
            whole = draw(st.integers(0, 5000))
            return draw(st.sampled_from([whole, str(whole), str(whole).translate(FULL_WIDTH)])), whole
        case "number":
            amount = draw(st.integers(0, 9000)) / 100
            return draw(st.sampled_from([amount, str(amount)])), amount
        case "percent":
            share = draw(st.integers(2, 100))
            return draw(st.sampled_from([share, f"{share}%", f"{share}％", share / 100])), float(share)
        case "minutes":
            hours, minutes = draw(st.integers(1, 30)), draw(st.integers(1, 59))
            total = hours * 60 + minutes
            return draw(st.sampled_from([total, f"{hours}小时{minutes}分钟", f"{hours}小時{minutes}分"])), float(total)
        case "date":
            day = date(2026, 10, 1) + timedelta(days=draw(st.integers(0, 30)))
            return day, day
        case _:
            moment = datetime(2026, 10, 1) + timedelta(minutes=draw(st.integers(0, 31 * 1440 - 1)))
            return moment, moment


def styled(cell: Cell, style: str, day_style: str) -> Cell:
    """A moment or day as this file writes them."""
    if isinstance(cell, datetime):
        if style == "cell":
            return cell
        if style == "serial":
            return str((cell - datetime(1899, 12, 30)) / timedelta(days=1))
        if style == "full width":
            return f"{cell:%Y-%m-%d %H:%M}".translate(FULL_WIDTH)
        return style.format(cell)
    if isinstance(cell, date):
        return cell if day_style == "cell" else day_style.format(cell)
    return cell


def written(kind: str, title: str, rows: list[list[Cell]]) -> tuple[str, bytes]:
    """A file of these rows: (name, bytes)."""
    buffer = io.BytesIO()
    if kind == "xlsx":
        book = openpyxl.Workbook()
        book.worksheets[0].title = title
        for row in rows:
            book.worksheets[0].append(row)
        book.save(buffer)
        return "十月.xlsx", buffer.getvalue()
    if kind == "xls":
        old = xlwt.Workbook()
        sheet = old.add_sheet(title)
        moment = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, place, cell, *([moment] if isinstance(cell, date) else []))
        old.save(buffer)
        return "十月.xls", buffer.getvalue()
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return f"{title}.csv", text.getvalue().encode(kind)


@st.composite
def files(draw: st.DrawFn) -> tuple[Dataset, str, str, list[list[Cell]], dict[str, list[Cell]]]:
    """A dataset, the kind of file, its title, the rows of the sheet, and the values by field that must be read."""
    dataset = DATASETS[draw(st.sampled_from(sorted(DATASETS)))]
    kind = draw(st.sampled_from(["xlsx", "xls", "utf-8", "utf-8-sig", "gb18030"]))
    columns = [one for one in dataset.columns if one.required or draw(st.integers(0, 2))]
    columns = draw(st.permutations(columns))
    heads = [_head(draw, column) for column in columns]
    count = draw(st.integers(1, 4))
    pairs = [[draw(values(column, number)) for column in columns] for number in range(1, count + 1)]
    style, day_style = draw(st.sampled_from(MOMENTS)), draw(st.sampled_from(DAYS))
    body: list[list[Cell]] = [[styled(cell, style, day_style) for cell, _ in row] for row in pairs]
    rest = [None] * (len(columns) - 1)
    if draw(st.booleans()):
        body.insert(draw(st.integers(0, len(body))), list(heads))
    if draw(st.booleans()):
        body.append([draw(st.sampled_from(["合计", "总计：3", "本月小计"])), *rest])
    if draw(st.booleans()):
        body.append(["注：以上由值班人员填写", *rest])
    above: list[list[Cell]] = [
        ["2026年10月", *rest],
        [None, *rest],
        ["填写须知：带*的必填", *rest],
    ]
    rows = [*above[: draw(st.integers(0, 3))], [*heads], *body]
    expected = {column.field: [row[place][1] for row in pairs] for place, column in enumerate(columns)}
    return dataset, kind, dataset.title, rows, expected


def _head(draw: st.DrawFn, column: Column) -> str:
    name = draw(st.sampled_from((column.header, *column.aliases)))
    decoration = draw(st.sampled_from(DECORATED))
    return name.translate(TRADITIONAL) if decoration == "traditional" else decoration.format(name)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(files())
def test_the_same_records_are_read_back(
    file: tuple[Dataset, str, str, list[list[Cell]], dict[str, list[Cell]]],
) -> None:
    dataset, kind, title, rows, expected = file
    name, content = written(kind, title, rows)
    read = read_tables(read_grid(content, name), name, None, month=MONTH)
    assert read.problems == []
    (table,) = read.tables
    assert table.dataset is dataset
    assert [one.code for one in table.problems] == []
    checked = check_table(table, Upload(3, MONTH, datetime(2026, 12, 8)))
    for field, wanted in expected.items():
        default = dataset.by_field[field].default
        assert checked.values[field] == [default if one is None else one for one in wanted], field
    for one in dataset.columns:
        if one.field not in expected and one.default is None and one.field != "share":
            assert set(checked.values[one.field]) == {None}
