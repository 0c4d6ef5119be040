"""What stands beside a result, on screen and paper alike: flags and figures in words, points lost, weights."""

from kpi.score import Scorecard, ScoredFinding
from kpi.values import Finding
from kpi.words import FLAGS, coverage_words, shown_number

# Flags that stand elsewhere: once above the table, as the shown value, or with the months counted.
_SAID_ELSEWHERE = {"default_weight", "no_events", "partial_months"}
_BESIDE = {
    "gross": ("毛可用率", "%", "at_least"),
    "planned_as_up": ("计划停机视为可用", "%", "at_least"),
    "failures": ("故障", "次", ""),
    "allowed": ("目标允许", "次", ""),
    "within_limit": ("限时内", "%", "at_least"),
    "n": ("样本", "件", ""),
    "open": ("期末未结", "件", ""),
    "over_limit_open": ("期末超时未结", "件", ""),
    "mean100": ("百分制均分", "", "at_least"),
    "response_rate": ("回收率", "%", "at_least"),
    "hardware": ("硬件", "%", "at_least"),
    "software": ("软件", "%", "at_least"),
    "application": ("应用", "%", "at_least"),
    "pooled": ("全期合计", "%", "at_least"),
    "checked_share": ("巡检覆盖", "%", "at_least"),
}


def remarks(finding: Finding) -> list[str]:
    """What must be said beside a finding: coverage and flags, in words."""
    said = [coverage_words(finding)]
    said += [FLAGS[flag] for flag in finding.flags if flag not in _SAID_ELSEWHERE]
    if not finding.covered_months and finding.missing_months:
        said.append(f"缺 {len(finding.missing_months)} 个月数据")
    return [words for words in said if words]


def beside(finding: Finding) -> str:
    """The figures that stand beside the value, in a few words."""
    said = []
    for key, value in finding.beside.items():
        if key not in _BESIDE or value is None or (key in ("n", "open", "over_limit_open") and not value):
            continue
        words, unit, kind = _BESIDE[key]
        if key == "n" and "invited" in finding.beside:
            unit = "份"
        number = shown_number(value, 2, kind) if kind else f"{value:.0f}"
        said.append(f"{words} {number}{unit if unit == '%' else ' ' + unit if unit else ''}")
    return " · ".join(said)


def lost(scored: ScoredFinding) -> float:
    """Points that a decided finding has lost."""
    return 0.0 if scored.points is None else scored.weight - scored.points


def weights_words(card: Scorecard) -> str:
    """'权重为默认值：成本10、产出50、效益30、满意度10', or what the settings say."""
    weights: dict[str, float] = {}
    for one in card.indicators:
        level = one.finding.indicator.group[0].removesuffix("指标")
        weights[level] = round(weights.get(level, 0.0) + one.weight, 9)
    said = "、".join(f"{level}{weight:g}" for level, weight in weights.items())
    return f"权重{'为默认值' if card.has_default_weights else '按设置'}：{said}"
