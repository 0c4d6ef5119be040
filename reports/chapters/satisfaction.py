"""满意度: the rate with its interval, by quarter and by system, and what the low answers say."""

from collections.abc import Iterable

from kpi.answers import LEVELS
from kpi.figures import SMALL_SAMPLE
from kpi.judge import reached
from kpi.satisfaction import (
    Group,
    Rate,
    against_target,
    departments,
    low_answers,
    questions,
    rate_of,
    systems,
)
from kpi.sentences import sentence
from kpi.targets import Indicator
from kpi.values import Finding
from kpi.words import shown_number, shown_target, shown_value
from reports.document import Block, Row, Table
from reports.material import Material
from reports.phrases import bounded, columns, ordinal, percent, said, system

_MOST, _NAMED = 15, 3
_STANDINGS = {
    "above": "整个区间都达到目标，抽样误差不改变结论",
    "below": "整个区间都低于目标，差距不是抽样误差造成的",
    "unsure": "目标落在区间之内，换一批人作答结论可能不同",
}
_HEADS = (("满意率", 14, "right"), ("满意（份）", 12, "right"), ("有效答卷（份）", 14, "right"), ("说明", 20))


def chapter(material: Material) -> tuple[Block, ...]:
    """The finding in words, the quarters, the systems and departments, the low answers."""
    finding = material.finding("satisfaction")
    if finding is None:
        return (said("本包件没有满意度指标。"),)
    rate = rate_of(finding)
    standing = against_target(rate, finding.indicator)
    if standing is None:
        return said(f"{sentence(finding)}。本期没有有效答卷。"), *_quarters(material, finding)
    told = f"{sentence(finding)}；{_sure(rate)}，{_STANDINGS[standing]}。{_figures(finding)}"
    blocks: list[Block] = [said(told)]
    blocks += [*_quarters(material, finding), *_groups("系统", systems(finding), finding.indicator)]
    blocks += [*_groups("单位", departments(material.answers), finding.indicator), *_low(material)]
    return tuple(blocks)


def _sure(rate: Rate) -> str:
    low, high = (shown_number(bound or 0.0, 1, "") for bound in rate.interval)
    return f"{rate.n} 份有效答卷中 {rate.satisfied} 份满意，真实满意率有 95% 的把握在 {low}% 与 {high}% 之间"


def _figures(finding: Finding) -> str:
    mean, invited, response = (finding.beside.get(name) for name in ("mean100", "invited", "response_rate"))
    words = "" if mean is None else f"百分制均分 {shown_number(mean, 1, 'at_least')} 分。"
    if invited is None or response is None:
        return f"{words}没有填写发放份数，回收率不明。"
    return f"{words}发放 {invited:,.0f} 份，回收率 {percent(response, 1)}。"


def _quarters(material: Material, finding: Finding) -> tuple[Block, ...]:
    """Every quarter of the term up to the end of the period, in one sentence."""
    last = material.card.period.last
    told = [
        f"{name[:4]} 年第{ordinal(int(name[5]))}季度 {shown_value(one) if one.value is not None else _lacking(one)}"
        for name, one in material.quarters.items()
        if (int(name[:4]), int(name[5]) * 3 - 2) <= last
    ]
    return (said(f"各季度满意率（目标{shown_target(finding.indicator)}）：{'，'.join(told)}。"),) if told else ()


def _lacking(finding: Finding) -> str:
    return "未到期" if finding.verdict == "not_due" else "缺数据"


def _groups(name: str, groups: Iterable[Group], indicator: Indicator) -> tuple[Block, ...]:
    found = list(groups)
    if not found:
        return ()
    heads = columns((name, 30), *_HEADS)  # type: ignore[arg-type]
    table = Table(f"各{name}满意率（从低到高）", heads, tuple(_group(one, indicator, name) for one in found))
    return tuple(bounded(table, _MOST, "系统“满意度”页"))


def _group(one: Group, indicator: Indicator, name: str) -> Row:
    share = one.rate.share
    is_below = share is not None and not reached(indicator, share)
    small = f"样本少于 {SMALL_SAMPLE} 份" if one.rate.is_small else ""
    who = f"没有写{name}" if one.name is None else system(one.name) if name == "系统" else one.name
    cells = (who, percent(share, 1), str(one.rate.satisfied), str(one.rate.n), small)
    return Row(cells, marked=(1,) if is_below and not one.rate.is_small else ())


def _low(material: Material) -> tuple[Block, ...]:
    low = low_answers(material.answers)
    asked = [one for one in questions(material.answers) if one.rate.share is not None][:_NAMED]
    told = "、".join(f"“{one.words}”{percent(one.rate.share, 1)}" for one in asked)
    words = f"各题中满意率最低的是{told}。" if told else ""
    if not low:
        return (said(f"{words}没有评为“一般”及以下的答卷。"),)
    worst = sum(one.level is not None and one.level <= 2 for one in low)
    words += f"总体评价“{LEVELS[3]}”及以下的答卷 {len(low)} 份，其中“{LEVELS[2]}”及以下 {worst} 份"
    comments = list(dict.fromkeys(one.comment for one in low if one.comment))[:_NAMED]
    return (said(words + (f"，意见如{''.join(f'“{one}”' for one in comments)}。" if comments else "。")),)
