"""Satisfaction rates with their intervals: the packages side by side, one by itself, systems and departments."""

from collections.abc import Callable, Sequence

from kpi.answers import Answer
from kpi.figures import SMALL_SAMPLE
from kpi.judge import reached
from kpi.remarks import remarks
from kpi.satisfaction import (
    Group,
    Rate,
    against_target,
    departments,
    from_bad_to_good,
    interval_words,
    rate_of,
    systems,
)
from kpi.sentences import sentence
from kpi.targets import Indicator
from kpi.values import Finding, Verdict
from kpi.words import shown_number, shown_target, shown_value
from pages.parts import links
from pages.parts import satisfaction_choice as choice
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, escaped, package_name, verdict
from pages.parts.verdicts import LOOKS

STANDINGS = {
    "above": "整个区间都达到目标，抽样误差不会改变结论。",
    "below": "整个区间都低于目标，差距不是抽样误差造成的。",
    "unsure": "目标落在区间之内，换一批人作答，结论可能不同。",
}
_TOP = 100.0


def cards(findings: Sequence[Finding]) -> str:
    """The packages side by side, on one axis."""
    least = _axis_start([rate_of(one) for one in findings], findings[0].indicator)
    return f"<div class='k-sat-cards'>{''.join(_card(one, least) for one in findings)}</div>"


def head(finding: Finding) -> str:
    """One package: value, target, verdict, figures, and the interval in words."""
    one, rate = finding.indicator, rate_of(finding)
    figures = "".join(
        f"<div><small>{name}</small><b{css}>{escaped(value)}</b><span>{escaped(note)}</span></div>"
        for name, value, note, css in [
            ("满意率", shown_value(finding), "", " class='k-value'"),
            ("目标值", shown_target(one), " / ".join(one.group), ""),
            *((*cells, "") for cells in _figures(finding)),
        ]
    )
    return (
        f"<section class='k-finding k-sat-head v-{finding.verdict}' data-code='{one.code}'>"
        f"<header><small>{one.code}</small><h1>{escaped(one.name)}</h1>"
        f"<span>{escaped(package_name(one.package))}</span>{verdict(finding.verdict)}</header>"
        f"{_said(finding)}<div class='k-figures'>{figures}</div>"
        f"{_whole_axis(rate, one)}<p class='k-tags'>{_tags(finding)}"
        f"{links.indicator(one.code, '怎么算的、逐份明细 →', 'k-more')}</p></section>"
    )


def _card(finding: Finding, least: float) -> str:
    one, rate = finding.indicator, rate_of(finding)
    figures = "".join(
        f"<dt>{name}</dt><dd>{escaped(value)}<small>{escaped(note)}</small></dd>"
        for name, value, note in [("目标值", shown_target(one), ""), *_figures(finding)]
    )
    return (
        f"<article class='v-{finding.verdict}' data-code='{one.code}'>"
        f"<header><h3>{links.to('satisfaction', escaped(package_name(one.package)), pkg=one.package)}</h3>"
        f"{verdict(finding.verdict)}</header>"
        f"<b class='k-value'>{escaped(shown_value(finding))}</b>{whisker(rate, one, least)}{_said(finding)}"
        f"<dl>{figures}</dl><p class='k-tags'>{_tags(finding)}</p></article>"
    )


def _figures(finding: Finding) -> list[tuple[str, str, str]]:
    """Name, figure and note of what stands beside the rate; none where nothing was handed in."""
    if not finding.covered_months:
        return []
    beside, rate = finding.beside, rate_of(finding)
    mean, invited, response = beside["mean100"], beside["invited"], beside["response_rate"]
    figures = [
        ("百分制均分", NOTHING if mean is None else shown_number(mean, 1, "at_least"), "1-5 分乘 20"),
        ("有效答卷", f"{rate.n:,} 份", f"满意 {rate.satisfied:,} 份"),
    ]
    if response is None or invited is None:
        return [*figures, ("回收率", NOTHING, "没有填发放份数")]
    note = f"发放 {invited:,.0f} 份" + ("，请核对：有效答卷多于发放" if response > _TOP else "")
    return [*figures, ("回收率", f"{shown_number(response, 1, 'at_least')}%", note)]


def _said(finding: Finding) -> str:
    """The interval in words, and what it means for the verdict; why there is none."""
    rate = rate_of(finding)
    standing = against_target(rate, finding.indicator)
    if standing is None:
        return f"<p class='k-sentence'>{escaped(sentence(finding))}。</p>"
    return f"<p class='k-sentence'>{interval_words(rate)}。<small>{STANDINGS[standing]}</small></p>"


def _tags(finding: Finding) -> str:
    return "".join(f"<span class='k-tag'>{escaped(words)}</span>" for words in remarks(finding))


# --- intervals drawn ---


def whisker(rate: Rate, indicator: Indicator, least: float) -> str:
    """The interval as a bar, the share as a dot, the target as a line, on an axis from `least` to 100 %; '' without."""
    low, high = rate.interval
    if low is None or high is None or rate.share is None:
        return ""
    tone = "met" if reached(indicator, rate.share) else "missed"

    def place(value: float) -> str:
        return f"{max(0.0, (value - least) / (_TOP - least) * 100):.2f}%"

    left, width = place(low), f"{(high - max(low, least)) / (_TOP - least) * 100:.2f}%"
    said = interval_words(rate)
    return (
        f"<span class='k-whisker v-{tone}' role='img' aria-label='{said}' title='{said}'>"
        f"<i style='left:{left};width:{width}'></i><b style='left:{place(rate.share)}'></b>"
        f"<u style='left:{place(_target(indicator))}'></u></span>"
    )


def _whole_axis(rate: Rate, indicator: Indicator) -> str:
    """The interval with the numbers below it."""
    least = _axis_start([rate], indicator)
    drawn = whisker(rate, indicator, least)
    if not drawn:
        return ""
    at = (_target(indicator) - least) / (_TOP - least) * 100
    return (
        f"<div class='k-sat-axis'>{drawn}<p><span>{least:g}%</span>"
        f"<em style='left:{at:.2f}%'>目标 {escaped(shown_target(indicator))}</em><span>100%</span></p></div>"
    )


def _axis_start(rates: Sequence[Rate], indicator: Indicator) -> float:
    """A round percent below every interval and the target."""
    lows = [low for one in rates if (low := one.interval[0]) is not None]
    return max(0.0, (min([*lows, _target(indicator)]) - 2) // 10 * 10)


def _target(indicator: Indicator) -> float:
    return float(indicator.at_least or indicator.above or 0.0)


# --- systems and departments ---


def system_table(findings: Sequence[Finding]) -> str:
    """The systems, each as the scorecard has it, and what names no system."""
    groups = from_bad_to_good([group for one in findings for group in systems(one)])
    is_one = len(findings) == 1

    def name(group: Group) -> str:
        if group.name is not None:
            return links.system(group.name)
        return "没有写系统" + ("" if is_one else f"<small>包件{group.package}</small>")

    return _table("各系统", groups, name, findings[0].indicator)


def department_table(answers: Sequence[Answer], indicator: Indicator) -> str:
    """The departments of those who answered; each chooses its answers for what stands below."""
    groups, is_one = departments(answers), len({one.package for one in answers}) == 1

    def name(group: Group) -> str:
        words = "没有写单位" if group.name is None else choice.here(escaped(group.name), department=group.name)
        return words + ("" if is_one else f"<small>包件{group.package}</small>")

    return _table("各单位", groups, name, indicator)


def _table(title: str, groups: Sequence[Group], name: Callable[[Group], str], indicator: Indicator) -> str:
    if not groups:
        return ""
    least = _axis_start([one.rate for one in groups], indicator)
    rows = [
        [
            name(one),
            _share(one.rate, indicator),
            whisker(one.rate, indicator, least),
            f"<span class='k-number'>{one.rate.satisfied} / {one.rate.n}"
            f"{'<small>样本少</small>' if one.rate.is_small else ''}</span>",
        ]
        for one in groups
    ]
    heads = (title.removeprefix("各"), "满意率", f"区间（{least:g}–100%）", "满意 / 有效")
    note = f"{sum(one.name is not None for one in groups)} 个，从低到高，竖线为目标；少于 {SMALL_SAMPLE} 份的标“样本少”"
    table = plain_table(title, heads, rows, css="k-sat-rates")
    return f"<section class='k-block k-sat-groups'><h2>{title}<small>{note}</small></h2>{table}</section>"


def _share(rate: Rate, indicator: Indicator) -> str:
    if rate.share is None:
        return f"<span class='k-quiet'>{NOTHING}</span>"
    tone: Verdict = "met" if reached(indicator, rate.share) else "missed"
    ink = "not_due" if rate.is_small else tone
    return f"<b class='k-sat-share v-{ink}'><i>{LOOKS[tone].sign}</i>{shown_number(rate.share, 1, 'at_least')}%</b>"
