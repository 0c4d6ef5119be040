"""How results are said on screen and paper: verdicts, flags, values that never look better than they are."""

from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from kpi import wording
from kpi.targets import Indicator
from kpi.values import Finding

VERDICTS = {
    "met": "达标",
    "missed": "未达标",
    "on_track": "进度正常",
    "behind": "进度滞后",
    "not_due": "未到期",
    "no_data": "缺数据",
}
FLAGS = {
    "no_events": "本期未发生",
    "partial_months": "部分月份缺数据",
    "warning_open": "有超时未结事项",
    "small_sample": "样本少于30份",
    "incomplete_upload": "部分入库",
    "over_130": "超过目标30%以上，请核实目标值是否偏低",
    "default_weight": "权重为默认值",
    "larger_event": "发生较大事件",
    "calendar_missing": "日历缺失",
    "example_value": "示例值待确认",
    "default_number": "标书无数量，按默认值看",
    "scope_number": "标书所列范围，不作考核",
    "binds_centre": "约束大数据中心，不计承建方",
}
_WHOLE = ("个", "份", "次", "起", "项", "件", "台", "名", "人", "处")
"""Units of things that are counted."""
_ROUNDING = {"at_least": ROUND_FLOOR, "above": ROUND_FLOOR, "at_most": ROUND_CEILING}


def shown_number(value: float, digits: int, kind: str) -> str:
    """A number with so many digits, thousands apart, rounded against the contractor: ≥ down, ≤ up (domain.md 2)."""
    exact = Decimal(repr(round(value, 9)))
    step = Decimal(1).scaleb(-digits)
    return f"{exact.quantize(step, rounding=_ROUNDING.get(kind, ROUND_HALF_UP)):,}"


def shown_figure(indicator: Indicator, value: float) -> str:
    """A value of an indicator, the package's or one system's, with its unit: '99.43%', '6 次', '31.20 小时'."""
    return f"{figure_number(indicator, value)}{unit_words(indicator)}"


def figure_number(indicator: Indicator, value: float) -> str:
    """The number alone."""
    return shown_number(value, digits_of(indicator), indicator.kind)


def digits_of(indicator: Indicator) -> int:
    """Decimals of its values as shown: none where things are counted."""
    return 0 if _unit(indicator) in _WHOLE else 2


def unit_words(indicator: Indicator) -> str:
    """The unit as it follows a number."""
    unit = _unit(indicator)
    return unit if unit == "%" else f" {unit}"


def _unit(indicator: Indicator) -> str:
    """The measure's unit; of duties, which count all sorts of things, the tender's own: 名, 处, 人月."""
    unit = indicator.definition.unit
    if not indicator.measure.startswith("duty_") or unit == "%":
        return unit
    written = wording.parse(indicator.as_written).unit
    return "人月" if written.endswith("人月") else written or unit


def shown_value(finding: Finding) -> str:
    """The value as shown, with its unit; words where there is no number."""
    indicator, value = finding.indicator, finding.value
    if isinstance(value, date):
        return value.isoformat()
    if value is not None:
        return shown_figure(indicator, value)
    if indicator.measure == "mtbf" and finding.verdict == "met":
        return f"≥ {shown_number(finding.part or 0, 0, 'at_least')} 小时（0 次故障）"
    if "no_events" in finding.flags:
        return "本期未发生"
    return "—"


def shown_points(points: float) -> str:
    """Points of 100 with two decimals, never rounded up: 89.996 must not read 90.00."""
    return shown_number(points, 2, "at_least")


def duration(took: timedelta) -> str:
    """'45 分钟', '8.02 小时' or '3.5 天'; rounded up, so that what is over its limit never reads as the limit."""
    minutes = took.total_seconds() / 60
    if minutes < 120:
        return f"{_short(minutes)} 分钟"
    return f"{_short(minutes / 60)} 小时" if minutes < 72 * 60 else f"{_short(minutes / 1440)} 天"


def _short(value: float) -> str:
    return shown_number(value, 2, "at_most").rstrip("0").removesuffix(".")


def shown_target(indicator: Indicator) -> str:
    """The target in the tender's words."""
    return indicator.as_written


def coverage_words(finding: Finding) -> str:
    """'覆盖 4/5 个月' where months are missing, else ''."""
    if "partial_months" not in finding.flags:
        return ""
    due = len(finding.covered_months) + len(finding.missing_months)
    return f"覆盖 {len(finding.covered_months)}/{due} 个月"
