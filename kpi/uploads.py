"""What a package has not handed in, or only in part: the upload types that its indicators and clauses need."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from data.store import Store
from kpi.facts import facts_version
from kpi.measures import measures
from kpi.periods import Month, Period
from kpi.targets import current_contract

_OWN_SYSTEMS = "own_systems"


@dataclass(frozen=True)
class Missing:
    """An upload type, by its name and its Chinese title, and the finished months that it has not come in for."""

    name: str
    dataset: str
    months: tuple[Month, ...]


@dataclass(frozen=True)
class Refused:
    """A current upload of which some rows could not be taken."""

    dataset: str
    month: str
    batch_id: str
    file: str | None
    rows: int
    refused: int


@dataclass(frozen=True)
class Gaps:
    """What of a period is missing and refused. has_data: anything at all was handed in, for whatever month."""

    missing: list[Missing]
    refused: list[Refused]
    has_data: bool


_REFUSED = """
SELECT datasets.title, batch.month, batch_id, file_name, "rows", refused
FROM (
    SELECT arg_max(batch_id, version) AS batch_id FROM publications
    WHERE package = ? AND version <= (SELECT version FROM published) GROUP BY dataset, month
) AS newest JOIN batches AS batch USING (batch_id) JOIN datasets ON datasets.dataset = batch.dataset
WHERE refused > 0 ORDER BY batch.month, batch.dataset"""
_HAS_DATA = "SELECT count(*) > 0 FROM publications WHERE package = ? AND version <= (SELECT version FROM published)"


def upload_gaps(store: Store, package: int, period: Period, as_of: date) -> Gaps:
    """The gaps of a package in a period, judged at the end of the day as_of; an unfinished month lacks nothing yet."""
    months = [month for month in period.months if month.end <= as_of + timedelta(days=1)]
    with store.reading() as cursor:
        version = facts_version(cursor, package)
        titles = dict(cursor.execute("SELECT dataset, title FROM datasets").fetchall())
        rows = cursor.execute(
            "SELECT dataset, month FROM coverage WHERE version = ? AND package = ?", [version, package]
        ).fetchall()
        refused = [Refused(*row) for row in cursor.execute(_REFUSED, [package]).fetchall()]
        (has_data,) = cursor.execute(_HAS_DATA, [package]).fetchone() or (False,)
    covered = {(dataset, Month.parse(month)) for dataset, month in rows}
    titles[_OWN_SYSTEMS] = f"列明子系统的{titles['systems']}"
    missing = [
        Missing(dataset, titles[dataset], found)
        for dataset in needed_datasets(package)
        if (found := tuple(month for month in _due(dataset, months) if (dataset, month) not in covered))
    ]
    names = {str(month) for month in months}
    return Gaps(missing, [one for one in refused if one.month in names], bool(has_data))


def needed_datasets(package: int) -> list[str]:
    """The upload types without which some indicator or clause of a package cannot be judged, by name."""
    contract = current_contract()
    lines = (*contract.tables[package], *contract.clauses[package])
    needed = {dataset for one in lines for dataset in one.definition.needs}
    needed |= {dataset for one in lines if one.gate for dataset in measures()[one.gate.measure].needs}
    return sorted(needed - {"systems"})


def _due(dataset: str, months: Iterable[Month]) -> list[Month]:
    """Surveys fall due with the last month of a quarter."""
    return [month for month in months if dataset != "surveys" or month.is_quarter_end]
