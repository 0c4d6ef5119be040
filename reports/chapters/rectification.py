"""整改情况: what must be mended, what is done about it, by whom and until when."""

from collections import Counter

from kpi.rectification import AWAITING, RECTIFICATION_STATES, Rectification, missed
from kpi.sentences import cause_words, sentence
from kpi.targets import current_contract
from kpi.values import Finding
from reports.document import Block, Row, Table
from reports.material import Material
from reports.phrases import NOTHING, bounded, columns, printed, said

_MOST = 25
_WHERE = "系统“包件”和“指标”页"
_STATE = 5
_HEADS = columns(
    ("编号", 8), ("事项", 30), ("原因和整改措施", 36), ("责任人", 9), ("期限", 11, "center"), ("状态", 9, "center")
)


def chapter(material: Material) -> tuple[Block, ...]:
    """Every missed indicator and clause with what is entered about it, then what is open from other periods."""
    found = missed(material.card)
    open_before = _open_of_others(material, {one.indicator.code for one in found})
    if not found and not open_before:
        known = material.gaps.has_data
        return (said("本期没有需要整改的指标和条款。" if known else "本包件没有上报数据，有无需要整改的事项不明。"),)
    blocks: list[Block] = []
    if found:
        blocks.append(said(_lead(material, found)))
        table = Table("需要整改的事项", _HEADS, tuple(_row(material, one) for one in found))
        blocks += bounded(table, _MOST, _WHERE)
    if open_before:
        blocks.append(said(f"本期已不在未达标之列、以前登记而尚未验收的整改 {len(open_before)} 项。"))
        rows = tuple(_entered(material, one, _name(one)) for one in open_before)
        blocks += bounded(Table("以前登记、尚未验收的整改", _HEADS, rows), _MOST, _WHERE)
    return tuple(blocks)


def _lead(material: Material, found: list[Finding]) -> str:
    clauses = sum(one.indicator.is_clause for one in found)
    kinds = [("指标", len(found) - clauses, "项"), ("服务条款", clauses, "条")]
    parts = "，".join(f"{name} {number} {unit}" for name, number, unit in kinds if number)
    states = Counter(_state(material, one) for one in found)
    order = [AWAITING, *RECTIFICATION_STATES.values()]
    said_of = "，".join(f"{words} {states[words]} 项" for words in order if states[words])
    return f"需要整改的事项 {len(found)} 项（{parts}）：{said_of}。整改状态截至 {material.register.day}。"


def _state(material: Material, finding: Finding) -> str:
    entered = material.register.of(finding.indicator.code, material.card.period)
    return AWAITING if entered is None else RECTIFICATION_STATES[entered.state(material.register.day)]


def _row(material: Material, finding: Finding) -> Row:
    code, matter = finding.indicator.code, printed(sentence(finding))
    entered = material.register.of(code, material.card.period)
    if entered is not None:
        return _entered(material, entered, matter)
    source = cause_words(finding, material.monthly(code)).replace(" 主要来自 ", "：")
    return Row((code, matter, printed(source) or NOTHING, NOTHING, NOTHING, AWAITING), marked=(_STATE,))


def _entered(material: Material, one: Rectification, matter: str) -> Row:
    state = one.state(material.register.day)
    what = f"原因：{one.cause}\n措施：{one.measure}"
    due = printed(one.due.isoformat())
    marked = (_STATE,) if state == "overdue" else ()
    return Row((one.code, matter, what, one.responsible, due, RECTIFICATION_STATES[state]), marked=marked)


def _name(one: Rectification) -> str:
    return f"{current_contract().indicator(one.package, one.code).name}（{printed(one.period)}）"


def _open_of_others(material: Material, codes: set[str]) -> list[Rectification]:
    register = material.register
    return [one for one in register.entries if one.code not in codes and one.state(register.day) != "accepted"]
