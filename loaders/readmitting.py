"""An upload of the waiting list 待处理 handed in again once its month is re-opened, from its original bytes."""

from data.errors import UploadError
from data.store import Cursor, Store
from loaders.batches import receive_nil
from loaders.originals import read_original
from loaders.receipts import Receipt
from loaders.receiving import Refresh, receive
from loaders.waiting_list import WaitingUpload, end, waiting_uploads


def readmit(
    store: Store, waiting_id: str, *, admitted_by: str = "", refresh: Refresh, check_only: bool = False,
    good_rows: bool = False,
) -> Receipt:  # fmt: skip
    """Take an upload that waits in place of what the month has; accepted, it has left the waiting list with it.

    While the month is closed it goes on waiting, as the receipt says. UploadError if no such upload waits.
    """
    found = next((one for one in waiting_uploads(store) if one.waiting_id == waiting_id), None)
    if found is None or found.state != "waiting":
        raise UploadError(f"待处理中没有 {waiting_id}", "可能已经撤回或入库，请刷新页面")

    def store_and_end(cursor: Cursor, package: int, version: int) -> None:
        if not check_only:
            end(cursor, version, waiting_id, "stored", store.now(), admitted_by)
        refresh(cursor, package, version)

    return _handed_in(store, found, store_and_end, check_only, good_rows)


def _handed_in(store: Store, one: WaitingUpload, refresh: Refresh, check_only: bool, good_rows: bool) -> Receipt:
    if one.file_name is None or one.sha256 is None:
        return receive_nil(
            store, one.package, one.month, one.nil, replace=True, uploaded_by=one.received_by, refresh=refresh,
            check_only=check_only,
        )  # fmt: skip
    content = read_original(store, one.sha256, one.file_name)
    return receive(
        store, one.package, one.month, one.file_name, content, dataset=one.dataset, replace=True, good_rows=good_rows,
        uploaded_by=one.received_by, refresh=refresh, check_only=check_only,
    )  # fmt: skip
