"""数据更正: uploads of the period that were replaced or restored, and claims that were accepted; all before is kept."""

from datetime import datetime, time, timedelta

from kpi.claim_kinds import CLAIM_KINDS
from kpi.claim_moves import claim_moves
from kpi.claims import CLAIMABLE, Claim
from kpi.corrections import Correction, Handed
from kpi.words import shown_number
from reports.document import Block, Row, Table
from reports.material import Material
from reports.phrases import NOTHING, bounded, columns, minute, points, said

_MOST = 15
_HEADS = columns(
    ("数据", 12), ("月份", 9, "center"), ("原数据", 21), ("更正后", 21), ("更正时间", 14, "center"),
    ("经办", 9, "center"), ("理由", 18),
)  # fmt: skip
_CLAIM_HEADS = columns(
    ("编号", 13), ("记录", 18), ("申诉", 29), ("小时", 8, "right"), ("裁定理由", 22), ("裁定人", 10),
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
    return (*blocks, *_claimed(material))


def _claimed(material: Material) -> list[Block]:
    """The accepted claims 申诉 on records of the period, and what they move; nothing where there are none."""
    accepted = [one for one in material.claims if one.state == "accepted" and not one.is_sealed_without]
    if not accepted:
        return []
    moment = datetime.combine(material.card.as_of + timedelta(days=1), time.min)
    table = Table("采纳的申诉", _CLAIM_HEADS, tuple(_claim_row(one, moment) for one in accepted))
    lead = f"对期间各月的记录采纳申诉 {len(accepted)} 条，原记录不变，本报告按采纳后的数据计算。{_moved(material)}"
    return [said(lead), *bounded(table, _MOST, "系统“更正与申诉”页")]


def _moved(material: Material) -> str:
    moves = claim_moves(material.card)
    if moves is None:
        return ""
    parts = [
        f"{words} {shown_number(hours, 2, '')} 小时"
        for words, hours in (("停机少计", moves.down_hours), ("修复时间少计", moves.repair_hours)) if hours
    ]  # fmt: skip
    with_claims, without = points(moves.with_claims.projected), points(moves.without.projected)
    return "，".join([*parts, f"预计得分 {with_claims} 分（不含申诉 {without} 分）"]) + "。"


def _claim_row(one: Claim, moment: datetime) -> Row:
    last, hours = one.decisions[-1], one.hours(moment)
    return Row(
        (
            one.number, f"{CLAIMABLE[one.dataset][0]} {one.record_id}", f"{CLAIM_KINDS[one.kind]}：{one.words}",
            NOTHING if hours is None else shown_number(hours, 2, ""), last.reason, last.made_by,
        )
    )  # fmt: skip


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
