"""The tables of closed months 结账: their entries, what each has sealed, and the uploads that wait. Only ever added to.

closings: one chain of entries per package, each checksum holding the one before it. sealed_*: what a closing keeps;
sealed_scope says of which measures (and datasets, for coverage) and months it speaks; sealed_unclaimed and
sealed_unclaimed_cases are what stands without the claims 申诉 that were accepted, if any was. waiting_uploads: files
and nil returns that came in for a closed month, whole; waiting_ends: what became of them.
"""

from data.tables import CASE_COLUMNS, FACT_COLUMNS, Column

_SEAL: tuple[Column, ...] = (("version", "INTEGER"), ("closing_id", "VARCHAR"))

CLOSING_TABLES: dict[str, tuple[Column, ...]] = {
    "closings": (
        *_SEAL,
        ("package", "INTEGER"),
        ("month", "VARCHAR"),
        ("number", "INTEGER"),
        ("kind", "VARCHAR"),
        ("made_at", "TIMESTAMP"),
        ("made_by", "VARCHAR"),
        ("reason", "VARCHAR"),
        ("confirmed", "VARCHAR[]"),
        ("contents", "VARCHAR"),
        ("previous", "VARCHAR"),
        ("checksum", "VARCHAR"),
    ),
    "sealed_scope": (*_SEAL, ("kind", "VARCHAR"), ("name", "VARCHAR"), ("month", "VARCHAR")),
    "sealed_facts": (*_SEAL, *FACT_COLUMNS),
    "sealed_cases": (*_SEAL, *CASE_COLUMNS),
    "sealed_unclaimed_cases": (*_SEAL, *CASE_COLUMNS),
    "sealed_unclaimed": (*_SEAL, *FACT_COLUMNS),
    "sealed_coverage": (
        *_SEAL,
        ("dataset", "VARCHAR"),
        ("month", "VARCHAR"),
        ("is_nil", "BOOLEAN"),
        ("is_incomplete", "BOOLEAN"),
    ),
    "sealed_vetoes": (*_SEAL, ("day", "DATE"), ("reason", "VARCHAR"), ("record_id", "VARCHAR")),
    "sealed_scorecards": (
        *_SEAL,
        ("package", "INTEGER"),
        ("first_month", "VARCHAR"),
        ("last_month", "VARCHAR"),
        ("content", "VARCHAR"),
    ),
    "waiting_uploads": (
        ("version", "INTEGER"),
        ("waiting_id", "VARCHAR"),
        ("package", "INTEGER"),
        ("month", "VARCHAR"),
        ("file_name", "VARCHAR"),
        ("sha256", "VARCHAR"),
        ("dataset", "VARCHAR"),
        ("nil", "VARCHAR[]"),
        ("received_at", "TIMESTAMP"),
        ("received_by", "VARCHAR"),
    ),
    "waiting_ends": (
        ("version", "INTEGER"),
        ("waiting_id", "VARCHAR"),
        ("kind", "VARCHAR"),
        ("made_at", "TIMESTAMP"),
        ("made_by", "VARCHAR"),
        ("reason", "VARCHAR"),
    ),
}
