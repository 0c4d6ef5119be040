"""The vocabulary in which an upload type is declared: Dataset and Column.

From one declaration come the table in the store, the template, the row checks and the help text.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from data.tables import EVENTS, LISTS, LOGS, RECORD_COLUMNS, RecordTable
from data.tables import Column as TableColumn

CellKind = Literal[
    "text", "given", "id", "date", "time", "due", "yes_no", "number", "integer", "percent", "minutes", "word", "answer"
]
"""What a cell holds. given: a text that counts by being there (豁免原因, 批准人), so no 是 or 否; time: a moment of an
event; due: a moment that may lie ahead (要求完成时间, 计划…); date: a day; id: text after the full-width → half-width
mending, no look-alike letters; word: one of `words`; answer: 总体满意度;
percent: stored as 0-100, where 98.5, 98.5% and 0.985 mean the same; minutes: a number of minutes, or a duration in
words (2小时30分钟)."""

Cadence = Literal["monthly", "quarterly", "on_change", "whenever"]

_TABLE_TYPES: dict[CellKind, str] = {
    "text": "VARCHAR",
    "given": "VARCHAR",
    "id": "VARCHAR",
    "date": "DATE",
    "time": "TIMESTAMP",
    "due": "TIMESTAMP",
    "yes_no": "BOOLEAN",
    "number": "DOUBLE",
    "integer": "INTEGER",
    "percent": "DOUBLE",
    "minutes": "DOUBLE",
    "word": "VARCHAR",
    "answer": "VARCHAR",
}


@dataclass(frozen=True)
class Column:
    """One column 字段 of an upload type.

    header: the canonical Chinese header; required: the column must be there, and a cell of it may not be blank unless
    may_be_blank; words: accepted word → stored word, compared after trimming and full-width → half-width (kind yes_no:
    further accepted words → 是 or 否); default: what a blank cell or a missing column means (kind yes_no: a bool).
    aliases: other headers read as this column, in order of preference; the canonical header goes before them all.
    unsure: headers that may mean this column or something else (处理时间, Priority): never read by themselves, asked
    about where the column is not there.
    day_suffices: a bare date is a full answer in a column of moments, means the end of that day and needs no note.
    counts_by_day: the day of the moment decides, so one written as 24:00 is refused (as in the column of placed_by).
    may_lie_ahead: a date of a plan, not of an event, so it may lie after the upload. minimum, maximum: bounds of a
    number, both included.
    """

    header: str
    field: str
    kind: CellKind = "text"
    required: bool = False
    may_be_blank: bool = False
    words: dict[str, str] = dataclasses.field(default_factory=dict)
    default: str | int | bool | None = None
    aliases: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    help: str = ""
    example: str = ""
    day_suffices: bool = False
    counts_by_day: bool = False
    may_lie_ahead: bool = False
    minimum: float | None = None
    maximum: float | None = None

    @property
    def table_type(self) -> str:
        """Type of the column in the store."""
        return _TABLE_TYPES[self.kind]

    @property
    def is_event(self) -> bool:
        """It says when something happened: a moment or day of it after the upload is a problem."""
        return self.kind == "time" or (self.kind == "date" and not self.may_lie_ahead)

    @property
    def choices(self) -> tuple[str, ...]:
        """The words to choose from, in the order of the template's list; () for a column without a closed list."""
        if self.kind == "word":
            return tuple(dict.fromkeys(self.words.values()))
        if self.kind == "yes_no":
            return self.word_for(True), self.word_for(False)
        return ()

    def word_for(self, value: bool) -> str:
        """How a yes/no value is written in a cell: 是 or 否, or the column's own first word for it."""
        plain = "是" if value else "否"
        return next((word for word, meaning in self.words.items() if meaning == plain), plain)


def names(*lines: str) -> tuple[str, ...]:
    """Headers as they are declared, several to a line: 'A、B', 'C' → A, B, C."""
    return tuple(name for line in lines for name in line.split("、"))


@dataclass(frozen=True)
class Order:
    """A rule between two times of a row: `later` may not lie before `earlier`.

    is_measured: what lies between them is measured in minutes, so two bare dates of one day say nothing. by_day: only
    the days are compared. within_days: `later` may not lie further off.
    """

    earlier: str
    later: str
    is_measured: bool = False
    by_day: bool = False
    within_days: int | None = None


@dataclass(frozen=True)
class DefaultBy:
    """A default that hangs on another column: a blank `field` takes what `values` names for the stored word of `by`."""

    field: str
    by: str
    values: dict[str, float]


@dataclass(frozen=True)
class Dataset:
    """One upload type 数据类型.

    name, title, grain: table name, sheet title, what one row is. placed_by: field that places a row in its month (None:
    the chosen month). record_id: fields that make the id, joined by '|'; otherwise_id: those that make it where
    record_id is blank. fixed: fields that a continuation 续报 may not change. open_when: SQL over the row's own
    columns, true while a continuation may follow ("" = never). packages: which packages report it, no other may.
    row_rule: further checks of one row (field → parsed value or None, defaults filled in), giving (field, code) pairs.
    keeps_further_columns: they are items of a questionnaire, but for those of `aside`, which say how it was filled in.
    rollup: statement run once per stored batch with its batch_id as parameter. position: place among the upload types
    and in the workbook. note: what a supervisor should know before filling it in, Chinese.
    """

    name: str
    title: str
    grain: str
    cadence: Cadence
    columns: tuple[Column, ...]
    record_id: tuple[str, ...]
    placed_by: str | None = None
    fixed: tuple[str, ...] = ()
    open_when: str = ""
    orders: tuple[Order, ...] = ()
    may_be_nil: bool = True
    packages: tuple[int, ...] = (1, 2, 3, 4, 5)
    keeps_further_columns: bool = False
    aside: tuple[str, ...] = ()
    column_limit: int = 60
    derived: tuple[TableColumn, ...] = ()
    row_rule: Callable[[dict[str, object]], list[tuple[str, str]]] | None = None
    rollup: str = ""
    otherwise_id: tuple[str, ...] = ()
    defaults_by: tuple[DefaultBy, ...] = ()
    position: int = 0
    note: str = ""

    @property
    def is_list(self) -> bool:
        """A whole list a month (systems, assets, assessments): an id may come again in another month."""
        return self.placed_by is None

    @property
    def by_field(self) -> dict[str, Column]:
        """Its columns by field name."""
        return {column.field: column for column in self.columns}

    @property
    def takes_plain_rows(self) -> bool:
        """Whether rows that are in order can be kept by columns (loaders.sieve): a log, each row of which stands for
        itself, with an id that says when it was."""
        own = self.by_field
        bound = (self.fixed, self.open_when, self.orders, self.row_rule, self.otherwise_id, self.defaults_by)
        return (
            bool(self.rollup)
            and not any(bound)
            and not (self.keeps_further_columns or self.derived)
            and self.placed_by in self.record_id
            and all(name in own and own[name].kind in ("id", "time") for name in self.record_id)
            and all(column.kind not in ("text", "answer", "due") for column in self.columns)
        )

    def table(self) -> RecordTable:
        """The dataset as the store sees it."""
        columns = tuple((column.field, column.table_type) for column in self.columns)
        kind = LISTS if self.is_list else LOGS if self.rollup else EVENTS
        taken = {name for name, _ in RECORD_COLUMNS}
        return RecordTable(
            self.name,
            self.title,
            kind,
            self.cadence,
            (*(pair for pair in columns if pair[0] not in taken), *self.derived),
        )
