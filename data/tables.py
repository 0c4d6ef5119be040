"""The tables of the store that belong to no dataset, and how the table of a dataset is described."""

from dataclasses import dataclass

EVENTS = "events"
LISTS = "lists"
LOGS = "logs"

Column = tuple[str, str]
WAITS = 'STRUCT("after" BIGINT, seconds BIGINT)[]'
"""The customer's waiting time of a case: after how many seconds of its own, and for how many."""

RECORD_COLUMNS: tuple[Column, ...] = (
    ("batch_id", "VARCHAR"),
    ("sheet", "VARCHAR"),
    ("row", "INTEGER"),
    ("record_id", "VARCHAR"),
    ("placed_at", "TIMESTAMP"),
    ("is_continuation", "BOOLEAN"),
    ("is_open", "BOOLEAN"),
    ("fixed_key", "VARCHAR"),
)
"""What every stored record carries besides the columns of its dataset.

placed_at puts it into its month (for lists: the last day of the chosen month); is_open: its end, response or completion
is blank; fixed_key: what a continuation 续报 may not change; row and sheet as a person counts them in the file.
"""


@dataclass(frozen=True)
class RecordTable:
    """One dataset as the store sees it: its table, and what coverage needs to know of it.

    kind: 'events' (records with a time of their own, an id lives once), 'lists' (a whole list a month) or 'logs'
    (events by the million, of which only the rollup made at load is read afterwards).
    cadence: monthly, quarterly, on_change or whenever.
    """

    dataset: str
    title: str
    kind: str
    cadence: str
    columns: tuple[Column, ...]


_OF_PACKAGE: tuple[Column, ...] = (("version", "INTEGER"), ("package", "INTEGER"))
FACT_COLUMNS: tuple[Column, ...] = (
    ("measure", "VARCHAR"),
    ("system_id", "VARCHAR"),
    ("day", "DATE"),
    ("tag", "VARCHAR"),
    ("part", "DOUBLE"),
    ("whole", "DOUBLE"),
)
"""What a fact says."""
CASE_COLUMNS: tuple[Column, ...] = (
    ("measure", "VARCHAR"),
    ("system_id", "VARCHAR"),
    ("tag", "VARCHAR"),
    ("record_id", "VARCHAR"),
    ("day", "DATE"),
    ("opened_at", "TIMESTAMP"),
    ("due_at", "TIMESTAMP"),
    ("closed_at", "TIMESTAMP"),
    ("is_untold", "BOOLEAN"),
    ("waits", WAITS),
)
"""What is opened and should be closed."""

SYSTEM_TABLES: dict[str, tuple[Column, ...]] = {
    "batches": (
        ("batch_id", "VARCHAR"),
        ("package", "INTEGER"),
        ("dataset", "VARCHAR"),
        ("month", "VARCHAR"),
        ("sequence", "INTEGER"),
        ("file_name", "VARCHAR"),
        ("sha256", "VARCHAR"),
        ("uploaded_at", "TIMESTAMP"),
        ("uploaded_by", "VARCHAR"),
        ("is_nil", "BOOLEAN"),
        ("rows", "INTEGER"),
        ("refused", "INTEGER"),
        ("skipped_totals", "INTEGER"),
        ("dropped_columns", "VARCHAR[]"),
        ("ignored_columns", "VARCHAR[]"),
        ("notes", "VARCHAR[]"),
        ("mapped_columns", "VARCHAR[]"),
    ),
    "refused_rows": (
        ("batch_id", "VARCHAR"),
        ("code", "VARCHAR"),
        ("sheet", "VARCHAR"),
        ("row", "INTEGER"),
        ("column_name", "VARCHAR"),
        ("value", "VARCHAR"),
        ("message", "VARCHAR"),
    ),
    "publications": (
        ("version", "INTEGER"),
        ("package", "INTEGER"),
        ("dataset", "VARCHAR"),
        ("month", "VARCHAR"),
        ("batch_id", "VARCHAR"),
        ("published_at", "TIMESTAMP"),
        ("published_by", "VARCHAR"),
        ("reason", "VARCHAR"),
    ),
    "settings": (
        ("version", "INTEGER"),
        ("valid_from", "VARCHAR"),
        ("made_at", "TIMESTAMP"),
        ("made_by", "VARCHAR"),
        ("reason", "VARCHAR"),
        ("content", "VARCHAR"),
    ),
    "rectifications": (
        ("version", "INTEGER"),
        ("number", "VARCHAR"),
        ("package", "INTEGER"),
        ("code", "VARCHAR"),
        ("period", "VARCHAR"),
        ("step", "VARCHAR"),
        ("cause", "VARCHAR"),
        ("measure", "VARCHAR"),
        ("responsible", "VARCHAR"),
        ("due", "DATE"),
        ("done", "DATE"),
        ("evidence_name", "VARCHAR"),
        ("evidence_sha256", "VARCHAR"),
        ("accepted_by", "VARCHAR"),
        ("accepted_at", "TIMESTAMP"),
        ("returned_reason", "VARCHAR"),
        ("opened_at", "TIMESTAMP"),
        ("made_by", "VARCHAR"),
        ("made_at", "TIMESTAMP"),
    ),
    "explanations": (
        ("version", "INTEGER"),
        ("step", "VARCHAR"),
        ("package", "INTEGER"),
        ("key", "VARCHAR"),
        ("check_name", "VARCHAR"),
        ("month", "VARCHAR"),
        ("system_id", "VARCHAR"),
        ("said", "VARCHAR"),
        ("content", "VARCHAR"),
        ("reason", "VARCHAR"),
        ("made_by", "VARCHAR"),
        ("made_at", "TIMESTAMP"),
    ),
    "claims": (
        ("version", "INTEGER"),
        ("number", "VARCHAR"),
        ("package", "INTEGER"),
        ("dataset", "VARCHAR"),
        ("record_id", "VARCHAR"),
        ("kind", "VARCHAR"),
        ("field", "VARCHAR"),
        ("value", "VARCHAR"),
        ("starts_at", "TIMESTAMP[]"),
        ("ends_at", "TIMESTAMP[]"),
        ("reason", "VARCHAR"),
        ("evidence_name", "VARCHAR"),
        ("evidence_sha256", "VARCHAR"),
        ("placed_at", "TIMESTAMP"),
        ("spoken", "VARCHAR"),
        ("made_by", "VARCHAR"),
        ("made_at", "TIMESTAMP"),
    ),
    "claim_decisions": (
        ("version", "INTEGER"),
        ("number", "VARCHAR"),
        ("package", "INTEGER"),
        ("decision", "VARCHAR"),
        ("reason", "VARCHAR"),
        ("spoken", "VARCHAR"),
        ("made_by", "VARCHAR"),
        ("made_at", "TIMESTAMP"),
    ),
    "mappings": (
        ("version", "INTEGER"),
        ("package", "INTEGER"),
        ("dataset", "VARCHAR"),
        ("compared", "VARCHAR"),
        ("header", "VARCHAR"),
        ("field", "VARCHAR"),
        ("made_at", "TIMESTAMP"),
        ("made_by", "VARCHAR"),
    ),
    "camera_days": (
        ("batch_id", "VARCHAR"),
        ("sheet", "VARCHAR"),
        ("row", "INTEGER"),
        ("record_id", "VARCHAR"),
        ("asset_id", "VARCHAR"),
        ("day", "DATE"),
        ("checks", "INTEGER"),
        ("online_checks", "INTEGER"),
        ("exempt_reason", "VARCHAR"),
    ),
    "probe_runs": (
        ("batch_id", "VARCHAR"),
        ("system_id", "VARCHAR"),
        ("is_up", "BOOLEAN"),
        ("starts_at", "TIMESTAMP"),
        ("ends_at", "TIMESTAMP"),
        ("probes", "INTEGER"),
        ("usual_seconds", "DOUBLE"),
        ("failed_at", "TIMESTAMP[]"),
        ("sheet", "VARCHAR"),
        ("row", "INTEGER"),
    ),
    "fact_versions": (("version", "INTEGER"), ("package", "INTEGER"), ("fingerprint", "VARCHAR")),
    "daily_facts": (*_OF_PACKAGE, *FACT_COLUMNS),
    "cases": (*_OF_PACKAGE, *CASE_COLUMNS),
    "unclaimed_facts": (*_OF_PACKAGE, *FACT_COLUMNS),
    "unclaimed_cases": (*_OF_PACKAGE, *CASE_COLUMNS),
    "coverage": (
        ("version", "INTEGER"),
        ("package", "INTEGER"),
        ("dataset", "VARCHAR"),
        ("month", "VARCHAR"),
        ("is_nil", "BOOLEAN"),
        ("is_incomplete", "BOOLEAN"),
    ),
    "vetoes": (
        ("version", "INTEGER"),
        ("package", "INTEGER"),
        ("day", "DATE"),
        ("reason", "VARCHAR"),
        ("record_id", "VARCHAR"),
    ),
    "deviations": (("version", "INTEGER"), ("package", "INTEGER"), ("month", "VARCHAR"), ("measure", "VARCHAR")),
    "datasets": (("dataset", "VARCHAR"), ("title", "VARCHAR"), ("kind", "VARCHAR"), ("cadence", "VARCHAR")),
    "published": (("version", "INTEGER"),),
    "journal_mark": (("number", "INTEGER"), ("head", "VARCHAR")),
}
BATCH_TABLES = ("batches", "refused_rows", "camera_days", "probe_runs")
"""Besides the tables of the datasets, those whose rows belong to a batch."""
ENTERED_TABLES = ("settings", "rectifications", "explanations", "claims", "claim_decisions", "mappings", "receipts")
"""What people enter on screen and the receipts given them, each under the version that it makes."""
FACT_TABLES = (
    "daily_facts", "cases", "coverage", "vetoes", "deviations", "unclaimed_facts", "unclaimed_cases", "fact_versions",
)  # fmt: skip
