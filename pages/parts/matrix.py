"""All indicators of all packages on one sheet: value and verdict, each cell a link to its proof."""

from collections.abc import Sequence

from kpi.score import Scorecard
from kpi.targets import Indicator
from kpi.values import Finding
from kpi.words import VERDICTS, shown_target, shown_value
from pages.parts import links
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, package_name
from pages.parts.verdicts import LOOKS

_ALIKE = ("成本构成", "稳定性", "安全性", "长效管理", "数字化赋能")
"""Qualitative indicators that packages word differently stand in one line if they share one of these words."""


def indicator_matrix(cards: Sequence[Scorecard]) -> str:
    """Indicators × packages in the order of the first package that has them; a dash where a package has none."""
    lines: dict[tuple[str, str], dict[int, Finding]] = {}
    for card in cards:
        for scored in card.indicators:
            lines.setdefault(_line(scored.finding.indicator), {})[card.package] = scored.finding
    rows = [
        [escaped(_name(findings)), *(_cell(findings.get(card.package)) for card in cards)]
        for _, findings in sorted(lines.items(), key=lambda item: _place(item[1]))
    ]
    heads = ["指标", *(escaped(package_name(card.package)) for card in cards)]
    return plain_table("指标矩阵", heads, rows, css="k-matrix")


def _line(indicator: Indicator) -> tuple[str, str]:
    """What makes two indicators of different packages the same line."""
    if indicator.kind == "expect":
        return "assessment", next((word for word in _ALIKE if word in indicator.name), indicator.name)
    return indicator.measure, indicator.where or ""


def _name(findings: dict[int, Finding]) -> str:
    return next(iter(findings.values())).indicator.name


def _place(findings: dict[int, Finding]) -> tuple[int, float]:
    """Level 1 first, then the number of the indicator in the first package that has it."""
    one = next(iter(findings.values())).indicator
    levels = ("成本指标", "产出指标", "效益指标", "满意度指标")
    return levels.index(one.group[0]) if one.group[0] in levels else len(levels), float(one.code.split(".")[1])


def _cell(finding: Finding | None) -> str:
    if finding is None:
        return f"<span class='k-quiet'>{NOTHING}</span>"
    one, look = finding.indicator, LOOKS[finding.verdict]
    words = f"<i>{look.sign}</i>{escaped(shown_value(finding))}<small>{VERDICTS[finding.verdict]}</small>"
    said = f"{one.code} {one.name}，目标 {shown_target(one)}，{VERDICTS[finding.verdict]}"
    return f"<span title='{escaped(said)}'>{links.indicator(one.code, words, f'k-cell v-{finding.verdict}')}</span>"
