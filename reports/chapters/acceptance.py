"""验收准备: the checklist of the mid-term or final acceptance after 六、验收要求."""

from kpi.clauses import acceptance_clauses
from kpi.states import STATES, State, state_of
from kpi.values import Finding
from kpi.words import shown_target, shown_value
from reports.document import Block, Row, Table
from reports.kinds import Kind
from reports.material import Material
from reports.phrases import NOTHING, columns, said, some

_HEADS = columns(
    ("条款", 30), ("要求", 22), ("实际", 15, "center"), ("结论", 14, "center"), ("还缺什么", 24),
)  # fmt: skip
_LACKS: dict[State, str] = {
    "missed": "未达到要求，需整改或说明",
    "no_data": "数据报了，但里面没有可算的记录",
    "not_due": "还没有到期或没有发生",
    "behind": "进度落后，要补上",
    "example": "标书没有定死数量，请大数据中心确认",
    "default": "标书没有定死数量，请大数据中心确认",
}
_UNDECIDED: tuple[State, ...] = ("no_data", "not_due", "on_track", "behind")
_OPEN: tuple[State, ...] = ("example", "default", "scope", "centre")


def chapter(material: Material, kind: Kind) -> tuple[Block, ...]:
    """The checklist with what is still lacking to each line."""
    found = acceptance_clauses(material.card, "midterm" if kind.name == "midterm" else "final")
    name = "中期验收" if kind.name == "midterm" else "期末验收"
    if not found:
        return (said(f"标书没有列出{name}的条款。"),)
    states = [state_of(one) for one in found]
    counts = (
        ("已达标", sum(state == "met" for state in states)),
        ("未达标", sum(state == "missed" for state in states)),
        ("缺数据或未到期", sum(state in _UNDECIDED for state in states)),
        ("数量待确认", sum(state in _OPEN for state in states)),
    )
    told = "，".join(f"{words} {number} 条" for words, number in counts if number)
    lead = said(f"按标书“六、验收要求”，{name}逐条核对 {len(found)} 条：{told}。")
    return lead, Table(f"{name}核对表", _HEADS, tuple(_row(material, one) for one in found))


def _row(material: Material, finding: Finding) -> Row:
    one, state = finding.indicator, state_of(finding)
    cells = (
        f"{one.code} {one.name}",
        shown_target(one),
        shown_value(finding),
        STATES[state],
        _lacks(material, finding, state),
    )
    return Row(cells, marked=(3,) if state in ("missed", "behind") else ())


def _lacks(material: Material, finding: Finding, state: State) -> str:
    """What must still come before the line can be ticked."""
    if finding.missing_months:
        months = some([str(month) for month in finding.missing_months], 2, "个月")
        lacking = [one.dataset for one in material.gaps.missing if one.name in finding.indicator.definition.needs]
        return f"{'、'.join(lacking) or '应报的数据'}没有报齐：{months}"
    return _LACKS.get(state, NOTHING if state != "met" else "不缺")
