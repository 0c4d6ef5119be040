"""The contract as objects: data/contracts/<year>/*.toml → Contract, Indicator. Ambiguity is refused, never guessed."""

from datetime import date
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from data import contract as contract_data
from data.errors import DefinitionError
from kpi import wording
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

    code: str
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
    weight: float | None = None

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
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

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
    weights: dict[str, float]


class Contract(BaseModel):
    """The contract of one year: term, mid-term, upload deadline, weights, five target tables, service clauses."""

    model_config = ConfigDict(frozen=True)

    name: str
    first_month: Month
    last_month: Month
    midterm_last_month: Month
    upload_day: int
    weights: dict[str, float]
    tables: dict[int, tuple[Indicator, ...]]
    clauses: dict[int, tuple[Indicator, ...]]

    def indicator(self, package: int, code: str) -> Indicator:
        """An indicator or clause of a package by code; DefinitionError naming the nearest if there is none."""
        known = {one.code: one for one in (*self.tables[package], *self.clauses[package])}
        if code not in known:
            raise DefinitionError(f"包件{package} 没有指标 {code}", _nearest(code, known))
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
        tables={package: _load_table(folder / f"package_{package}.toml", package) for package in PACKAGES},
        clauses={package: tuple(one for one in clauses if one.package == package) for package in PACKAGES},
    )
    _check_weights(contract)
    return contract


def _load_table(path: Path, package: int) -> tuple[Indicator, ...]:
    table = _read(path, _Table)
    if table.package != package:
        raise DefinitionError(f"{path.name}：package 应为 {package}", "请改正后重试")
    Month.parse(table.valid_from)
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
    _check_target(indicator, file)
    return indicator


def _check_target(indicator: Indicator, file: str) -> None:
    """The target given in data must say what the tender's wording says, in the unit of its measure."""
    place = f"{file} 指标 {indicator.code}"
    given = [kind for kind in KINDS if getattr(indicator, kind) is not None]
    if len(given) != 1:
        raise DefinitionError(f"{place}：必须恰好给出一个目标", f"可用的写法：{'、'.join(KINDS)}", str(given))
    names = [indicator.measure, *([indicator.gate.measure] if indicator.gate else [])]
    for name in names:
        if name not in measures():
            raise DefinitionError(f"{place}：没有口径 {name}", _nearest(name, measures()))
    if indicator.where is not None and indicator.where not in indicator.definition.tags:
        raise DefinitionError(
            f"{place}：口径 {indicator.measure} 没有分类 {indicator.where}",
            _nearest(indicator.where, indicator.definition.tags),
        )
    said = wording.parse(indicator.as_written)
    if said.kind != indicator.kind or said.target != indicator.target:
        raise DefinitionError(
            f"{place}：as_written“{indicator.as_written}”与目标 {indicator.kind} = {indicator.target} 不一致",
            f"按文字应为 {said.kind} = {said.target}",
        )
    if said.unit and said.unit != indicator.definition.unit:
        raise DefinitionError(
            f"{place}：单位“{said.unit}”与口径 {indicator.measure} 的单位“{indicator.definition.unit}”不一致",
            "请检查 as_written 或口径",
        )


def _check_weights(contract: Contract) -> None:
    if abs(sum(contract.weights.values()) - 100) > 1e-9:
        raise DefinitionError("contract.toml：一级指标权重之和不是 100", "请改正 [weights]", str(contract.weights))
    for package, indicators in contract.tables.items():
        for group, weight in contract.weights.items():
            members = [one for one in indicators if one.group[0] == group]
            given = [one.weight for one in members if one.weight is not None]
            if given and (len(given) < len(members) or abs(sum(given) - weight) > 1e-9):
                raise DefinitionError(
                    f"package_{package}.toml：{group}下各指标 weight 之和应为 {weight:g}",
                    "要么全部不写（平均分配），要么全部写且加起来相等",
                    str(given),
                )
        unknown = [one for one in indicators if one.group[0] not in contract.weights]
        if unknown:
            _refuse_key(f"package_{package}.toml 指标 {unknown[0].code}", unknown[0].group[0], contract.weights)


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
            _refuse_key(place, where, _fields(model, path))
        if first["type"] == "missing":
            raise DefinitionError(f"{place}：缺少 {where}", "请补上后重试", str(error)) from error
        raise DefinitionError(f"{place}：{where} 的值不对", "请按目标表的写法改正", str(error)) from error


def _fields(model: type[BaseModel], path: list[str]) -> list[str]:
    """The known keys of a table inside a table."""
    for step in path:
        annotation = model.model_fields[step].annotation
        model = next(one for one in (*get_args(annotation), annotation) if isinstance(one, type))
    return list(model.model_fields)


def _refuse_key(place: str, key: str, known: Any) -> NoReturn:
    raise DefinitionError(f"{place}：不认识 {key}", _nearest(key, known))


def _nearest(name: str, known: Any) -> str:
    matches = get_close_matches(name, list(known), n=1, cutoff=0)
    return f"最接近的是 {matches[0]}" if matches else "请检查写法"
