"""Whether the product and plain pandas say the same of the same records. `python -m tests.bench.agreement FOLDER`"""

import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

import pandas as pd

from data.journal import journal_path
from data.store import Store
from kpi.score import scorecard, trend
from kpi.targets import PACKAGES, current_contract
from kpi.values import Finding
from tests.bench.plain import MONTHS, TODATE, scores, tables
from tests.bench.plain_records import read_frames
from tests.bench.plain_workbook import FIELDS, convert
from tests.bench.product import hand_in
from tests.bench.workbook import FILE, MONTH, PACKAGE
from tests.bench.year import FRAMES, STORE, open_store

TOLERANCE = 1e-6


def compare(store: Store, folder: Path) -> int:
    """Compares every indicator and clause of all packages, to date and in every month; gives how many values.

    Raises AssertionError naming the first that differs.
    """
    contract, compared = current_contract(), 0
    for package in PACKAGES:
        made = tables(read_frames(folder, package))
        clauses = [one for one in contract.clauses[package] if one.measure in made]
        indicators = (*contract.tables[package], *clauses)
        card, months = scores(made, indicators, TODATE), scores(made, indicators, MONTHS)
        found = scorecard(store, package)
        told = [one for one in found.clauses if one.indicator in clauses]
        for one in (*(scored.finding for scored in found.indicators), *told):
            _same(one, card.at[one.indicator.code, TODATE[0]], "todate")
            compared += 1
        for code, findings in trend(store, package).items():
            for month, one in findings.items():
                _same(one, months.at[code, int(month.replace("-", ""))], month)
                compared += 1
    return compared


def compare_workbook(store: Store, folder: Path) -> int:
    """Loads the large workbook on both sides and compares every cell; gives how many. The store holds it afterwards.

    Raises AssertionError if one differs.
    """
    plain = convert(folder / FILE, read_frames(folder / FRAMES, PACKAGE)["systems"]["system_id"])
    hand_in(store, (folder / FILE).read_bytes())
    with store.reading() as cursor:
        stored = cursor.execute(
            """SELECT * FROM incidents WHERE batch_id =
               (SELECT arg_max(batch_id, version) FROM publications WHERE (package, dataset, month) = (?, ?, ?))
               ORDER BY "row\"""",
            [PACKAGE, "incidents", MONTH],
        ).df()
    pd.testing.assert_frame_equal(stored[[*FIELDS.values()]], plain[[*FIELDS.values()]], check_dtype=False)
    return int(plain.size)


def _same(finding: Finding, plain: object, period: str) -> None:
    """A measure that counts says 0 where plain pandas has no row; no value is no value in both."""
    ours = finding.value
    if isinstance(plain, float | int):
        theirs = 0.0 if pd.isna(plain) and finding.indicator.definition.empty == "zero" else float(plain)
        same = pd.isna(theirs) if ours is None else not isinstance(ours, date) and abs(ours - theirs) <= TOLERANCE
    else:
        same = pd.isna(plain) if ours is None else pd.Timestamp(str(plain)) == pd.Timestamp(str(ours))
    assert same, f"{finding.indicator.code} {finding.indicator.measure} {period}: {ours} here, {plain} in pandas"


def _copied(made: Path, folder: Path) -> Path:
    """The store of a folder, with the journal that belongs to it."""
    path = Path(shutil.copy(made / STORE, folder))
    shutil.copy(journal_path(made / STORE), folder)
    return path


if __name__ == "__main__":
    made = Path(sys.argv[1]) / "year"
    with (
        tempfile.TemporaryDirectory(dir=sys.argv[1]) as name,
        open_store(_copied(made, Path(name))) as opened,
    ):
        print(f"{compare(opened, made / FRAMES):,} values of indicators agree with plain pandas to {TOLERANCE}")
        print(f"{compare_workbook(opened, made):,} cells of the workbook agree with plain pandas")
