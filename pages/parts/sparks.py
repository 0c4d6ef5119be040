"""Small lines in a table: the months of an indicator at a glance, and what changed since the month before."""

from collections.abc import Mapping

from kpi.targets import Indicator
from kpi.values import Finding
from kpi.words import digits_of, shown_number, shown_value
from pages.parts.text import escaped

LEAST, MOST = 12, 100
"""Heights of the lowest and the highest bar in percent: the lowest still has to be seen."""


def sparkline(indicator: Indicator, months: Mapping[str, Finding]) -> str:
    """The monthly values as small bars coloured by verdict, with the target as a line; '' without two values."""
    values = {month: one.value for month, one in months.items() if isinstance(one.value, int | float)}
    if len(values) < 2:
        return ""
    target = indicator.target if isinstance(indicator.target, int | float) else None
    shown = [*values.values(), *([target] if target is not None else [])]
    low, span = min(shown), (max(shown) - min(shown)) or 1.0

    def height(value: float) -> float:
        return LEAST + (value - low) / span * (MOST - LEAST)

    bars = "".join(
        f"<i class='f-{one.verdict}' style='height:{height(values[month]):.0f}%'></i>"
        if month in values
        else "<i class='k-gap'></i>"
        for month, one in months.items()
    )
    level = f"<b style='bottom:{height(target):.0f}%'></b>" if target is not None else ""
    said = escaped("，".join(f"{month} {shown_value(one)}" for month, one in months.items()))
    return f"<span class='k-spark' role='img' title='{said}' aria-label='{said}'>{bars}{level}</span>"


def change(indicator: Indicator, months: Mapping[str, Finding]) -> str:
    """The last month's value against the month before: '▲ 0.12', coloured by whether it got better; '' without both."""
    values = [one.value for one in months.values()]
    if len(values) < 2 or not all(isinstance(value, int | float) for value in values[-2:]):
        return ""
    before, now = (float(value) for value in values[-2:] if isinstance(value, int | float))
    moved = shown_number(abs(now - before), digits_of(indicator), "")
    if float(moved) == 0:
        return "<small class='k-quiet'>→ 持平</small>"
    better = (now > before) == indicator.rising
    return f"<small class='{'v-met' if better else 'v-missed'} k-moved'>{'▲' if now > before else '▼'} {moved}</small>"
