"""The contract as objects: data/contracts/<year>/*.toml → Contract, Indicator. Ambiguity is refused, never guessed."""

from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from data import contract as contract_data
from data.errors import DefinitionError
from kpi.blocks import Block, read_file, validated
from kpi.contract_checks import check_contract, check_target, check_valid_from, nearest
from kpi.measures import Measure, measures
from kpi.periods import Month

Each = Literal["month", "quarter", "half_year"]
Kind = Literal["at_least", "at_most", "above", "exactly", "by", "before", "expect"]
KINDS: tuple[Kind, ...] = ("at_least", "at_most", "above", "exactly", "by", "before", "expect")
PACKAGES = (1, 2, 3, 4, 5)


class Gate(Block):
    """A month in which `measure` stays below `at_least` counts as missing."""

    measure: str
    at_least: float


class Indicator(Block):
    """One line of a target table 绩效目标表, or one service clause: what must be reached, in the tender's own words.

    Exactly one of the seven kinds is given. across: how systems combine. each: the worst finished month, quarter or
    half-year decides. cumulative: from the start of the term. pace: an annual number, judged by its share until the
    term is over; deadline: a number that is missed only at mid-term or at the end of the term. where: one tag of the
    measure. weight: points of 100; without it the default of its level-1 group, split equally.

    Of clauses only: heading and wording as in the tender, also: further sentences of the same duty. systems: those that
    it binds, all if none. limit: the number that every single case, day or week must keep, where the target is the
    share of them that do. season: first and last day of the year, 'MM-DD..MM-DD'. provisional: the tender gives the
    number as an example only, gives none and it is the product's default, or gives it as the extent of what is there;
    never a breach. binds_centre: the duty is the Centre's own, no breach of the contractor. contradicts: codes that ask
    something else of the same thing. acceptance: it belongs to the checklist of 六、验收要求.
    """

    code: str = Field(pattern=r"^[1-5]\.(\d\d|C\d+)$")
    group: tuple[str, str]
    name: str
    as_written: str
    measure: str
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    exactly: float | None = None
    by: date | None = None
    before: date | None = None
    expect: str | None = None
    across: Literal["pooled", "mean", "worst"] = "pooled"
    each: Each | None = None
    cumulative: bool = False
    pace: bool = False
    deadline: Literal["midterm", "term_end"] | None = None
    where: str | None = None
    gate: Gate | None = None
    weight: float | None = Field(default=None, gt=0, le=100, allow_inf_nan=False)
    heading: str = ""
    wording: str = ""
    also: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    limit: float | None = None
    season: str | None = Field(default=None, pattern=r"^\d\d-\d\d\.\.\d\d-\d\d$")
    provisional: Literal["example", "default", "scope"] | None = None
    binds_centre: bool = False
    contradicts: tuple[str, ...] = ()
    acceptance: tuple[Literal["midterm", "final"], ...] = ()

    @field_validator("group", "also", "systems", "contradicts", "acceptance", mode="before")
    @classmethod
    def _from_list(cls, group: Any) -> Any:
        return tuple(group) if isinstance(group, list) else group

    @property
    def package(self) -> int:
        """The package, the first part of the code."""
        return int(self.code.split(".")[0])

    @cached_property
    def kind(self) -> Kind:
        """Which of the seven kinds its target is."""
        return self.kinds_given[0]

    @property
    def kinds_given(self) -> list[Kind]:
        """The kinds that its block gives; a sound one gives one."""
        return [kind for kind in KINDS if getattr(self, kind) is not None]

    @property
    def kinds_known(self) -> tuple[Kind, ...]:
        """All kinds that there are."""
        return KINDS

    @property
    def target(self) -> float | date | str:
        """The target itself: a number in the measure's unit, a day, or the words expected."""
        value: float | date | str = getattr(self, self.kind)
        return value

    @property
    def tag(self) -> str | None:
        """The tag of the measure that it looks at; None: all. Assessments and duties are tagged by the code itself."""
        return self.code if self.kind == "expect" or self.definition.by_clause else self.where

    @property
    def rising(self) -> bool:
        """More is better."""
        return self.kind in ("at_least", "above", "expect")

    @property
    def is_clause(self) -> bool:
        """A service clause, not a line of the target table."""
        return "C" in self.code

    @property
    def order(self) -> tuple[int, str, int]:
        """What sorts codes as people read them: C9 before C10."""
        package, _, number = self.code.partition(".")
        return int(package), "C" * self.is_clause, int(number.removeprefix("C"))

    @property
    def definition(self) -> Measure:
        """Its measure."""
        return measures()[self.measure]


class _Table(Block):
    """package_N.toml: the target table of one package, valid from a month on."""

    package: int
    valid_from: str
    indicator: list[dict[str, Any]]


class _Binds(Block):
    packages: list[Annotated[int, Field(ge=1, le=5)]]
    systems: list[str] = Field(default_factory=list)


class _Clause(BaseModel):
    """What one block of clauses.toml says of whom it binds; the rest is that of an Indicator."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)
    code: str = Field(pattern=r"^C\d+$")
    heading: str
    wording: str
    binds: _Binds


class _Clauses(Block):
    """clauses.toml."""

    clause: list[dict[str, Any]]


class _Term(Block):
    first_month: str
    last_month: str
    midterm_last_month: str


class _Deadlines(Block):
    upload_day: int = Field(ge=1, le=28)


class _Head(Block):
    """contract.toml."""

    name: str
    term: _Term
    deadlines: _Deadlines
    weights: dict[str, Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]]


class Contract(BaseModel):
    """The contract of one year: term, mid-term, upload deadline, weights, five target tables, service clauses."""

    model_config = ConfigDict(frozen=True)

    name: str
    first_month: Month
    last_month: Month
    midterm_last_month: Month
    upload_day: int
    weights: dict[str, float]
    has_default_weights: bool = True
    tables: dict[int, tuple[Indicator, ...]]
    clauses: dict[int, tuple[Indicator, ...]]

    def indicator(self, package: int, code: str) -> Indicator:
        """An indicator or clause of a package by code; DefinitionError naming the nearest if there is none."""
        known = {one.code: one for one in (*self.tables[package], *self.clauses[package])}
        if code not in known:
            raise DefinitionError(f"包件{package} 没有指标 {code}", nearest(code, known))
        return known[code]

    def contradicting(self, indicator: Indicator) -> tuple[str, ...]:
        """Codes of the package that ask something else of the same thing, whichever of the two says so."""
        others = (*self.tables[indicator.package], *self.clauses[indicator.package])
        saying = [one for one in others if indicator.code in one.contradicts or one.code in indicator.contradicts]
        return tuple(one.code for one in sorted(saying, key=lambda one: one.order))

    def weight(self, indicator: Indicator) -> float:
        """Points of 100 that the indicator can earn (财预〔2020〕10号; groups by default, split equally, unrounded)."""
        if indicator.weight is not None:
            return indicator.weight
        siblings = sum(1 for one in self.tables[indicator.package] if one.group[0] == indicator.group[0])
        return self.weights[indicator.group[0]] / siblings


@lru_cache
def current_contract() -> Contract:
    """The newest contract of data/contracts."""
    return load_contract(contract_data.newest_folder())


def load_contract(folder: Path) -> Contract:
    """Read a contract folder; DefinitionError naming file, key and the nearest known one for anything unclear."""
    head = read_file(folder / "contract.toml", _Head)
    clauses = _load_clauses(folder / "clauses.toml")
    contract = Contract(
        name=head.name,
        first_month=Month.parse(head.term.first_month),
        last_month=Month.parse(head.term.last_month),
        midterm_last_month=Month.parse(head.term.midterm_last_month),
        upload_day=head.deadlines.upload_day,
        weights=head.weights,
        tables={package: _load_table(folder, package, head.term.first_month) for package in PACKAGES},
        clauses={
            package: tuple(sorted((one for one in clauses if one.package == package), key=lambda one: one.order))
            for package in PACKAGES
        },
    )
    check_contract(contract)
    return contract


def _load_table(folder: Path, package: int, first_month: str) -> tuple[Indicator, ...]:
    path = folder / f"package_{package}.toml"
    table = read_file(path, _Table)
    if table.package != package:
        raise DefinitionError(f"{path.name}：package 应为 {package}", "请改正后重试")
    check_valid_from(table.valid_from, first_month, path.name)
    indicators = _load_blocks(table.indicator, path.name)
    for position, indicator in enumerate(indicators, start=1):
        if indicator.code != f"{package}.{position:02}":
            raise DefinitionError(
                f"{path.name}：指标 {indicator.code} 的编号应为 {package}.{position:02}", "请按表序编号"
            )
    return indicators


def _load_clauses(path: Path) -> tuple[Indicator, ...]:
    blocks = read_file(path, _Clauses).clause
    for block in blocks:
        validated(_Clause, block, f"{path.name} 条款 {block.get('code', '?')}")
    return _load_blocks([copy for block in blocks for copy in contract_data.clause_copies(block)], path.name)


def _load_blocks(blocks: list[dict[str, Any]], file: str) -> tuple[Indicator, ...]:
    indicators = tuple(_load_indicator(block, file) for block in blocks)
    seen: set[str] = set()
    for indicator in indicators:
        if indicator.code in seen:
            raise DefinitionError(f"{file}：编号 {indicator.code} 重复", "每个编号只能出现一次")
        seen.add(indicator.code)
    return indicators


def _load_indicator(block: dict[str, Any], file: str) -> Indicator:
    indicator = validated(Indicator, block, f"{file} 指标 {block.get('code', '?')}")
    check_target(indicator, file)
    return indicator
