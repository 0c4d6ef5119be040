"""The contract as objects: data/contracts/<year>/*.toml → Contract, Indicator. Ambiguity is refused, never guessed."""

import re
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from data import contract as contract_data
from data.errors import DefinitionError
from kpi.contract_checks import check_contract, check_target, check_valid_from, nearest, refuse_key
from kpi.measures import Measure, measures
from kpi.periods import Month

Kind = Literal["at_least", "at_most", "above", "exactly", "by", "before", "expect"]
KINDS: tuple[Kind, ...] = ("at_least", "at_most", "above", "exactly", "by", "before", "expect")
PACKAGES = (1, 2, 3, 4, 5)
_Model = TypeVar("_Model", bound=BaseModel)


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Gate(_Block):
    """A month in which `measure` stays below `at_least` counts as missing."""

    measure: str
    at_least: float


class Indicator(_Block):
    """One line of a target table 绩效目标表, or one service clause: what must be reached, in the tender's own words.

    Exactly one of the seven kinds is given. across: how systems combine. each: the worst finished month decides.
    cumulative: from the start of the term. pace: an annual number, judged by its share until the term is over.
    where: one tag of the measure. weight: points of 100; without it the default of its level-1 group, split equally.
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
    each: Literal["month"] | None = None
    cumulative: bool = False
    pace: bool = False
    where: str | None = None
    gate: Gate | None = None
    weight: float | None = Field(default=None, gt=0, le=100, allow_inf_nan=False)

    @field_validator("group", mode="before")
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
        """The tag of the measure that it looks at; None: all. An assessment is tagged by the indicator's code."""
        return self.code if self.kind == "expect" else self.where

    @property
    def rising(self) -> bool:
        """More is better."""
        return self.kind in ("at_least", "above", "expect")

    @property
    def definition(self) -> Measure:
        """Its measure."""
        return measures()[self.measure]


class _Table(_Block):
    """package_N.toml: the target table of one package, valid from a month on."""

    package: int
    valid_from: str
    indicator: list[dict[str, Any]]


class _Clauses(_Block):
    """clauses.toml."""

    clause: list[dict[str, Any]]


class _Term(_Block):
    first_month: str
    last_month: str
    midterm_last_month: str


class _Deadlines(_Block):
    upload_day: int = Field(ge=1, le=28)


class _Head(_Block):
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
    head = _read(folder / "contract.toml", _Head)
    clauses = _load_blocks(_read(folder / "clauses.toml", _Clauses).clause, "clauses.toml")
    contract = Contract(
        name=head.name,
        first_month=Month.parse(head.term.first_month),
        last_month=Month.parse(head.term.last_month),
        midterm_last_month=Month.parse(head.term.midterm_last_month),
        upload_day=head.deadlines.upload_day,
        weights=head.weights,
        tables={package: _load_table(folder, package, head.term.first_month) for package in PACKAGES},
        clauses={package: tuple(one for one in clauses if one.package == package) for package in PACKAGES},
    )
    check_contract(contract)
    return contract


def _load_table(folder: Path, package: int, first_month: str) -> tuple[Indicator, ...]:
    path = folder / f"package_{package}.toml"
    table = _read(path, _Table)
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


def _load_blocks(blocks: list[dict[str, Any]], file: str) -> tuple[Indicator, ...]:
    indicators = tuple(_load_indicator(block, file) for block in blocks)
    seen: set[str] = set()
    for indicator in indicators:
        if indicator.code in seen:
            raise DefinitionError(f"{file}：编号 {indicator.code} 重复", "每个编号只能出现一次")
        seen.add(indicator.code)
    return indicators


def _load_indicator(block: dict[str, Any], file: str) -> Indicator:
    indicator = _validated(Indicator, block, f"{file} 指标 {block.get('code', '?')}")
    check_target(indicator, file)
    return indicator


def _read(path: Path, model: type[_Model]) -> _Model:
    return _validated(model, contract_data.read_toml(path), path.name)


def _validated(model: type[_Model], raw: Any, place: str) -> _Model:
    """The table as an object; the first thing wrong with it as DefinitionError: place, key, nearest known key."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        *path, key = map(str, first["loc"])
        where = ".".join([*path, key])
        if first["type"] == "extra_forbidden":
            refuse_key(place, where, _fields(model, path))
        if first["type"] == "missing":
            raise DefinitionError(f"{place}：缺少 {where}", "请补上后重试", str(error)) from error
        if first["type"] == "literal_error":
            known = re.findall(r"'(\w+)'", first["ctx"]["expected"])
            raise DefinitionError(
                f"{place}：{where} 不能是 {first['input']}", nearest(str(first["input"]), known)
            ) from error
        raise DefinitionError(f"{place}：{where} 的值不对", "请按目标表的写法改正", str(error)) from error


def _fields(model: type[BaseModel], path: list[str]) -> list[str]:
    """The known keys of a table inside a table."""
    for step in path:
        annotation = model.model_fields[step].annotation
        model = next(one for one in (*get_args(annotation), annotation) if isinstance(one, type))
    return list(model.model_fields)
