"""The tables of the queue 上报队列: files as they were dropped, what became of each step by step, and the receipts.

queue_entries and queue_steps belong to no version: no number is made of them, and a file is taken in while another one
is being stored. Only ever added to. receipts are written in the transaction of the batches that they name, under its
version: a file has been stored if, and only if, its receipt is there.
"""

from data.tables import Column

QUEUE_TABLES: dict[str, tuple[Column, ...]] = {
    "queue_entries": (
        ("entry_id", "VARCHAR"),
        ("drop_id", "VARCHAR"),
        ("file_name", "VARCHAR"),
        ("sha256", "VARCHAR"),
        ("bytes", "BIGINT"),
        ("nil", "VARCHAR[]"),
        ("page_package", "INTEGER"),
        ("page_month", "VARCHAR"),
        ("received_at", "TIMESTAMP"),
        ("received_by", "VARCHAR"),
    ),
    "queue_steps": (
        ("entry_id", "VARCHAR"),
        ("number", "INTEGER"),
        ("state", "VARCHAR"),
        ("package", "INTEGER"),
        ("month", "VARCHAR"),
        ("is_chosen", "BOOLEAN"),
        ("made_at", "TIMESTAMP"),
        ("made_by", "VARCHAR"),
        ("words", "VARCHAR"),
        ("decision", "VARCHAR"),
        ("summary", "VARCHAR"),
        ("answer", "VARCHAR"),
    ),
    "receipts": (
        ("version", "INTEGER"),
        ("receipt_id", "VARCHAR"),
        ("entry_id", "VARCHAR"),
        ("package", "INTEGER"),
        ("month", "VARCHAR"),
        ("file_name", "VARCHAR"),
        ("sha256", "VARCHAR"),
        ("received_at", "TIMESTAMP"),
        ("received_by", "VARCHAR"),
        ("stored_at", "TIMESTAMP"),
        ("stored_by", "VARCHAR"),
        ("batch_ids", "VARCHAR[]"),
    ),
}
