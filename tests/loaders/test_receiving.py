"""Files into a real store: all or nothing, versions, continuations, nil returns, notes."""

import hashlib
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data import reference
from data.errors import UploadError
from data.store import Store
from loaders.datasets import record_tables
from loaders.receiving import receive
from tests.loaders.conftest import Desk, Rows, codes, sheets, text, workbook

START = datetime(2026, 10, 5, 8, 30)


def outage(number: str | None, start: datetime = START, **more: Any) -> dict[str, Any]:
    return {"outage_id": number, "system_id": "P1-01", "down_at": start, "up_at": start + timedelta(hours=1)} | more


def incident(number: str, start: datetime = START, **more: Any) -> dict[str, Any]:
    row = {"incident_id": number, "system_id": "P1-01", "fault_class": "软件", "reported_at": start}
    return row | {"responded_at": start + timedelta(minutes=5), "restored_at": start + timedelta(hours=1)} | more


def system(number: str, **more: Any) -> dict[str, Any]:
    return {"system_id": number, "system_name": number} | more


def asset(number: str, **more: Any) -> dict[str, Any]:
    row = {"asset_id": number, "asset_name": number, "system_id": "P1-01", "asset_class": "硬件"}
    return row | more


def inspection(number: str, **more: Any) -> dict[str, Any]:
    return {"inspection_id": number, "system_id": "P1-01", "inspected_at": START} | more


# --- what is stored ---


def test_a_workbook_is_stored_with_sheet_row_and_bytes(desk: Desk) -> None:
    content = workbook({"outages": [outage("TJ-1"), outage(None, up_at=None)]}, nil=["maintenance"])
    receipt = desk.send(content, "十月.xlsx", uploaded_by="张三")
    assert receipt.accepted
    assert [(line.batch_id, line.rows) for line in receipt.batches] == [
        ("P1-2026-10-outages-1", 2),
        ("P1-2026-10-maintenance-1", 0),
    ]
    assert receipt.notes == ["计划停机：本月无"]
    assert desk.query(
        'SELECT sheet, "row", record_id, placed_at, is_continuation, is_open, fixed_key FROM outages'
    ) == [
        ("停机记录", 2, "TJ-1", START, False, False, "P1-01|2026-10-05T08:30:00"),
        ("停机记录", 3, "P1-01|2026-10-05T08:30:00", START, False, True, "P1-01|2026-10-05T08:30:00"),
    ]
    digest = hashlib.sha256(content).hexdigest()
    assert desk.query(
        "SELECT dataset, sha256, file_name, uploaded_by, is_nil, uploaded_at FROM batches ORDER BY 1"
    ) == [
        ("maintenance", digest, "十月.xlsx", "张三", True, desk.now),
        ("outages", digest, "十月.xlsx", "张三", False, desk.now),
    ]
    assert (desk.store.originals / f"{digest}.xlsx").read_bytes() == content
    assert desk.refreshed == [(1, 1)]


@pytest.mark.parametrize(("encoding", "said"), [("utf-8", None), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")])
def test_csv_in_the_encodings_of_offices(desk: Desk, encoding: str, said: str | None) -> None:
    rows = [["2026年10月停机记录"], ["系统编号", "停机开始时间", "恢复时间", "停机原因"]]
    content = text(
        [*rows, ["Ｐ１－０１", "2026年10月5日 8时30分", "2026/10/5 9:30", "断电"], ["合计", "", "", "1 次"]], encoding
    )
    receipt = desk.send(content, "十月.csv")
    assert receipt.accepted
    assert [(line.dataset, line.rows, line.skipped_totals) for line in receipt.batches] == [("outages", 1, 1)]
    assert receipt.notes == ([f"CSV 文件按 {said} 编码读取"] if said else [])
    assert desk.query('SELECT system_id, down_at, up_at, cause, sheet, "row" FROM outages') == [
        ("P1-01", START, START + timedelta(hours=1), "断电", None, 3)
    ]


def test_a_hand_made_workbook_with_titles_merged_cells_and_date_cells(desk: Desk) -> None:
    headers: list[object] = ["系统编号*", "停机开始时间（必填）", "恢复时间", "登录密码", "复核"]
    rows: list[list[object]] = [
        ["停机记录"],
        headers,
        ["P1-01", START, "2026-10-05 09:30", "secret", "王五"],
        ["总计", 1],
    ]
    receipt = desk.send(sheets({"Sheet1": rows, "杂项": [["甲", "乙"]], "存档": [["丙"]]}, hidden=["存档"]))
    assert receipt.accepted
    (line,) = receipt.batches
    assert (line.rows, line.skipped_totals, line.dropped_columns, line.ignored_columns) == (
        1,
        1,
        ["登录密码"],
        ["复核"],
    )
    assert receipt.notes == ["隐藏的工作表没有读取：“存档”", "没有读取的工作表：“杂项”"]


def test_lists_are_placed_on_the_last_day_of_the_month(desk: Desk) -> None:
    desk.load({"systems": [system("P1-01", parent_id=None)]})
    assert desk.query("SELECT placed_at, is_open, fixed_key, service_hours FROM systems") == [
        (datetime(2026, 10, 31), False, None, "7×24")
    ]


def test_camera_checks_are_rolled_up_by_day(desk: Desk) -> None:
    def check(hour: int, is_online: bool, **more: Any) -> dict[str, Any]:
        return {"asset_id": "C1", "checked_at": datetime(2026, 10, 5, hour), "is_online": is_online} | more

    rows = [check(20, True), check(8, False, exempt_reason=None), check(12, True, exempt_reason="台风")]
    desk.load({"camera_checks": rows}, package=3)
    assert desk.query('SELECT asset_id, checks, online_checks, exempt_reason, "row", record_id FROM camera_days') == [
        ("C1", 3, 2, "台风", 3, "C1|2026-10-05T08:00:00")
    ]


def test_check_only_leaves_no_trace(desk: Desk) -> None:
    receipt = desk.send(workbook({"outages": [outage("TJ-1")]}), check_only=True)
    assert receipt.accepted
    assert [line.rows for line in receipt.batches] == [1]
    assert desk.query("SELECT count(*) FROM outages") == desk.query("SELECT count(*) FROM batches") == [(0,)]
    assert desk.store.version() == 0
    assert not desk.store.originals.exists()


def test_a_hostile_file_raises(desk: Desk) -> None:
    with pytest.raises(UploadError):
        desk.send(b"MZ nonsense", "a.xlsx")


def test_a_month_that_cannot_be_reported(desk: Desk) -> None:
    content = workbook({"outages": [outage("TJ-1")]})
    assert codes(desk.send(content, month="2026-06")) == [("month_before_term", None, None)]
    assert codes(desk.send(content, month="2027-01")) == [("month_not_begun", None, None)]
    assert codes(desk.nil("outages", month="2027-01")) == [("month_not_begun", None, None)]


# --- all or nothing ---


def test_one_bad_row_keeps_the_whole_workbook_out(desk: Desk) -> None:
    bad = workbook({"outages": [outage("TJ-1")], "incidents": [incident("A"), incident("B", system_id="P1-77")]})
    receipt = desk.send(bad)
    assert not receipt.accepted
    assert receipt.batches == []
    (problem,) = receipt.problems
    assert (problem.code, problem.sheet, problem.row, problem.value) == ("unknown_system", "故障工单", 3, "P1-77")
    assert desk.query("SELECT count(*) FROM batches") == [(0,)]
    assert (desk.store.version(), desk.refreshed) == (0, [])


def test_a_later_failure_leaves_nothing(desk: Desk) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("facts")

    desk.load({"outages": [outage("TJ-1")]})
    before = desk.states()
    content = workbook({"incidents": [incident("A")]})
    with pytest.raises(RuntimeError, match="facts"):
        receive(desk.store, 1, "2026-10", "a.xlsx", content, refresh=fail)
    assert desk.states() == before
    assert desk.query("SELECT count(*) FROM incidents") == [(0,)]
    assert desk.store.version() == 1
    desk.load({"incidents": [incident("A")]})


def test_good_rows_are_stored_and_the_others_listed(desk: Desk) -> None:
    rows = [incident("A"), incident("B", system_id="P1-77"), incident("C", reported_at=START + timedelta(days=40))]
    receipt = desk.send(workbook({"incidents": rows}), good_rows=True)
    assert receipt.accepted
    assert receipt.batches[0].rows == 1
    assert ("unknown_system", 3, "系统编号") in codes(receipt)
    assert receipt.notes == ["故障工单：2 行没有入库，已随批次登记（部分入库）"]
    assert desk.query('SELECT "rows", refused FROM batches') == [(1, 2)]
    refused = desk.query('SELECT DISTINCT batch_id, "row" FROM refused_rows ORDER BY 2')
    assert refused == [("P1-2026-10-incidents-1", 3), ("P1-2026-10-incidents-1", 4)]


def test_without_a_single_good_row_the_file_is_refused(desk: Desk) -> None:
    receipt = desk.send(workbook({"outages": [outage("TJ-1", system_id="P1-77")]}), good_rows=True)
    assert not receipt.accepted
    assert codes(receipt) == [("no_good_rows", None, None), ("unknown_system", 2, "系统编号")]


def test_a_sheet_without_a_good_row_counts_as_not_provided(desk: Desk) -> None:
    content = workbook({"outages": [outage("TJ-1", system_id="P1-77")], "incidents": [incident("A")]})
    receipt = desk.send(content, good_rows=True)
    assert [line.dataset for line in receipt.batches] == ["incidents"]
    assert "停机记录：没有可入库的行，按未提供处理" in receipt.notes


def test_good_rows_do_not_help_a_sheet_that_lacks_a_column(desk: Desk) -> None:
    content = sheets({"停机记录": [["系统编号", "恢复时间"], ["P1-01", "2026-10-05"]]})
    assert codes(desk.send(content, good_rows=True)) == [("missing_column", None, "停机开始时间")]


# --- versions ---


def test_the_same_bytes_again_are_refused_even_as_replacement(desk: Desk) -> None:
    content = workbook({"outages": [outage("TJ-1")]})
    desk.send(content)
    for replace in (False, True):
        receipt = desk.send(content, replace=replace)
        assert codes(receipt) == [("duplicate", None, None)]
        assert "P1-2026-10-outages-1" in receipt.problems[0].message


def test_the_same_bytes_may_be_tried_again_where_rows_were_refused(desk: Desk) -> None:
    content = workbook({"outages": [outage("TJ-1"), outage("TJ-2", system_id="P1-77")]})
    desk.send(content, good_rows=True)
    assert codes(desk.send(content)) == [("duplicate", None, None)]
    desk.load({"systems": [system("P1-01"), system("P1-77")]})
    receipt = desk.send(content, replace=True)
    assert [line.batch_id for line in receipt.batches] == ["P1-2026-10-outages-2"]


def test_another_file_needs_replace_and_the_old_batch_stays(desk: Desk) -> None:
    desk.load({"outages": [outage("TJ-1")]})
    other = workbook({"outages": [outage("TJ-2")]})
    receipt = desk.send(other)
    assert codes(receipt) == [("needs_replace", None, None)]
    assert "P1-2026-10-outages-1" in receipt.problems[0].message
    assert desk.send(other, replace=True).accepted
    assert desk.states() == {"P1-2026-10-outages-1": "superseded", "P1-2026-10-outages-2": "current"}


def test_the_bytes_of_a_superseded_batch_offer_to_restore_it(desk: Desk) -> None:
    first = workbook({"outages": [outage("TJ-1")]})
    desk.send(first)
    desk.load({"outages": [outage("TJ-2")]}, replace=True)
    receipt = desk.send(first)
    assert codes(receipt) == [("duplicate_of_older", None, None)]
    assert "restore P1-2026-10-outages-1" in receipt.problems[0].message
    assert desk.send(first, replace=True).batches[0].batch_id == "P1-2026-10-outages-3"


def test_a_workbook_is_a_duplicate_only_while_all_its_batches_are_current(desk: Desk) -> None:
    both = workbook({"outages": [outage("TJ-1")], "incidents": [incident("A")]})
    desk.send(both)
    desk.load({"incidents": [incident("B")]}, replace=True)
    assert sorted(codes(desk.send(both))) == [("duplicate_of_older", None, None), ("needs_replace", None, None)]
    assert desk.send(both, replace=True).accepted


def test_the_same_bytes_for_another_package_are_no_duplicate(desk: Desk) -> None:
    content = workbook({"security_events": []}, nil=["drills"])
    assert desk.send(content, package=1).accepted
    assert desk.send(content, package=2).accepted


def test_restoring(desk: Desk) -> None:
    desk.load({"outages": [outage("TJ-1")]})
    desk.load({"outages": [outage("TJ-2")]}, replace=True)
    receipt = desk.restore("P1-2026-10-outages-1")
    assert receipt.accepted
    assert (receipt.package, receipt.month, receipt.batches[0].rows) == (1, "2026-10", 1)
    assert desk.states() == {"P1-2026-10-outages-1": "current", "P1-2026-10-outages-2": "superseded"}
    assert desk.refreshed == [(1, 1), (1, 2), (1, 3)]
    assert codes(desk.restore("P1-2026-10-outages-1")) == [("already_current", None, None)]
    assert codes(desk.restore("P1-2026-10-outages-9")) == [("unknown_batch", None, None)]


def test_restoring_what_another_month_holds_now_is_refused(desk: Desk) -> None:
    september = START - timedelta(days=30)
    desk.load({"incidents": [incident("A", september)]}, month="2026-09")
    desk.load({"incidents": [incident("B", september)]}, month="2026-09", replace=True)
    desk.load({"incidents": [incident("A")]})
    receipt = desk.restore("P1-2026-09-incidents-1")
    assert codes(receipt) == [("ids_current_elsewhere", None, None)]
    assert "A" in receipt.problems[0].message


def test_an_id_of_another_month_is_refused(desk: Desk) -> None:
    desk.load({"incidents": [incident("A", START - timedelta(days=30))]}, month="2026-09")
    receipt = desk.send(workbook({"incidents": [incident("A")]}))
    assert codes(receipt) == [("id_elsewhere", 2, "工单编号")]
    assert "P1-2026-09-incidents-1" in receipt.problems[0].message


def test_an_id_of_a_superseded_batch_or_another_package_is_free(desk: Desk) -> None:
    september = START - timedelta(days=30)
    desk.load({"incidents": [incident("A", september)]}, month="2026-09")
    desk.load({"incidents": [incident("B", september)]}, month="2026-09", replace=True)
    desk.load({"incidents": [incident("A")]})
    desk.load({"incidents": [incident("A", system_id="P2-01")]}, package=2)


# --- nil returns ---


def test_nil_returns(desk: Desk) -> None:
    receipt = desk.nil("outages", "incidents")
    assert receipt.accepted
    assert receipt.notes == ["停机记录：本月无", "故障工单：本月无"]
    assert desk.query('SELECT is_nil, "rows", sha256 FROM batches') == [(True, 0, None)] * 2
    assert codes(desk.nil("outages")) == [("duplicate", None, None)]
    assert codes(desk.nil("systems")) == [("nil_not_allowed", None, None)]
    content = workbook({"outages": [outage("TJ-1")]})
    assert codes(desk.send(content)) == [("needs_replace", None, None)]
    assert desk.send(content, replace=True).accepted
    assert codes(desk.nil("outages")) == [("needs_replace", None, None)]
    assert desk.nil("outages", replace=True).accepted


def test_a_nil_return_is_for_all_or_none(desk: Desk) -> None:
    desk.load({"outages": [outage("TJ-1")]})
    assert not desk.nil("incidents", "outages").accepted
    assert set(desk.states()) == {"P1-2026-10-outages-1"}


def test_a_file_of_one_dataset_without_rows_is_nil(desk: Desk) -> None:
    assert desk.send(text([["系统编号", "停机开始时间", "恢复时间"]]), "十月.csv").notes == ["停机记录：本月无"]
    several = desk.send(workbook({"incidents": [], "drills": []}), dataset="drills")
    assert [one.code for one in several.problems] == ["nothing_provided"]
    assert codes(desk.send(workbook({"systems": []}))) == [("nil_not_allowed", None, None)]


def test_empty_sheets_of_a_workbook_are_not_provided(desk: Desk) -> None:
    receipt = desk.send(workbook({"outages": [outage("TJ-1")], "incidents": []}))
    assert [line.dataset for line in receipt.batches] == ["outages"]
    assert codes(desk.send(workbook({"drills": [], "incidents": []}))) == [("nothing_provided", None, None)]


# --- continuations ---


def september_ticket(desk: Desk, **more: Any) -> datetime:
    """An incident of September that was open at its end; gives its start."""
    start = START - timedelta(days=30)
    desk.load({"incidents": [incident("A", start, **({"restored_at": None} | more))]}, month="2026-09")
    return start


def test_an_open_record_may_be_continued(desk: Desk) -> None:
    start = september_ticket(desk)
    desk.load({"incidents": [incident("A", start), incident("B")]})
    rows = desk.query("SELECT batch_id, is_continuation, is_open FROM incidents WHERE record_id = 'A' ORDER BY 1")
    assert rows == [("P1-2026-09-incidents-1", False, True), ("P1-2026-10-incidents-1", True, False)]


def test_a_continuation_goes_on_over_several_months(desk: Desk) -> None:
    start = september_ticket(desk)
    desk.load({"incidents": [incident("A", start, restored_at=None)]})
    desk.load({"incidents": [incident("A", start)]}, month="2026-11")
    receipt = desk.send(workbook({"incidents": [incident("A", start, description="再报")]}), month="2026-12")
    assert codes(receipt) == [("continuation_closed", 2, None)]
    assert "P1-2026-11-incidents-1" in receipt.problems[0].message


def test_a_closed_record_may_not_be_continued(desk: Desk) -> None:
    start = september_ticket(desk, restored_at=START)
    assert codes(desk.send(workbook({"incidents": [incident("A", start)]}))) == [("continuation_closed", 2, None)]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"fault_class": "硬件"}, "故障类别"),
        ({"system_id": "P1-02"}, "系统编号"),
        ({"reported_at": START - timedelta(days=31)}, "报修时间"),
    ],
)
def test_start_and_class_of_a_continued_record_may_not_change(desk: Desk, change: dict[str, Any], column: str) -> None:
    start = september_ticket(desk)
    receipt = desk.send(workbook({"incidents": [incident("A", start) | change]}))
    assert codes(receipt) == [("continuation_changed", 2, column)]


def test_an_earlier_row_without_a_record_is_out_of_the_month(desk: Desk) -> None:
    receipt = desk.send(workbook({"incidents": [incident("A", START - timedelta(days=30))]}))
    assert codes(receipt) == [("not_known_earlier", 2, "报修时间")]


def test_replacing_a_month_with_its_own_continuation(desk: Desk) -> None:
    start = september_ticket(desk)
    desk.load({"incidents": [incident("A", start)]})
    desk.load({"incidents": [incident("A", start, description="更正")]}, replace=True)
    # And the month of the record itself, now that a continuation follows it.
    desk.load(
        {"incidents": [incident("A", start, restored_at=None, description="更正")]}, month="2026-09", replace=True
    )


def test_continuations_without_their_record_are_named(desk: Desk) -> None:
    start = september_ticket(desk)
    desk.load({"incidents": [incident("A", start)]})
    receipt = desk.load({"incidents": [incident("X", start)]}, month="2026-09", replace=True)
    assert receipt.notes == ["故障工单：1 条续报与当前批次中的原记录接不上，不计入指标：A"]
    assert desk.restore("P1-2026-09-incidents-1").notes == []


# --- systems and assets ---


def test_the_lists_of_the_same_file_count(desk: Desk) -> None:
    rows = {
        "systems": [system("P1-01"), system("P1-90", parent_id="P1-01")],
        "assets": [asset("A1", system_id="P1-90")],
        "inspections": [inspection("X1", system_id="P1-90", asset_id="A1")],
    }
    receipt = desk.load(rows)
    assert not any("不在资产清单" in note for note in receipt.notes)
    desk.load({"outages": [outage("TJ-1", system_id="P1-90")]}, month="2026-10")


def test_with_good_rows_a_refused_system_is_not_known(desk: Desk) -> None:
    rows: dict[str, Rows] = {
        "systems": [system("P1-01"), system("P1-90", in_service_from=datetime(2026, 12, 9))],
        "outages": [outage("TJ-1"), outage("TJ-2", system_id="P1-90")],
    }
    receipt = desk.send(workbook(rows), good_rows=True)
    assert codes(receipt) == [("future_time", 3, "投运日期"), ("unknown_system", 3, "系统编号")]
    assert [line.rows for line in receipt.batches] == [1, 1]


def test_a_system_of_a_replaced_list_is_no_longer_known(desk: Desk) -> None:
    desk.load({"systems": [system("P1-01"), system("P1-90")]})
    content = workbook({"systems": [system("P1-01")], "outages": [outage("TJ-1", system_id="P1-90")]})
    assert codes(desk.send(content, replace=True)) == [("unknown_system", 2, "系统编号")]


def test_parents_must_be_known_and_lead_nowhere_back(desk: Desk) -> None:
    rows = [
        system("P1-90", parent_id="P1-01"),  # shipped, not listed: counts as listed
        system("P1-91", parent_id="P1-77"),
        system("P1-92", parent_id="P1-91"),
        system("P1-93", parent_id="P1-94"),
        system("P1-94", parent_id="P1-93"),
        system("P1-95", parent_id="P1-95"),
        system("P1-96", parent_id="P1-93"),
    ]
    assert codes(desk.send(workbook({"systems": rows}))) == [
        ("unknown_parent", 3, "上级系统编号"),
        ("unknown_parent", 4, "上级系统编号"),
        ("parent_circle", 5, "上级系统编号"),
        ("parent_circle", 6, "上级系统编号"),
        ("parent_circle", 7, "上级系统编号"),
    ]


def test_an_asset_of_an_unknown_system_is_a_problem(desk: Desk) -> None:
    receipt = desk.send(workbook({"assets": [asset("A1", system_id="P1-1")]}))
    assert codes(receipt) == [("unknown_system", 2, "系统编号")]


def test_entries_left_out_of_a_newer_list_are_named(desk: Desk) -> None:
    shipped = [one.system_id for one in reference.reference_systems() if one.package == 1]
    receipt = desk.load({"systems": [system(number) for number in shipped if number != "P1-13"]}, month="2026-07")
    assert receipt.notes == ["系统清单：上一份系统清单中的 1 个编号不在新清单中，自 2026-07-01 起视为停用：P1-13"]
    desk.load({"assets": [asset(f"A{number}") for number in range(1, 8)]}, month="2026-08")
    receipt = desk.load({"assets": [asset("A1"), asset("A8")]})
    assert receipt.notes == [
        "资产清单：上一份资产清单中的 6 个编号不在新清单中，自 2026-10-01 起视为停用：A2、A3、A4 等 6 个"
    ]


def test_contradictions_are_stored_and_named(desk: Desk) -> None:
    out = datetime(2026, 10, 5)
    lists = {"systems": [system("P1-01", out_of_service_on=out), system("P1-90", parent_id="P1-01"), system("P1-91")]}
    desk.load({**lists, "assets": [asset("A1")]}, month="2026-09")
    rows = [
        inspection("X1", asset_id="A1", inspected_at=datetime(2026, 10, 4, 23)),
        inspection("X2", asset_id="A2", inspected_at=out),
        inspection("X3", system_id="P1-90"),
        inspection("X4", system_id="P1-02"),  # shipped, but left out of the list in force
        inspection("X5", system_id="P1-91", asset_id="A3"),
    ]
    receipt = desk.load({"inspections": rows})
    assert receipt.batches[0].rows == 5
    assert "巡检记录：2 个资产编号不在资产清单中，已入库：A2、A3" in receipt.notes
    assert "巡检记录：3 条记录的系统当时已停用，已入库但不计入指标：X2、X3、X4" in receipt.notes
    (stored,) = desk.query("SELECT notes FROM batches WHERE dataset = 'inspections'")
    assert len(stored[0]) == 2 + sum("只有日期" in note for note in stored[0])


# --- readers ---


def _torn_reads(desk: Desk, count_rows: str, loads: int) -> tuple[int, int]:
    """Reader threads compare batch rows with records while a writer loads; gives torn reads and all reads."""
    torn, reads = [0], [0]
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            with desk.store.reading() as cursor:
                for declared, stored in cursor.execute(count_rows).fetchall():
                    reads[0] += 1
                    torn[0] += declared != stored

    readers = [threading.Thread(target=look) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(loads):
        start = datetime(2026, 10, 1)
        rows = [outage(f"TJ-{number}-{row}", start + timedelta(minutes=row)) for row in range(1500)]
        desk.load({"outages": rows}, replace=True)
    done.set()
    for reader in readers:
        reader.join()
    return torn[0], reads[0]


def test_no_reader_ever_sees_half_an_upload(desk: Desk) -> None:
    published = """
        WITH visible AS (FROM publications WHERE version <= (SELECT version FROM published)),
             newest AS (SELECT arg_max(batch_id, version) AS batch_id FROM visible GROUP BY package, dataset, month)
        SELECT any_value(batches."rows"), count(outages.record_id)
        FROM newest JOIN batches USING (batch_id) LEFT JOIN outages USING (batch_id) GROUP BY batch_id
    """
    torn, reads = _torn_reads(desk, published, loads=4)
    assert torn == 0
    assert reads > 20


def test_a_broken_process_leaves_nothing_visible(tmp_path: Path) -> None:
    broken = Desk(tmp_path)
    with broken.store:
        broken.load({"outages": [outage("TJ-1")]})
        with broken.store.reading() as cursor:
            # What a process leaves that dies between its commit and the switch to the new version.
            cursor.execute(
                """INSERT INTO publications BY NAME
                   SELECT * REPLACE (version + 1 AS version, 'lost' AS batch_id) FROM publications"""
            )
            cursor.execute(
                """INSERT INTO batches (batch_id, package, dataset, month, sequence)
                   VALUES ('lost', 1, 'outages', '2026-10', 2)"""
            )
        assert broken.states() == {"P1-2026-10-outages-1": "current"}
    with Store.open(tmp_path / "kpi.duckdb", record_tables()) as store, store.reading() as cursor:
        assert cursor.execute("SELECT count(*) FROM publications").fetchall() == [(1,)]
        assert cursor.execute("SELECT batch_id FROM batches").fetchall() == [("P1-2026-10-outages-1",)]
    again = Desk(tmp_path)
    with again.store:
        receipt = again.load({"outages": [outage("TJ-2")]}, replace=True)
        assert receipt.batches[0].batch_id == "P1-2026-10-outages-2"


# --- lists of systems ---


def test_systems_of_another_package_are_refused(desk: Desk) -> None:
    rows = [{"system_id": "P2-01", "system_name": "a"}, {"system_id": "P1-01", "system_name": "b"}]
    receipt = desk.send(workbook({"systems": rows}))
    assert codes(receipt) == [("system_of_other", 2, "系统编号")]
    assert "包件2" in receipt.problems[0].message


def test_a_refused_system_is_told_apart_from_one_left_out(desk: Desk) -> None:
    desk.load({"systems": [system("P1-01"), system("P1-02"), system("P1-03")]}, month="2026-09")
    receipt = desk.send(workbook({"systems": [system("P1-01"), system("P1-02", parent_id="P1-99")]}), good_rows=True)
    assert receipt.accepted
    notes = " ".join(receipt.notes)
    assert "1 个编号的行没有入库，补报之前不在清单中，相关指标标为部分入库：P1-02" in notes
    assert "1 个编号不在新清单中，自 2026-10-01 起视为停用：P1-03" in notes


@pytest.mark.parametrize("words", [["无", "无"], ["无", None], ["无", "有"]])
def test_no_is_an_answer_even_if_nobody_says_yes(desk: Desk, words: list[str | None]) -> None:
    headers = ["变更编号", "系统编号", "实施时间", "变更结果", "导致重大故障"]
    rows = [[f"C{at}", "P1-01", "2026-10-05 09:00", "成功", word] for at, word in enumerate(words)]
    assert desk.send(sheets({"变更记录": [headers, *rows]})).accepted
    stored = desk.query("SELECT caused_major_fault FROM changes ORDER BY record_id")
    assert stored[0] == (False,)
