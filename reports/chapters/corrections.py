"""数据更正: uploads of the period that were replaced or restored; what they replaced is kept."""

from kpi.corrections import Correction, Handed
from reports.document import Block, Row, Table
from reports.material import Material
from reports.phrases import NOTHING, bounded, columns, minute, said

_MOST = 15
_HEADS = columns(
    ("数据", 12), ("月份", 9, "center"), ("原数据", 21), ("更正后", 21), ("更正时间", 14, "center"),
    ("经办", 9, "center"), ("理由", 18),
)  # fmt: skip


def chapter(material: Material) -> tuple[Block, ...]:
    """Each correction; what was refused on arrival."""
    refused = material.gaps.refused
    blocks: list[Block] = []
    if material.corrections:
        lead = f"期间各月的数据更正 {len(material.corrections)} 次，被替换的数据保留可查，本报告按更正后的数据计算。"
        table = Table("数据更正记录", _HEADS, tuple(_row(one) for one in material.corrections))
        blocks += [said(lead), *bounded(table, _MOST, "系统“批次”页")]
    else:
        blocks.append(said("期间各月的数据没有更正。"))
    if refused:
        told = "；".join(f"{one.month} {one.dataset} {one.refused} 行" for one in refused)
        blocks.append(said(f"上报时未能入库的记录：{told}。这些记录没有计入，承担单位应更正后重报。"))
    return tuple(blocks)


def _row(one: Correction) -> Row:
    how = "（恢复以前的数据）" if one.is_restored else ""
    return Row(
        (
            one.dataset, one.month, _handed(one.before), f"{_handed(one.after)}{how}", minute(one.at),
            one.by or NOTHING, one.reason or NOTHING,
        )
    )  # fmt: skip


def _handed(one: Handed) -> str:
    return "本月无" if one.is_nil else f"{one.file or one.batch_id}，{one.rows:,} 行"
