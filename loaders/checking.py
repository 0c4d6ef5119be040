"""Tables → checked columns: what can be said of the rows of a file without looking into the store."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from loaders.cells import read_column
from loaders.contract_codes import check_codes
from loaders.dataset import Column, Dataset
from loaders.derived import DERIVATIONS
from loaders.package_names import package_of
from loaders.plain_rows import PlainRows
from loaders.problems import Problem, UnreadableError, listed, problem, shown
from loaders.reading import Cell
from loaders.tables import Table
from loaders.tally import MOST_LISTED, Group, More
from loaders.uploads import Upload

_CLOCK = re.compile(r"时刻|时间|时分|钟点")
FEW_ROWS = 2


@dataclass
class Checked:
    """The rows of a table once read and checked, by columns; index = place in table.numbers.

    values: every field of the dataset; bare: field → indexes of moments of which only the date was given; derived: the
    store's further columns; early: indexes of rows of an earlier month (continuations, if the store knows their
    records); problems: those of the table and, of each kind, of the first rows; counts: how many rows have which
    problem; refused: indexes of rows with a problem.
    """

    table: Table
    upload: Upload
    values: dict[str, list[Any]] = field(default_factory=dict)
    derived: dict[str, list[Any]] = field(default_factory=dict)
    bare: dict[str, set[int]] = field(default_factory=dict)
    record_ids: list[str | None] = field(default_factory=list)
    fixed_keys: list[str | None] = field(default_factory=list)
    early: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    counts: Counter[Group] = field(default_factory=Counter)
    refused: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    @property
    def dataset(self) -> Dataset:
        """The dataset of the table."""
        return self.table.dataset

    @property
    def placed(self) -> list[Any]:
        """The moment of each row that places it in its month; a bare day is its midnight."""
        moments = self.values[self.dataset.placed_by or ""]
        if self.dataset.by_field[self.dataset.placed_by or ""].kind != "date":
            return moments
        return [None if day is None else datetime.combine(day, time.min) for day in moments]

    @property
    def good(self) -> list[int]:
        """Indexes of the rows without a problem."""
        return [index for index in range(len(self.table.numbers)) if index not in self.refused]

    @property
    def plain(self) -> PlainRows:
        """The further rows of a large log, all of them without a problem."""
        return self.table.plain or PlainRows(self.dataset)

    @property
    def kept(self) -> int:
        """How many rows have no problem."""
        return len(self.table.numbers) - len(self.refused) + self.plain.count

    def refuse(self, index: int, code: str, name: str | None = None, **facts: object) -> None:
        """Note a problem of a row; name: the field it is about."""
        column = self.dataset.by_field[name].header if name else None
        if column and self.table.under and self.table.under[index]:
            column = f"{column}（{self.table.under[index]}）"
        cell = self.table.columns[name][index] if name in self.table.columns else None
        self.note(index, code, column, cell, **facts)

    def note(self, index: int, code: str, column: str | None, cell: Cell, **facts: object) -> None:
        """As refuse, by the words over the column."""
        self.refused.add(index)
        group = code, self.table.sheet or None, column
        self.counts[group] += 1
        if self.counts[group] <= MOST_LISTED:
            self.problems.append(problem(code, self.table.sheet, self.table.numbers[index], column, cell, **facts))

    @property
    def more(self) -> list[More]:
        """The problems of rows that are counted only."""
        return [More(*group, count - MOST_LISTED) for group, count in self.counts.items() if count > MOST_LISTED]


def check_table(table: Table, upload: Upload) -> Checked:
    """Read the cells of a table and apply the rules that need no store."""
    checked = Checked(table, upload, problems=list(table.problems))
    title = table.dataset.title
    if upload.package not in table.dataset.packages:
        checked.problems.append(problem("dataset_of_others", table.sheet, package=upload.package, title=title))
    if table.is_nil and not table.dataset.may_be_nil:
        checked.problems.append(problem("nil_not_allowed", table.sheet, title=title))
    if checked.problems or table.is_nil:
        return checked
    if table.skipped_remarks:
        rows = listed([str(number) for number in table.skipped_remarks], limit=5)
        checked.notes.append(f"跳过说明行：第 {rows} 行")
    for index, count in table.misfits.items():
        code = "too_many_cells" if count > table.width else "too_few_cells"
        checked.refuse(index, code, count=count, width=table.width)
    for column in table.dataset.columns:
        _read(checked, column)
    _fill_defaults_by(checked)
    checked.record_ids = _record_ids(checked)
    checked.fixed_keys = _fixed_keys(checked)
    _check_package(checked)
    check_codes(checked)
    _check_orders(checked)
    _check_rows(checked)
    _check_month(checked)
    _check_future(checked)
    _check_twice(checked)
    return checked


def _read(checked: Checked, column: Column) -> None:
    """One column: cells that cannot be read, blanks where something must stand, defaults."""
    cells: Sequence[Cell] = checked.table.columns.get(column.field) or [None] * len(checked.table.numbers)
    read = read_column(column, cells)
    if column.counts_by_day or column.field == checked.dataset.placed_by:
        for index in read.day_ends:
            read.faults[index], read.values[index] = UnreadableError("day_end"), None
    for index, fault in read.faults.items():
        checked.refuse(index, fault.code, column.field, **fault.facts)
    if column.required and not column.may_be_blank:
        for index, value in enumerate(read.values):
            if value is None and index not in read.faults:
                checked.refuse(index, "required_blank", column.field)
    if column.default is not None:
        read.values = [column.default if value is None else value for value in read.values]
    bare = len(read.bare_dates) + checked.plain.bare[column.field]
    if bare and bare == sum(value is not None for value in read.values) + checked.plain.filled(column.field):
        _look_for_clock(checked, column)
    if bare:
        checked.notes.append(f"{bare} 行的 {column.header} 只有日期，按 00:00 计")
    checked.values[column.field] = read.values
    checked.bare[column.field] = set(read.bare_dates)


def _look_for_clock(checked: Checked, column: Column) -> None:
    """A column of nothing but dates beside one that is not read and holds the time of day."""
    clocks = [header for header in checked.table.ignored_columns if _CLOCK.search(header)]
    if clocks:
        beside = "、".join(clocks)
        checked.problems.append(problem("clock_apart", checked.table.sheet, None, column.header, beside=beside))


def _fill_defaults_by(checked: Checked) -> None:
    for rule in checked.dataset.defaults_by:
        pairs = zip(checked.values[rule.field], checked.values[rule.by], strict=True)
        checked.values[rule.field] = [rule.values.get(by) if value is None else value for value, by in pairs]


def derive(checked: Checked) -> None:
    """Make the store's further columns, once it is known which rows are refused: they have no say in them."""
    make = DERIVATIONS.get(checked.dataset.name)
    if make is None or not checked.values:
        return
    found = make(checked.values, checked.table.further, frozenset(checked.refused))
    for name, column in found.columns.items():
        (checked.values if name in checked.values else checked.derived)[name] = column
    for index, (name, code) in found.faults.items():
        checked.refuse(index, code, name)
    checked.notes += found.notes


def _record_ids(checked: Checked) -> list[str | None]:
    """The id of each row; None where a part of it is missing."""
    ids = _joined(checked, checked.dataset.record_id)
    if not checked.dataset.otherwise_id or None not in ids:
        return ids
    others = _joined(checked, checked.dataset.otherwise_id)
    return [other if own is None else own for own, other in zip(ids, others, strict=True)]


def _joined(checked: Checked, fields: Iterable[str]) -> list[str | None]:
    rows = zip(*(checked.values[name] for name in fields), strict=True)
    return [None if None in parts else "|".join(map(as_key, parts)) for parts in rows]


def _fixed_keys(checked: Checked) -> list[str | None]:
    """What a continuation may not change, blanks included; None for a dataset without continuations."""
    if not checked.dataset.fixed:
        return [None] * len(checked.table.numbers)
    rows = zip(*(checked.values[name] for name in checked.dataset.fixed), strict=True)
    return ["|".join(map(as_key, parts)) for parts in rows]


def as_key(value: Any) -> str:
    """A value as part of an id: times as YYYY-MM-DDTHH:MM:SS, nothing as ''."""
    if isinstance(value, str):
        return value
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


# --- rules ---


def _check_package(checked: Checked) -> None:
    """A 包件 column must agree with the chosen package."""
    package = checked.upload.package
    agrees = {cell: package_of(cell) in (None, package) for cell in set(checked.table.packages)}
    for index, cell in enumerate(checked.table.packages):
        if not agrees[cell]:
            checked.note(index, "other_package", "包件", cell, package=package)


def _check_orders(checked: Checked) -> None:
    for rule in checked.dataset.orders:
        earlier = checked.dataset.by_field[rule.earlier].header
        pairs = zip(checked.values[rule.earlier], checked.values[rule.later], strict=True)
        bare = checked.bare[rule.earlier] & checked.bare[rule.later] if rule.is_measured else set()
        for index, (start, end) in enumerate(pairs):
            if start is None or end is None:
                continue
            written = str(shown(start)).removesuffix(":00")
            if end < start and not (rule.by_day and end.date() == start.date()):
                checked.refuse(index, "wrong_order", rule.later, earlier=earlier, start=written)
            elif rule.within_days is not None and (end - start).days > rule.within_days:
                checked.refuse(index, "too_far_off", rule.later, earlier=earlier, start=written, days=rule.within_days)
            elif index in bare and end == start:
                checked.refuse(index, "time_needed", rule.later, earlier=earlier)


def _check_rows(checked: Checked) -> None:
    rule = checked.dataset.row_rule
    if rule is None:
        return
    for index, parts in enumerate(zip(*checked.values.values(), strict=True)):
        for name, code in rule(dict(zip(checked.values, parts, strict=True))):
            checked.refuse(index, code, name)


def _check_month(checked: Checked) -> None:
    """Rows outside the month: earlier ones of a dataset with continuations wait for the store, others are problems."""
    name = checked.dataset.placed_by
    if name is None:
        return
    start, end = checked.upload.span(checked.dataset)
    placed = checked.placed
    _note_other_month(checked, [one for one in placed if one is not None], start, end)
    for index, moment in enumerate(placed):
        if moment is None or start <= moment < end:
            continue
        if moment < start and checked.dataset.open_when:
            checked.early.append(index)
        else:
            month = f"{checked.upload.month} {'所在的季度' if checked.dataset.cadence == 'quarterly' else ''}"
            checked.refuse(index, "out_of_month", name, month=month)


def _note_other_month(checked: Checked, moments: list[datetime], start: datetime, end: datetime) -> None:
    """If most rows lie in another month, the month chosen is wrong, not the rows. Earlier ones may be continuations."""
    earliest = datetime.min if not checked.dataset.open_when else end
    outside = Counter(f"{one:%Y-%m}" for one in moments if earliest <= one and not start <= one < end)
    if not outside:
        return
    ((other, count),) = outside.most_common(1)
    if count > FEW_ROWS and count * 2 > len(moments) + checked.plain.count:
        facts: dict[str, Any] = {"title": checked.dataset.title, "month": checked.upload.month}
        checked.problems.append(problem("month_disagrees", checked.table.sheet, count=count, other=other, **facts))


def _check_future(checked: Checked) -> None:
    """Events after the upload; one that lies after the month is already refused for that."""
    now = checked.upload.now
    ends_at = checked.upload.span(checked.dataset)[1]
    for column in checked.dataset.columns:
        if not column.is_event:
            continue
        limit: Any = now.date() if column.kind == "date" else now
        end: Any = ends_at.date() if column.kind == "date" else ends_at
        for index, moment in enumerate(checked.values[column.field]):
            if moment is None or moment <= limit:
                continue
            if column.field != checked.dataset.placed_by or moment < end:
                checked.refuse(index, "future_time", column.field)


def _check_twice(checked: Checked) -> None:
    """An id a second time in the file; the later rows are the problem."""
    ids = checked.record_ids
    if len(set(ids)) == len(ids):
        return
    counts = Counter(ids)
    first: dict[str, int] = {}
    for index, record_id in enumerate(ids):
        if record_id is None or counts[record_id] == 1:
            continue
        if record_id in first:
            checked.refuse(index, "id_twice", _id_field(checked), record_id=record_id, first=first[record_id])
        else:
            first[record_id] = checked.table.numbers[index]


def _id_field(checked: Checked) -> str | None:
    """The field that a problem of the id is about: the id's own column, if it is one that the file has."""
    name = checked.dataset.record_id[0]
    return name if name in checked.table.columns else next(iter(checked.dataset.otherwise_id), None)
