"""Uploads for a closed month wait, whole; what waits is withdrawn with a reason or handed in again."""

from datetime import datetime

import pytest

from data.errors import UploadError
from kpi.closing import close_month, prospect, reopen_month
from kpi.measures import rebuild
from kpi.periods import Month
from loaders.batches import list_batches, receive_nil
from loaders.originals import read_original
from loaders.readmitting import readmit
from loaders.waiting_list import waiting_uploads, withdraw
from tests.product import Product, workbook

JULY = Month(2026, 7)
OUTAGE = {"outage_id": "D1", "system_id": "P3-01", "down_at": "2026-07-05 10:00", "up_at": "2026-07-05 14:00"}
LONGER = OUTAGE | {"up_at": "2026-07-05 16:00"}


@pytest.fixture
def closed(product: Product) -> Product:
    product.now = datetime(2026, 8, 5, 9)
    product.load(3, "2026-07", {"outages": [OUTAGE]}, ["maintenance"])
    product.load(3, "2026-07", {"outages": [LONGER]}, replace=True)
    product.now = datetime(2026, 8, 12, 9)
    close_month(product.store, 3, JULY, "张三", prospect(product.store, 3, JULY).open_points)
    return product


def test_a_file_for_a_closed_month_waits_whole(closed: Product) -> None:
    batches = list_batches(closed.store)
    receipt = closed.send(3, "2026-07", {"outages": [OUTAGE]}, uploaded_by="李四", replace=True)
    assert not receipt.accepted
    assert [one.code for one in receipt.problems] == ["month_closed"]
    assert "P3-2026-07-待处理1" in receipt.problems[0].message
    assert list_batches(closed.store) == batches
    (found,) = waiting_uploads(closed.store)
    assert (found.package, found.month, found.state, found.received_by) == (3, "2026-07", "waiting", "李四")
    assert found.received_at == closed.now
    assert found.sha256 and found.file_name  # noqa: PT018 - both are what is asked
    assert read_original(closed.store, found.sha256, found.file_name)[:2] == b"PK"


def test_the_same_file_waits_once(closed: Product) -> None:
    content = workbook({"outages": [OUTAGE]})
    from loaders.receiving import receive

    for _ in range(2):
        said = receive(closed.store, 3, "2026-07", "包件3.xlsx", content, refresh=rebuild).problems[0].message
    assert "已在待处理中" in said
    assert len(waiting_uploads(closed.store)) == 1


def test_a_check_says_so_and_keeps_nothing(closed: Product) -> None:
    version = closed.store.version()
    receipt = closed.send(3, "2026-07", {"outages": [OUTAGE]}, check_only=True)
    assert "上报后会原样放入待处理" in receipt.problems[0].message
    assert (waiting_uploads(closed.store), closed.store.version()) == ([], version)


def test_nil_returns_wait_too(closed: Product) -> None:
    receipt = receive_nil(closed.store, 3, "2026-07", ["drills"], uploaded_by="李四", refresh=rebuild)
    assert [one.code for one in receipt.problems] == ["month_closed"]
    assert waiting_uploads(closed.store)[0].nil == ["drills"]


def test_later_months_and_other_packages_go_on(closed: Product) -> None:
    assert closed.send(3, "2026-08", {}, ["outages"]).accepted
    assert closed.send(4, "2026-07", {}, ["outages"]).accepted


def test_a_batch_of_a_closed_month_is_not_restored(closed: Product) -> None:
    receipt = closed.restore("P3-2026-07-outages-1")
    assert [one.code for one in receipt.problems] == ["restore_closed"]
    assert "重开 2026-07" in receipt.problems[0].message


def test_withdrawing_needs_name_and_reason_and_stays_listed(closed: Product) -> None:
    closed.send(3, "2026-07", {"outages": [OUTAGE]})
    with pytest.raises(UploadError, match="理由"):
        withdraw(closed.store, "P3-2026-07-待处理1", "李四", "")
    withdraw(closed.store, "P3-2026-07-待处理1", "李四", "发错了月份")
    (found,) = waiting_uploads(closed.store)
    assert (found.state, found.ended_by, found.reason) == ("withdrawn", "李四", "发错了月份")
    with pytest.raises(UploadError, match="没有"):
        withdraw(closed.store, "P3-2026-07-待处理1", "李四", "再来一次")
    closed.send(3, "2026-07", {"outages": [OUTAGE]})
    assert [one.state for one in waiting_uploads(closed.store)] == ["waiting", "withdrawn"]


def test_after_reopening_what_waits_is_handed_in_again(closed: Product) -> None:
    closed.send(3, "2026-07", {"outages": [OUTAGE]}, uploaded_by="李四")
    waiting_id = waiting_uploads(closed.store)[0].waiting_id
    assert not readmit(closed.store, waiting_id, refresh=rebuild).accepted
    assert [one.state for one in waiting_uploads(closed.store)] == ["waiting"]
    reopen_month(closed.store, 3, JULY, "张三", "更正停机")
    assert readmit(closed.store, waiting_id, refresh=rebuild, check_only=True).accepted
    assert [one.state for one in waiting_uploads(closed.store)] == ["waiting"]
    assert readmit(closed.store, waiting_id, admitted_by="张三", refresh=rebuild).accepted
    (found,) = waiting_uploads(closed.store)
    assert (found.state, found.ended_by) == ("stored", "张三")
    finding = closed.find("3.07", "2026-07", "2026-07-31")
    assert finding["whole"] - finding["part"] == 4
    with pytest.raises(UploadError):
        readmit(closed.store, waiting_id, refresh=rebuild)
