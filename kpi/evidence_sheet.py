"""The evidence of one number laid out for a reader: the weightiest on top, chosen by month, system and text, summed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from data.store import Store
from kpi.evidence import EvidenceRow, evidence_table, rows_of
from kpi.measures import Measure
from kpi.periods import Month
from kpi.targets import current_contract

_CHUNK = 5_000


@dataclass(frozen=True)
class Choice:
    """Which rows are wanted: of a month 'YYYY-MM', of a system, with a text in the record's id or the note."""

    month: str | None = None
    system_id: str | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.month or self.system_id or self.text)


@dataclass(frozen=True)
class EvidenceSheet:
    """Records, the weightiest first, and the base rows without a record, by system and month."""

    records: pa.Table
    bases: pa.Table

    @property
    def rows(self) -> int:
        """How many rows, records and bases."""
        return int(self.records.num_rows + self.bases.num_rows)

    @property
    def part(self) -> float:
        """The sum of the rows' parts, in shown units."""
        return self._sum("part")

    @property
    def whole(self) -> float:
        """The sum of the rows' wholes, in shown units."""
        return self._sum("whole")

    def months(self) -> list[str]:
        """The months that rows are of, 'YYYY-MM'."""
        return sorted({str(Month.of(day)) for day in self._values("day")})

    def systems(self) -> list[str]:
        """The ids of the systems that rows are of."""
        return sorted(self._values("system_id"))

    def chosen(self, choice: Choice) -> "EvidenceSheet":
        """The sheet with the wanted rows only, in the same order."""
        return EvidenceSheet(_wanted(self.records, choice), _wanted(self.bases, choice)) if choice else self

    def record_rows(self, start: int, count: int) -> list[EvidenceRow]:
        """So many records from the start-th on, counted from 0."""
        return rows_of(self.records.slice(start, count))

    def base_rows(self, count: int) -> list[EvidenceRow]:
        """The first base rows."""
        return rows_of(self.bases.slice(0, count))

    def columns(self) -> Iterator[dict[str, list[Any]]]:
        """All rows, records first, some thousands at a time: field of EvidenceRow → values."""
        for table in (self.records, self.bases):
            for start in range(0, table.num_rows, _CHUNK):
                yield table.slice(start, _CHUNK).to_pydict()

    def _sum(self, column: str) -> float:
        return sum(pc.sum(table[column]).as_py() or 0.0 for table in (self.records, self.bases))

    def _values(self, column: str) -> set[Any]:
        tables = (self.records, self.bases)
        return {value for table in tables for value in table[column].unique().to_pylist() if value is not None}


def evidence_sheet(store: Store, package: int, code: str, period: str, as_of: date) -> EvidenceSheet:
    """The rows behind an indicator or clause in a period; DefinitionError for an unknown code or period."""
    measure = current_contract().indicator(package, code).definition
    table = evidence_table(store, package, code, period, as_of)
    is_record = pc.is_valid(table["record_id"])
    records = table.filter(is_record)
    weighed = records.append_column("weight", _weight(measure, records))
    # Stable: within a day they stay by system and record.
    order = pc.sort_indices(weighed, [("weight", "descending"), ("day", "ascending")])
    return EvidenceSheet(records.take(order).combine_chunks(), table.filter(pc.invert(is_record)))


def _weight(measure: Measure, table: pa.Table) -> pa.ChunkedArray:
    """How much a row has to do with a bad value."""
    part, whole = (pc.fill_null(table[column], 0.0) for column in ("part", "whole"))
    match measure.blame:
        case "gap":
            return pc.abs(pc.subtract(whole, part))
        case "whole":
            return pc.abs(whole)
        case _:
            return pc.abs(part)


def _wanted(table: pa.Table, choice: Choice) -> pa.Table:
    if choice.month:
        month = Month.parse(choice.month)
        is_in = pc.and_(
            pc.greater_equal(table["day"], pa.scalar(month.first_day)), pc.less(table["day"], pa.scalar(month.end))
        )
        table = table.filter(is_in)
    if choice.system_id:
        table = table.filter(pc.equal(table["system_id"], choice.system_id))
    if choice.text:
        found = [
            pc.fill_null(pc.match_substring(table[column], choice.text, ignore_case=True), False)
            for column in ("record_id", "note")
        ]
        table = table.filter(pc.or_(*found))
    return table
