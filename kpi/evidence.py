"""A number → the stored records behind it 明细. Its rows add up to the part and whole of the score."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from data.store import Cursor, Store
from kpi.facts import PackageFacts, read_facts
from kpi.measures import Measure, measures
from kpi.periods import Month, parse_period
from kpi.score import as_of_default
from kpi.targets import Indicator, current_contract
from kpi.values import Span, span_of
from kpi.workspace import Workspace


@dataclass(frozen=True)
class EvidenceRow:
    """What one record, or one base row (record_id None), contributes by itself in one month, in shown units.

    day: its first day in that month, or the month's last for what is looked at month by month. row as a person counts
    it in the file. The note ends with the accepted claims 申诉 by which the record counts. Missing months and nil
    returns are rows too, with part 0.
    """

    dataset: str | None
    record_id: str | None
    system_id: str | None
    day: date | None
    part: float | None
    whole: float | None
    note: str
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    batch_id: str | None = None
    uploaded_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; dates and times ISO."""
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(self).items()}


COLUMNS = pa.schema(
    {"dataset": pa.string(), "record_id": pa.string(), "system_id": pa.string(), "day": pa.date32(),
     "part": pa.float64(), "whole": pa.float64(), "note": pa.string(), "file": pa.string(), "sheet": pa.string(),
     "row": pa.int64(), "batch_id": pa.string(), "uploaded_at": pa.timestamp("us")}
)  # fmt: skip
"""The fields of EvidenceRow as columns: a year of camera-days is too much for an object a row."""


def evidence(
    store: Store, package: int, code: str, period: str = "todate", as_of: date | None = None
) -> list[EvidenceRow]:
    """The rows behind an indicator or clause in a period, by system and day; what no record stands for by system and
    month. Of a record that reaches over months each month is a row.

    Raises DefinitionError for an unknown code or period.
    """
    return rows_of(evidence_table(store, package, code, period, as_of))


def rows_of(table: pa.Table) -> list[EvidenceRow]:
    """The rows of a table of COLUMNS."""
    return [EvidenceRow(**row) for row in table.to_pylist()]


def evidence_table(
    store: Store, package: int, code: str, period: str = "todate", as_of: date | None = None
) -> pa.Table:
    """The same as `evidence`, as a table of COLUMNS."""
    return evidence_tables(store, package, [code], period, as_of)[code]


def evidence_tables(
    store: Store, package: int, codes: Iterable[str], period: str = "todate", as_of: date | None = None
) -> dict[str, pa.Table]:
    """Code → its evidence as a table of COLUMNS, of several indicators and clauses as of one version of the store."""
    contract = current_contract()
    day = as_of or as_of_default(store)
    indicators = [contract.indicator(package, code) for code in codes]
    facts = read_facts(store, package, day + timedelta(days=1))
    chosen = parse_period(period, contract, day)
    with store.reading() as cursor:
        # The views of the version whose facts were read: a batch published in between must not tear the two apart.
        views = Workspace(cursor, package, facts.version)
        return {
            one.code: _evidence(views, cursor, one, facts, span_of(one, facts, chosen, contract)) for one in indicators
        }


def _evidence(views: Workspace, cursor: Cursor, indicator: Indicator, facts: PackageFacts, span: Span) -> pa.Table:
    views.provide(indicator.definition.sql, "current_batches claimed_notes")
    found = _found(cursor, indicator, span)
    nil = _nil_rows(cursor, indicator.definition, span)
    missing = [_missing_row(indicator, month, facts.covers(indicator.definition, month)) for month in span.missing]
    if indicator.definition.fold != "sum":
        found = _table(_only_deciding(indicator.definition, rows_of(found)))
    return pa.concat_tables([found, _table([*nil, *missing])])


def _table(rows: list[EvidenceRow]) -> pa.Table:
    return pa.Table.from_pylist([asdict(row) for row in rows], COLUMNS)


_EVIDENCE = """
SELECT ref.dataset, ref.record_id, system_id, first_day, part / ?, whole / ?,
    array_to_string(list_sort(list_distinct(fact.notes)) || coalesce([claimed.words], []), '；'),
    batch.file_name, ref.sheet, ref."row", ref.batch_id, batch.uploaded_at
FROM (
    SELECT ref, system_id, min(day) AS first_day, sum(part) AS part, sum(whole) AS whole,
        coalesce(list(note) FILTER (note IS NOT NULL), []) AS notes
    FROM ({sql})
    WHERE list_contains(?::VARCHAR[], strftime(day, '%Y-%m')) AND day < ? AND (? IS NULL OR tag = ?)
        AND (len(?) = 0 OR list_contains(?, system_id))
    GROUP BY ref, system_id, {grain}
) AS fact LEFT JOIN batches AS batch ON batch.batch_id = fact.ref.batch_id
LEFT JOIN claimed_notes AS claimed ON claimed.dataset = ref.dataset AND claimed.record_id = ref.record_id
ORDER BY system_id, first_day, ref.dataset NULLS FIRST, ref.record_id
"""


def _found(cursor: Cursor, indicator: Indicator, span: Span) -> pa.Table:
    measure = indicator.definition
    months = [] if span.is_all_missing else span.deciding(indicator.each)
    if indicator.kind in ("by", "before"):
        months = span.months
    # Sums add up per record and month; the largest, the latest and the first need each day by itself.
    grain = "date_trunc('month', day)" if measure.fold == "sum" else "day"
    query = _EVIDENCE.format(sql=measure.sql, grain=grain)
    names = [str(month) for month in months]
    tag = indicator.tag
    systems = list(indicator.systems)
    given = [measure.part_per, measure.whole_per, names, span.moment, tag, tag, systems, systems]
    found = cursor.sql(query, params=given)
    return found.to_arrow_table().rename_columns(COLUMNS.names).cast(COLUMNS)


def _only_deciding(measure: Measure, rows: list[EvidenceRow]) -> list[EvidenceRow]:
    """Where one day decides, only its row carries the value; the others say their own in words."""
    if not rows:
        return rows
    if measure.fold == "max":
        decider = max(range(len(rows)), key=lambda index: rows[index].part or 0)
    elif measure.fold == "last":
        decider = max(range(len(rows)), key=lambda index: rows[index].day or date.min)
    else:
        decider = min(range(len(rows)), key=lambda index: rows[index].day or date.max)
    return [
        row
        if index == decider
        else replace(row, part=0.0, note=f"{row.note}（{row.part or 0:.2f}{measure.unit}，未取用）")
        for index, row in enumerate(rows)
    ]


def _nil_rows(cursor: Cursor, measure: Measure, span: Span) -> list[EvidenceRow]:
    found = cursor.execute(
        """SELECT now.dataset, datasets.title, datasets.cadence, now.month,
               batch.file_name, now.batch_id, batch.uploaded_at
           FROM current_batches AS now JOIN datasets USING (dataset) JOIN batches AS batch USING (batch_id)
           WHERE now.is_nil AND list_contains(?, now.dataset)
           ORDER BY now.month, now.dataset""",
        [list(measure.needs)],
    ).fetchall()
    return [
        EvidenceRow(
            dataset, None, None, Month.parse(month).first_day, 0.0, None, f"{month} {title}：本月无",
            file_name, None, None, batch_id, uploaded_at,
        )
        for dataset, title, cadence, month, file_name, batch_id, uploaded_at in found
        if not _said_of(Month.parse(month), cadence).isdisjoint(span.covered)
    ]  # fmt: skip


def _said_of(month: Month, cadence: str) -> set[Month]:
    """The months of which a nil return of a month speaks."""
    return set(month.quarter) if cadence == "quarterly" else {month}


def _missing_row(indicator: Indicator, month: Month, is_gated: bool) -> EvidenceRow:
    if is_gated and indicator.gate is not None:
        gate = measures()[indicator.gate.measure]
        note = f"{month} {gate.title}低于 {indicator.gate.at_least:g}{gate.unit}，当月按缺数据处理"
    else:
        note = f"{month} 缺数据：应上报的数据没有报齐"
    return EvidenceRow(None, None, None, month.first_day, 0.0, None, note)


@dataclass(frozen=True)
class Contradiction:
    """A stored record that counts nowhere, or lists that speak against each other, and where it stands in the files."""

    dataset: str
    record_id: str
    reason: str
    file: str | None
    sheet: str | None
    row: int | None
    batch_id: str


def contradictions(store: Store, package: int) -> list[Contradiction]:
    """Everything stored for a package that contradicts itself: unknown cameras and assets, continuations without their
    record, records of systems no longer in service.
    """
    with store.reading() as cursor:
        Workspace(cursor, package, store.version()).provide("contradictions")
        found = cursor.execute(
            """SELECT said.dataset, said.record_id, said.reason, batch.file_name, said.sheet, said."row", said.batch_id
               FROM contradictions AS said JOIN batches AS batch USING (batch_id) ORDER BY ALL"""
        ).fetchall()
    return [Contradiction(*row) for row in found]
