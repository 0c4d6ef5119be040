"""A finding in plain sentences: how it stands against its target, which systems caused it, how it was reckoned."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from data.reference import short_names
from kpi.judge import due_by_pace, reached
from kpi.targets import Indicator
from kpi.values import Finding, Number, SystemValue
from kpi.words import FLAGS, shown_figure, shown_number, shown_target, shown_value, unit_words

_SHOWN_MONTHS = 3
_SHOWN_SYSTEMS = 2
_TAKEN = {
    (False, "mean"): "各系统平均",
    (False, "worst"): "最差的系统",
    (True, "pooled"): "最差的月份",
    (True, "mean"): "最差的月份各系统平均",
    (True, "worst"): "最差月份中最差的系统",
}
"""(months by themselves, how systems combine) → what is taken as the value."""


class Cause(NamedTuple):
    """What one system has contributed to a bad value; words with number and unit."""

    system_id: str
    amount: float
    words: str


def sentence(finding: Finding) -> str:
    """How the finding stands, without a full stop: '服务响应时间 31.20 分钟，超过 30 分钟'."""
    indicator, value = finding.indicator, shown_value(finding)
    name, target = indicator.name, shown_target(indicator)
    match finding.verdict:
        case "no_data":
            return f"{name}缺数据：{_why_no_data(finding)}"
        case "not_due":
            return f"{name}未到期"
        case "met":
            return f"{name} {value}，" + _met(finding, target)
        case "on_track" | "behind":
            return f"{name} {_progress(finding, value)}"
        case "missed":
            return f"{name} {_miss(finding, value, target)}"


def causes(finding: Finding) -> list[Cause]:
    """The systems that contributed to a value that missed its target or lags, the largest first; [] for others."""
    if finding.verdict not in ("missed", "behind"):
        return []
    found = [cause for system in finding.systems if (cause := _cause(finding.indicator, system)) is not None]
    falling = finding.indicator.definition.blame == "value" and finding.indicator.rising
    return sorted(found, key=lambda one: (one.amount if falling else -one.amount, one.system_id))


def cause_words(finding: Finding, months: Mapping[str, Finding]) -> str:
    """'主要来自 治安监控（3 单，平均 31.20 小时）', or '' where no system stands out.

    months: the indicator month by month; where the worst month decides, the systems of that month are named.
    """
    month, decided = "", finding
    if finding.indicator.each is not None and finding.value is not None:
        worst = [(name, one) for name, one in months.items() if one.value == finding.value]
        month, decided = worst[0] if worst else ("", finding)
    found = causes(decided)
    said = "、".join(f"{name_of(one.system_id)}（{one.words}）" for one in found[:_SHOWN_SYSTEMS])
    said += f" 等 {len(found)} 个系统" if len(found) > _SHOWN_SYSTEMS else ""
    named = f"{month} 主要来自 {said}".lstrip() if found else ""
    return "，".join(words for words in (named, _beside_systems(decided)) if words)


def reckoning(finding: Finding) -> str:
    """The formula with its own figures: '47,519.50 小时 ÷ 47,530.00 小时 = 99.97%'; '' where there are none.

    Where systems or months are looked at by themselves, the quotient of all is followed by what the value is instead.
    """
    measure, part, whole = finding.indicator.definition, finding.part, finding.whole
    if part is None or measure.fold == "first_day" or (whole is not None and not (part or whole)):
        return ""
    sum_words = amount(part, measure.part_unit)
    if whole is not None:
        sum_words += f" ÷ {amount(whole, measure.whole_unit)}"
        sum_words += f" {_quotient(finding, whole)}" if whole else ""
    instead = _TAKEN.get((finding.indicator.each is not None, finding.indicator.across))
    is_sum = measure.fold == "sum" and finding.value is not None
    return f"合计 {sum_words}；{instead} {shown_value(finding)}" if instead and is_sum else sum_words


def fraction(indicator: Indicator, system: SystemValue) -> str:
    """What a system's value is made of: '744.00 小时 ÷ 3 次', the part alone for a count, '' without either."""
    measure = indicator.definition
    sides = ((system.part, measure.part_unit), (system.whole, measure.whole_unit))
    return " ÷ ".join(amount(value, unit) for value, unit in sides if value is not None)


def some_months(months: Sequence[str], most: int) -> str:
    """The first months by name, and how many there are if not all are named: '2026-07、2026-08 等 5 个月'."""
    return "、".join(months[:most]) + (f" 等 {len(months)} 个月" if len(months) > most else "")


def name_of(system_id: str) -> str:
    """The short name of a system; its number where the contract has none."""
    return short_names().get(system_id, system_id)


def amount(value: float, unit: str) -> str:
    """A number with its unit; whole things without decimals: '3 单', '12.50 小时'."""
    digits = 2 if unit in ("小时", "分钟", "分") else 0
    return f"{value:,.{digits}f} {unit}".rstrip()


def _cause(indicator: Indicator, system: SystemValue) -> Cause | None:
    measure, part, whole = indicator.definition, system.part or 0.0, system.whole or 0.0
    match measure.blame:
        case "gap":
            share, words = whole - part, _gap_words(indicator, whole - part)
        case "whole":
            share, words = whole, amount(whole, measure.whole_unit)
        case "part":
            share, words = part, amount(part, measure.part_unit)
            if measure.whole_unit and system.value is not None:
                words = f"{amount(whole, measure.whole_unit)}，平均 {shown_figure(indicator, system.value)}"
        case "value" if system.value is not None and not reached(indicator, system.value):
            return Cause(system.system_id, system.value, shown_figure(indicator, system.value))
        case _:
            return None
    return Cause(system.system_id, share, words) if round(share, 9) > 0 else None


def _beside_systems(finding: Finding) -> str:
    """What of the gap no system has: records of the package as a whole; '' without any."""
    part, whole, indicator = finding.part, finding.whole, finding.indicator
    if finding.verdict != "missed" or indicator.definition.blame != "gap" or part is None or whole is None:
        return ""
    rest = whole - part - sum((one.whole or 0.0) - (one.part or 0.0) for one in finding.systems)
    return f"不分系统的有 {_gap_words(indicator, rest)}" if round(rest, 9) > 0 else ""


def _gap_words(indicator: Indicator, gap: float) -> str:
    return f"{amount(gap, indicator.definition.whole_unit)}{indicator.definition.lacking}"


def _met(finding: Finding, target: str) -> str:
    if finding.value is None:
        return "没有发生，按达标计"
    return "达标" if finding.indicator.kind == "exactly" else f"达标（目标 {target}）"


def _why_no_data(finding: Finding) -> str:
    if finding.missing_months:
        return f"{some_months([str(month) for month in finding.missing_months], _SHOWN_MONTHS)} 没有报齐"
    return FLAGS["calendar_missing"] if "calendar_missing" in finding.flags else "报来的数据里没有可算的"


def _progress(finding: Finding, value: str) -> str:
    """An annual number on its way, or a case that has been open for too long."""
    indicator = finding.indicator
    if indicator.pace and isinstance(finding.value, int | float):
        due = due_by_pace(indicator, len(finding.covered_months))
        word = "进度正常" if finding.verdict == "on_track" else "进度滞后"
        return f"{value}，按进度应有 {due} {indicator.definition.unit}，{word}（全年 {shown_target(indicator)}）"
    open_cases = finding.beside.get("over_limit_open") or finding.beside.get("open") or 0
    return f"尚无办结的，{open_cases:.0f} {indicator.definition.whole_unit}超时未结"


def _miss(finding: Finding, value: str, target: str) -> str:
    indicator = finding.indicator
    match indicator.kind:
        case "by" | "before":
            if not isinstance(finding.value, date):
                return f"到期没有通过（目标 {target}）"
            limit = f"{indicator.by} 或以前" if indicator.by else f"{indicator.before} 之前"
            return f"{value} 通过，应在 {limit}"
        case "expect":
            return f"{value}，没有达到“{target}”"
        case "exactly":
            return f"{value}，应为 0"
        case "at_most":
            return f"{value}，超过 {_limit(indicator.at_most, indicator)}"
        case "above":
            return f"{value}，没有高于 {_limit(indicator.above, indicator)}"
        case _:
            return f"{value}，低于 {_limit(indicator.at_least, indicator)}"


def _limit(target: Number, indicator: Indicator) -> str:
    return f"{target:g}{unit_words(indicator)}"


def _quotient(finding: Finding, whole: float) -> str:
    """'= 50.00%', or '≈' where the shown number is rounded (against the contractor)."""
    measure = finding.indicator.definition
    value = (finding.part or 0.0) / whole * (100 if measure.percent else 1)
    sign = "=" if round(value, 2) == round(value, 9) else "≈"
    return f"{sign} {shown_number(value, 2, finding.indicator.kind)}{unit_words(finding.indicator)}"
