"""服务条款: how many stand how, the missed ones, those behind, and the numbers that the tender leaves open."""

from collections.abc import Sequence

from kpi.clauses import count_states, divergences, keeps_open_number
from kpi.remarks import remarks
from kpi.sentences import cause_words, name_of, reckoning
from kpi.states import STATES, State, state_of
from kpi.targets import Indicator
from kpi.values import Finding
from kpi.words import shown_target, shown_value
from reports.document import Block, Row, Table
from reports.material import Material
from reports.phrases import bounded, columns, printed, said, some

_MOST, _MOST_OPEN, _NAMED = 20, 25, 2
_HEADS = columns(
    ("条款", 25), ("约束", 15), ("标书要求", 18), ("实际", 13, "center"), ("结论", 11, "center"), ("依据", 26),
)  # fmt: skip
_OPEN_HEADS = columns(
    ("条款", 28), ("标书写法", 24), ("实际", 14, "center"), ("按此数看", 12, "center"), ("性质", 16, "center"),
)  # fmt: skip
_TWICE_HEADS = columns(("条款", 45), ("另有要求", 55))
_OPEN: tuple[State, ...] = ("example", "default", "scope", "centre")


def chapter(material: Material) -> tuple[Block, ...]:
    """Counts in a sentence, then the clauses that somebody must look at."""
    clauses = material.card.clauses
    if not clauses:
        return (said("本包件没有服务条款。"),)
    counts = "，".join(f"{STATES[state]} {number} 条" for state, number in count_states(clauses).items())
    blocks: list[Block] = [said(f"标书中约束本包件的服务条款共 {len(clauses)} 条，不计分：{counts}。")]
    blocks += _listed(
        "未达标的服务条款", [one for one in clauses if state_of(one) == "missed"], "已判定的服务条款中没有未达标的。"
    )
    blocks += _listed("进度滞后的服务条款", [one for one in clauses if state_of(one) == "behind"], "")
    lacking = [one.indicator.name for one in clauses if state_of(one) == "no_data"]
    if lacking:
        blocks.append(said(f"缺数据的有{some(lacking, 5, '条')}，补报后再判定。"))
    return (*blocks, *_left_open(clauses), *_twice(material))


def _listed(title: str, found: Sequence[Finding], none: str) -> list[Block]:
    if not found:
        return [said(none)] if none else []
    table = Table(title, _HEADS, tuple(_row(one) for one in found))
    return list(bounded(table, _MOST, "系统“服务条款”页"))


def _row(finding: Finding) -> Row:
    one = finding.indicator
    # A largest one is made of itself: it is said of which system.
    figures = reckoning(finding) if one.definition.fold == "sum" else printed(cause_words(finding, {}))
    made_of = "；".join(words for words in (figures, *remarks(finding)) if words)
    cells = (
        f"{one.code} {one.name}",
        bound_words(one),
        shown_target(one),
        shown_value(finding),
        STATES[state_of(finding)],
        made_of,
    )
    return Row(cells, marked=(4,))


def bound_words(one: Indicator) -> str:
    """Which systems of its package a clause binds."""
    return some([name_of(each) for each in one.systems], _NAMED, "个系统") if one.systems else "整个包件"


def _left_open(clauses: Sequence[Finding]) -> list[Block]:
    """What the tender gives as an example, without a number, as an extent, or asks of the Centre: never a breach."""
    found = [one for one in clauses if state_of(one) in _OPEN]
    if not found:
        return []
    rows = [
        Row(
            (
                f"{one.indicator.code} {one.indicator.name}", shown_target(one.indicator), shown_value(one),
                "达到" if keeps_open_number(one) else "没有达到", STATES[state_of(one)],
            )
        )
        for one in found
    ]  # fmt: skip
    lead = said("下列条款的数量标书没有定死（示例值、默认值、所列范围）或属大数据中心的职责，只作参考，不作为违约。")
    table = Table("数量待确认或不作考核的条款", _OPEN_HEADS, tuple(rows))
    return [lead, *bounded(table, _MOST_OPEN, "系统“服务条款”页")]


def _twice(material: Material) -> list[Block]:
    """Where the tender asks two things of the same: both are judged, each under its own name."""
    found = divergences(material.card)
    if not found:
        return []
    rows = [Row((_side(one.clause), "；".join(_side(each) for each in one.others))) for one in found]
    table = Table("标书对同一事项要求不一致的", _TWICE_HEADS, tuple(rows))
    return [said(f"标书对同一事项的要求不一致的有 {len(found)} 处，各按原文分别判定，请大数据中心明确。"), table]


def _side(finding: Finding) -> str:
    one = finding.indicator
    return f"{one.code} {one.name}：{shown_target(one)}，{STATES[state_of(finding)]}"
