"""总体情况: the package in sentences, written from its figures."""

from datetime import timedelta

from kpi.changes import changed_findings
from kpi.clauses import breaches, count_states
from kpi.judge import due_by_pace
from kpi.remarks import lost, weights_words
from kpi.score import Scorecard, ScoredFinding, grade
from kpi.sentences import cause_words, sentence
from kpi.states import STATES, State, state_of
from kpi.values import Finding, Verdict
from kpi.words import VERDICTS, shown_points, shown_target
from reports.document import Block
from reports.kinds import day_words, month_words, period_words
from reports.material import Material
from reports.phrases import dependable, lost_words, ordered, points, said, some

_NAMED, _COSTLY = 3, 3
_LEFT_OPEN: tuple[State, ...] = ("example", "default")


def chapter(material: Material) -> tuple[Block, ...]:
    """What the supervisor would say first: of what, how it stands, what cost most, what changed, what must follow."""
    told = [_opening(material)]
    if not material.gaps.has_data:
        told.append("本包件没有上报任何数据，下列各项均按缺数据处理，不计得分，也不视为达标。")
        return tuple(said(one) for one in told)
    told += [_vetoes(material.card), _verdicts(material.card), _score(material.card)]
    told += [_losses(material), _behind(material.card), _lacking(material.card), _change(material)]
    told += [_by_month(material), _clauses(material.card), _next(material)]
    return tuple(said(one) for one in told if one)


def _opening(material: Material) -> str:
    card, package = material.card, material.package
    words = (
        f"本期考核对象为包件{package.number}（{package.name}），承担单位为{package.contractor}，"
        f"考核期间为{period_words(card.period)}，数据截止{day_words(card.as_of)}。"
    )
    open_months = [month for month in card.period.months if month.end > card.as_of + timedelta(days=1)]
    if open_months:
        first = month_words(open_months[0])
        words += f"截止时{first}{'及以后各月' if len(open_months) > 1 else ''}尚未结束，有关结论以期末数据为准。"
    return words


def _vetoes(card: Scorecard) -> str:
    named = "；".join(f"{reason}（记录 {record_id}）" for reason, record_id in card.vetoes)
    return f"本期出现一票否决事项：{named}。以下得分和等级不代表可以通过考核。" if named else ""


def _verdicts(card: Scorecard) -> str:
    order: tuple[Verdict, ...] = ("met", "missed", "on_track", "behind", "not_due", "no_data")
    found = [one.finding.verdict for one in card.indicators]
    counts = "，".join(f"{VERDICTS[name]} {found.count(name)} 项" for name in order if found.count(name))
    return f"绩效目标表共 {len(found)} 项指标，其中{counts}。"


def _score(card: Scorecard) -> str:
    if card.projected is None:
        return "本期没有一项指标已定，不计算得分，不评定等级。"
    weights = f"标书未规定权重，{weights_words(card)}，组内平均。" if card.has_default_weights else ""
    if round(card.decided_weight, 9) >= 100:
        return f"全部指标已定，得分 {points(card.projected)} 分，等级为“{card.grade}”。{weights}"
    low, high = grade(card.low), grade(card.high)
    end = f"最终等级均为“{low}”" if low == high else f"最终等级在“{low}”与“{high}”之间"
    projected = f"折合预计得分 {points(card.projected)} 分"
    graded = "，已定的指标太少，不宜作为依据，暂不评定等级" if card.is_scant else f"，预计等级为“{card.grade}”"
    return (
        f"已定指标的权重合计 {points(card.decided_weight)} 分（满分 100 分），已得 {points(card.confirmed)} 分，"
        f"{projected}{graded}；"
        f"未定指标全不得分时总分为 {points(card.low)} 分，全得满分时为 {points(card.high)} 分，{end}。{weights}"
    )


def _losses(material: Material) -> str:
    missed = sorted(
        (one for one in material.card.indicators if one.finding.verdict == "missed"),
        key=lambda one: (-lost(one), one.finding.indicator.order),
    )
    if not missed:
        return "已定指标没有未达标的。" if material.card.projected is not None else ""
    told = "".join(f"（{number}）{_loss(material, one)}。" for number, one in enumerate(missed[:_COSTLY], 1))
    if len(missed) == 1:
        return f"未达标的指标是：{_loss(material, missed[0])}。"
    more = f"其余 {len(missed) - _COSTLY} 项见指标完成情况表。" if len(missed) > _COSTLY else ""
    head = "失分最多的未达标指标依次是：" if len(missed) > _COSTLY else "未达标的指标依次是："
    return f"{head}{told}{more}"


def _loss(material: Material, scored: ScoredFinding) -> str:
    finding = scored.finding
    cause = cause_words(finding, material.monthly(finding.indicator.code))
    return f"{sentence(finding)}，{lost_words(lost(scored))}{f'；{cause}' if cause else ''}"


def _behind(card: Scorecard) -> str:
    found = [sentence(one.finding) for one in card.indicators if one.finding.verdict == "behind"]
    return f"进度滞后的指标：{'；'.join(found)}。" if found else ""


def _lacking(card: Scorecard) -> str:
    found = [one.finding for one in card.indicators if one.finding.verdict == "no_data"]
    return f"缺数据、暂不能判定的指标有{_names(found)}。" if found else ""


def _change(material: Material) -> str:
    before, card = material.earlier, material.card
    if before is None:
        return ""
    when = period_words(before.period)
    if not dependable(before) or before.projected is None:
        return f"{when}已定的指标太少，得分不作比较。"
    if not dependable(card) or card.projected is None:
        return f"本期已定的指标太少，得分不与{when}比较。"
    moved = round(card.projected - before.projected, 9)
    same = shown_points(card.projected) == shown_points(before.projected)
    word = "基本持平" if same else "有所提高" if moved > 0 else "有所下降"
    words = f"与{when}相比，预计得分由 {points(before.projected)} 分变为 {points(card.projected)} 分，{word}"
    return f"{words}{_moved(before, card)}。"


def _moved(before: Scorecard, card: Scorecard) -> str:
    """Which indicators missed their target anew, and which meet it again."""
    table = {one.finding.indicator.code for one in card.indicators}
    changed = [one for one in changed_findings(before, card) if one.after.indicator.code in table]
    worse = [one.after for one in changed if one.before.verdict == "met" and one.after.verdict == "missed"]
    better = [one.after for one in changed if one.before.verdict == "missed" and one.after.verdict == "met"]
    parts = (("由达标转为未达标", worse), ("由未达标转为达标", better))
    told = [f"{words}的有{_names(found)}" for words, found in parts if found]
    return f"；{'，'.join(told)}" if told else ""


def _names(found: list[Finding]) -> str:
    # Quoted names stand beside each other without a mark between (GB/T 15834).
    named = "".join(f"“{one.indicator.name}”" for one in found[:_NAMED])
    return named + (f"等 {len(found)} 项" if len(found) > _NAMED else "")


def _by_month(material: Material) -> str:
    if len(material.months) == 1:
        return ""
    known = [
        f"{one.period.first.number} 月 {f'{points(one.projected)} 分' if dependable(one) else '已定太少'}"
        for one in material.months
    ]
    return f"各月单独计算的预计得分：{'，'.join(known)}。" if known else ""


def _clauses(card: Scorecard) -> str:
    counts = "，".join(f"{STATES[state]} {number} 条" for state, number in count_states(card.clauses).items())
    broken = breaches(card)
    named = "；".join(sentence(one) for one in broken[:_NAMED])
    more = f"；其余 {len(broken) - _NAMED} 条见服务条款一节" if len(broken) > _NAMED else ""
    told = f"未达标的条款：{named}{more}。" if broken else "没有未达标的条款。"
    return f"服务条款共 {len(card.clauses)} 条（不计分），其中{counts}。{told}"


def _next(material: Material) -> str:
    card = material.card
    steps = [_mend(card), _fill(material), _close(material), _catch_up(card), _come(card), _confirm(card)]
    found = [step for step in steps if step]
    return f"下一步工作：{ordered(found)}。" if found else "下一步工作：保持现有水平，按月上报数据。"


def _mend(card: Scorecard) -> str:
    missed, broken = sum(one.finding.verdict == "missed" for one in card.indicators), len(breaches(card))
    parts = [f"{missed} 项未达标指标"] if missed else []
    parts += [f"{broken} 条未达标条款"] if broken else []
    return f"承担单位对{'和'.join(parts)}查明原因，提出并落实整改措施" if parts else ""


def _fill(material: Material) -> str:
    gaps = material.gaps
    lacking = [f"{one.dataset}（{some([str(month) for month in one.months], 2, '个月')}）" for one in gaps.missing]
    refused = sum(one.refused for one in gaps.refused)
    parts = [f"补报{some(lacking, _NAMED, '类数据')}"] if lacking else []
    parts += [f"更正未能入库的 {refused} 行记录"] if refused else []
    return "，".join(parts)


def _close(material: Material) -> str:
    late = sum(one.is_late for one in material.cases)
    return f"尽快办结超时未结的 {late} 件事项" if late else ""


def _catch_up(card: Scorecard) -> str:
    found = [one.finding for one in card.indicators if one.finding.verdict == "behind" and one.finding.indicator.pace]
    lacking = [
        f"“{one.indicator.name}”（应有 {due_by_pace(one.indicator, len(one.covered_months))}"
        f" {one.indicator.definition.unit}）"
        for one in found
    ]
    return f"补齐进度滞后的{'、'.join(lacking)}" if lacking else ""


def _come(card: Scorecard) -> str:
    """The milestone that is still to come."""
    found = [
        f"“{one.finding.indicator.name}”（{shown_target(one.finding.indicator)}）"
        for one in card.indicators
        if one.finding.verdict == "not_due" and one.finding.indicator.kind in ("by", "before")
    ]
    return f"按期完成{'、'.join(found)}" if found else ""


def _confirm(card: Scorecard) -> str:
    number = sum(state_of(one) in _LEFT_OPEN for one in card.clauses)
    return f"请大数据中心确认 {number} 条标书未定数量的条款" if number else ""
