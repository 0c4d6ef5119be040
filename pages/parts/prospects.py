"""展望 in words: whether each indicator can still be reached, what is left, and what must still happen."""

from kpi.outlook import RECENT, Outlook, Pace, Prospect, State, by_state, days_until
from kpi.values import Verdict
from kpi.words import shown_number, shown_target, shown_value
from pages.parts import links
from pages.parts.tables import plain_table
from pages.parts.text import NOTHING, cut_off_words, escaped, verdict
from pages.parts.verdicts import LOOKS

STATES: dict[State, tuple[str, Verdict]] = {
    "lost": ("已不能达标", "missed"),
    "at_risk": ("照此达不到", "behind"),
    "open": ("说不准", "not_due"),
    "on_course": ("照此可达标", "on_track"),
    "reached": ("已达成", "met"),
}
"""State → word, and the verdict whose colour and sign it borrows. The worst first."""
_MISSED = {
    "request_completion": "没有按时",
    "satisfaction": "不满意",
    "joint_response": "没有联动",
    "acceptance_pass_rate": "没有一次通过",
}
"""Measure → what a case that misses is called."""
RULES = (
    ("系统可用性", "还可停机 = 各系统全期计划时间的平均 ×（系统数 ×（1 − 目标）− Σ 已停机 ÷ 全期计划时间）；"
     "全期计划时间 = 至今计划服务时间 + 余下的服务时间；"
     "直推 = 近三个月停机 ÷ 近三个月计划时间 × 余下的服务时间"),
    ("最差系统的时间占比", "还可停机 = 全期计划时间 × 允许停机的占比 − 已停机，取余量最少的系统；"
     "各系统的速度不同，不作直推"),
    ("MTBF", "还可发生 =（至今可用小时 + 余下的服务小时）÷ 目标，取整，减去已发生的故障；"
     "直推 = 近三个月故障 ÷ 可用小时 × 余下小时"),
    ("各种比率", "还可不合格 =（至今件数 + 余下件数）×（1 − 目标），取整，减去已不合格的；"
     "余下件数和直推都按近三个月的每天件数"),
    ("平均时间", "余下平均不得超过 =（目标 ×（至今件数 + 余下件数）− 至今合计）÷ 余下件数；直推 = 近三个月的平均"),
    ("年度数量", "还要交 = 目标 − 已交；直推 = 近三个月每天所交 × 余下天数"),
    ("每月都要达到的", "最差的月份决定，一个月没达到就不能再挽回；否则余下每个月都要达到"),
)  # fmt: skip
"""How things are reckoned, as shown below the table; the same formulae stand in kpi/outlook.py."""


def lead(found: Outlook) -> str:
    """How the indicators divide, and how much of the term is left."""
    indicators = [one for one in found.prospects if one.finding.indicator.group[0] != "服务条款"]
    counts = by_state(indicators)
    parts = "".join(
        f"<span class='f-{STATES[state][1]}' style='flex-grow:{count}' title='{STATES[state][0]} {count}'></span>"
        for state, count in counts.items()
    )
    legend = "".join(
        f"<li class='v-{STATES[state][1]}'><i>{LOOKS[STATES[state][1]].sign}</i>{STATES[state][0]}<b>{count}</b></li>"
        for state, count in counts.items()
    )
    said = "，".join(f"{STATES[state][0]} {count} 项" for state, count in counts.items())
    missing = (
        "" if found.ahead.is_known else "<p class='k-warn'>余下的工作日历缺失，5×8 系统的余下时间不全，不作推算。</p>"
    )
    return (
        f"<section class='k-all'><h2>能否按期达标</h2><div>"
        f"<div class='k-bar' role='img' aria-label='{said}'>{parts}</div>"
        f"<ul class='k-legend'>{legend}</ul></div></section>{missing}"
        f"<p class='k-lead k-plain'>{cut_off_words(found.as_of)}"
        f"<span>服务期到 {found.ends_on}，还有 {found.ahead.days} 天</span>"
        f"<span>按近三个月的速度直推，仅供参考</span></p>"
    )


def prospect_table(found: Outlook, *, clauses: bool) -> str:
    """The indicators, or the clauses, the worst first; '' without any."""
    order = list(STATES)
    wanted = [one for one in found.prospects if (one.finding.indicator.group[0] == "服务条款") == clauses]
    wanted.sort(key=lambda one: (order.index(one.state), one.finding.indicator.code))
    if not wanted:
        return ""
    rows = [_row(one, found) for one in wanted]
    heads = ("指标", "目标值", "至今", "能否按期达标", "还剩多少", "按近三个月的速度直推", "还要做到什么")
    return plain_table("展望", heads, rows, css="k-prospects")


def _row(one: Prospect, found: Outlook) -> list[str]:
    indicator, finding = one.finding.indicator, one.finding
    word, look = STATES[one.state]
    return [
        links.indicator(indicator.code, f"<small>{indicator.code}</small> {escaped(indicator.name)}"),
        escaped(shown_target(indicator)),
        f"<b>{escaped(shown_value(finding))}</b> {verdict(finding.verdict)}",
        f"<span class='k-pill v-{look}' data-code='{indicator.code}'><i>{LOOKS[look].sign}</i>{word}</span>",
        f"{escaped(left_words(one)) or NOTHING}{_meter(one)}",
        f"<span class='k-said'>{escaped(pace_words(one)) or NOTHING}</span>",
        f"<span class='k-said'>{escaped(must_words(one, found))}</span>",
    ]


def _meter(one: Prospect) -> str:
    """How much of what is left the pace would use."""
    if one.form not in ("downtime", "failures", "misses") or not one.left or one.left < 0 or one.used is None:
        return ""
    share = min(one.used / one.left, 1.0) * 100
    tone = "met" if one.used <= one.left else "missed"
    bar = f"<span class='f-{tone}' style='width:{share:.1f}%'></span>"
    return f"<span class='k-meter' title='直推用掉 {share:.0f}%'>{bar}</span>"


def _low(value: float, digits: int = 2) -> str:
    """What is allowed, never rounded up; thousands are kept apart."""
    return shown_number(value, digits, "at_least")


def _high(value: float, digits: int = 2) -> str:
    """What would be used, never rounded down."""
    return shown_number(value, digits, "at_most")


def left_words(one: Prospect) -> str:
    """What is left of the budget, with its unit; '' where there is none to speak of."""
    if one.left is None:
        return ""
    unit, indicator = _unit(one), one.finding.indicator
    over = one.left < 0
    match one.form:
        case "downtime":
            return f"已多停 {_high(-one.left)} 小时" if over else f"还可停机 {_low(one.left)} 小时"
        case "worst_downtime":
            least = f"已多停 {_high(-one.left)} 小时" if over else f"还可停机 {_low(one.left)} 小时"
            return f"余量最少的系统{least}"
        case "failures":
            return f"已多 {-one.left:.0f} 次" if over else f"还可发生 {one.left:.0f} 次故障"
        case "misses":
            if over or not one.left:
                return f"已多 {-one.left:.0f} {unit}" if over else f"不能再有{_missed(one)}的"
            return f"还可有 {one.left:.0f} {unit}{_missed(one)}"
        case "mean":
            return "没有余量" if over else f"余下平均 ≤ {_low(one.left)} {indicator.definition.unit}"
        case "annual":
            return f"还要交 {one.left:.0f} {unit}" if one.left else "已交足"
        case "monthly":
            return f"还有 {one.left:.0f} 个月" if one.state != "lost" else ""
        case _:
            return ""


def pace_words(one: Prospect) -> str:
    """What the pace of the last months makes of it; '' where it says nothing."""
    if one.used is None or not one.pace.months:
        return ""
    months, unit = _months(one.pace), _unit(one)
    ahead = f"（余下约 {one.expected:.0f} {unit}）" if one.expected is not None else ""
    if not one.used and one.form in ("downtime", "worst_downtime", "failures", "misses", "none"):
        return f"{months or '近三个月'}一次也没有{ahead}"
    match one.form:
        case "downtime":
            return f"{months}再停约 {_high(one.used)} 小时"
        case "failures":
            return f"{months}再发生约 {_high(one.used, 1)} 次"
        case "misses":
            return f"{months}再有约 {_high(one.used, 1)} {unit}{_missed(one)}{ahead}"
        case "mean":
            return f"{months}平均 {_high(one.used)} {one.finding.indicator.definition.unit}{ahead}"
        case "annual":
            return f"{months}再交约 {_low(one.used, 1)} {unit}"
        case _:
            return ""


def _months(pace: Pace) -> str:
    """'' for three months, else which there are: the heading says three."""
    return "" if len(pace.months) == RECENT else f"只有 {len(pace.months)} 个月：" if pace.months else ""


def _missed(one: Prospect) -> str:
    return _MISSED.get(one.finding.indicator.measure, "不合格")


def _monthly(one: Prospect, found: Outlook) -> str:
    """What is left, evenly over the months that are left."""
    if not one.left or not found.ahead.months:
        return "，一次也不能再有" if one.form == "failures" else ""
    digits = 2 if one.form == "downtime" else 1
    unit = "小时" if one.form == "downtime" else _unit(one)
    return f"，平均每月不超过 {_low(one.left / found.ahead.months, digits)} {unit}"


def _unit(one: Prospect) -> str:
    measure = one.finding.indicator.definition
    return measure.whole_unit or measure.part_unit or measure.unit


def must_words(one: Prospect, found: Outlook) -> str:
    """What must still happen, in a sentence; honest where nothing can be said."""
    finding, target = one.finding, shown_target(one.finding.indicator)
    end = found.ends_on
    if one.state == "lost":
        return _lost_words(one, target)
    match one.form:
        case "downtime":
            return f"到 {end} 各系统合计停机不超过余量{_monthly(one, found)}；已批准的计划停机和豁免的不算"
        case "worst_downtime":
            return f"到 {end} 每个系统停机都不超过各自的余量；最差的系统决定"
        case "failures":
            return f"到 {end} 新的故障不超过余量{_monthly(one, found)}"
        case "misses":
            if one.left is None:
                return f"至今没有可算的；到期的要有 {target} 合格"
            if one.left < 0:
                return "照近三个月的件数，余下全部合格也补不回来"
            return f"余下{_missed(one)}的不超过余量{_monthly(one, found)}" if one.left else "余下的都要合格"
        case "mean":
            if one.left is None:
                return f"至今没有发生或近三个月没有件数，说不准；以后平均 {target}"
            return (
                "照近三个月的件数，补不回来"
                if one.left < 0
                else f"余下约 {one.expected:.0f} {_unit(one)}的平均不超过余量"
            )
        case "annual":
            return "已达到年度数量" if one.state == "reached" else f"到 {end} 前交足 {target}"
        case "monthly":
            return f"余下 {found.ahead.months} 个月每月都要 {target}"
        case "single":
            return "已达到，以后只增不减" if one.state == "reached" else f"仍要 {target}；单独一次推算不出来"
        case "none":
            return f"余下 {found.ahead.days} 天一次也不能发生"
        case "milestone":
            return _milestone_words(one, found)
        case "qualitative":
            return "期末前最近一次评价须为“达成”；评价推算不出来"
        case _:
            return _nothing_words([str(month) for month in finding.missing_months])


def _nothing_words(missing: list[str]) -> str:
    """What must come in before anything can be said."""
    if not missing:
        return "没有可算的数据，说不准"
    more = f"等 {len(missing)} 个月" if len(missing) > 3 else ""
    return f"先补报 {'、'.join(missing[:3])} {more}的数据，否则说不准"


def _lost_words(one: Prospect, target: str) -> str:
    """Why it cannot be reached any more."""
    match one.form:
        case "monthly":
            return f"已有月份没有达到 {target}，最差的月份决定；只有更正数据才会变"
        case "milestone":
            return "期限已过，没有按时通过"
        case "none":
            return "已经发生过，不能再挽回"
        case "single":
            return f"已有一次{target.replace('不得', '')}，不能再挽回"
        case "misses":
            return f"已有不合格的，{target} 不能再达到"
        case "annual":
            return "服务期已结束，没有达到"
        case _:
            return "就算余下时间一次不停，也回不到目标"


def _milestone_words(one: Prospect, found: Outlook) -> str:
    days = days_until(one.finding, found.as_of)
    if one.state == "reached":
        return f"已于 {shown_value(one.finding)} 通过"
    return f"须在期限内通过（{shown_target(one.finding.indicator)}），还有 {days} 天"


def rules() -> str:
    """How it is reckoned, formula by formula."""
    items = "".join(f"<dt>{name}</dt><dd>{words}</dd>" for name, words in RULES)
    return f"<dl class='k-definition'>{items}</dl>"
