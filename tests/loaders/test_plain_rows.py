"""A large log read by columns gives the same receipt and the same stored rows as one read row by row, whatever is in
the file. Small files here: the size from which blocks are used is set to nothing, that of the head to a few lines."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import UploadError
from data.store import Store
from loaders.blocks import Block, LeftOver
from loaders.datasets import DATASETS, record_tables
from loaders.progress import Step
from loaders.reading import Limits, read_grid
from loaders.receipts import Receipt
from loaders.receiving import receive
from loaders.sieve import Sieve

NOW = datetime(2026, 11, 2, 9)
MONTH = "2026-10"
BY_ROWS = Limits(block_bytes=1 << 40)
BY_COLUMNS = Limits(block_bytes=0, head_lines=8, block_signs=200)
HEADERS = {
    "probes": [
        "系统编号,探测时间,状态,响应毫秒", "所属系统,时间戳,Status,RTT,备注", "响应毫秒,状态,探测时间,系统编号",
        "序号,系统编号,探测时间,状态,响应毫秒,包件", "系统编号,探测时间,状态,,响应毫秒", "系统编号,探测时间,状态",
    ],
    "camera_checks": [
        "资产编号,巡检时间,是否在线,豁免原因", "摄像机编号,检查时间,在线状态,密码,通道号", "设备编码,采集时间,状态,,",
        "检查日期,巡检时间,资产编号,是否在线(1-在线 0-离线),备注",
    ],
}  # fmt: skip
PACKAGES = {"probes": 1, "camera_checks": 3}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("plain") / "x.duckdb", record_tables(), lambda: NOW) as opened:
        yield opened


def taken(store: Store, name: str, content: bytes, limits: Limits, **wishes: Any) -> tuple[Receipt, dict[str, Any]]:
    """The receipt of a file and all that it would leave in the store, which stays as it was."""
    left: dict[str, Any] = {}

    def look(cursor: Any, package: int, version: int) -> None:
        for table in (*DATASETS, "batches", "refused_rows", "camera_days", "probe_runs", "publications"):
            left[table] = cursor.execute(f'SELECT * FROM "{table}" ORDER BY ALL').fetchall()

    given: dict[str, Any] = {"dataset": name, "refresh": look, "check_only": True, "limits": limits} | wishes
    return receive(store, PACKAGES[name], MONTH, "a.csv", content, **given), left


def assert_same(store: Store, name: str, content: bytes, **wishes: Any) -> Receipt:
    by_rows, rows_left = taken(store, name, content, BY_ROWS, **wishes)
    by_columns, columns_left = taken(store, name, content, BY_COLUMNS, **wishes)
    assert without_samples(by_columns) == without_samples(by_rows)
    assert columns_left == rows_left
    return by_rows


def without_samples(receipt: Receipt) -> Receipt:
    """The head of a real file holds the rows that samples are taken of; the short one here does not."""
    return replace(receipt, questions=[replace(one, samples=()) for one in receipt.questions])


# --- files of all kinds ---

_MOMENT = st.datetimes(datetime(2026, 10, 1), datetime(2026, 10, 31, 23, 59)).map(lambda at: at.replace(microsecond=0))
_ODD_MOMENTS = [
    "2026-10-05", "2026/10/5 8:30", "2026年10月5日 8时30分", "２０２６－１０－０５ 08:30", "46300.25", "20261006 0930",
    "2026-10-05 24:00", "2026-09-30 23:59:59", "2026-11-01 00:00", "2026-02-30 10:00", "2026-10-05 25:00", "合计", "",
    "2026-10-05T08:30:00Z", "05/10/2026", "2026-10-05 08:30:00.5", "2024-02-29 10:00", "1979-10-01 10:00", "探测时间",
]  # fmt: skip
_ODD_IDS = [
    "P1-99", "P3-01", "Ｐ１－０１", "合计", "小计", "示例", "注：以上为自动探测", "填表人：张三", "", "-", "null",
    "1e+05", "P1-01 ", "系统编号", "共5条", "P1-О1", "12345678901234567", "本月无",
]  # fmt: skip
_ODD_ANSWERS = ["异常", "是", "0", "1", "√", "UP", "Online", "不清楚", "", "无", "ｕｐ", "100", "状态"]
_ODD_NUMBERS = [
    "",
    "-",
    "-5",
    "1e3",
    "１２０",
    "1,200",
    "12.5",
    "快",
    "+7",
    "00012.50",
    "123456789012345678",
    ".5",
    "无",
]
_ODD_TEXTS = [
    "",
    "",
    "例行检查",
    "rtsp://10.0.0.1",
    "110101199001011234",
    "合计",
    "说明:无",
    "多行\n备注",
    '他说"好"',
    "-",
    "5",
]


@st.composite
def cell(draw: st.DrawFn, header: str, name: str, is_odd: bool) -> str:
    if any(word in header for word in ("时间", "日期")) and header != "响应时间":
        at = draw(_MOMENT)
        usual = draw(st.sampled_from(["{:%Y-%m-%d %H:%M:%S}", "{:%Y-%m-%d %H:%M}", "{:%Y-%m-%dT%H:%M:%S}"])).format(at)
        return draw(st.sampled_from(_ODD_MOMENTS)) if is_odd else usual
    if any(word in header for word in ("状态", "在线", "Status")):
        return draw(st.sampled_from(_ODD_ANSWERS)) if is_odd else draw(st.sampled_from(["正常", "异常"]))
    if any(word in header for word in ("编号", "编码", "系统")):
        usual = draw(st.sampled_from(["P1-01", "P1-02"] if name == "probes" else ["CAM-01", "CAM-02", "330281-3"]))
        return draw(st.sampled_from(_ODD_IDS)) if is_odd else usual
    if any(word in header for word in ("毫秒", "RTT", "序号")):
        return draw(st.sampled_from(_ODD_NUMBERS)) if is_odd else str(draw(st.integers(0, 900)))
    if header == "包件":
        return draw(st.sampled_from(["1", "包件1", "3", ""])) if is_odd else "1"
    return draw(st.sampled_from(_ODD_TEXTS)) if is_odd else draw(st.sampled_from(["", ""]))


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A log with rows in order and odd ones, in some encoding and way of writing."""
    name = draw(st.sampled_from(sorted(HEADERS)))
    headers = draw(st.sampled_from(HEADERS[name])).split(",")
    rows: list[list[str]] = []
    for _ in range(draw(st.integers(8, 40))):
        odd = draw(st.integers(0, 5)) == 0
        rows.append([draw(cell(one, name, odd and draw(st.booleans()))) for one in headers])
    for _ in range(draw(st.integers(0, 2))):
        rows.insert(draw(st.integers(0, len(rows))), list(draw(st.sampled_from(rows))))
    for _ in range(draw(st.integers(0, 2))):
        strange = draw(
            st.sampled_from([[], [""] * len(headers), rows[-1][:-1], [*rows[-1], "多"], ["合计", "3"], headers])
        )
        rows.insert(draw(st.integers(0, len(rows))), list(strange))
    titles = draw(st.sampled_from([[], [["10 月记录"]], [["10 月记录"], []]]))
    text = io.StringIO()
    quoting: Any = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    delimiter, end = draw(st.sampled_from([",", ";", "\t"])), draw(st.sampled_from(["\n", "\r\n", "\r"]))
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows([*titles, headers, *rows])
    written = text.getvalue() if draw(st.booleans()) else text.getvalue().rstrip("\r\n")
    return name, written.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030"])), "replace")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(files(), st.booleans())
def test_both_ways_give_the_same(store: Store, file: tuple[str, bytes], good_rows: bool) -> None:
    assert_same(store, *file, good_rows=good_rows)


# --- cases by hand: what hangs on more than one row ---

_LOG = [f"P1-0{1 + at % 2},2026-10-{1 + at // 24:02} {at % 24:02}:00:00,正常,{at}" for at in range(240)]


def log_of(rows: list[str], header: str = "系统编号,探测时间,状态,响应毫秒") -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def changed(places: dict[int, str]) -> list[str]:
    return [places.get(at, row) for at, row in enumerate(_LOG)]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (changed({200: _LOG[100]}), "id_twice"),  # both far below the head
        (changed({200: _LOG[2]}), "id_twice"),  # one of them in the head
        (changed({200: _LOG[100].replace("-05 04:00:00", "/5 4:00").replace("2026-", "2026/")}), "id_twice"),
        (changed({200: "P1-99,2026-10-20 00:00:00,正常,1"}), "unknown_system"),
        (changed({200: "P1-01,2026-09-20 00:00:00,正常,1"}), "out_of_month"),
        ([row.replace("2026-10", "2026-09") for row in _LOG], "month_disagrees"),
        (changed({200: "P1-01,2026-10-20,正常"}), "too_few_cells"),
        (changed({200: "P1-01,2026-10-20 11:11:11,正常,-1"}), "out_of_bounds"),
        (changed({200: '"P1-01","2026-10-20 11:11:11","也许",1'}), "bad_yes_no"),
    ],
)
def test_one_bad_row_far_below_is_found(store: Store, rows: list[str], code: str) -> None:
    receipt = assert_same(store, "probes", log_of(rows))
    assert code in {one.code for one in receipt.problems}
    assert_same(store, "probes", log_of(rows), good_rows=True)


def test_all_but_the_head_is_kept_by_columns(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log in order makes no Python row below its head; equal results by the same way would prove nothing."""
    kept: list[int] = []
    take = Sieve.take

    def counted(self: Sieve, block: Block) -> LeftOver:
        left = take(self, block)
        kept.append(len(block.numbers) - len(left))
        return left

    monkeypatch.setattr(Sieve, "take", counted)
    assert assert_same(store, "probes", log_of(_LOG)).accepted
    assert sum(kept) == len(_LOG) + 1 - BY_COLUMNS.head_lines


def test_totals_notes_and_what_else_is_no_record(store: Store) -> None:
    rows = [
        *changed({50: "", 60: "示例,,,", 70: "系统编号,探测时间,状态,响应毫秒", 80: ",,,"}),
        "合计,,,28680",
        "注：自动",
    ]
    receipt = assert_same(store, "probes", log_of(rows))
    assert receipt.accepted
    assert [(line.rows, line.skipped_totals) for line in receipt.batches] == [(len(_LOG) - 4, 1)]
    dates = [row[:16] + row[25:] if at == 101 else row for at, row in enumerate(_LOG)]
    assert "探测日志：1 行的 探测时间 只有日期，按 00:00 计" in assert_same(store, "probes", log_of(dates[:102])).notes


def test_beside_what_is_stored(tmp_path: Path) -> None:
    """A system out of service in the month is named; the same file is a duplicate; another needs replacing."""
    with Store.open(tmp_path / "x.duckdb", record_tables(), lambda: NOW) as own:
        systems = "系统编号,系统名称,停用日期\nP1-01,甲,2026-10-05\nP1-02,乙,".encode()
        assert receive(own, 1, MONTH, "系统清单.csv", systems, dataset="systems", refresh=None).accepted
        noted = assert_same(own, "probes", log_of(_LOG))
        assert any("72 条记录的系统当时已停用" in note for note in noted.notes)
        told: list[Step] = []
        assert receive(
            own, 1, MONTH, "探测日志.csv", log_of(_LOG), refresh=None, limits=BY_COLUMNS, progress=told.append
        ).accepted  # fmt: skip
        assert told[0].share < 0.01
        assert told[-1].share == 1
        assert {one.code for one in assert_same(own, "probes", log_of(_LOG)).problems} == {"duplicate"}
        other = log_of(_LOG[:200])
        assert {one.code for one in assert_same(own, "probes", other).problems} == {"needs_replace"}
        assert assert_same(own, "probes", other, replace=True).accepted


class _Nothing:
    """Takes blocks and keeps nothing."""

    def take(self, block: Block) -> LeftOver:
        return []


def test_a_quote_never_closed_and_an_endless_line_below_the_head() -> None:
    for rows, said in (
        (changed({200: '"P1-01,2026-10-20 00:00:00,正常,1'}), "双引号"),
        (changed({200: "P1-01," + "x" * 200_000}), "超过 64 kB"),
        (changed({200: "P1-01\0"}), "控制字符"),
    ):
        with pytest.raises(UploadError, match=said):
            read_grid(log_of(rows), "a.csv", limits=BY_COLUMNS, begin=lambda head: _Nothing())
