"""Fills a store with a year of all five packages, row for row as the loaders would have left it.

`python -m tests.bench.year FOLDER` makes FOLDER/year: the store, its records as Parquet, the workbook to load.
"""

import sys
from datetime import datetime
from pathlib import Path

from data.contract import assessable, duty_clauses
from data.reference import packages, reference_systems
from data.store import Cursor, Store
from kpi.measures import refresh_stale
from loaders.dataset import Dataset
from loaders.datasets import DATASETS, record_tables
from tests.bench import workbook
from tests.bench.records import CLOSING, LISTS, MACROS, QUERIES

STORE = "kpi.duckdb"
FRAMES = "frames"
CLOCK = datetime(2027, 8, 1, 9, 0)
LEAVES = {2: 31, 4: 19, 5: 26}
"""How many subsystems the lists of the packages that count them name."""

_PUBLISH = """
INSERT INTO batches BY NAME
SELECT batch_id, package, dataset, month, 1 AS sequence, dataset || '.xlsx' AS file_name, '' AS sha256,
    ?::TIMESTAMP AS uploaded_at, '' AS uploaded_by, rows = 0 AS is_nil, rows, 0 AS refused, 0 AS skipped_totals,
    []::VARCHAR[] AS dropped_columns, []::VARCHAR[] AS ignored_columns, []::VARCHAR[] AS notes
FROM year_batches
"""


def open_store(path: Path) -> Store:
    """The store of the bench; its clock stands a month after the service term."""
    return Store.open(path, record_tables(), clock=lambda: CLOCK)


def fill(path: Path) -> None:
    """Make the store with all records and batches; its facts are still to be made."""
    with open_store(path) as store, store.publishing() as (cursor, version):
        for statement in MACROS:
            cursor.execute(statement)
        _write_systems(cursor)
        for statement in LISTS:
            cursor.execute(statement)
        cursor.execute(
            """CREATE OR REPLACE TEMP TABLE year_batches
               (batch_id VARCHAR, package INTEGER, dataset VARCHAR, month VARCHAR, rows INTEGER)"""
        )
        for dataset in DATASETS.values():
            if dataset.name in QUERIES:
                _write_records(cursor, dataset)
            if dataset.cadence == "monthly":
                _add_nil_returns(cursor, dataset)
        cursor.execute(_PUBLISH, [CLOCK])
        cursor.execute(
            """INSERT INTO publications (version, package, dataset, month, batch_id, published_at)
               SELECT ?, package, dataset, month, batch_id, ?::TIMESTAMP FROM year_batches""",
            [version, CLOCK],
        )


def _write_systems(cursor: Cursor) -> None:
    """The shipped systems, with subsystems where a package counts them; one ends in March, two are 5×8."""
    rows = [(one.package, one.system_id, one.parent_id) for one in reference_systems()]
    tops = {package: [row[1] for row in rows if row[0] == package and row[2] is None] for package in packages()}
    for package, leaves in LEAVES.items():
        parents = tops[package]
        rows += [(package, f"{parents[n % len(parents)]}-B{n:02}", parents[n % len(parents)]) for n in range(leaves)]
    columns = [list(column) for column in zip(*rows, strict=True)]
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE year_systems AS
           SELECT *, CASE WHEN coalesce(parent_id, system_id) IN ('P1-05', 'P5-04') THEN '5×8' ELSE '7×24' END
               AS service_hours,
               CASE system_id WHEN 'P1-13' THEN DATE '2027-03-15' END AS out_of_service_on,
               row_number() OVER (PARTITION BY package ORDER BY system_id) - 1 AS number
           FROM (SELECT unnest(?::INTEGER[]) AS package, unnest(?::VARCHAR[]) AS system_id,
                        unnest(?::VARCHAR[]) AS parent_id)""",
        columns,
    )
    assessed = [(package, code) for package in packages() for code in sorted(assessable(package))]
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE year_assessed AS
           SELECT unnest(?::INTEGER[]) AS package, unnest(?::VARCHAR[]) AS code""",
        [list(column) for column in zip(*assessed, strict=True)],
    )
    asked = [
        (package, code, system)
        for package in packages()
        for code, clause in duty_clauses(package).items()
        for system in (clause.systems or tops[package] if clause.is_by_system else [None])
    ]
    cursor.execute(
        """CREATE OR REPLACE TEMP TABLE year_duties AS
           SELECT unnest(?::INTEGER[]) AS package, unnest(?::VARCHAR[]) AS code, unnest(?::VARCHAR[]) AS system_id""",
        [list(column) for column in zip(*asked, strict=True)],
    )


def _write_records(cursor: Cursor, dataset: Dataset) -> None:
    """The rows of a dataset with their record columns, and its batches; rolled up where the dataset says so."""
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE year_rows AS {_versions(dataset)}")
    record_id = " || '|' || ".join(f"strftime({f}, '%Y-%m-%dT%H:%M:%S')" if _is_time(dataset, f) else f
                                   for f in dataset.record_id)  # fmt: skip
    placed = dataset.placed_by or "last_day(strptime(month, '%Y-%m'))"
    fixed = "concat_ws('|', " + ", ".join(dataset.fixed or ("NULL",)) + ")"
    cursor.execute(
        f"""INSERT INTO "{dataset.name}" BY NAME
            SELECT * EXCLUDE (package, month), 'P' || package || '-' || month || '-{dataset.name}-1' AS batch_id,
                '{dataset.title}' AS sheet, {record_id} AS record_id, {placed} AS placed_at,
                1 + row_number() OVER (PARTITION BY package, month ORDER BY {placed}, {record_id}) AS "row",
                {dataset.open_when or "FALSE"} AS is_open, {fixed} AS fixed_key
            FROM year_rows"""
    )
    cursor.execute(
        f"""INSERT INTO year_batches
            SELECT 'P' || package || '-' || month || '-{dataset.name}-1', package, '{dataset.name}', month, count(*)
            FROM year_rows GROUP BY package, month"""
    )
    if dataset.rollup:
        for (batch_id,) in cursor.execute(
            "SELECT batch_id FROM year_batches WHERE dataset = ? ORDER BY batch_id", [dataset.name]
        ).fetchall():
            cursor.execute(dataset.rollup, [batch_id])


def _is_time(dataset: Dataset, field: str) -> bool:
    return dataset.by_field[field].table_type == "TIMESTAMP"


def _versions(dataset: Dataset) -> str:
    """SQL: the rows of a dataset with the month of their upload, and their continuations."""
    query, closing = QUERIES[dataset.name], CLOSING.get(dataset.name, ())
    month = f"strftime({dataset.placed_by}, '%Y-%m')"
    if not closing:
        names_month = dataset.is_list or dataset.cadence == "quarterly"
        return f"SELECT *{'' if names_month else f', {month} AS month'}, FALSE AS is_continuation FROM ({query})"
    own_end = f"date_trunc('month', {dataset.placed_by}) + INTERVAL 1 MONTH"
    blanked = ", ".join(f"CASE WHEN {one} < {own_end} THEN {one} END AS {one}" for one in closing)
    last = f"greatest({', '.join(closing)})"
    return f"""
        WITH made AS ({query})
        SELECT * REPLACE ({blanked}), {month} AS month, FALSE AS is_continuation FROM made
        UNION ALL
        SELECT *, strftime({last}, '%Y-%m'), TRUE FROM made
        WHERE {last} >= {own_end} AND {last} < TIMESTAMP '2027-07-01'"""


def _add_nil_returns(cursor: Cursor, dataset: Dataset) -> None:
    """A nil return for every month of a package without rows: a year in which everything was handed in."""
    cursor.execute(
        f"""INSERT INTO year_batches
            SELECT 'P' || package || '-' || month || '-{dataset.name}-1', package, '{dataset.name}', month, 0
            FROM year_months CROSS JOIN (SELECT unnest(?::INTEGER[]) AS package) AS senders
            ANTI JOIN (FROM year_batches WHERE dataset = '{dataset.name}') AS sent USING (package, month)""",
        [list(dataset.packages)],
    )


def export_frames(store: Store, folder: Path) -> None:
    """The current rows of every dataset and package as Parquet, for plain pandas: <package>_<dataset>.parquet."""
    for name in (*QUERIES, "camera_days"):
        for package in (3,) if name.startswith("camera") else tuple(packages()):
            with store.reading() as cursor:
                frame = cursor.execute(
                    f"""SELECT rows.*, batches.month FROM {name} AS rows JOIN batches USING (batch_id)
                        WHERE package = ? AND batch_id IN (SELECT batch_id FROM publications)""",
                    [package],
                ).df()
            frame.to_parquet(folder / f"{package}_{name}.parquet")


def make(folder: Path) -> str:
    """Everything that the figures work on; gives what is in the store, in a sentence."""
    fill(folder / STORE)
    (folder / FRAMES).mkdir()
    with open_store(folder / STORE) as store:
        refresh_stale(store)
        export_frames(store, folder / FRAMES)
        with store.reading() as cursor:
            counts = dict(cursor.execute("SELECT dataset, sum(rows) FROM batches GROUP BY dataset").fetchall())
    workbook.write(folder)
    return "rows: " + ", ".join(f"{counts[name]:,} {name}" for name in QUERIES)


if __name__ == "__main__":
    made = Path(sys.argv[1]) / "year"
    made.mkdir()
    print(make(made))
