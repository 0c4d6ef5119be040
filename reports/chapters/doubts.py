"""疑点 in the report: how many of each kind were found, how many are explained, the weightiest of the others."""

from collections.abc import Sequence

from kpi.doubting import STRENGTHS, Doubt
from reports.document import Block, Row, Table
from reports.material import Material
from reports.phrases import columns, count, said, system

_MOST = 5
_HEADS = columns(
    ("疑点", 40), ("程度", 12, "center"), ("合计", 12, "right"), ("已说明", 12, "right"), ("待说明", 12, "right"),
)  # fmt: skip


def chapter(material: Material) -> tuple[Block, ...]:
    """The doubts of the period: a row a kind, then the strongest that nobody has explained."""
    found = material.doubts
    if not found:
        return (said("对已上报的记录交叉核对，没有发现疑点。"),)
    still = [one for one in found if one.is_open]
    how = f"已说明 {len(found) - len(still)} 处，待说明 {len(still)} 处" if still else "均已说明"
    lead = said(f"对已上报的记录交叉核对，发现疑点 {len(found)} 处，{how}。疑点不改变得分。")
    kinds = list(dict.fromkeys(one.check.name for one in _by_strength(found)))
    table = Table("疑点", _HEADS, tuple(_row([one for one in found if one.check.name == kind]) for kind in kinds))
    if not still:
        return lead, table
    first = _by_strength(still)[:_MOST]
    shown = "待说明的疑点" if len(still) <= _MOST else f"待说明的疑点中最需要核实的 {_MOST} 处"
    told = "；".join(f"{system(one.system_id)}（{one.month}）{one.said}" for one in first)
    return lead, table, said(f"{shown}：{told}。其余见系统“疑点”页。" if len(still) > _MOST else f"{shown}：{told}。")


def _by_strength(found: Sequence[Doubt]) -> list[Doubt]:
    order = list(STRENGTHS)
    return sorted(found, key=lambda one: order.index(one.check.strength))


def _row(own: Sequence[Doubt]) -> Row:
    check, still = own[0].check, sum(one.is_open for one in own)
    cells = (check.title, STRENGTHS[check.strength], count(len(own)), count(len(own) - still), count(still))
    return Row(cells, marked=(len(cells) - 1,) if still and check.strength == "strong" else ())
