"""The queue: files taken at once, checked and stored one by one, found again after the process was killed."""

import io
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kpi.measures import rebuild
from loaders.batches import list_batches
from loaders.marking import marked
from loaders.queue import Decision, Dropped, Entry
from loaders.queue_checks import HEAD_BYTES, receipt_of
from loaders.queue_receipts import stored_receipts
from loaders.queue_states import MOVING
from loaders.queue_worker import Worker
from pages.parts.queue_problems import problem_groups
from pages.parts.queue_recognition import recognition
from tests.loaders import hostile
from tests.product import Product, workbook

OUTAGE = {"outage_id": "D1", "system_id": "P3-01", "down_at": "2026-10-05 10:00", "up_at": "2026-10-05 14:00"}
BAD = OUTAGE | {"outage_id": "D2", "up_at": "2026-10-05 09:00"}
OCTOBER = {"outages": [OUTAGE]}


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    with Product(tmp_path) as product:
        worker = Worker(product.store, rebuild)
        yield worker


def dropped(worker: Worker, *files: tuple[str, bytes], by: str = "王五") -> list[Entry]:
    """Drop files together and have them worked off; gives their entries in order."""
    drop_id = worker.queue.put([Dropped(name, content) for name, content in files], by)
    settle(worker)
    return [one for one in reversed(worker.queue.entries()) if one.drop_id == drop_id]


def settle(worker: Worker) -> None:
    while worker.work_one():
        pass


def now(worker: Worker, entry: Entry) -> Entry:
    found = worker.queue.entry(entry.entry_id)
    assert found is not None
    return found


def test_a_good_file_is_recognised_stored_once_and_has_a_receipt(worker: Worker) -> None:
    (entry,) = dropped(worker, ("十月.xlsx", workbook(OCTOBER, ["maintenance"])))
    assert (entry.state, entry.package, entry.month) == ("ready", 3, "2026-10")
    assert entry.datasets == {"outages", "maintenance"}
    assert worker.queue.decide([entry.entry_id], Decision("赵六")) == 1
    assert worker.queue.decide([entry.entry_id], Decision("钱七")) == 0
    settle(worker)
    assert now(worker, entry).state == "stored"
    (receipt,) = stored_receipts(worker.store)
    assert receipt.receipt_id == f"{worker.store.now():%Y%m%d}-0001"
    assert now(worker, entry).words == f"回执 {receipt.receipt_id}"
    assert (receipt.received_by, receipt.stored_by, receipt.rows, receipt.refused) == ("王五", "赵六", 1, 0)
    assert [one.batch_id for one in receipt.batches] == ["P3-2026-10-maintenance-1", "P3-2026-10-outages-1"]


def test_the_same_file_of_two_supervisors_is_one_batch_and_the_second_is_told(worker: Worker) -> None:
    content = workbook(OCTOBER)
    (first,) = dropped(worker, ("十月.xlsx", content), by="王五")
    (second,) = dropped(worker, ("十月.xlsx", content), by="赵六")
    assert (second.state, "王五" in second.words) == ("returned", True)
    worker.queue.decide([first.entry_id], Decision("王五"))
    settle(worker)
    (third,) = dropped(worker, ("十月.xlsx", content), by="赵六")
    assert third.state == "returned"
    assert "王五" in third.words
    assert stored_receipts(worker.store)[0].receipt_id in third.words
    assert len(list_batches(worker.store)) == 1


def test_bad_rows_wait_and_the_good_ones_can_be_stored(worker: Worker) -> None:
    (entry,) = dropped(worker, ("十月.xlsx", workbook({"outages": [OUTAGE, BAD]})))
    assert (entry.state, entry.summary["problems"], entry.summary["good_rows"]) == ("faulty", 1, True)
    assert worker.queue.decide([entry.entry_id], Decision("王五")) == 0
    worker.queue.decide([entry.entry_id], Decision("王五", good_rows=True))
    settle(worker)
    assert now(worker, entry).state == "stored"
    assert (stored_receipts(worker.store)[0].rows, stored_receipts(worker.store)[0].refused) == (1, 1)


def test_replacing_needs_a_word_on_what_stands(worker: Worker) -> None:
    first, second = dropped(worker, ("一.xlsx", workbook(OCTOBER)), ("二.xlsx", workbook({"outages": [BAD | {
        "up_at": "2026-10-05 12:00"}]})))  # fmt: skip
    worker.queue.decide([first.entry_id, second.entry_id], Decision("王五"))
    settle(worker)
    assert now(worker, first).state == "stored"
    # Dropped together: the second may not take the first one's place, whatever is said.
    assert "同一数据有两份文件" in now(worker, second).summary["kinds"]
    (third,) = dropped(worker, ("三.xlsx", workbook({"outages": [OUTAGE | {"cause": "硬件"}]})))
    assert (third.state, len(third.summary["replaces"])) == ("ready", 1)
    worker.queue.decide([third.entry_id], Decision("王五", replace=True, agreed=("别的批次",)))
    settle(worker)
    assert (now(worker, third).state, "有变化" in now(worker, third).words) == ("ready", True)
    worker.queue.decide([third.entry_id], Decision("王五", replace=True, agreed=tuple(third.summary["replaces"])))
    settle(worker)
    assert now(worker, third).state == "stored"
    assert stored_receipts(worker.store)[0].batches[0].replaced == "P3-2026-10-outages-1"


def test_signs_that_contradict_each_other_are_asked_about(worker: Worker) -> None:
    (entry,) = dropped(worker, ("包件4_2026年11月.xlsx", workbook(OCTOBER)))
    assert (entry.state, entry.package, entry.month) == ("unsure", 3, "2026-10")
    seen = worker.queue.answer(entry.entry_id)["recognition"]
    assert "包件4" in seen["package"]["contradiction"]
    assert "2026年11月" in seen["month"]["contradiction"]
    worker.queue.choose(entry.entry_id, 3, "2026-10", "王五")
    settle(worker)
    assert now(worker, entry).state == "ready"


def test_a_store_that_was_killed_in_the_middle_stores_nothing_twice(worker: Worker) -> None:
    files = ("一.xlsx", workbook(OCTOBER)), ("二.xlsx", workbook({"maintenance": [
        {"system_id": "P3-01", "starts_at": "2026-10-17 01:00", "ends_at": "2026-10-17 05:00"}]}))  # fmt: skip
    first, second = dropped(worker, *files)
    worker.queue.decide([first.entry_id, second.entry_id], Decision("王五"))
    settle(worker)
    # As if the process had ended after the batches of the first were published, before that was said; and while the
    # second was being stored.
    with worker.store.noting() as cursor:
        cursor.execute("DELETE FROM queue_steps WHERE state = 'stored'")
    with worker.store.publishing() as (cursor, _):
        cursor.execute("DELETE FROM receipts WHERE entry_id = ?", [second.entry_id])
        cursor.execute("DELETE FROM publications WHERE dataset = 'maintenance'")
    assert {now(worker, one).state for one in (first, second)} == {"storing"}
    again = Worker(worker.store, rebuild)
    again.start()
    wait_for(again)
    again.stop()
    assert {now(worker, one).state for one in (first, second)} == {"stored"}
    assert len(stored_receipts(worker.store)) == 2
    assert len([one for one in list_batches(worker.store) if one.dataset == "outages"]) == 1


def test_a_file_that_is_stored_though_the_journal_could_not_be_written_is_said_to_be(worker: Worker) -> None:
    (first,) = dropped(worker, ("九月.xlsx", workbook({"outages": [OUTAGE | {
        "outage_id": "D0", "down_at": "2026-09-05 10:00", "up_at": "2026-09-05 14:00"}]})))  # fmt: skip
    (entry,) = dropped(worker, ("十月.xlsx", workbook(OCTOBER)))
    worker.queue.decide([first.entry_id], Decision("王五"))
    settle(worker)
    aside = worker.store.journal.path.rename(worker.store.journal.path.with_suffix(".aside"))
    worker.store.journal.path.mkdir()  # nothing can be appended to a folder
    worker.queue.decide([entry.entry_id], Decision("王五"))
    settle(worker)
    worker.store.journal.path.rmdir()
    aside.rename(worker.store.journal.path)
    found, number = now(worker, entry), stored_receipts(worker.store)[0].receipt_id
    assert (found.state, f"回执 {number}" in found.words, "登记簿写不进磁盘" in found.words) == ("stored", True, True)
    assert worker.store.check().losses == ()


def wait_for(worker: Worker) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and worker.queue.entries(states=MOVING):
        time.sleep(0.05)
    assert not worker.queue.entries(states=MOVING)


def test_hostile_files_disturb_nobody(worker: Worker) -> None:
    worker.start()
    files = (
        ("a.xlsx", hostile.counted_shared_strings(4_294_967_295)), ("b.xlsx", hostile.declared_bomb(160)),
        ("停机记录.csv", b"x" * 10_000_000), ("c.xlsx", hostile.one_cell_at("XFD1048576")),
    )  # fmt: skip
    slowest, errors, is_over = [0.0], [], threading.Event()

    def read() -> None:
        while not is_over.is_set():
            begun = time.monotonic()
            try:
                worker.queue.entries()
                worker.store.version()
            except Exception as error:
                errors.append(error)
            slowest[0] = max(slowest[0], time.monotonic() - begun)
            time.sleep(0.01)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for one in readers:
        one.start()
    worker.queue.put([Dropped(name, content) for name, content in files], "王五")
    worker.queue.put([Dropped("十月.xlsx", workbook(OCTOBER))], "王五")
    wait_for(worker)
    is_over.set()
    for one in readers:
        one.join()
    worker.stop()
    assert errors == []
    assert slowest[0] < 2
    states = [one.state for one in reversed(worker.queue.entries())]
    assert states == ["returned"] * len(files) + ["ready"]
    assert list_batches(worker.store) == []


def test_a_corrected_file_takes_the_place_of_the_one_with_problems(worker: Worker) -> None:
    (bad,) = dropped(worker, ("十月.xlsx", workbook({"outages": [OUTAGE, BAD]})))
    (good,) = dropped(worker, ("十月改.xlsx", workbook(OCTOBER)))
    worker.queue.decide([good.entry_id], Decision("王五"))
    settle(worker)
    assert (now(worker, bad).state, "十月改.xlsx" in now(worker, bad).words) == ("returned", True)


def test_the_marked_workbook_is_corrected_and_dropped_again(worker: Worker) -> None:
    content = workbook({"outages": [OUTAGE, BAD]})
    (bad,) = dropped(worker, ("十月.xlsx", content))
    answer = worker.queue.answer(bad.entry_id)
    receipt = receipt_of(answer)
    assert receipt is not None
    book = load_workbook(io.BytesIO(marked(content, "十月.xlsx", receipt.problems, answer["preview"])))
    cell = next(cell for row in book["停机记录"].iter_rows() for cell in row if cell.comment)
    assert (cell.coordinate, "时间先后颠倒" in cell.comment.text) == ("D3", True)
    cell.value = "2026-10-05 12:00"
    stream = io.BytesIO()
    book.save(stream)
    (again,) = dropped(worker, ("十月-标注.xlsx", stream.getvalue()))
    assert (again.state, again.summary["rows"]) == ("ready", 2)
    assert [one["dataset"] for one in worker.queue.answer(again.entry_id)["recognition"]["sheets"]] == ["outages"]


def test_of_a_large_log_with_many_bad_rows_all_are_counted_and_the_first_listed(worker: Worker) -> None:
    """12,000 probes at steps of four minutes from 10-01 00:00: October has 11,160 of them, the other 840 are out of the
    month. Of 1,500 in between the state is no word that can be read."""
    begin = datetime(2026, 10, 1)
    lines = ["系统编号,探测时间,状态,响应毫秒,备注"]
    for number in range(12_000):
        state = "不清楚" if 1_000 <= number < 2_500 else "正常"
        lines.append(f"P3-01,{begin + timedelta(minutes=4 * number):%Y-%m-%d %H:%M},{state},120,{'自动探测' * 15}")
    content = "\n".join(lines).encode()
    assert len(content) > HEAD_BYTES
    (entry,) = dropped(worker, ("包件3_2026-10_探测.csv", content))
    assert (entry.state, entry.words, entry.summary["good_rows"]) == ("faulty", "2,340 处要改", True)
    assert (entry.summary["rows"], entry.summary["refused"]) == (12_000, 2_340)
    answer = worker.queue.answer(entry.entry_id)
    receipt = receipt_of(answer)
    assert receipt is not None
    assert [(one.code, one.column, one.count) for one in receipt.more] == [("bad_yes_no", "状态", 500)]
    assert [one.row for one in receipt.problems] == [*range(1_002, 2_002), *range(11_162, 12_002)]
    # What was seen of the head alone is not said of the file.
    assert "12,000 行" in recognition(answer["recognition"], is_chosen=False, target="")
    head = answer["recognition"] | {"is_head": True, "sheets": [answer["recognition"]["sheets"][0] | {"rows": 9_000}]}
    assert "只看了前 9,000 行" in recognition(head, is_chosen=False, target="")
    shown = problem_groups(receipt.problems, receipt.more)
    assert "共 2,340 处要改" in shown
    assert "<b>1,500 处</b>" in shown
    assert "其余 1,495 处同类问题，只列出前 500 处" in shown
    book = load_workbook(
        io.BytesIO(marked(content[:500], "探测.csv", receipt.problems, answer["preview"], receipt.more))
    )
    listed = [[cell.value for cell in row] for row in book["问题清单"].iter_rows()]
    assert (listed[1][4], len(listed)) == ("共 2,340 处问题，这里列出前 1,840 处", 2 + 1_840)
    worker.queue.decide([entry.entry_id], Decision("王五", good_rows=True))
    settle(worker)
    (stored,) = stored_receipts(worker.store)
    assert (stored.rows, stored.refused) == (9_660, 2_340)
    (line,) = [one for one in list_batches(worker.store) if one.batch_id == stored.batches[0].batch_id]
    assert any("每类只逐行登记前 1,000 行" in note for note in line.notes)
