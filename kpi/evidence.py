"""A number → the stored records behind it 明细. Its rows add up to the part and whole of the score."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from data.store import Cursor, Store
from kpi.facts import read_facts
from kpi.measures import Measure, measures
from kpi.periods import Month, parse_period
from kpi.score import as_of_default
from kpi.targets import Indicator, current_contract
from kpi.values import Span, span_of
from kpi.workspace import Workspace


@dataclass(frozen=True)
class EvidenceRow:
    """What one record, or one base row (dataset None), contributes by itself, in shown units.

    row as a person counts it in the file. Missing months and nil returns are rows too, with part 0.
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


def evidence(
    store: Store, package: int, code: str, period: str = "todate", as_of: date | None = None
) -> list[EvidenceRow]:
    """The rows behind an indicator or clause in a period, by system and day; base rows by system and month.

    Raises DefinitionError for an unknown code or period.
    """
    contract = current_contract()
    day = as_of or as_of_default(store)
    indicator = contract.indicator(package, code)
    facts = read_facts(store, package, day + timedelta(days=1))
    chosen = parse_period(period, contract, day)
    span = span_of(indicator, facts, chosen, contract)
    with store.reading() as cursor:
        # The views of the version whose facts were read: a batch published in between must not tear the two apart.
        Workspace(cursor, package, facts.version).provide(indicator.definition.sql, "current_batches")
        rows = _rows(cursor, indicator, span)
        nil = _nil_rows(cursor, indicator.definition, span)
    missing = [_missing_row(indicator, month, facts.covers(indicator.definition, month)) for month in span.missing]
    return [*_only_deciding(indicator.definition, rows), *nil, *missing]


_EVIDENCE = """
SELECT ref.dataset, ref.record_id, system_id, min(day), sum(part) / ?, sum(whole) / ?,
    coalesce(string_agg(DISTINCT note, '；' ORDER BY note), ''),
    any_value(batch.file_name), ref.sheet, ref."row", ref.batch_id, any_value(batch.uploaded_at)
FROM ({sql}) AS fact LEFT JOIN batches AS batch ON batch.batch_id = fact.ref.batch_id
WHERE list_contains(?::VARCHAR[], strftime(day, '%Y-%m')) AND day < ? AND (? IS NULL OR tag = ?)
GROUP BY ref, system_id, {grain}
ORDER BY system_id, min(day), ref.dataset NULLS FIRST, ref.record_id
"""


def _rows(cursor: Cursor, indicator: Indicator, span: Span) -> list[EvidenceRow]:
    measure = indicator.definition
    months = [] if span.is_all_missing else span.finished() if indicator.each else span.covered
    if indicator.kind in ("by", "before"):
        months = span.months
    # Sums add up per record; the largest, the latest and the first need each day by itself.
    grain = "CASE WHEN ref IS NULL THEN strftime(day, '%Y-%m') END" if measure.fold == "sum" else "day"
    query = _EVIDENCE.format(sql=measure.sql, grain=grain)
    names = [str(month) for month in months]
    tag = indicator.tag
    found = cursor.execute(query, [measure.part_per, measure.whole_per, names, span.moment, tag, tag]).fetchall()
    return [EvidenceRow(*row) for row in found]


def _only_deciding(measure: Measure, rows: list[EvidenceRow]) -> list[EvidenceRow]:
    """Where one day decides, only its row carries the value; the others say their own in words."""
    if measure.fold == "sum" or not rows:
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
        note = f"{month} {gate.title}低于 {indicator.gate.at_least:g}%，当月按缺数据处理"
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
