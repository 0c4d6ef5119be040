"""各月走势: the scores and the indicators of the package month by month; only of periods of several months."""

from collections.abc import Sequence

from kpi.score import Scorecard
from kpi.values import Finding
from kpi.words import VERDICTS, figure_number, shown_target
from reports.document import Block, Chart, Picture, Row, Series, Table
from reports.material import Material
from reports.phrases import NOTHING, columns, dependable, points, printed, said

_EXCELLENT = (90.0, "优 90 分")
_LOWEST_SHOWN = 60.0
_MONTHS_A_TABLE = 6
"""More columns of figures do not fit beside each other on a page."""
_SHORT = {"not_due": "未到期", "no_data": "缺数据", "on_track": "正常", "behind": "滞后"}


def chapter(material: Material) -> tuple[Block, ...]:
    """The projected score of each month as a line, each indicator of each month in a table."""
    months = material.months
    if not any(dependable(one) for one in months):
        return (said("期间各月已定的指标都太少，没有走势可看。"),)
    lead = said("以下为每个月单独考核的结果；全期的结论和得分按全期数据另行计算，不是各月的平均。")
    parts = [months[start : start + _MONTHS_A_TABLE] for start in range(0, len(months), _MONTHS_A_TABLE)]
    return lead, _picture(months), *(_table(material, part, is_only=len(parts) == 1) for part in parts)


def _picture(months: tuple[Scorecard, ...]) -> Picture:
    labels = tuple(f"{one.period.first.number}月" for one in months)
    values = tuple(one.projected if dependable(one) else None for one in months)
    words = tuple("" if one is None else points(one) for one in values)
    low = _LOWEST_SHOWN if all(one is None or one >= _LOWEST_SHOWN for one in values) else 0.0
    chart = Chart("lines", labels, (Series("预计得分", values, words),), "分", _EXCELLENT, low=low, high=100.0)
    told = "，".join(f"{label} {word or '已定太少'}" for label, word in zip(labels, words, strict=True))
    return Picture("各月预计得分", chart, printed(f"各月预计得分：{told}。"))


def _table(material: Material, months: Sequence[Scorecard], *, is_only: bool) -> Table:
    names = [str(one.period.first) for one in months]
    heads = [(f"{int(name[5:])}月", 9.0, "center") for name in names]
    table = columns(("三级指标", 26), ("目标值", 11, "center"), *heads)  # type: ignore[arg-type]
    found = []
    for one in material.card.indicators:
        monthly = material.monthly(one.finding.indicator.code)
        cells = [_cell(monthly[name]) if name in monthly else NOTHING for name in names]
        missed = tuple(2 + at for at, name in enumerate(names) if name in monthly and monthly[name].verdict == "missed")
        head = one.finding.indicator
        found.append(Row((f"{head.code} {head.name}", shown_target(head), *cells), marked=missed))
    span = "" if is_only else f"（{months[0].period.first.number}月至{months[-1].period.first.number}月）"
    return Table(f"各月指标值{span}", table, tuple(found))


def _cell(finding: Finding) -> str:
    """The number of a month without its unit, which the target has; the verdict where there is none."""
    value = finding.value
    if isinstance(value, int | float):
        sign = "%" if finding.indicator.definition.unit == "%" else ""
        return f"{figure_number(finding.indicator, value)}{sign}"
    if value is not None:
        return f"{value:%m-%d}"
    return "未发生" if "no_events" in finding.flags else _SHORT.get(finding.verdict, VERDICTS[finding.verdict])
