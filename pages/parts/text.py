"""Words and numbers as they stand on the pages; everything that goes into HTML passes `escaped`."""

from datetime import date
from html import escape

from data.reference import packages
from kpi.periods import Period
from kpi.values import Verdict
from kpi.words import VERDICTS, shown_number, shown_points
from pages.parts.verdicts import LOOKS

APP = "运维绩效监督"
NOTHING = "—"


def escaped(text: object) -> str:
    """Text made safe to stand in HTML."""
    return escape(str(text))


def package_name(package: int) -> str:
    """'包件3 城市治理'."""
    return f"包件{package} {packages()[package].short_name}"


def span_words(period: Period) -> str:
    """The months of a period: '2026-07 至 2026-11'; one month stands alone."""
    return str(period.first) if period.first == period.last else f"{period.first} 至 {period.last}"


def cut_off_words(as_of: date) -> str:
    """'数据截止 2026-11-30'."""
    return f"数据截止 {as_of.isoformat()}"


def points(value: float | None) -> str:
    """Points with two decimals, never rounded up; a dash while undecided."""
    return NOTHING if value is None else shown_points(value)


def share(value: float) -> str:
    """A share of 100 as whole percent, never rounded up: '62%'; '不到 1%' for a trace."""
    return "不到 1%" if 0 < value < 1 else f"{shown_number(value, 0, 'at_least')}%"


def verdict(name: Verdict) -> str:
    """A verdict as a pill: sign and word."""
    return f"<span class='k-pill v-{name}'><i>{LOOKS[name].sign}</i>{VERDICTS[name]}</span>"


def lasting(seconds: float) -> str:
    """A stretch of time to the second: '1 小时 30 分', '45 秒', '24 小时'; '0 分' for none."""
    hours, rest = divmod(round(seconds), 3600)
    minutes, left = divmod(rest, 60)
    said = [f"{value} {unit}" for value, unit in ((hours, "小时"), (minutes, "分"), (left, "秒")) if value]
    return " ".join(said) or "0 分"
