"""绩效自评表 of one package: the lines of its scorecard with what must be said to each, as a document.

The form follows the self-evaluation table of 财预〔2020〕10号; every figure is the scorecard's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from data.reference import packages
from data.store import Store
from kpi.exemptions import Exempt, exemptions
from kpi.periods import Period
from kpi.rectification import RECTIFICATION_STATES, Register, register
from kpi.score import Scorecard, ScoredFinding, Trend, scorecard_with_trend
from kpi.sentences import cause_words, name_of, sentence
from kpi.values import Finding
from kpi.words import FLAGS, VERDICTS, coverage_words, shown_points, shown_target, shown_value
from reports.document import Align, Block, Column, Document, PageBreak, Paragraph, Row, Signatures, Table
from reports.kinds import day_words, period_words
from reports.material import Material

TITLE = "绩效自评表"
HEADS = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
UNDECIDED = "未定"
DEFAULT_MARK = "*"
ROLES = ("承建单位（盖章）", "监理单位（盖章）", "填表人", "大数据中心（盖章）")
MISSING_TITLE, EXEMPT_TITLE = "缺数据情况", "豁免记录（不计入考核）"
MISSING_HEADS = ("指标", "缺少的月份", "对得分的影响")
EXEMPT_HEADS = ("类别", "记录编号", "系统", "起止时间", "豁免原因")
_SAID_ELSEWHERE = ("no_events", "partial_months", "default_weight")


@dataclass(frozen=True)
class Line:
    """One indicator. remark: why it missed its target and what is done about it, or what else must be known."""

    scored: ScoredFinding
    remark: str

    @property
    def finding(self) -> Finding:
        """What was judged."""
        return self.scored.finding

    @property
    def is_default(self) -> bool:
        """Whether its weight is the default one."""
        return "default_weight" in self.finding.flags


@dataclass(frozen=True)
class SelfEvaluation:
    """The table of one package. is_sample: made of invented records."""

    card: Scorecard
    lines: tuple[Line, ...]
    exempt: tuple[Exempt, ...]
    is_sample: bool = False

    def groups(self) -> Iterator[tuple[str, list[Line]]]:
        """The lines by level-1 group, in the order of the contract's table."""
        for name, members in groupby(self.lines, key=lambda line: line.finding.indicator.group[0]):
            yield name, list(members)


def read_self_evaluation(
    store: Store,
    package: int,
    period: str,
    as_of: date | None = None,
    *,
    is_sample: bool = False,
) -> SelfEvaluation:
    """The table of a package for a period (see periods.PERIOD_FORMS) at the end of the day as_of."""
    card, trend = scorecard_with_trend(store, package, period, as_of)
    exempt = exemptions(store, package, card.period, card.as_of, with_cameras=False).records
    return _evaluation(card, trend, register(store, package, card.as_of), exempt, is_sample)


def evaluation_of(material: Material, *, is_sample: bool = False) -> SelfEvaluation:
    """The table from what was read for a report, so that both are of one version of the store."""
    return _evaluation(material.card, material.trend, material.register, material.exemptions.records, is_sample)


def _evaluation(
    card: Scorecard, trend: Trend, entered: Register, exempt: Sequence[Exempt], is_sample: bool
) -> SelfEvaluation:
    lines = tuple(
        Line(scored, _remark(scored.finding, trend.get(scored.finding.indicator.code, {}), entered, card.period))
        for scored in card.indicators
    )
    return SelfEvaluation(card, lines, tuple(exempt), is_sample)


def _remark(finding: Finding, months: Mapping[str, Finding], entered: Register, period: Period) -> str:
    """Sentences that follow each other, '' where there is nothing to say."""
    decided = {name: one for name, one in months.items() if name in {str(month) for month in finding.covered_months}}
    said = [_reason(finding), cause_words(finding, decided), coverage_words(finding)]
    said += [FLAGS[flag] for flag in finding.flags if flag not in _SAID_ELSEWHERE]
    said += _mending(finding, entered, period)
    words = "；".join(one for one in said if one)
    return f"{words}。" if words else ""


def _mending(finding: Finding, entered: Register, period: Period) -> list[str]:
    """Cause and measure as they are entered, or that there is nothing yet."""
    if finding.verdict != "missed":
        return []
    one = entered.of(finding.indicator.code, period)
    if one is None:
        return ["待登记整改措施"]
    state = RECTIFICATION_STATES[one.state(entered.day)]
    return [f"原因：{one.cause}", f"整改措施：{one.measure}（{one.responsible}，期限 {one.due}，{state}）"]


def _reason(finding: Finding) -> str:
    """Why it is not simply met: the sentence without the name and the value that stand in the line already."""
    if finding.verdict == "met" and "no_events" not in finding.flags:
        return ""
    words = sentence(finding).removeprefix(finding.indicator.name).strip()
    return words.removeprefix(f"{shown_value(finding)}，")


def document(evaluation: SelfEvaluation) -> Document:
    """The table as a document on wide paper, with what is missing and exempt, and the lines to be signed."""
    card = evaluation.card
    blocks: list[Block] = [Paragraph(words, is_note=True) for words in head_lines(evaluation)]
    shares = (9, 11, 22, 11, 13, 8, 8, 40)
    aligns: tuple[Align, ...] = ("center", "center", "left", "center", "right", "center", "center", "left")
    columns = tuple(Column(name, share, align) for name, share, align in zip(HEADS, shares, aligns, strict=True))
    blocks.append(Table("", columns, tuple(_rows(evaluation)), merged=(0, 1)))
    blocks += [Paragraph(words, is_note=True) for words in notes(evaluation)]
    blocks.append(Signatures(ROLES))
    if missing(evaluation) or evaluation.exempt:
        blocks.append(PageBreak())
    blocks += _annexes(evaluation)
    return Document(
        title(evaluation), "", card.as_of, tuple(blocks), is_wide=True, is_sample=evaluation.is_sample
    )  # fmt: skip


def title(evaluation: SelfEvaluation) -> str:
    """'政务服务领域项目绩效自评表' with the package before."""
    package = evaluation.card.package
    return f"包件{package} {packages()[package].short_name}运维项目{TITLE}"


def head_lines(evaluation: SelfEvaluation) -> list[str]:
    """What is evaluated: project, contractor, months, cut-off."""
    card = evaluation.card
    named = packages()[card.package]
    return [
        f"项目名称：{named.name}　　承建单位：{named.contractor}",
        f"评价期间：{period_words(card.period)}　　数据截止：{day_words(card.as_of)}",
    ]


def _rows(evaluation: SelfEvaluation) -> Iterator[Row]:
    card = evaluation.card
    for name, lines in evaluation.groups():
        for line in lines:
            yield _row(line)
        yield _total(f"{name}小计", _sum_weight(lines), group_points(lines))
    yield _total("合计", 100.0, shown_points(card.confirmed))
    yield _total("已定分值（已能判定的指标）", card.decided_weight, "")
    projected = "—" if card.projected is None else shown_points(card.projected)
    yield _total("预计得分（合计得分 ÷ 已定分值 × 100）", None, projected)
    yield Row(("得分区间（未定的全不得分至全得分）", "", "", "", "", "", "", range_words(card)), "total")
    yield Row(("自评等级", "", "", "", "", "", card.grade or "—", veto_words(card)), "total")


def _row(line: Line) -> Row:
    finding, one = line.finding, line.finding.indicator
    mark = DEFAULT_MARK if line.is_default else ""
    return Row(
        (*one.group, one.name, shown_target(one), shown_value(finding), f"{shown_points(line.scored.weight)}{mark}",
         points_words(line), line.remark),
        marked=(4,) if finding.verdict == "missed" else (),
    )  # fmt: skip


def _total(name: str, weight: float | None, points: str) -> Row:
    shown = "" if weight is None else shown_points(weight)
    return Row((name, "", "", "", "", shown, points, ""), "total")


def _sum_weight(lines: Sequence[Line]) -> float:
    return sum(line.scored.weight for line in lines)


def points_words(line: Line) -> str:
    """The points, or the verdict that says why there are none yet."""
    points = line.scored.points
    return VERDICTS[line.finding.verdict] if points is None else shown_points(points)


def group_points(lines: Sequence[Line]) -> str:
    """The points of a group, 未定 while none of its indicators is decided."""
    won = [line.scored.points for line in lines if line.scored.points is not None]
    return shown_points(sum(won)) if won else UNDECIDED


def range_words(card: Scorecard) -> str:
    """'79.65 至 83.49'."""
    return f"{shown_points(card.low)} 至 {shown_points(card.high)}"


def veto_words(card: Scorecard) -> str:
    """'一票否决提示：…' or ''."""
    named = "、".join(f"{reason}（{record_id}）" for reason, record_id in card.vetoes)
    return f"一票否决提示：{named}" if named else ""


def notes(evaluation: SelfEvaluation) -> list[str]:
    """What stands below the table: weights, rounding, grades, what is missing and exempt."""
    weights = "、".join(
        f"{name.removesuffix('指标')} {round(_sum_weight(lines), 9):g}" for name, lines in evaluation.groups()
    )
    is_default = any(line.is_default for line in evaluation.lines)
    # The law names the weights; the tender does not.
    default = (
        f"{DEFAULT_MARK} 权重为默认值（标书未规定，按财预〔2020〕10号），组内平均：" if is_default else "权重按设置："
    )
    missed = missing(evaluation)
    gaps = f"{len(missed)} 项指标缺数据，见附表" if missed else "各项指标应报的月份均已报齐"
    count = len(evaluation.exempt)
    left_out = f"{count} 条记录写有豁免原因，不计入考核，见附表" if count else "没有豁免记录"
    return [
        f"注：1. {default}{weights}。分值、得分显示到两位小数、不进位，小计和合计按未舍入的数。",
        "2. 等级按预计得分：优 90 分及以上，良 80 至 90 分，中 60 至 80 分，差 60 分以下。"
        "未到期、缺数据、在进度中的指标未定，不得分也不扣分。",
        f"3. {gaps}；{left_out}。",
    ]


def missing(evaluation: SelfEvaluation) -> list[tuple[str, str, str]]:
    """Indicators of which months are missing: name, months, what that does to the points (MISSING_HEADS)."""
    return [
        (
            f"{line.finding.indicator.code} {line.finding.indicator.name}",
            "、".join(str(month) for month in line.finding.missing_months),
            _effect(line.finding),
        )
        for line in evaluation.lines
        if line.finding.missing_months or line.finding.verdict == "no_data"
    ]


def _effect(finding: Finding) -> str:
    if finding.verdict == "no_data":
        return "缺数据，未定" if finding.missing_months else "报来的数据里没有可算的，未定"
    return f"按已报的 {len(finding.covered_months)} 个月判定"


def exempt_rows(evaluation: SelfEvaluation) -> list[tuple[str, str, str, str, str]]:
    """The exempt records in words (EXEMPT_HEADS)."""
    return [
        (one.kind, one.record_id, f"{one.system_id} {name_of(one.system_id)}", _from_to(one), one.reason)
        for one in evaluation.exempt
    ]


def _from_to(one: Exempt) -> str:
    end = "未结束" if one.ended_at is None else f"{one.ended_at:%Y-%m-%d %H:%M}"
    return f"{one.began_at:%Y-%m-%d %H:%M} 至 {end}"


def _annexes(evaluation: SelfEvaluation) -> Iterator[Table]:
    for title, heads, shares, rows in (
        (MISSING_TITLE, MISSING_HEADS, (30, 40, 30), missing(evaluation)),
        (EXEMPT_TITLE, EXEMPT_HEADS, (10, 18, 20, 32, 34), exempt_rows(evaluation)),
    ):
        if rows:
            columns = tuple(Column(head, share) for head, share in zip(heads, shares, strict=True))
            yield Table(title, columns, tuple(Row(row) for row in rows))
