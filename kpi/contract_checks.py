"""What makes a contract unsound: targets that do not say what the tender says, weights that do not add up."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn

from data.errors import DefinitionError
from kpi import wording
from kpi.measures import measures

if TYPE_CHECKING:
    from kpi.targets import Contract, Indicator


def check_target(indicator: Indicator, file: str) -> None:
    """The target given in data must say what the tender's wording says, in the unit of its measure."""
    place = f"{file} 指标 {indicator.code}"
    if len(indicator.kinds_given) != 1:
        known = "、".join(indicator.kinds_known)
        raise DefinitionError(f"{place}：必须恰好给出一个目标", f"可用的写法：{known}", str(indicator.kinds_given))
    names = [indicator.measure, *([indicator.gate.measure] if indicator.gate else [])]
    for name in names:
        if name not in measures():
            raise DefinitionError(f"{place}：没有口径 {name}", nearest(name, measures()))
    if indicator.where is not None and indicator.where not in indicator.definition.tags:
        raise DefinitionError(
            f"{place}：口径 {indicator.measure} 没有分类 {indicator.where}",
            nearest(indicator.where, indicator.definition.tags),
        )
    _check_fit(indicator, place)
    said = wording.parse(indicator.as_written)
    if indicator.is_clause:
        _check_clause(indicator, said, place)
        return
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


def _check_clause(indicator: Indicator, said: wording.Wording, place: str) -> None:
    """A clause is a sentence: what is written of the target stands in it, and its number, if it can be read, is the
    target's, or the limit of each case where the target is the share of cases that keep it."""
    if _bare(indicator.as_written) not in _bare(indicator.wording + "".join(indicator.also)):
        raise DefinitionError(f"{place}：as_written“{indicator.as_written}”不在标书原文中", "请照抄 wording 中的文字")
    if said.kind == "expect":
        return
    number = indicator.target if indicator.limit is None else indicator.limit
    if said.target != number or (indicator.limit is None and said.kind != indicator.kind):
        raise DefinitionError(
            f"{place}：as_written“{indicator.as_written}”与 {number} 不一致", f"按文字应为 {said.kind} = {said.target}"
        )


def _bare(text: str) -> str:
    return "".join(text.split())


def _check_fit(indicator: Indicator, place: str) -> None:
    """Some kinds of target go with one kind of measure only."""
    measure, kind = indicator.definition, indicator.kind
    folds = {"expect": "last", "by": "first_day", "before": "first_day"}
    if (measure.fold in folds.values() or kind in folds) and folds.get(kind) != measure.fold:
        raise DefinitionError(f"{place}：目标 {kind} 不能用口径 {indicator.measure}", "请检查目标的写法或口径")
    if indicator.limit is not None and not (measure.by_clause and measure.percent):
        raise DefinitionError(f"{place}：口径 {indicator.measure} 不逐项判断，不能写 limit", "请检查目标的写法或口径")
    if indicator.deadline and not (indicator.cumulative and kind == "at_least"):
        raise DefinitionError(f"{place}：deadline 只用于自服务期开始累计的 at_least", "请检查目标的写法")
    if indicator.pace and kind != "at_least":
        raise DefinitionError(f"{place}：pace 只用于 at_least", "请检查目标的写法")


def check_valid_from(valid_from: str, first_month: str, file: str) -> None:
    """A table holds from the start of the term; a later change needs a version of its own, which is not there yet."""
    if valid_from != first_month:
        raise DefinitionError(f"{file}：valid_from 应为服务期的第一个月 {first_month}", "请改正后重试", valid_from)


def check_contract(contract: Contract) -> None:
    """Months in order, weights that add up, every group in use."""
    if not contract.first_month <= contract.midterm_last_month <= contract.last_month:
        raise DefinitionError(
            "contract.toml：[term] 的月份先后不对", "应为 first_month ≤ midterm_last_month ≤ last_month"
        )
    if abs(sum(contract.weights.values()) - 100) > 1e-9:
        raise DefinitionError("contract.toml：一级指标权重之和不是 100", "请改正 [weights]", str(contract.weights))
    for package, clauses in contract.clauses.items():
        known = {one.code for one in (*contract.tables[package], *clauses)}
        for clause in clauses:
            for code in set(clause.contradicts) - known:
                refuse_key(f"clauses.toml 条款 {clause.code} contradicts", code, known)
    for package, indicators in contract.tables.items():
        for group, weight in contract.weights.items():
            members = [one for one in indicators if one.group[0] == group]
            if not members:
                raise DefinitionError(
                    f"contract.toml：包件{package} 没有属于“{group}”的指标", "请改正 [weights] 或指标的 group"
                )
            given = [one.weight for one in members if one.weight is not None]
            if given and (len(given) < len(members) or abs(sum(given) - weight) > 1e-9):
                raise DefinitionError(
                    f"package_{package}.toml：{group}下各指标 weight 之和应为 {weight:g}",
                    "要么全部不写（平均分配），要么全部写且加起来相等",
                    str(given),
                )
        unknown = [one for one in indicators if one.group[0] not in contract.weights]
        if unknown:
            refuse_key(f"package_{package}.toml 指标 {unknown[0].code}", unknown[0].group[0], contract.weights)


def refuse_key(place: str, key: str, known: Any) -> NoReturn:
    """Raise DefinitionError for a key that is not known, naming the nearest."""
    raise DefinitionError(f"{place}：不认识 {key}", nearest(key, known))


def nearest(name: str, known: Any) -> str:
    """The hint that names the nearest known word."""
    matches = get_close_matches(name, list(known), n=1, cutoff=0)
    return f"最接近的是 {matches[0]}" if matches else "请检查写法"
