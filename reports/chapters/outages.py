"""重大停机: the failures of note with their cause, the longest first."""

from kpi.outages import Failed
from kpi.words import shown_number
from reports.document import Block, Row, Table
from reports.material import Material
from reports.phrases import bounded, columns, lacking, minute, said, system

_LEAST_SHOWN, _MOST = 5, 20
_DEFAULT_LIMIT = 8.0
"""最大许可中断时间 8 小时 (五、运维服务需求), where the package has no clause of its own."""
_HEADS = columns(
    ("系统", 20), ("开始", 15, "center"), ("结束", 15, "center"), ("停机（小时）", 11, "right"), ("原因", 27),
    ("停机记录", 18),
)  # fmt: skip


def chapter(material: Material) -> tuple[Block, ...]:
    """Those beyond the permitted interruption; where they are few, the longest others too."""
    finding = material.finding("longest_interruption")
    if not material.uptime.covered.intersection(material.card.period.months):
        return (said("本期的停机记录没有上报，不能视为没有停机。"),)
    if not material.failed:
        return (said("本期没有计入考核的停机。"),)
    limit = (finding.indicator.at_most if finding else None) or _DEFAULT_LIMIT
    beyond = [one for one in material.failed if _is_beyond(one, limit)]
    shown = beyond if len(beyond) >= _LEAST_SHOWN else material.failed[:_LEAST_SHOWN]
    head = f"本期计入考核的停机 {len(material.failed)} 次，最长的一次 {_hours(material.failed[0])} 小时"
    if beyond:
        lead = f"{head}；超过最大许可中断时间 {limit:g} 小时的 {len(beyond)} 次，须逐一说明原因和防范措施。"
    else:
        lead = f"{head}，没有超过最大许可中断时间 {limit:g} 小时的。"
    lead += lacking(finding, "停机或计划停机记录") if finding else ""
    title = f"超过 {limit:g} 小时的停机" if len(beyond) >= _LEAST_SHOWN else "最长的几次停机"
    table = Table(title.replace(" ", ""), _HEADS, tuple(_row(one, limit) for one in shown))
    note = "重叠或相接的停机记录合并为一次，已扣除计划停机和豁免停机，跨期的从开始算起。"
    return said(lead), *bounded(table, _MOST, "系统“可用率”页"), said(note, is_note=True)


def _is_beyond(one: Failed, limit: float) -> bool:
    return round(one.hours, 9) > limit


def _hours(one: Failed) -> str:
    """Rounded up, as the longest interruption is."""
    return shown_number(one.hours, 2, "at_most")


def _row(one: Failed, limit: float) -> Row:
    cells = (
        system(one.system_id),
        minute(one.starts_at),
        minute(one.ended_at, "未恢复"),
        _hours(one),
        "；".join(one.causes),
        "、".join(one.records),
    )
    return Row(cells, marked=(3,) if _is_beyond(one, limit) else ())
